#include "service/matrix/answer.h"

#include "service/matrix/decode.h"
#include "service/matrix/text.h"

#include <algorithm>
#include <charconv>

namespace service::matrix {
namespace {

using nlohmann::json;

/// A server's words are shown up to here.
constexpr std::size_t words_bytes = 300;
/// A server that asks for more is not believed.
constexpr std::chrono::seconds longest_wait = std::chrono::hours(1);

std::string text_at(const json& body, const char* key) {
  if (!body.is_object()) return "";
  const auto found = body.find(key);
  return found != body.end() && found->is_string() ? found->get<std::string>() : "";
}

std::optional<std::chrono::seconds> retry_after(const http::Response& response, const json& body) {
  const std::string header = response.header("Retry-After");
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(header.data(), header.data() + header.size(), seconds);
  const bool is_number = !header.empty() && error == std::errc() && end == header.data() + header.size();
  if (!is_number) {
    // Deprecated since v1.10, and all that older servers give.
    const auto field = body.is_object() ? body.find("retry_after_ms") : body.end();
    if (!body.is_object() || field == body.end() || !field->is_number_integer()) return std::nullopt;
    seconds = field->get<std::int64_t>() / 1000 + 1;
  }
  return std::clamp(std::chrono::seconds(seconds), std::chrono::seconds(1), longest_wait);
}

Trouble by_status(int status) {
  switch (status) {
    case 429:
      return Trouble::rate_limited;
    case 401:
      return Trouble::shut_out;
    case 403:
      return Trouble::forbidden;
    case 404:
      return Trouble::not_found;
    case 413:
      return Trouble::too_large;
    case 408:
      return Trouble::uncertain;
    case 500:
      return Trouble::server_error;
    default:
      break;
  }
  if (status >= 500) return Trouble::uncertain;
  // A redirect is not followed: it could carry the token to another host.
  return status >= 400 ? Trouble::refused : Trouble::shut_out;
}

Trouble sort(int status, const std::string& errcode, const json& body) {
  const auto flag = body.is_object() ? body.find("soft_logout") : body.end();
  const bool soft = body.is_object() && flag != body.end() && flag->is_boolean() && flag->get<bool>();
  if (errcode == "M_LIMIT_EXCEEDED") return Trouble::rate_limited;
  if (errcode == "M_USER_LOCKED") return Trouble::locked;
  if (errcode == "M_USER_SUSPENDED" || errcode == "M_USER_DEACTIVATED" || errcode == "M_CONSENT_NOT_GIVEN")
    return Trouble::shut_out;
  if (errcode == "M_UNKNOWN_TOKEN") return soft ? Trouble::expired : Trouble::shut_out;
  if (errcode == "M_MISSING_TOKEN") return Trouble::shut_out;
  if (errcode == "M_TOO_LARGE") return Trouble::too_large;
  return by_status(status);
}

std::string advice(Trouble trouble, int status) {
  switch (trouble) {
    case Trouble::shut_out:
      return status >= 300 && status < 400
                 ? " Redirects are not followed; check matrix.url."
                 : " Check the bot's account there, give it a new access token and restart the bot.";
    case Trouble::locked:
      return " Messages are kept until the account is unlocked.";
    default:
      return "";
  }
}

}  // namespace

std::expected<json, Error> read_answer(const http::Response& response) {
  const int status = static_cast<int>(response.status);
  auto body = parse_answer(response.body);
  if (status >= 200 && status < 300) {
    if (body && body->is_object()) return std::move(*body);
    return std::unexpected(
        Error{.trouble = Trouble::uncertain,
              .status = status,
              .errcode = "",
              .message = "The homeserver answered HTTP " + std::to_string(status) +
                         " with something that is no Matrix answer; perhaps a proxy's page.",
              .retry_after = {}});
  }
  const json said = body ? std::move(*body) : json();
  Error out{.trouble = Trouble::refused,
            .status = status,
            .errcode = text_at(said, "errcode"),
            .message = "",
            .retry_after = {}};
  out.trouble = sort(status, out.errcode, said);
  out.message = "The homeserver answered HTTP " + std::to_string(status);
  if (!out.errcode.empty()) out.message += " " + cut(clean(out.errcode), words_bytes);
  if (const std::string words = text_at(said, "error"); !words.empty())
    out.message += ": " + cut(clean(words), words_bytes);
  if (!out.message.ends_with('.')) out.message += '.';
  out.message += advice(out.trouble, status);
  if (out.trouble == Trouble::rate_limited) out.retry_after = retry_after(response, said);
  return std::unexpected(std::move(out));
}

Error read_failure(const http::Failure& failure) {
  Trouble trouble = failure.maybe_done ? Trouble::uncertain : Trouble::unreachable;
  if (failure.kind == http::FailureKind::cancelled) trouble = Trouble::cancelled;
  if (failure.kind == http::FailureKind::bad_url) trouble = Trouble::shut_out;
  return {.trouble = trouble, .status = 0, .errcode = "", .message = failure.message, .retry_after = {}};
}

}  // namespace service::matrix
