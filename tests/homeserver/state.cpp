#include "state.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace homeserver {
namespace {

constexpr double messages_a_second = 0.2;
constexpr double burst = 10;

Refusal forbidden(const std::string& error) {
  return {403, "M_FORBIDDEN", error};
}

Refusal not_joined(const std::string& user, const std::string& room) {
  return forbidden("User " + user + " not in room " + room);
}

Json power_levels(const std::string& creator) {
  return {{"ban", 50},
          {"events", {{"m.room.power_levels", 100}, {"m.room.tombstone", 100}, {"m.room.encryption", 100}}},
          {"events_default", 0},
          {"invite", 50},
          {"kick", 50},
          {"redact", 50},
          {"state_default", 50},
          {"users", {{creator, 100}}},
          {"users_default", 0}};
}

const Json* relation(const Json& content) {
  const auto found = content.find("m.relates_to");
  return found != content.end() && found->is_object() ? &*found : nullptr;
}

bool mentions(const Json& content, const std::string& user) {
  const Json users = content.value("m.mentions", Json::object()).value("user_ids", Json::array());
  return std::ranges::find(users, Json(user)) != users.end();
}

}  // namespace

Session State::log_in(const std::string& user, const std::string& device, bool refreshable) {
  Session out{
      .token = fresh("syt_token_"), .refresh = "", .device = device.empty() ? fresh("DEVICE") : device};
  Access access{.user = user, .device = out.device, .expires_at = {}, .refresh = ""};
  if (refreshable) {
    out.refresh = fresh("syr_refresh_");
    refreshes[out.refresh] = {.user = user, .device = out.device, .successor = ""};
    access.expires_at = now() + access_life;
  }
  tokens[out.token] = access;
  return out;
}

Outcome<Session> State::refresh(const std::string& token) {
  const auto found = refreshes.find(token);
  if (found == refreshes.end())
    return std::unexpected(Refusal{401, "M_UNKNOWN_TOKEN", "invalid refresh token"});
  if (found->second.is_spent) return std::unexpected(forbidden("refresh token isn't valid anymore"));
  // A repeat, as after a lost answer, cancels the pair that was given before.
  tokens.erase(found->second.successor);
  Session out{.token = fresh("syt_token_"), .refresh = fresh("syr_refresh_"), .device = found->second.device};
  tokens[out.token] = {
      .user = found->second.user, .device = out.device, .expires_at = now() + access_life, .refresh = token};
  refreshes[out.refresh] = {.user = found->second.user, .device = out.device, .successor = ""};
  refreshes[token].successor = out.token;
  return out;
}

void State::deactivate(const std::string& user) {
  std::erase_if(tokens, [&](const auto& each) { return each.second.user == user; });
}

Outcome<Access> State::authenticate(const std::string& token) {
  if (token.empty()) return std::unexpected(Refusal{401, "M_MISSING_TOKEN", "Missing access token"});
  const auto found = tokens.find(token);
  if (found == tokens.end()) {
    return std::unexpected(
        Refusal{401, "M_UNKNOWN_TOKEN", "Invalid access token passed.", {{"soft_logout", false}}});
  }
  const Access& access = found->second;
  if (access.expires_at && now() >= *access.expires_at) {
    return std::unexpected(
        Refusal{401, "M_UNKNOWN_TOKEN", "Access token has expired", {{"soft_logout", true}}});
  }
  if (users[access.user].is_locked) {
    return std::unexpected(
        Refusal{401, "M_USER_LOCKED", "User account has been locked", {{"soft_logout", true}}});
  }
  if (!access.refresh.empty()) refreshes[access.refresh].is_spent = true;
  return access;
}

std::size_t State::append(Event event) {
  event.id = fresh("$event_");
  event.sent_at = now();
  if (event.state_key) rooms.at(event.room).state[{event.type, *event.state_key}] = events.size();
  events.push_back(std::move(event));
  return events.size() - 1;
}

std::size_t State::set_state(const std::string& room, const std::string& by, const std::string& type,
                             const std::string& key, Json content) {
  if (type == "m.room.member") rooms.at(room).members[key] = content.at("membership");
  return append({.id = "",
                 .room = room,
                 .type = type,
                 .sender = by,
                 .content = std::move(content),
                 .sent_at = 0,
                 .state_key = key,
                 .device = "",
                 .transaction = ""});
}

const Event* State::state_of(const std::string& room, const std::string& type, const std::string& key) const {
  const auto at = rooms.find(room);
  if (at == rooms.end()) return nullptr;
  const auto found = at->second.state.find({type, key});
  return found == at->second.state.end() ? nullptr : &events.at(found->second);
}

bool State::is_joined(const std::string& user, const std::string& room) const {
  const auto at = rooms.find(room);
  if (at == rooms.end()) return false;
  const auto member = at->second.members.find(user);
  return member != at->second.members.end() && member->second == "join";
}

std::string State::create_room(const std::string& creator, const std::string& alias, bool is_public,
                               const std::string& version) {
  // From version 12 on a room's id has no server.
  const std::string id = version == "12" ? fresh("!room_") : fresh("!room_") + ":localhost";
  rooms[id] = {.version = version, .is_public = is_public, .members = {}, .state = {}, .read = {}};
  set_state(id, creator, "m.room.create", "", {{"room_version", version}});
  set_state(id, creator, "m.room.member", creator, {{"membership", "join"}});
  set_state(id, creator, "m.room.power_levels", "", power_levels(creator));
  if (!alias.empty()) aliases[alias] = id;
  return id;
}

void State::invite(const std::string& room, const std::string& by, const std::string& user, bool is_direct) {
  Json content = {{"membership", "invite"}};
  if (is_direct) content["is_direct"] = true;
  set_state(room, by, "m.room.member", user, std::move(content));
}

Outcome<std::string> State::join(const std::string& user, const std::string& name) {
  std::string id = name;
  if (name.starts_with('#')) {
    if (!aliases.contains(name))
      return std::unexpected(Refusal{404, "M_NOT_FOUND", "Room alias " + name + " not found"});
    id = aliases.at(name);
  }
  if (!rooms.contains(id)) return std::unexpected(Refusal{404, "M_NOT_FOUND", "Can't join remote room"});
  Room& room = rooms.at(id);
  const std::string before = room.members.contains(user) ? room.members.at(user) : "";
  if (before == "ban") return std::unexpected(Refusal{403, "M_BAD_STATE", "Cannot join user who was banned"});
  if (before == "join") return id;
  if (!room.is_public && before != "invite")
    return std::unexpected(forbidden("You are not invited to this room."));
  set_state(id, user, "m.room.member", user, {{"membership", "join"}});
  room.read[user] = events.size();
  return id;
}

void State::put_out(const std::string& room, const std::string& by, const std::string& user, bool for_good,
                    const std::string& reason) {
  Json content = {{"membership", for_good ? "ban" : "leave"}};
  if (!reason.empty()) content["reason"] = reason;
  set_state(room, by, "m.room.member", user, std::move(content));
}

std::string State::upgrade(const std::string& room, const std::string& by, const std::string& version) {
  const std::string next = create_room(by, "", rooms.at(room).is_public, version);
  set_state(room, by, "m.room.tombstone", "",
            {{"body", "This room has been replaced"}, {"replacement_room", next}});
  for (auto& [alias, target] : aliases) {
    if (target == room) target = next;
  }
  Json levels = state_of(room, "m.room.power_levels")->content;
  levels["events_default"] = 50;
  set_state(room, by, "m.room.power_levels", "", std::move(levels));
  return next;
}

std::int64_t State::level_of(const std::string& room, const std::string& user) const {
  const Json levels = state_of(room, "m.room.power_levels")->content;
  return levels.value("users", Json::object()).value(user, levels.value("users_default", 0));
}

Outcome<void> State::take_rate(User& user) const {
  if (!user.is_rate_limited) return {};
  const double passed = static_cast<double>(now() - user.counted_at) / 1000;
  user.tokens = std::min(burst, user.tokens + passed * messages_a_second);
  user.counted_at = now();
  if (user.tokens < 1) {
    const auto wait = static_cast<Milliseconds>(std::ceil((1 - user.tokens) / messages_a_second * 1000));
    return std::unexpected(Refusal{429, "M_LIMIT_EXCEEDED", "Too Many Requests", {{"retry_after_ms", wait}}});
  }
  user.tokens -= 1;
  return {};
}

Outcome<void> State::check_relation(const std::string& user, const std::string& room, const std::string& type,
                                    const Json& content) const {
  const Json* related = relation(content);
  if (related == nullptr || !related->contains("event_id")) return {};
  const auto target = std::ranges::find_if(
      events, [&](const Event& each) { return each.room == room && each.id == related->at("event_id"); });
  if (target == events.end())
    return std::unexpected(Refusal{400, "M_UNKNOWN", "Can't send relation to unknown event"});
  const bool is_nested = related->value("rel_type", "") == "m.thread" &&
                         relation(target->content) != nullptr &&
                         relation(target->content)->contains("rel_type");
  if (is_nested)
    return std::unexpected(Refusal{400, "M_UNKNOWN", "Cannot start threads from an event with a relation"});
  const bool is_repeated =
      type == "m.reaction" && std::ranges::any_of(events, [&](const Event& each) {
        return each.type == type && each.sender == user && each.room == room && each.content == content;
      });
  if (is_repeated)
    return std::unexpected(Refusal{400, "M_DUPLICATE_ANNOTATION", "Can't send same reaction twice"});
  return {};
}

Outcome<std::string> State::send(const Access& who, const std::string& room, const std::string& type,
                                 const std::string& transaction, const std::string& body) {
  const std::array<std::string, 4> key = {who.user, who.device, room, transaction};
  const auto known = transactions.find(key);
  // The body is not compared, and it comes before the rate limit and before membership.
  if (known != transactions.end() && now() - known->second.made_at < transaction_life)
    return known->second.event;
  if (users[who.user].is_suspended) {
    return std::unexpected(
        Refusal{403, "M_USER_SUSPENDED", "Sending messages while account is suspended is not allowed."});
  }
  if (const auto taken = take_rate(users[who.user]); !taken) return std::unexpected(taken.error());
  auto content = read_body(body);
  if (!content) return std::unexpected(content.error());
  if (!is_joined(who.user, room)) return std::unexpected(not_joined(who.user, room));
  if (type == "m.room.message") {
    if (!content->contains("body"))
      return std::unexpected(Refusal{400, "M_UNKNOWN", "'body' not in content"});
    if (!content->at("body").is_string())
      return std::unexpected(Refusal{400, "M_UNKNOWN", "'body' not a string type"});
  }
  const Json levels = state_of(room, "m.room.power_levels")->content;
  const std::int64_t needed =
      levels.value("events", Json::object()).value(type, levels.value("events_default", 0));
  if (level_of(room, who.user) < needed) {
    return std::unexpected(forbidden("You don't have permission to post that to the room. user_level (" +
                                     std::to_string(level_of(room, who.user)) + ") < send_level (" +
                                     std::to_string(needed) + ")"));
  }
  if (content->dump().size() > content_bytes)
    return std::unexpected(Refusal{413, "M_TOO_LARGE", "event too large"});
  if (const auto fits = check_relation(who.user, room, type, *content); !fits)
    return std::unexpected(fits.error());
  const std::size_t at = append({.id = "",
                                 .room = room,
                                 .type = type,
                                 .sender = who.user,
                                 .content = std::move(*content),
                                 .sent_at = 0,
                                 .state_key = {},
                                 .device = who.device,
                                 .transaction = transaction});
  transactions[key] = {.event = events[at].id, .made_at = now()};
  return events[at].id;
}

std::string State::add_event(const std::string& user, const std::string& room, const std::string& type,
                             Json content) {
  const std::size_t at = append({.id = "",
                                 .room = room,
                                 .type = type,
                                 .sender = user,
                                 .content = std::move(content),
                                 .sent_at = 0,
                                 .state_key = {},
                                 .device = "",
                                 .transaction = ""});
  return events[at].id;
}

std::string State::say(const std::string& user, const std::string& room, const std::string& text,
                       const std::string& message_type) {
  return add_event(user, room, "m.room.message", {{"msgtype", message_type}, {"body", text}});
}

void State::redact(const std::string& event, const std::string& by) {
  const auto target = std::ranges::find(events, event, &Event::id);
  target->content = Json::object();
  target->redacted_by = by;
}

State::Unread State::unread(const std::string& user, const std::string& room) const {
  Unread out;
  const auto& read = rooms.at(room).read;
  const std::size_t from = read.contains(user) ? read.at(user) : 0;
  for (std::size_t at = from; at < events.size(); ++at) {
    const Event& each = events[at];
    if (each.room != room || each.sender == user) continue;
    if (each.type == "m.room.tombstone") {
      ++out.notifications;
      ++out.highlights;
    }
    if (each.type != "m.room.message" || each.content.value("msgtype", "") == "m.notice") continue;
    const bool is_mention = mentions(each.content, user);
    const Json* related = relation(each.content);
    if (!is_mention && related != nullptr && related->value("rel_type", "") == "m.replace") continue;
    ++out.notifications;
    out.highlights += is_mention ? 1 : 0;
  }
  return out;
}

std::vector<Json> State::messages(const std::string& room, const std::string& sender) const {
  std::vector<Json> out;
  for (const Event& each : events) {
    if (each.room == room && each.sender == sender && each.type == "m.room.message")
      out.push_back(each.content);
  }
  return out;
}

}  // namespace homeserver
