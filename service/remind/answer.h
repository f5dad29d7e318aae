#pragma once
// What the bot answers to a person in a room, and what that changes; decided without I/O.

#include "service/remind/render.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace service {

struct RoomMessage {
  std::string sender;  ///< Matrix id
  std::string body;
  bool is_direct = false;  ///< nobody but the sender and the bot is in the room
};

/// To be stored together: the answer must not be said without its effects, nor twice.
struct Answer {
  std::optional<RichText> text = {};  ///< none: silence
  std::set<bugzilla::BugId> tells_of = {};
  std::vector<DeskChange> changes = {};
  std::vector<bugzilla::BugId> looks = {};  ///< bugs to be looked at
};

/// Only stewards are answered; others get one line in a direct chat, and silence elsewhere. What is no
/// command gets one line of help in a direct chat, and silence elsewhere.
[[nodiscard]] Answer answer(const RoomMessage& message, const std::vector<Request>& open, const Desk& desk,
                            const RoomContext& context, Time now);

}  // namespace service
