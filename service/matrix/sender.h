#pragma once
// Carries messages from the outbox to the homeserver. Each is tried under one transaction id, written down
// before the first try, so that it arrives once whatever becomes of an answer or of this program.

#include "service/matrix/after_send.h"
#include "service/matrix/message.h"
#include "service/matrix/room.h"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <optional>
#include <set>
#include <string>

namespace service::matrix {

class Sender {
 public:
  /// All references must outlive the sender.
  Sender(Client& client, Session& session, Room& room, StoreThread& store, const Clock& clock,
         std::function<double()> random, Status& status)
      : client_(client),
        session_(session),
        room_(room),
        store_(store),
        clock_(clock),
        random_(std::move(random)),
        status_(status) {}

  /// Tries the oldest due message of each room once. True where one was sent, so that more may be due.
  boost::asio::awaitable<bool> send_due();
  /// A chat that was found to be unencrypted may have changed.
  void look_again(const std::string& room) { plain_rooms_.erase(room); }

 private:
  boost::asio::awaitable<bool> try_one(OutgoingMessage message);
  boost::asio::awaitable<std::optional<std::string>> destination(const OutgoingMessage& message);
  boost::asio::awaitable<std::optional<std::string>> chat(OutgoingMessage message);
  /// True where the message may be tried now: it was not posted by an earlier try, or the homeserver still
  /// knows its transaction.
  boost::asio::awaitable<bool> reconcile(OutgoingMessage& message, std::string room);
  /// False where the message edits one that somebody redacted: that must not come back.
  boost::asio::awaitable<bool> has_its_original(const OutgoingMessage& message, std::string room);
  boost::asio::awaitable<void> drop(OutgoingMessage message);
  boost::asio::awaitable<void> look_at_room(OutgoingMessage message, Time again);
  boost::asio::awaitable<Result<RoomFacts>> facts(std::string room);
  boost::asio::awaitable<void> sent(OutgoingMessage message, std::string event_id);
  boost::asio::awaitable<void> later(OutgoingMessage message, Time due);
  boost::asio::awaitable<void> park(OutgoingMessage message, std::string why);
  /// False where it was taken back meanwhile.
  boost::asio::awaitable<bool> save(const OutgoingMessage& message);
  boost::asio::awaitable<void> take_back(const OutgoingMessage& message);

  Client& client_;
  Session& session_;
  Room& room_;
  StoreThread& store_;
  const Clock& clock_;
  std::function<double()> random_;
  Status& status_;
  std::set<std::string> plain_rooms_;
};

/// What a room's past tells about an own message.
struct Posted {
  std::string event_id;    ///< empty: it is not there
  bool is_certain = true;  ///< false: the past is longer than was read
};

/// Looks for the message with that own id, from now back to an hour before `since`.
[[nodiscard]] boost::asio::awaitable<Result<Posted>> find_posted(Client& client, std::string room,
                                                                 std::string self, std::string own_id,
                                                                 Time since, Deadline deadline);

}  // namespace service::matrix
