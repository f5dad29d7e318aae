#pragma once
// The client-server API over a State: routes, authentication, and the shape of answers.

#include "state.h"

#include <bugzilla_client/http/transport.h>

namespace homeserver {

/// One request, taken apart.
struct Call {
  std::string method;
  std::vector<std::string> path;  ///< decoded segments after /_matrix/client/v3
  std::map<std::string, std::string> query;
  std::string token;
  std::string body;

  [[nodiscard]] std::string asked(const std::string& key) const {
    return query.contains(key) ? query.at(key) : "";
  }
};

[[nodiscard]] Call read_call(const http::Request& request);

class Rest {
 public:
  explicit Rest(State& state) : state_(state) {}

  [[nodiscard]] http::Response answer(const http::Request& request);
  /// Whether a long poll may go on waiting: it is one, and there is nothing to tell.
  [[nodiscard]] bool may_wait(const http::Request& request);

 private:
  Outcome<Json> route(const Call& call);
  Outcome<Json> without_token(const Call& call);
  Outcome<Json> log_in(const Json& body);
  Outcome<Json> room(const Call& call, const Access& who);
  Outcome<Json> messages(const Call& call, const Access& who);
  Outcome<Json> sync(const Call& call, const Access& who);
  Outcome<Json> filter(const Call& call) const;
  [[nodiscard]] Json event_json(const Event& event, const Access& who) const;
  /// As it looks outside of a sync.
  [[nodiscard]] Json past_event_json(const Event& event, const Access& who) const;
  void add_joined(Json& rooms, const std::string& id, const Access& who, const Json& filter,
                  std::size_t since);
  void add_left(Json& rooms, const std::string& id, const Access& who, const Json& filter, std::size_t since);
  [[nodiscard]] Json invitation(const std::string& id, const std::string& user) const;

  State& state_;
};

/// A place in the stream of events, as sync and messages name it.
[[nodiscard]] std::string stream_token(std::size_t position);
[[nodiscard]] std::optional<std::size_t> stream_position(const std::string& token);

}  // namespace homeserver
