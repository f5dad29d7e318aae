#pragma once
// What an answer of the homeserver means: its JSON, or an Error. Pure.

#include "bugzilla_client/http/transport.h"
#include "service/matrix/error.h"

#include <nlohmann/json.hpp>

#include <expected>

namespace service::matrix {

/// Sorts by `errcode` first and by the status where that says nothing, as the specification wants it
/// (client-server API, "Standard error response"). The `error` text is shown, never read.
[[nodiscard]] std::expected<nlohmann::json, Error> read_answer(const http::Response& response);

/// The same for a request that got no answer.
[[nodiscard]] Error read_failure(const http::Failure& failure);

}  // namespace service::matrix
