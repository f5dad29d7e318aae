#pragma once
// What people say to the bot, and who answers it.

#include "service/clock.h"
#include "service/store/store.h"

#include <string>

namespace service {

/// A text that a person wrote in the stewards' room or in a direct chat with the bot. Never the bot's own,
/// nor a notice (which is what bots write), nor an edit; everything in it is what somebody typed.
struct HeardMessage {
  std::string room;  ///< its id
  bool is_direct = false;
  std::string sender;  ///< "@user:server", vouched for by the homeserver
  std::string event_id;
  std::string thread;  ///< the first event of the thread in which it was said; empty: in none
  std::string body;
  Time sent_at;  ///< by the sender's homeserver
};

class MessageHandler {
 public:
  virtual ~MessageHandler() = default;
  /// Called on the store's thread, in the transaction that also keeps how far the room has been read: what it
  /// writes to the store counts once or not at all. It changes nothing else, since it may be called again
  /// when the transaction fails. It answers with store.owe_message().
  virtual void hear(Store& store, const HeardMessage& message, Time now) = 0;
  /// Whether that user may draw the bot into a direct chat.
  [[nodiscard]] virtual bool may_invite(const std::string& user) const = 0;
  /// What such a user is told who invites the bot to an encrypted chat.
  [[nodiscard]] virtual std::string why_no_encryption() const = 0;
};

}  // namespace service
