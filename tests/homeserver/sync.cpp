// What a client reads of rooms: sync and the past.

#include "rest.h"

#include <algorithm>

namespace homeserver {
namespace {

bool passes(const Json& filter, const Event& event) {
  if (const auto types = filter.find("types"); types != filter.end()) {
    if (std::ranges::find(*types, Json(event.type)) == types->end()) return false;
  }
  const Json silent = filter.value("not_senders", Json::array());
  return std::ranges::find(silent, Json(event.sender)) == silent.end();
}

Json part(const Json& filter, const char* name) {
  return filter.value("room", Json::object()).value(name, Json::object());
}

bool wants(const Json& filter, const std::string& room) {
  const Json all = filter.value("room", Json::object());
  if (!all.contains("rooms")) return true;
  return std::ranges::find(all.at("rooms"), Json(room)) != all.at("rooms").end();
}

}  // namespace

Json Rest::event_json(const Event& event, const Access& who) const {
  // What the reader was when it happened, after it.
  const bool is_about_reader = event.type == "m.room.member" && event.state_key == who.user;
  const std::string membership =
      is_about_reader ? event.content.value("membership", "join") : std::string("join");
  Json out = {{"event_id", event.id},
              {"type", event.type},
              {"sender", event.sender},
              {"content", event.content},
              {"origin_server_ts", event.sent_at},
              {"unsigned", {{"age", state_.now() - event.sent_at}, {"membership", membership}}}};
  if (!event.redacted_by.empty())
    out["unsigned"]["redacted_because"] = {{"type", "m.room.redaction"}, {"sender", event.redacted_by}};
  if (event.state_key) out["state_key"] = *event.state_key;
  // Only the device that sent it learns its transaction.
  if (!event.transaction.empty() && event.sender == who.user && event.device == who.device)
    out["unsigned"]["transaction_id"] = event.transaction;
  return out;
}

Json Rest::past_event_json(const Event& event, const Access& who) const {
  Json out = event_json(event, who);
  out["room_id"] = event.room;
  out["user_id"] = event.sender;
  return out;
}

Outcome<Json> Rest::filter(const Call& call) const {
  const std::string given = call.asked("filter");
  if (given.empty()) return Json::object();
  if (given.starts_with('{')) return Json::parse(given);
  const auto number = static_cast<std::size_t>(std::atoi(given.c_str()));
  if (number >= state_.filters.size())
    return std::unexpected(Refusal{400, "M_INVALID_PARAM", "No such filter"});
  return state_.filters[number];
}

void Rest::add_joined(Json& rooms, const std::string& id, const Access& who, const Json& filter,
                      std::size_t since) {
  const Json timeline = part(filter, "timeline");
  const std::size_t limit = timeline.value("limit", 10U);
  std::vector<std::size_t> found;
  for (std::size_t at = since; at < state_.events.size(); ++at) {
    if (state_.events[at].room == id && passes(timeline, state_.events[at])) found.push_back(at);
  }
  if (found.empty()) return;
  const bool is_limited = found.size() > limit;
  if (is_limited) found.erase(found.begin(), found.end() - static_cast<std::ptrdiff_t>(limit));
  Json events = Json::array();
  for (const std::size_t at : found) events.push_back(event_json(state_.events[at], who));
  const State::Unread unread = state_.unread(who.user, id);
  rooms["join"][id] = {
      {"timeline",
       {{"events", events}, {"limited", is_limited}, {"prev_batch", stream_token(found.front())}}},
      {"state", {{"events", Json::array()}}},
      {"account_data", {{"events", Json::array()}}},
      {"ephemeral", {{"events", Json::array()}}},
      {"unread_notifications",
       {{"notification_count", unread.notifications}, {"highlight_count", unread.highlights}}},
      {"summary", Json::object()}};
}

void Rest::add_left(Json& rooms, const std::string& id, const Access& who, const Json& filter,
                    std::size_t since) {
  const Event* member = state_.state_of(id, "m.room.member", who.user);
  const auto at = static_cast<std::size_t>(member - state_.events.data());
  if (at < since || !passes(part(filter, "timeline"), *member)) return;
  rooms["leave"][id] = {
      {"timeline",
       {{"events", {event_json(*member, who)}}, {"limited", false}, {"prev_batch", stream_token(at)}}},
      {"state", {{"events", Json::array()}}},
      {"account_data", {{"events", Json::array()}}}};
}

Json Rest::invitation(const std::string& id, const std::string& user) const {
  Json events = Json::array();
  for (const auto& [type, key] : std::vector<std::pair<std::string, std::string>>{
           {"m.room.create", ""}, {"m.room.encryption", ""}, {"m.room.member", user}}) {
    const Event* found = state_.state_of(id, type, key);
    if (found == nullptr) continue;
    events.push_back(
        {{"type", type}, {"state_key", key}, {"content", found->content}, {"sender", found->sender}});
  }
  return {{"invite_state", {{"events", events}}}};
}

Outcome<Json> Rest::sync(const Call& call, const Access& who) {
  const auto wanted = filter(call);
  if (!wanted) return std::unexpected(wanted.error());
  const std::string given = call.asked("since");
  const auto since = given.empty() ? std::optional<std::size_t>(0) : stream_position(given);
  if (!since) return std::unexpected(Refusal{400, "M_UNKNOWN", "Invalid stream token"});
  Json rooms = Json::object();
  for (const auto& [id, room] : state_.rooms) {
    const auto member = room.members.find(who.user);
    if (member == room.members.end() || !wants(*wanted, id)) continue;
    const bool is_new = state_.state_of(id, "m.room.member", who.user) >= state_.events.data() + *since;
    if (member->second == "join") {
      // Whoever has just joined gets the room from its beginning.
      add_joined(rooms, id, who, *wanted, is_new ? 0 : *since);
    } else if (member->second == "invite") {
      if (is_new) rooms["invite"][id] = invitation(id, who.user);
    } else if (!given.empty()) {
      add_left(rooms, id, who, *wanted, *since);
    }
  }
  Json out = {{"next_batch", stream_token(state_.events.size())},
              {"device_one_time_keys_count", {{"signed_curve25519", 0}}},
              {"device_unused_fallback_key_types", Json::array()}};
  // Where nothing is new there is no "rooms" at all.
  if (!rooms.empty()) out["rooms"] = rooms;
  return out;
}

Outcome<Json> Rest::messages(const Call& call, const Access& who) {
  const std::string& id = call.path[1];
  const Json wanted = call.asked("filter").empty() ? Json::object() : Json::parse(call.asked("filter"));
  const std::size_t limit =
      call.asked("limit").empty() ? 10 : static_cast<std::size_t>(std::stoul(call.asked("limit")));
  std::size_t at =
      call.asked("from").empty() ? state_.events.size() : stream_position(call.asked("from")).value_or(0);
  const std::size_t to = stream_position(call.asked("to")).value_or(0);
  Json chunk = Json::array();
  while (at > to && chunk.size() < limit) {
    const Event& event = state_.events[--at];
    if (event.room == id && passes(wanted, event)) chunk.push_back(past_event_json(event, who));
  }
  Json out = {{"chunk", chunk}, {"start", call.asked("from")}};
  if (at > to) out["end"] = stream_token(at);
  return out;
}

}  // namespace homeserver
