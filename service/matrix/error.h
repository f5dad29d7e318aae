#pragma once
// Why a call to the homeserver failed, sorted by what the caller should do about it.

#include <chrono>
#include <optional>
#include <string>

namespace service::matrix {

enum class Trouble {
  unreachable,   ///< the request did not leave, so nothing happened: try again later
  uncertain,     ///< it left, and no answer told what became of it (time-out, cut, 501 and more, not JSON)
  server_error,  ///< 500: perhaps this very request breaks the server every time
  rate_limited,  ///< 429: the whole account waits
  expired,       ///< the access token ended (soft log-out): refresh it, or log in with the same device
  locked,        ///< the account is locked for a time: keep everything and try again later
  shut_out,      ///< logged out, deactivated, suspended, wrong address: an operator must act
  forbidden,     ///< 403: not in the room, may not speak, upgraded or banned; the answer does not tell which
  not_found,     ///< no such thing
  too_large,     ///< 413
  refused,       ///< the request itself is wrong; repeating changes nothing
  cancelled,     ///< the caller gave up
};

/// Whether the session tells it, since it is the whole account's and no single call's.
[[nodiscard]] constexpr bool is_of_account(Trouble trouble) {
  return trouble == Trouble::rate_limited || trouble == Trouble::expired || trouble == Trouble::locked ||
         trouble == Trouble::shut_out;
}

/// Whether the same call may go well a little later, without anybody's doing.
[[nodiscard]] constexpr bool is_passing(Trouble trouble) {
  return is_of_account(trouble) || trouble == Trouble::unreachable || trouble == Trouble::uncertain ||
         trouble == Trouble::server_error || trouble == Trouble::cancelled;
}

struct Error {
  Trouble trouble = Trouble::unreachable;
  int status = 0;       ///< 0: there was no answer
  std::string errcode;  ///< "M_FORBIDDEN"; empty: none
  std::string message;  ///< a sentence: what happened and what to do; never holds a token
  std::optional<std::chrono::seconds> retry_after;  ///< what a 429 asks for
};

}  // namespace service::matrix
