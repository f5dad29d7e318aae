#pragma once
// What an HTTP answer of Bugzilla means: its JSON, or a typed error. Pure.

#include "bugzilla_client/error.h"
#include "bugzilla_client/http/transport.h"

#include <nlohmann/json.hpp>

#include <expected>

namespace bugzilla {

/// Sorts an answer by BMO's habits, the body's "error" before the status: an uncaught exception is HTTP 200
/// with "error": true; a bad key is 400 with code 306; 401 mostly means "may not"; the rate limit is 400 with
/// code 32000 first and 429 as HTML afterwards. What has no code is not Bugzilla's own
/// word, be it a 404: it passes. `is_write`: an unclear answer then leaves open whether it happened.
[[nodiscard]] std::expected<nlohmann::json, Error> read_answer(const http::Response& response, bool is_write);

/// The same for a request that got no answer.
[[nodiscard]] Error read_failure(const http::Failure& failure, bool is_write);

}  // namespace bugzilla
