#include "rest.h"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <charconv>

namespace homeserver {
namespace {

Refusal unrecognized(int status) {
  return {status, "M_UNRECOGNIZED", "Unrecognized request"};
}

Refusal not_found(const std::string& error) {
  return {404, "M_NOT_FOUND", error};
}

http::Response refused(const Refusal& refusal) {
  Json body = {{"errcode", refusal.errcode}, {"error", refusal.error}};
  body.update(refusal.more);
  http::Response out{.status = static_cast<unsigned>(refusal.status),
                     .headers = {{"Content-Type", "application/json"}},
                     .body = body.dump()};
  if (refusal.more.contains("retry_after_ms")) {
    const auto wait = refusal.more.at("retry_after_ms").get<Milliseconds>();
    out.headers.emplace_back("Retry-After", std::to_string((wait + 999) / 1000));
  }
  return out;
}

}  // namespace

std::string stream_token(std::size_t position) {
  return "s" + std::to_string(position) + "_1";
}

std::optional<std::size_t> stream_position(const std::string& token) {
  if (!token.starts_with('s')) return std::nullopt;
  std::size_t out = 0;
  const auto [end, error] = std::from_chars(token.data() + 1, token.data() + token.size(), out);
  if (error != std::errc() || *end != '_') return std::nullopt;
  return out;
}

Call read_call(const http::Request& request) {
  Call out{.method = request.method == http::Method::get   ? "GET"
                     : request.method == http::Method::put ? "PUT"
                                                           : "POST",
           .path = {},
           .query = {},
           .token = "",
           .body = request.body};
  const auto url = boost::urls::parse_uri_reference(request.url).value();
  for (const auto& segment : url.segments()) out.path.push_back(segment);
  const std::vector<std::string> root = {"_matrix", "client", "v3"};
  if (out.path.size() >= root.size() && std::equal(root.begin(), root.end(), out.path.begin()))
    out.path.erase(out.path.begin(), out.path.begin() + 3);
  for (const auto& parameter : url.params()) out.query[parameter.key] = parameter.value;
  for (const auto& [name, value] : request.headers) {
    if (name == "Authorization" && value.starts_with("Bearer ")) out.token = value.substr(7);
  }
  if (out.token.empty()) out.token = out.asked("access_token");
  return out;
}

http::Response Rest::answer(const http::Request& request) {
  const auto done = route(read_call(request));
  if (!done) return refused(done.error());
  return {.status = 200, .headers = {{"Content-Type", "application/json"}}, .body = done->dump()};
}

bool Rest::may_wait(const http::Request& request) {
  const Call call = read_call(request);
  if (call.path != std::vector<std::string>{"sync"} || call.asked("since").empty()) return false;
  const auto done = route(call);
  return done && !done->contains("rooms") && call.asked("timeout") != "0";
}

Outcome<Json> Rest::route(const Call& call) {
  const auto is = [&](const std::string& method, const std::vector<std::string>& path) {
    return call.method == method && call.path == path;
  };
  if (is("GET", {"_matrix", "client", "versions"})) return Json{{"versions", {"v1.11", "v1.12"}}};
  if (is("POST", {"login"}) || is("POST", {"refresh"})) return without_token(call);
  if (call.path.size() == 3 && call.path[0] == "directory" && call.path[1] == "room") {
    if (!call.path[2].starts_with('#'))
      return std::unexpected(Refusal{400, "M_INVALID_PARAM", "Room alias invalid"});
    const auto found = state_.aliases.find(call.path[2]);
    if (found == state_.aliases.end())
      return std::unexpected(not_found("Room alias " + call.path[2] + " not found"));
    return Json{{"room_id", found->second}, {"servers", {"localhost"}}};
  }
  const auto who = state_.authenticate(call.token);
  if (!who) return std::unexpected(who.error());
  if (is("GET", {"account", "whoami"}))
    return Json{{"user_id", who->user}, {"is_guest", false}, {"device_id", who->device}};
  if (is("POST", {"logout"})) {
    state_.log_out(call.token);
    return Json::object();
  }
  if (is("GET", {"joined_rooms"})) {
    Json rooms = Json::array();
    for (const auto& [id, room] : state_.rooms) {
      if (state_.is_joined(who->user, id)) rooms.push_back(id);
    }
    return Json{{"joined_rooms", rooms}};
  }
  if (is("GET", {"sync"})) return sync(call, *who);
  if (call.method == "POST" && call.path.size() == 3 && call.path[0] == "user" && call.path[2] == "filter") {
    state_.filters.push_back(Json::parse(call.body));
    return Json{{"filter_id", std::to_string(state_.filters.size() - 1)}};
  }
  const bool is_join = call.method == "POST" && call.path.size() >= 2 &&
                       (call.path[0] == "join" || (call.path.size() == 3 && call.path[2] == "join"));
  if (is_join) {
    const auto joined = state_.join(who->user, call.path[1]);
    if (!joined) return std::unexpected(joined.error());
    return Json{{"room_id", *joined}};
  }
  if (call.path.size() >= 3 && call.path[0] == "rooms") return room(call, *who);
  return std::unexpected(unrecognized(404));
}

Outcome<Json> Rest::without_token(const Call& call) {
  const auto body = read_body(call.body);
  if (!body) return std::unexpected(body.error());
  if (call.path.front() == "login") return log_in(*body);
  const auto session = state_.refresh(body->value("refresh_token", ""));
  if (!session) return std::unexpected(session.error());
  return Json{{"access_token", session->token},
              {"refresh_token", session->refresh},
              {"expires_in_ms", state_.access_life}};
}

Outcome<Json> Rest::log_in(const Json& body) {
  std::string user = body.value("identifier", Json::object()).value("user", "");
  if (!user.starts_with('@')) user = "@" + user + ":localhost";
  const auto found = state_.users.find(user);
  if (found == state_.users.end() || found->second.password != body.value("password", ""))
    return std::unexpected(Refusal{403, "M_FORBIDDEN", "Invalid username or password"});
  const bool refreshable = body.value("refresh_token", false);
  const Session session = state_.log_in(user, body.value("device_id", ""), refreshable);
  Json out = {{"user_id", user},
              {"access_token", session.token},
              {"device_id", session.device},
              {"home_server", "localhost"}};
  if (refreshable) {
    out["refresh_token"] = session.refresh;
    out["expires_in_ms"] = state_.access_life;
  }
  return out;
}

Outcome<Json> Rest::room(const Call& call, const Access& who) {
  const std::string& id = call.path[1];
  const std::string& what = call.path[2];
  if (what == "send" && call.path.size() == 5) {
    if (call.method != "PUT") return std::unexpected(unrecognized(405));
    const auto sent = state_.send(who, id, call.path[3], call.path[4], call.body);
    if (!sent) return std::unexpected(sent.error());
    return Json{{"event_id", *sent}};
  }
  if (what == "upgrade" && call.method == "POST")
    return Json{{"replacement_room", state_.upgrade(id, who.user, Json::parse(call.body).at("new_version"))}};
  if (what == "leave" && call.method == "POST") {
    const Json said = Json::parse(call.body);
    state_.put_out(id, who.user, who.user, false, said.value("reason", ""));
    return Json::object();
  }
  if (!state_.is_joined(who.user, id)) {
    return std::unexpected(Refusal{403, "M_FORBIDDEN", "User " + who.user + " not in room " + id});
  }
  if (what == "messages") return messages(call, who);
  if (what == "state" && call.path.size() >= 4) {
    const Event* found = state_.state_of(id, call.path[3]);
    if (found == nullptr) return std::unexpected(not_found("Event not found."));
    return found->content;
  }
  if (what == "event" && call.path.size() == 4) {
    const auto found = std::ranges::find(state_.events, call.path[3], &Event::id);
    if (found == state_.events.end()) return std::unexpected(not_found("Event not found."));
    return past_event_json(*found, who);
  }
  return std::unexpected(unrecognized(404));
}

}  // namespace homeserver
