#include "service/remind/nudge.h"

namespace service {

std::optional<Effect> nudge(const Request& request, const ReminderSettings& settings, const Wording& wording,
                            Time now) {
  const bool owes_answer = request.turn == Turn::requester && request.waits_since &&
                           request.comment_state == CommentState::posted && !request.hidden;
  if (settings.nudge_after == 0 || !owes_answer) return std::nullopt;
  const int waited = settings.room.calendar.business_days(*request.waits_since, now);
  if (waited < settings.nudge_after) return std::nullopt;
  const std::string reference =
      "data-review-bot reference: attachment " + std::to_string(request.attachment) + ", reminder";
  const RichText days = wording.counted("request.wait", static_cast<std::size_t>(waited));
  return Effect{.key = reference,
                .bug = request.bug,
                .attachment = request.attachment,
                .text = wording("nudge.comment", {{"wait", days}}).plain + "\n\n" + reference,
                .reference = reference};
}

}  // namespace service
