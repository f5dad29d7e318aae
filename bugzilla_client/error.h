#pragma once
// Why a call to Bugzilla failed, sorted by what the caller should do about it.

#include <string>
#include <string_view>

namespace bugzilla {

enum class ErrorKind {
  retry,        ///< a passing trouble (5xx, closed connection, time-out before sending): try again later
  uncertain,    ///< a write left but no answer came: look whether it happened before trying again
  blocked,      ///< rate limit: this address is shut out for an hour and each call renews it; call nothing
  credential,   ///< the API key is wrong, revoked or its account disabled: never retry with it
  not_allowed,  ///< the account may not see or do this
  not_found,    ///< no such bug, attachment, comment, flag or user
  refused,      ///< Bugzilla says that the request itself is wrong: park it, repeating changes nothing
  malformed,    ///< the answer is not what this API gives
  cancelled,    ///< the caller gave up
};

struct Error {
  ErrorKind kind = ErrorKind::retry;
  std::string code;       ///< stable, for logs and metrics: "bugzilla.rate-limited"
  std::string message;    ///< a sentence: what happened and what to do
  int http_status = 0;    ///< 0: there was no answer
  int bugzilla_code = 0;  ///< the body's "code", 0: none
};

[[nodiscard]] std::string_view name(ErrorKind kind);

}  // namespace bugzilla
