#include "service/matrix/decode.h"

#include "service/matrix/message.h"

#include <limits>

namespace service::matrix {
namespace {

using nlohmann::json;

/// A sync's deepest part that is read, a relation of an event, is at level 10.
constexpr int most_nesting = 24;

/// The member `key` of an object, or null.
const json& at(const json& object, const char* key) {
  static const json nothing;
  if (!object.is_object()) return nothing;
  const auto found = object.find(key);
  return found == object.end() ? nothing : *found;
}

std::string text(const json& value, std::size_t most) {
  if (!value.is_string()) return "";
  const auto& out = value.get_ref<const std::string&>();
  return out.size() <= most ? out : "";
}

bool is_true(const json& value) {
  return value.is_boolean() && value.get<bool>();
}

Time time_of(const json& milliseconds) {
  if (!milliseconds.is_number_integer()) return Time();
  return Time(std::chrono::seconds(milliseconds.get<std::int64_t>() / 1000));
}

std::vector<Event> events_of(const json& list) {
  std::vector<Event> out;
  if (!list.is_array()) return out;
  for (const json& each : list) {
    if (auto event = decode_event(each)) out.push_back(std::move(*event));
  }
  return out;
}

RoomNews room_news(const json& room) {
  const json& timeline = at(room, "timeline");
  RoomNews out{.events = events_of(at(timeline, "events")),
               .is_limited = is_true(at(timeline, "limited")),
               .gap = text(at(timeline, "prev_batch"), token_bytes)};
  // State that changed before the timeline's first event; only its type is of interest.
  std::vector<Event> state = events_of(at(at(room, "state"), "events"));
  out.events.insert(out.events.begin(), std::make_move_iterator(state.begin()),
                    std::make_move_iterator(state.end()));
  return out;
}

Invitation invitation(const std::string& room, const json& invited, const std::string& self) {
  Invitation out{.room = room};
  const json& stripped = at(at(invited, "invite_state"), "events");
  if (!stripped.is_array()) return out;
  for (const json& each : stripped) {
    const std::string type = text(at(each, "type"), id_bytes);
    if (type == "m.room.encryption") out.is_encrypted = true;
    if (type != "m.room.member" || text(at(each, "state_key"), id_bytes) != self) continue;
    out.from = text(at(each, "sender"), id_bytes);
    out.is_direct = is_true(at(at(each, "content"), "is_direct"));
  }
  return out;
}

/// A reply without the lines that it answers, which clients put before it up to version 1.12 of the
/// specification ("Fallbacks for rich replies").
std::string without_quotation(std::string_view body) {
  std::string_view rest = body;
  while (rest.starts_with('>')) rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1);
  if (rest.size() < body.size() && rest.starts_with('\n')) rest.remove_prefix(1);
  return std::string(rest);
}

std::int64_t level(const json& value, std::int64_t otherwise) {
  return value.is_number_integer() ? value.get<std::int64_t>() : otherwise;
}

}  // namespace

std::optional<json> parse_answer(std::string_view text) {
  const auto keep = [](int depth, json::parse_event_t, json&) { return depth <= most_nesting; };
  json out = json::parse(text, keep, false);
  if (out.is_discarded()) return std::nullopt;
  return out;
}

Decoded<std::string> decode_text(const json& object, const char* key, std::size_t most) {
  std::string out = text(at(object, key), most);
  if (out.empty()) return std::unexpected(std::string("no ") + key + " in it");
  return out;
}

Decoded<Identity> decode_identity(const json& answer) {
  auto user = decode_text(answer, "user_id", id_bytes);
  if (!user) return std::unexpected(user.error());
  return Identity{.user = std::move(*user), .device = text(at(answer, "device_id"), id_bytes)};
}

Decoded<Tokens> decode_tokens(const json& answer) {
  auto access = decode_text(answer, "access_token", token_bytes);
  if (!access) return std::unexpected(access.error());
  return Tokens{.access = std::move(*access), .refresh = text(at(answer, "refresh_token"), token_bytes)};
}

Decoded<std::vector<std::string>> decode_joined_rooms(const json& answer) {
  const json& list = at(answer, "joined_rooms");
  if (!list.is_array()) return std::unexpected("no joined_rooms in it");
  std::vector<std::string> out;
  for (const json& each : list) {
    if (std::string room = text(each, id_bytes); !room.empty()) out.push_back(std::move(room));
  }
  return out;
}

std::optional<Event> decode_event(const json& value) {
  Event out{.id = text(at(value, "event_id"), id_bytes),
            .type = text(at(value, "type"), id_bytes),
            .sender = text(at(value, "sender"), id_bytes),
            .sent_at = time_of(at(value, "origin_server_ts"))};
  if (out.id.empty() || out.type.empty() || out.sender.empty()) return std::nullopt;
  const json& content = at(value, "content");
  constexpr std::size_t event_bytes = 65'536;
  out.message_type = text(at(content, "msgtype"), id_bytes);
  out.body = text(at(content, "body"), event_bytes);
  const json& relation = at(content, "m.relates_to");
  if (at(relation, "m.in_reply_to").is_object()) out.body = without_quotation(out.body);
  out.relation = text(at(relation, "rel_type"), id_bytes);
  if (out.relation == "m.thread") out.thread = text(at(relation, "event_id"), id_bytes);
  out.own_id = text(at(content, own_id_key), id_bytes);
  return out;
}

bool is_redacted(const json& event) {
  return at(at(event, "unsigned"), "redacted_because").is_object();
}

Decoded<Page> decode_page(const json& answer) {
  const json& chunk = at(answer, "chunk");
  if (!chunk.is_array()) return std::unexpected("no chunk in it");
  return Page{.events = events_of(chunk), .end = text(at(answer, "end"), token_bytes)};
}

Decoded<News> decode_news(const json& answer, const std::string& self) {
  auto next = decode_text(answer, "next_batch", token_bytes);
  if (!next) return std::unexpected(next.error());
  News out{.next = std::move(*next)};
  const json& rooms = at(answer, "rooms");
  // Where nothing is new there is no "rooms" at all.
  if (const json& joined = at(rooms, "join"); joined.is_object()) {
    for (const auto& [room, news] : joined.items()) out.rooms.emplace(room, room_news(news));
  }
  if (const json& invited = at(rooms, "invite"); invited.is_object()) {
    for (const auto& [room, each] : invited.items()) out.invitations.push_back(invitation(room, each, self));
  }
  if (const json& left = at(rooms, "leave"); left.is_object()) {
    for (const auto& [room, each] : left.items()) out.left.push_back(room);
  }
  return out;
}

bool may_speak(const json& power_levels, const std::string& user) {
  const std::int64_t needed =
      level(at(at(power_levels, "events"), "m.room.message"), level(at(power_levels, "events_default"), 0));
  const std::int64_t has =
      level(at(at(power_levels, "users"), user.c_str()), level(at(power_levels, "users_default"), 0));
  return has >= needed;
}

}  // namespace service::matrix
