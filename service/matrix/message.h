#pragma once
// A Matrix message as its author thinks of it, and as it stands in the outbox: frozen, so that every try
// sends the same bytes under the same transaction id.

#include "service/clock.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace service {

struct MatrixMessage {
  /// What this message is about, once and for ever: of two messages with one key only the first is sent.
  std::string key;
  std::string room;  ///< room id; empty: the configured room
  /// Notices never notify anybody, not even those whom they mention; a reminder has to be a text.
  bool notifies = false;
  std::string body;  ///< plain text, any bytes; lines are kept
  std::string html;  ///< the same as HTML, escaped by its author (escape_html); empty: plain only
  std::vector<std::string> mentions;  ///< user ids to notify, at most 50; others are named in the text only
  std::string thread;                 ///< event id of the thread's first message; empty: none
  std::string reply_to;               ///< event id that it answers; empty: none
  std::string replaces;               ///< event id of the first version that it edits; empty: it is new

  bool operator==(const MatrixMessage&) const = default;
};

/// What is sent: never changed once it is in the outbox.
struct FrozenMessage {
  std::string key;
  std::string room;
  std::string id;       ///< transaction id and own id in one: derived from key, room and content
  std::string content;  ///< the event's content, JSON of at most matrix::content_bytes bytes

  bool operator==(const FrozenMessage&) const = default;
};

enum class MessageState {
  waiting,
  sent,
  dead,  ///< an operator can replay or drop it
};

/// A message in the outbox.
struct OutgoingMessage {
  std::int64_t id = 0;
  FrozenMessage message;
  MessageState state = MessageState::waiting;
  Time due;
  int attempts = 0;
  int server_errors = 0;  ///< answers 500 among the failed tries
  /// The first try whose outcome is not known; stored before it. Where it went and from which device, since a
  /// homeserver knows a transaction by both.
  std::optional<Time> tried_at;
  std::string tried_room;
  std::string tried_device;
  std::string event_id;  ///< once sent
  std::string trouble;   ///< why the last try failed

  bool operator==(const OutgoingMessage&) const = default;
};

namespace matrix {

/// An event may have 65,536 bytes with all that a homeserver adds.
inline constexpr std::size_t content_bytes = 60'000;
/// Under this key the content carries the message's own id, which outlives the homeserver's memory of
/// transaction ids (24 hours).
inline constexpr const char* own_id_key = "org.mozilla.data_review_bot.id";

/// Cleans the texts, leaves out mentions that are none, and shortens what would be too large: first the HTML
/// goes, then the end of the body. `m.mentions` is always there, so that names in the text ping nobody, and
/// never asks for the whole room.
[[nodiscard]] FrozenMessage freeze(const MatrixMessage& message);

/// The event that it edits; empty: it is no edit.
[[nodiscard]] std::string edited_event(const FrozenMessage& message);

/// The same message in about half the bytes under a new id, for a homeserver with a smaller limit; nothing
/// where there is not enough left to be worth reading.
[[nodiscard]] std::optional<FrozenMessage> shortened(const FrozenMessage& message);

}  // namespace matrix
}  // namespace service
