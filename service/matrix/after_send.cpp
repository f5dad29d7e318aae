#include "service/matrix/after_send.h"

#include "service/intake/gate.h"

namespace service::matrix {

AfterSend after_send(const std::expected<std::string, Error>& answer, int attempts, int server_errors,
                     double random) {
  if (answer) return {};
  const auto later = retry_delay(attempts, random);
  switch (answer.error().trouble) {
    case Trouble::uncertain:
    case Trouble::cancelled:
      return {NextStep::try_again, later, true};
    case Trouble::unreachable:
      return {NextStep::try_again, later, false};
    case Trouble::server_error:
      // It may have broken after the event was stored.
      if (server_errors + 1 < most_server_errors) return {NextStep::try_again, later, true};
      return {NextStep::park, {}, true};
    case Trouble::rate_limited:
    case Trouble::locked:
      return {NextStep::wait, {}, false};
    case Trouble::expired:
      return {NextStep::renew_token, {}, false};
    case Trouble::shut_out:
      return {NextStep::stop, {}, false};
    case Trouble::forbidden:
      return {NextStep::look_at_room, later, false};
    case Trouble::too_large:
      return {NextStep::shorten, {}, false};
    case Trouble::not_found:
    case Trouble::refused:
      return {NextStep::park, {}, false};
  }
  return {NextStep::park, {}, false};
}

RoomStep after_refusal(const RoomFacts& facts) {
  if (!facts.is_joined) return RoomStep::join;
  if (facts.is_upgraded) return RoomStep::follow;
  return facts.may_speak ? RoomStep::try_again : RoomStep::park;
}

}  // namespace service::matrix
