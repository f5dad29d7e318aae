#include "service/remind/nudge.h"

#include "service/remind/rich_text.h"

namespace service {

std::optional<Effect> nudge(const Request& request, const ReminderSettings& settings, Time now) {
  const bool owes_answer = request.turn == Turn::requester && request.waits_since &&
                           request.comment_state == CommentState::posted && !request.hidden;
  if (settings.nudge_after == 0 || !owes_answer) return std::nullopt;
  const int waited = settings.room.calendar.business_days(*request.waits_since, now);
  if (waited < settings.nudge_after) return std::nullopt;
  const std::string reference =
      "data-review-bot reference: attachment " + std::to_string(request.attachment) + ", reminder";
  const RichText words = fill(settings.nudge_comment, {{"days", text(std::to_string(waited))}});
  return Effect{.key = reference,
                .bug = request.bug,
                .attachment = request.attachment,
                .text = words.plain + "\n\n" + reference,
                .reference = reference};
}

}  // namespace service
