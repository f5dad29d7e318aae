#pragma once
// Commands as people write them: "!snooze bug 1234567 3d", "!away until 2026-12-31".

#include "bugzilla_client/types.h"

#include <date/date.h>

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace service {

struct Queue {
  bool mine = false;
};
struct Show {
  bugzilla::BugId bug = 0;
};
struct ClaimBug {
  bugzilla::BugId bug = 0;
};
struct ReleaseBug {
  bugzilla::BugId bug = 0;
};
struct SnoozeBug {
  bugzilla::BugId bug = 0;
  date::days how_long{0};  ///< 0 to 30; 0 ends it
};
struct Away {
  date::year_month_day until;  ///< the day of the return; a valid date
};
struct Back {};
struct Recheck {
  bugzilla::BugId bug = 0;
};
struct Help {};
/// A known command with something missing or wrong behind it.
struct Misspelt {
  std::string verb;
};
struct UnknownCommand {
  std::string word;  ///< as it was written
};

using Command = std::variant<Queue, Show, ClaimBug, ReleaseBug, SnoozeBug, Away, Back, Recheck, Help,
                             Misspelt, UnknownCommand>;

/// None where the message is no command: it does not begin with "!" and a letter.
[[nodiscard]] std::optional<Command> parse_command(std::string_view body);

}  // namespace service
