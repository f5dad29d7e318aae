#pragma once
// What the bot remembers of a reminder.

#include "bugzilla_client/types.h"
#include "service/clock.h"

#include <string>

namespace service {

/// A step that was sent. A request that is asked for anew (the flag set again, another steward asked) climbs
/// the ladder anew; nothing else makes a step be sent again.
struct SentStep {
  bugzilla::AttachmentId attachment = 0;
  Time asked;  ///< when the flag was last set
  std::string step;
  std::string recipient;  ///< a steward's login; empty: the room
  std::string message;    ///< the id of the message that told it
  Time at;

  bool operator==(const SentStep&) const = default;
};

}  // namespace service
