#include "person.h"

#include "support/run.h"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <gtest/gtest.h>

namespace end_to_end {
namespace {

Json encrypted() {
  return Json::array({{{"type", "m.room.encryption"},
                       {"state_key", ""},
                       {"content", {{"algorithm", "m.megolm.v1.aes-sha2"}}}}});
}

}  // namespace

std::string segment(const std::string& text) {
  return boost::urls::encode(text, boost::urls::unreserved_chars);
}

Person::Person(std::string url, const std::string& name) : url_(std::move(url)) {
  const Json answer = call(http::Method::post, "login",
                           {{"type", "m.login.password"},
                            {"identifier", {{"type", "m.id.user"}, {"user", name}}},
                            {"password", "password of " + name},
                            {"device_id", "DEVICE-OF-" + name}});
  token_ = answer.value("access_token", "");
  user_id_ = answer.value("user_id", "");
}

Json Person::call(http::Method method, const std::string& path, const Json& body) {
  http::Request request{.method = method, .url = url_ + "/_matrix/client/v3/" + path};
  if (method != http::Method::get) request.body = body.dump();
  if (!token_.empty()) request.headers.emplace_back("Authorization", "Bearer " + token_);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  const auto answer = support::run(io_, transport_.send(std::move(request), deadline));
  if (!answer || answer->status != 200) {
    ADD_FAILURE() << path << ": " << (answer ? answer->body : answer.error().message);
    return Json::object();
  }
  return Json::parse(answer->body);
}

std::string Person::create_room(const std::string& alias, bool is_encrypted) {
  Json wish = {{"preset", "public_chat"}, {"room_alias_name", alias}};
  if (is_encrypted) wish["initial_state"] = encrypted();
  return call(http::Method::post, "createRoom", wish).value("room_id", "");
}

std::string Person::create_chat(const std::string& with, bool is_encrypted) {
  Json wish = {{"preset", "trusted_private_chat"}, {"is_direct", true}, {"invite", {with}}};
  if (is_encrypted) wish["initial_state"] = encrypted();
  return call(http::Method::post, "createRoom", wish).value("room_id", "");
}

std::string Person::say(const std::string& room, const std::string& text, const std::string& thread) {
  static int count = 0;
  Json content = {{"msgtype", "m.text"}, {"body", text}};
  if (!thread.empty()) {
    content["m.relates_to"] = {{"rel_type", "m.thread"},
                               {"event_id", thread},
                               {"is_falling_back", true},
                               {"m.in_reply_to", {{"event_id", thread}}}};
  }
  const std::string transaction = "said-" + std::to_string(++count);
  return call(http::Method::put, "rooms/" + segment(room) + "/send/m.room.message/" + transaction, content)
      .value("event_id", "");
}

Person::Seen Person::look_at(const std::string& room, const std::string& sender) {
  // Synapse answers the very same sync from memory for two minutes, so each asks for another number.
  static int count = 0;
  const Json filter = {{"room", {{"rooms", {room}}, {"timeline", {{"limit", 100 - ++count % 50}}}}}};
  const Json sync = call(http::Method::get, "sync?timeout=0&filter=" + segment(filter.dump()));
  const Json found =
      sync.value("rooms", Json::object()).value("join", Json::object()).value(room, Json::object());
  Seen out;
  if (found.empty()) return out;
  for (const Json& event : found.at("timeline").at("events")) {
    if (event.at("type") != "m.room.message" || event.at("sender") != sender) continue;
    out.messages.push_back(event.at("content"));
    out.events.push_back(event.at("event_id"));
  }
  out.notifications = found.at("unread_notifications").at("notification_count");
  out.highlights = found.at("unread_notifications").at("highlight_count");
  return out;
}

}  // namespace end_to_end
