#include "service/matrix/client.h"

#include "service/matrix/answer.h"
#include "service/matrix/decode.h"
#include "service/matrix/text.h"

#include <boost/asio/use_awaitable.hpp>

namespace service::matrix {
namespace {

using nlohmann::json;

constexpr const char* root = "/_matrix/client/v3/";

/// A type that is not named in the timeline's list is dropped from it even when the state's list has it.
json filter(const std::string& self) {
  const json types = {"m.room.message", "m.room.tombstone", "m.room.encryption", "m.room.member"};
  const json none = {{"types", json::array()}};
  return {{"room",
           {{"timeline", {{"limit", 50}, {"types", types}, {"not_senders", {self}}}},
            {"state", {{"types", {"m.room.tombstone", "m.room.encryption"}}}},
            {"ephemeral", none},
            {"account_data", none}}},
          {"presence", none},
          {"account_data", none}};
}

std::string dump(const json& body) {
  return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

template <class T>
Result<T> or_uncertain(Decoded<T> decoded) {
  if (decoded) return std::move(*decoded);
  return std::unexpected(
      Error{.trouble = Trouble::uncertain,
            .status = 200,
            .errcode = "",
            .message = "The homeserver's answer is not what this call gives: " + decoded.error() + ".",
            .retry_after = {}});
}

}  // namespace

Client::Client(std::string base_url, http::Transport& transport)
    : base_url_(std::move(base_url)), transport_(transport) {
  while (base_url_.ends_with('/')) base_url_.pop_back();
}

Async<json> Client::call(http::Request request, Secret token, Deadline deadline) {
  request.url = base_url_ + root + request.url;
  request.headers = {{"User-Agent", "data-review-bot"}, {"Accept", "application/json"}};
  if (!token.empty()) request.headers.emplace_back("Authorization", "Bearer " + token.reveal());
  if (!request.body.empty()) request.headers.emplace_back("Content-Type", "application/json");
  // Every call of this API may be repeated: sends have their transaction id, joins and log-ins change nothing
  // the second time.
  request.repeatable = true;
  const auto response = co_await transport_.send(std::move(request), deadline);
  if (!response) co_return std::unexpected(read_failure(response.error()));
  co_return read_answer(*response);
}

Async<json> Client::get(std::string path, Deadline deadline) {
  http::Request request{.method = http::Method::get, .url = std::move(path)};
  co_return co_await call(std::move(request), token_, deadline);
}

Async<json> Client::write(http::Method method, std::string path, std::string body, Deadline deadline) {
  http::Request request{.method = method, .url = std::move(path), .body = std::move(body)};
  co_return co_await call(std::move(request), token_, deadline);
}

Async<Identity> Client::whoami(Deadline deadline) {
  const auto answer = co_await get("account/whoami", deadline);
  if (!answer) co_return std::unexpected(answer.error());
  co_return or_uncertain(decode_identity(*answer));
}

Async<Tokens> Client::ask_for_tokens(std::string path, std::string body, Deadline deadline) {
  http::Request request{.method = http::Method::post, .url = std::move(path), .body = std::move(body)};
  const auto answer = co_await call(std::move(request), Secret(), deadline);
  if (!answer) co_return std::unexpected(answer.error());
  co_return or_uncertain(decode_tokens(*answer));
}

Async<Tokens> Client::refresh(Secret refresh_token, Deadline deadline) {
  const json body = {{"refresh_token", refresh_token.reveal()}};
  co_return co_await ask_for_tokens("refresh", dump(body), deadline);
}

Async<Tokens> Client::log_in(std::string user, Secret password, std::string device, Deadline deadline) {
  const json body = {{"type", "m.login.password"},
                     {"identifier", {{"type", "m.id.user"}, {"user", user}}},
                     {"password", password.reveal()},
                     {"device_id", device},
                     {"initial_device_display_name", "data-review-bot"}};
  co_return co_await ask_for_tokens("login", dump(body), deadline);
}

Async<std::string> Client::resolve(std::string alias, Deadline deadline) {
  const auto answer = co_await get("directory/room/" + escape_url(alias), deadline);
  if (!answer) co_return std::unexpected(answer.error());
  co_return or_uncertain(decode_text(*answer, "room_id", id_bytes));
}

Async<std::string> Client::join(std::string room, Deadline deadline) {
  const auto answer = co_await write(http::Method::post, "join/" + escape_url(room), "{}", deadline);
  if (!answer) co_return std::unexpected(answer.error());
  co_return or_uncertain(decode_text(*answer, "room_id", id_bytes));
}

Async<void> Client::decline(std::string room, std::string reason, Deadline deadline) {
  const json body = {{"reason", reason}};
  const auto answer =
      co_await write(http::Method::post, "rooms/" + escape_url(room) + "/leave", dump(body), deadline);
  if (!answer) co_return std::unexpected(answer.error());
  co_return Result<void>();
}

Async<std::vector<std::string>> Client::joined_rooms(Deadline deadline) {
  const auto answer = co_await get("joined_rooms", deadline);
  if (!answer) co_return std::unexpected(answer.error());
  co_return or_uncertain(decode_joined_rooms(*answer));
}

Async<std::optional<json>> Client::state(std::string room, std::string type, Deadline deadline) {
  auto answer = co_await get("rooms/" + escape_url(room) + "/state/" + type, deadline);
  if (answer) co_return std::optional<json>(std::move(*answer));
  if (answer.error().trouble == Trouble::not_found) co_return std::optional<json>();
  co_return std::unexpected(answer.error());
}

Async<bool> Client::is_encrypted(std::string room, Deadline deadline) {
  const auto found = co_await state(std::move(room), "m.room.encryption", deadline);
  if (!found) co_return std::unexpected(found.error());
  co_return found->has_value();
}

Async<std::optional<std::string>> Client::replacement(std::string room, Deadline deadline) {
  const auto found = co_await state(std::move(room), "m.room.tombstone", deadline);
  if (!found) co_return std::unexpected(found.error());
  if (!*found) co_return std::optional<std::string>();
  // A tombstone without a room ends this one all the same.
  co_return std::optional<std::string>(decode_text(**found, "replacement_room", id_bytes).value_or(""));
}

Async<bool> Client::may_speak(std::string room, std::string user, Deadline deadline) {
  const auto found = co_await state(std::move(room), "m.room.power_levels", deadline);
  if (!found) co_return std::unexpected(found.error());
  co_return !*found || matrix::may_speak(**found, user);
}

Async<std::string> Client::send(std::string room, std::string transaction, std::string content,
                                Deadline deadline) {
  std::string path = "rooms/" + escape_url(room) + "/send/m.room.message/" + escape_url(transaction);
  const auto answer = co_await write(http::Method::put, std::move(path), std::move(content), deadline);
  if (!answer) co_return std::unexpected(answer.error());
  co_return or_uncertain(decode_text(*answer, "event_id", id_bytes));
}

Async<bool> Client::is_gone(std::string room, std::string event, Deadline deadline) {
  const auto answer = co_await get("rooms/" + escape_url(room) + "/event/" + escape_url(event), deadline);
  if (answer) co_return is_redacted(*answer);
  if (answer.error().trouble == Trouble::not_found) co_return true;
  co_return std::unexpected(answer.error());
}

Async<Page> Client::messages(std::string room, std::string from, std::string to, Deadline deadline) {
  const json only = {{"types", {"m.room.message"}}};
  std::string path =
      "rooms/" + escape_url(room) + "/messages?dir=b&limit=100&filter=" + escape_url(dump(only));
  if (!from.empty()) path += "&from=" + escape_url(from);
  if (!to.empty()) path += "&to=" + escape_url(to);
  const auto answer = co_await get(std::move(path), deadline);
  if (!answer) co_return std::unexpected(answer.error());
  co_return or_uncertain(decode_page(*answer));
}

Async<News> Client::sync(std::string since, std::string self, std::chrono::seconds patience,
                         Deadline deadline) {
  const std::chrono::milliseconds timeout = patience;
  std::string path = "sync?set_presence=offline&timeout=" + std::to_string(timeout.count()) +
                     "&filter=" + escape_url(dump(filter(self)));
  if (!since.empty()) path += "&since=" + escape_url(since);
  const auto answer = co_await get(std::move(path), deadline);
  if (!answer) co_return std::unexpected(answer.error());
  co_return or_uncertain(decode_news(*answer, self));
}

}  // namespace service::matrix
