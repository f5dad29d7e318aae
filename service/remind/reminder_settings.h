#pragma once
// When reminders are sent and to whom, as [reminders] and [[steward]] configure it.

#include "service/remind/desk.h"

#include <string>
#include <vector>

namespace service {

/// Whom a step of the escalation ladder is for.
enum class Audience {
  requestee,  ///< who claimed the bug, else who was asked; the room when there is nobody or they are away
  room,
  owner,  ///< the first owner who is not away, else the room
};

struct ReminderStep {
  std::string name;  ///< what the store remembers the step by
  int after = 0;     ///< business days of waiting
  Audience to = Audience::requestee;
};

struct ReminderSettings {
  bool enabled = false;
  /// Waits are counted by its calendar; the room is told within its hours.
  Hours room = {.calendar = {}, .quiet = {.from = std::chrono::hours(18), .to = std::chrono::hours(9)}};
  /// Each later than the one before, no name twice.
  std::vector<ReminderStep> steps = {{.name = "first", .after = 2, .to = Audience::requestee},
                                     {.name = "room", .after = 4, .to = Audience::room},
                                     {.name = "owner", .after = 7, .to = Audience::owner}};
  int most_per_day = 2;  ///< messages to one steward, or to the room, a day of theirs
  int nudge_after = 0;   ///< business days of waiting for the requester; 0: never
  /// Markdown; {days} is filled in.
  std::string nudge_comment =
      "This data review has waited {days} business days for an answer from whoever asked for it. What is "
      "open is in the comments above. If the data is no longer wanted, please clear the flag; nobody will "
      "mind.";
  std::vector<Steward> stewards;
};

}  // namespace service
