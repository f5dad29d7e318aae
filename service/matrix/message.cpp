#include "service/matrix/message.h"

#include "bugzilla_client/json.h"
#include "service/intake/look.h"
#include "service/matrix/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace service::matrix {
namespace {

using nlohmann::json;

/// More would be a call to the whole room by another name, and would take the text's place.
constexpr std::size_t most_mentions = 50;
/// A body below this is not worth shortening.
constexpr std::size_t least_body = 200;

std::string dump(const json& content) {
  return content.dump(-1, ' ', false, json::error_handler_t::replace);
}

json text_content(const MatrixMessage& message, const std::string& mark) {
  json out = {{"msgtype", message.notifies ? "m.text" : "m.notice"}, {"body", mark + clean(message.body)}};
  if (!message.html.empty()) {
    out["format"] = "org.matrix.custom.html";
    out["formatted_body"] = mark + clean(message.html);
  }
  return out;
}

json mentions_of(const MatrixMessage& message) {
  json users = json::array();
  for (const std::string& user : message.mentions) {
    if (users.size() == most_mentions) break;
    if (is_user_id(user) && std::ranges::find(users, json(user)) == users.end()) users.push_back(user);
  }
  return users.empty() ? json::object() : json{{"user_ids", users}};
}

json relation_of(const MatrixMessage& message) {
  if (!message.replaces.empty()) return {{"rel_type", "m.replace"}, {"event_id", message.replaces}};
  const std::string& answered = message.reply_to.empty() ? message.thread : message.reply_to;
  if (answered.empty()) return nullptr;
  json out = {{"m.in_reply_to", {{"event_id", answered}}}};
  if (!message.thread.empty()) {
    out["rel_type"] = "m.thread";
    out["event_id"] = message.thread;
    out["is_falling_back"] = message.reply_to.empty();
  }
  return out;
}

void drop_html(json& content) {
  content.erase("format");
  content.erase("formatted_body");
}

/// Shortens until the content fits; an edit says everything twice.
void fit(json& content, std::size_t bytes) {
  if (dump(content).size() <= bytes) return;
  drop_html(content);
  const bool is_edit = content.contains("m.new_content");
  if (is_edit) drop_html(content["m.new_content"]);
  // JSON writes some characters with more bytes than they have: halve until it fits.
  for (std::size_t body = content["body"].get_ref<const std::string&>().size() / 2;
       dump(content).size() > bytes && body >= least_body; body /= 2) {
    content["body"] = cut(content["body"].get_ref<const std::string&>(), body);
    if (is_edit) {
      json& edited = content["m.new_content"]["body"];
      edited = cut(edited.get_ref<const std::string&>(), body);
    }
  }
}

FrozenMessage seal(std::string key, std::string room, json content) {
  content.erase(own_id_key);
  const std::string id =
      content_hash(json{key, room, dump(content)}.dump(-1, ' ', false, json::error_handler_t::replace))
          .substr(0, 32);
  content[own_id_key] = id;
  return {.key = std::move(key), .room = std::move(room), .id = id, .content = dump(content)};
}

}  // namespace

FrozenMessage freeze(const MatrixMessage& message) {
  const bool is_edit = !message.replaces.empty();
  // Clients that know no edits show the mark of one.
  json content = text_content(message, is_edit ? "* " : "");
  content["m.mentions"] = mentions_of(message);
  if (is_edit) {
    content["m.new_content"] = text_content(message, "");
    content["m.new_content"]["m.mentions"] = content["m.mentions"];
  }
  if (json relation = relation_of(message); !relation.is_null()) content["m.relates_to"] = relation;
  fit(content, content_bytes - 100);  // the own id is still to come
  return seal(message.key, message.room, std::move(content));
}

std::string edited_event(const FrozenMessage& message) {
  const auto content = bugzilla::parse_json(message.content);
  if (!content || !content->is_object() || !content->contains("m.relates_to")) return "";
  const json& relation = (*content)["m.relates_to"];
  return relation.value("rel_type", "") == "m.replace" ? relation.value("event_id", "") : "";
}

std::optional<FrozenMessage> shortened(const FrozenMessage& message) {
  auto content = bugzilla::parse_json(message.content);
  if (!content || !content->is_object() || !content->contains("body")) return std::nullopt;
  fit(*content, message.content.size() / 2);
  FrozenMessage out = seal(message.key, message.room, std::move(*content));
  if (out.content.size() >= message.content.size()) return std::nullopt;
  return out;
}

}  // namespace service::matrix
