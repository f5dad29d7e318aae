#include "service/plan/turn.h"

#include <algorithm>
#include <functional>

namespace service {
namespace {

bool is_person(const std::string& login, const PlanContext& context) {
  return login != context.login && std::ranges::count(context.settings.bugzilla.robots, login) == 0;
}

bool asks_for_changes(const Request& request) {
  return request.verdict == "needs_changes" || request.verdict == "not_a_form";
}

bool is_asked(const Observed& observed, const std::function<bool(const std::string&)>& is_requester) {
  return std::ranges::any_of(observed.bug.flags, [&](const bugzilla::Flag& flag) {
    return flag.name == "needinfo" && flag.status == "?" && flag.requestee && is_requester(*flag.requestee);
  });
}

}  // namespace

void take_turn(Request& request, const bugzilla::Attachment& attachment, const Observed& observed,
               const PlanContext& context) {
  const auto is_requester = [&](const std::string& login) {
    return login == request.requester || login == attachment.creator;
  };
  const Request before = request;
  // What was seen once stays seen: a read may come from a replica that lags behind.
  request.last_activity = std::max(request.last_activity, request.flagged_at);
  std::optional<Time> requester_acted = request.flagged_at;
  std::optional<Time> bot_said;
  const std::string reference = reference_line(request.attachment, request.content_hash);
  for (const bugzilla::Comment& comment : observed.comments) {
    if (is_person(comment.creator, context))
      request.last_activity = std::max(request.last_activity, comment.time);
    if (is_requester(comment.creator)) requester_acted = std::max(requester_acted, comment.time);
    if (is_said_by_bot(comment, reference, context)) bot_said = std::max(bot_said, comment.time);
  }
  // Within one second the bot was the second to speak.
  const bool owes_changes = asks_for_changes(request) && bot_said && bot_said >= requester_acted;
  request.turn = owes_changes || is_asked(observed, is_requester) ? Turn::requester : Turn::steward;
  // Somebody set a needinfo or took it away, and wrote nothing: Bugzilla does not tell when it was taken.
  const bool is_silent = before.last_activity && before.last_activity == request.last_activity;
  if (is_silent && request.turn != before.turn && !owes_changes)
    request.last_activity = std::max(request.last_activity, std::optional(context.now));
  request.waits_since = owes_changes ? std::max(request.last_activity, bot_said) : request.last_activity;
}

}  // namespace service
