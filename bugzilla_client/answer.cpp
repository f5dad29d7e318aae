#include "bugzilla_client/answer.h"

#include "bugzilla_client/json.h"

namespace bugzilla {
namespace {

using nlohmann::json;

/// Bugzilla's words for a person, cut to a line: they may echo what we sent.
constexpr std::size_t message_bytes = 300;

struct Known {
  int code;
  ErrorKind kind;
  const char* name;
  const char* advice;
};

// Codes as captured from BMO.
constexpr Known known_codes[] = {
    {306, ErrorKind::credential, "bugzilla.bad-key",
     "Make a new API key and put it where the configuration says."},
    {410, ErrorKind::credential, "bugzilla.no-key", "Bugzilla wants an API key here; configure one."},
    {301, ErrorKind::credential, "bugzilla.account-disabled",
     "Ask Bugzilla's administrators about the account."},
    {300, ErrorKind::credential, "bugzilla.bad-login",
     "Make a new API key and put it where the configuration says."},
    {100, ErrorKind::not_found, "bugzilla.no-such-bug", ""},
    {101, ErrorKind::not_found, "bugzilla.no-such-bug", ""},
    {102, ErrorKind::not_allowed, "bugzilla.not-visible", ""},
    {51, ErrorKind::not_found, "bugzilla.no-such-object", ""},
    {111, ErrorKind::not_found, "bugzilla.no-such-comment", ""},
    {100500, ErrorKind::retry, "bugzilla.internal-error", ""},
};

Error make(ErrorKind kind, std::string code, std::string message, int status, int bugzilla_code) {
  return {.kind = kind,
          .code = std::move(code),
          .message = std::move(message),
          .http_status = status,
          .bugzilla_code = bugzilla_code};
}

std::string with_advice(const std::string& said, const char* advice) {
  std::string out = "Bugzilla says: " + (said.empty() ? std::string("(nothing)") : said);
  if (!out.ends_with('.')) out += '.';
  if (*advice != '\0') out += std::string(" ") + advice;
  return out;
}

Error blocked(int status, int code) {
  return make(
      ErrorKind::blocked, "bugzilla.rate-limited",
      "Bugzilla has shut this address out for an hour (rate limit); nothing is called until it is over.",
      status, code);
}

/// Whether an answer that is not Bugzilla's own says nothing of what was asked for: a proxy, a firewall or a
/// maintenance page may give it. The rest means that the request is wrong.
bool is_from_in_front(int status) {
  return status < 300 || status >= 500 || status == 401 || status == 403 || status == 404 || status == 408;
}

Error from_in_front(int status, bool is_write) {
  return make(is_write ? ErrorKind::uncertain : ErrorKind::retry, "bugzilla.not-its-own",
              "Bugzilla answered HTTP " + std::to_string(status) +
                  " in words that are not its own; perhaps a proxy or a maintenance page.",
              status, 0);
}

bool is_error(const json& body) {
  if (!body.is_object() || !body.contains("error")) return false;
  const json& error = body["error"];
  return error.is_boolean() ? error.get<bool>() : error != 0;
}

Error error_of(const json& body, int status, bool is_write) {
  const int code = body.contains("code") && body["code"].is_number_integer() ? body["code"].get<int>() : 0;
  const std::string said = body.contains("message") && body["message"].is_string()
                               ? body["message"].get<std::string>().substr(0, message_bytes)
                               : "";
  if (status == 429) return blocked(status, code);
  if (code == 32000 && said.find("rate limit") != std::string::npos) return blocked(status, code);
  // Bugzilla gives each of its errors a code.
  if (code == 0 && is_from_in_front(status)) return from_in_front(status, is_write);
  for (const Known& each : known_codes) {
    if (each.code != code) continue;
    // A crash inside the server says nothing about whether the change was made before it.
    const ErrorKind kind = code == 100500 && is_write ? ErrorKind::uncertain : each.kind;
    return make(kind, each.name, with_advice(said, each.advice), status, code);
  }
  if (status >= 500) {
    return make(is_write ? ErrorKind::uncertain : ErrorKind::retry, "bugzilla.server-error",
                with_advice(said, ""), status, code);
  }
  if (status == 401 || status == 403)
    return make(ErrorKind::not_allowed, "bugzilla.not-allowed", with_advice(said, ""), status, code);
  if (status == 404)
    return make(ErrorKind::not_found, "bugzilla.not-found", with_advice(said, ""), status, code);
  return make(ErrorKind::refused, "bugzilla.refused", with_advice(said, ""), status, code);
}

}  // namespace

std::string_view name(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::retry:
      return "retry";
    case ErrorKind::uncertain:
      return "uncertain";
    case ErrorKind::blocked:
      return "blocked";
    case ErrorKind::credential:
      return "credential";
    case ErrorKind::not_allowed:
      return "not_allowed";
    case ErrorKind::not_found:
      return "not_found";
    case ErrorKind::refused:
      return "refused";
    case ErrorKind::malformed:
      return "malformed";
    case ErrorKind::cancelled:
      return "cancelled";
  }
  return "";
}

std::expected<json, Error> read_answer(const http::Response& response, bool is_write) {
  const int status = static_cast<int>(response.status);
  const auto body = parse_json(response.body);
  if (body && is_error(*body)) return std::unexpected(error_of(*body, status, is_write));
  if (body && status >= 200 && status < 300) return *body;
  if (status == 429) return std::unexpected(blocked(status, 0));
  if (is_from_in_front(status)) return std::unexpected(from_in_front(status, is_write));
  const std::string what = "Bugzilla answered HTTP " + std::to_string(status);
  if (status >= 300 && status < 400) {
    return std::unexpected(make(ErrorKind::malformed, "bugzilla.redirect",
                                what + ", a redirect, which is not followed; check bugzilla.url.", status,
                                0));
  }
  return std::unexpected(make(ErrorKind::refused, "bugzilla.refused", what + ".", status, 0));
}

Error read_failure(const http::Failure& failure, bool is_write) {
  if (failure.kind == http::FailureKind::cancelled)
    return make(ErrorKind::cancelled, "bugzilla.cancelled", failure.message, 0, 0);
  if (failure.kind == http::FailureKind::bad_url)
    return make(ErrorKind::refused, "bugzilla.bad-url", failure.message, 0, 0);
  if (is_write && failure.maybe_done)
    return make(ErrorKind::uncertain, "bugzilla.no-answer", failure.message, 0, 0);
  return make(ErrorKind::retry, "bugzilla.unreachable", failure.message, 0, 0);
}

}  // namespace bugzilla
