#pragma once
// The stewards' room: found by its alias, joined, and written to only while it is the room that the operator
// meant and can be read by all who are in it.

#include "service/matrix/client.h"
#include "service/matrix/session.h"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace service::matrix {

/// Under this note the store has the id of the room that is written to under that name.
[[nodiscard]] std::string room_note(const std::string& name);

class Room {
 public:
  /// All references must outlive the room.
  Room(Client& client, Session& session, const MatrixSettings& settings, StoreThread& store,
       const Clock& clock, Status& status)
      : client_(client),
        session_(session),
        settings_(settings),
        store_(store),
        clock_(clock),
        status_(status) {}

  /// The room's id when it may be written to; else nothing, and the status tells why; nothing too while
  /// another looks. What was found holds for an hour, an obstacle for five minutes.
  boost::asio::awaitable<std::optional<std::string>> enter();
  /// Something happened there (an upgrade, a kick, an invitation): the next enter() looks anew.
  void look_again() {
    next_look_ = {};
    has_changed_ = true;
  }
  /// The id of the room that was entered last, even if it may not be written to now; empty: none yet.
  [[nodiscard]] const std::string& id() const { return id_; }

 private:
  boost::asio::awaitable<Result<std::string>> look();
  boost::asio::awaitable<std::string> remembered();

  Client& client_;
  Session& session_;
  const MatrixSettings& settings_;
  StoreThread& store_;
  const Clock& clock_;
  Status& status_;
  std::string id_;
  bool is_open_ = false;
  bool is_looking_ = false;
  bool has_changed_ = false;  ///< since the last look began
  Time next_look_;
};

}  // namespace service::matrix
