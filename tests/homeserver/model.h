#pragma once
// What the fake homeserver knows. All of it is public: a test may set any scene that it needs.

#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace homeserver {

using Json = nlohmann::json;
using Milliseconds = std::int64_t;

struct User {
  std::string password;
  bool is_locked = false;
  bool is_suspended = false;
  bool is_rate_limited = false;  ///< 0.2 messages a second after a burst of 10
  double tokens = 10;            ///< of the rate limit's bucket
  Milliseconds counted_at = 0;
};

struct Access {
  std::string user;
  std::string device;
  std::optional<Milliseconds> expires_at;
  std::string refresh;  ///< the refresh token that this access token came from; empty: a log-in
};

struct Refresh {
  std::string user;
  std::string device;
  std::string successor;  ///< access token; once that was used this refresh token is spent
  bool is_spent = false;
};

struct Event {
  std::string id;
  std::string room;
  std::string type;
  std::string sender;
  Json content;
  Milliseconds sent_at = 0;
  std::optional<std::string> state_key;
  std::string device;
  std::string transaction;
  std::string redacted_by;  ///< empty: it was not
};

struct Room {
  std::string version;
  bool is_public = true;
  std::map<std::string, std::string> members;                        ///< "join", "invite", "leave", "ban"
  std::map<std::pair<std::string, std::string>, std::size_t> state;  ///< by type and key: its event
  std::map<std::string, std::size_t> read;  ///< by user: up to which event; what follows is unread
};

struct Transaction {
  std::string event;
  Milliseconds made_at = 0;
};

/// Synapse 1.160 forgets a transaction after a day.
inline constexpr Milliseconds transaction_life = 24LL * 3600 * 1000;
/// The longest content of a message that Synapse took; it adds some 600 bytes up to the event's 65,536.
inline constexpr std::size_t content_bytes = 64'932;

}  // namespace homeserver
