#pragma once
// What to do with an answer to a send: the table of docs/matrix.md, row by row, without I/O.

#include "service/matrix/error.h"

#include <chrono>
#include <expected>
#include <string>

namespace service::matrix {

enum class NextStep {
  done,          ///< keep the event's id
  try_again,     ///< the same transaction from the same device, after `wait`
  wait,          ///< the whole account waits (429, locked); the session knows how long
  renew_token,   ///< then the same transaction at once
  stop,          ///< nothing is sent until an operator acts
  look_at_room,  ///< joined? upgraded? allowed to speak? (after_refusal)
  shorten,       ///< half as long, under a new transaction; parked where that is not worth it
  park,          ///< a dead letter with the reason
};

struct AfterSend {
  NextStep step = NextStep::done;
  std::chrono::seconds wait{0};
  /// The answer leaves open whether the message was posted. Errors are not kept for a transaction, so after
  /// any that was told nothing was.
  bool is_open = false;
};

/// After this many answers 500 to one message the message itself is to blame.
inline constexpr int most_server_errors = 5;

/// `attempts`: failed tries before this one; `server_errors`: those among them that ended with 500; `random`
/// in [0, 1) spreads the waits.
[[nodiscard]] AfterSend after_send(const std::expected<std::string, Error>& answer, int attempts,
                                   int server_errors, double random);

/// What is true of a room that refused a message.
struct RoomFacts {
  bool is_joined = false;
  bool is_upgraded = false;
  bool may_speak = false;
};

enum class RoomStep {
  join,       ///< enter it again, then try again
  follow,     ///< it was upgraded: an operator's decision
  park,       ///< it does not let the bot speak
  try_again,  ///< nothing explains the refusal; it may have passed
};

[[nodiscard]] RoomStep after_refusal(const RoomFacts& facts);

}  // namespace service::matrix
