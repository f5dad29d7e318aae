#pragma once
// The fake homeserver's memory and what changes it, without HTTP.

#include "model.h"

#include <array>
#include <expected>
#include <functional>

namespace homeserver {

struct Refusal {
  int status = 400;
  std::string errcode;
  std::string error;
  Json more = Json::object();  ///< further members of the answer
};
template <class T>
using Outcome = std::expected<T, Refusal>;

struct Session {
  std::string token;
  std::string refresh;  ///< empty: none was asked for
  std::string device;
};

class State {
 public:
  /// Tokens and ids of several states never meet.
  explicit State(std::function<Milliseconds()> now) : now_(std::move(now)) {}

  // Accounts.
  void add_user(const std::string& id, const std::string& password = "secret") {
    users[id].password = password;
  }
  /// An empty device: a new one.
  Session log_in(const std::string& user, const std::string& device = "", bool refreshable = false);
  Outcome<Session> refresh(const std::string& token);
  void log_out(const std::string& token) { tokens.erase(token); }
  void deactivate(const std::string& user);
  /// Who calls, or why not.
  Outcome<Access> authenticate(const std::string& token);

  // Rooms.
  std::string create_room(const std::string& creator, const std::string& alias, bool is_public = true,
                          const std::string& version = "11");
  void invite(const std::string& room, const std::string& by, const std::string& user,
              bool is_direct = false);
  Outcome<std::string> join(const std::string& user, const std::string& room);
  void put_out(const std::string& room, const std::string& by, const std::string& user, bool for_good,
               const std::string& reason = "");
  /// As Synapse does it: tombstone, alias moved, ordinary users silenced. Gives the new room.
  std::string upgrade(const std::string& room, const std::string& by, const std::string& version = "12");
  std::size_t set_state(const std::string& room, const std::string& by, const std::string& type,
                        const std::string& key, Json content);
  [[nodiscard]] const Event* state_of(const std::string& room, const std::string& type,
                                      const std::string& key = "") const;
  [[nodiscard]] bool is_joined(const std::string& user, const std::string& room) const;

  // Messages.
  /// Everything that a PUT of an event goes through: the transaction, the rate limit, the checks.
  Outcome<std::string> send(const Access& who, const std::string& room, const std::string& type,
                            const std::string& transaction, const std::string& body);
  /// For a test: somebody writes.
  std::string say(const std::string& user, const std::string& room, const std::string& text,
                  const std::string& message_type = "m.text");
  std::string add_event(const std::string& user, const std::string& room, const std::string& type,
                        Json content);

  /// Somebody takes an event back: its content goes.
  void redact(const std::string& event, const std::string& by);

  struct Unread {
    int notifications = 0;
    int highlights = 0;
    bool operator==(const Unread&) const = default;
  };
  /// By the default push rules: notices never count, edits neither, mentions and upgrades are highlights.
  [[nodiscard]] Unread unread(const std::string& user, const std::string& room) const;
  void mark_read(const std::string& user, const std::string& room) {
    rooms.at(room).read[user] = events.size();
  }
  /// Messages of that sender in that room, oldest first.
  [[nodiscard]] std::vector<Json> messages(const std::string& room, const std::string& sender) const;

  [[nodiscard]] Milliseconds now() const { return now_(); }

  std::map<std::string, User> users;
  std::map<std::string, Access> tokens;
  std::map<std::string, Refresh> refreshes;
  std::map<std::string, std::string> aliases;
  std::map<std::string, Room> rooms;
  std::vector<Event> events;  ///< of all rooms; a sync token counts them
  /// By user, device, room and transaction, not by type: as Synapse keeps them.
  std::map<std::array<std::string, 4>, Transaction> transactions;
  std::vector<Json> filters;
  /// How long a refreshable access token lives.
  Milliseconds access_life = 5 * 60 * 1000;

 private:
  std::size_t append(Event event);
  Outcome<void> check_relation(const std::string& user, const std::string& room, const std::string& type,
                               const Json& content) const;
  Outcome<void> take_rate(User& user) const;
  [[nodiscard]] std::int64_t level_of(const std::string& room, const std::string& user) const;
  std::string fresh(const std::string& start) { return start + std::to_string(++counter_); }

  std::function<Milliseconds()> now_;
  std::int64_t counter_ = 0;
};

/// A request's body as JSON, refused as Synapse refuses it.
[[nodiscard]] Outcome<Json> read_body(const std::string& body);

}  // namespace homeserver
