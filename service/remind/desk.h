#pragma once
// The stewards, and what they have told the bot: who takes a request, which one may wait, who is away.

#include "bugzilla_client/types.h"
#include "service/remind/calendar.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace service {

/// As configured. A person is known by the login everywhere but on Matrix.
struct Steward {
  std::string login;      ///< on Bugzilla
  std::string matrix_id;  ///< "@name:server"
  Hours hours;
  bool is_owner = false;  ///< told when nobody else acted
};

/// A steward takes care of a bug; reminders about it go to them.
struct Claim {
  bugzilla::BugId bug = 0;
  std::string login;
  Time since;

  bool operator==(const Claim&) const = default;
};

/// No reminder about the bug before `until`.
struct Snooze {
  bugzilla::BugId bug = 0;
  std::string login;  ///< whose wish it was
  Time until;

  bool operator==(const Snooze&) const = default;
};

/// Reminders for this steward go elsewhere before `until`.
struct Absence {
  std::string login;
  Time until;

  bool operator==(const Absence&) const = default;
};

/// At most one claim and one snooze a bug, one absence a steward. What is over may still be listed.
struct Desk {
  std::vector<Claim> claims;
  std::vector<Snooze> snoozes;
  std::vector<Absence> absences;

  [[nodiscard]] const Claim* claim(bugzilla::BugId bug) const;
  /// Null when it is over.
  [[nodiscard]] const Snooze* snooze(bugzilla::BugId bug, Time now) const;
  [[nodiscard]] const Absence* absence(std::string_view login, Time now) const;

  bool operator==(const Desk&) const = default;
};

/// One thing that a command changes; what it sets takes the place of what was there.
struct ClaimEnded {
  bugzilla::BugId bug = 0;
  bool operator==(const ClaimEnded&) const = default;
};
struct AbsenceEnded {
  std::string login;
  bool operator==(const AbsenceEnded&) const = default;
};
using DeskChange = std::variant<Claim, ClaimEnded, Snooze, Absence, AbsenceEnded>;

/// The desk after the change; the store does the same with its tables.
void apply(Desk& desk, const DeskChange& change);

[[nodiscard]] const Steward* steward_by_login(const std::vector<Steward>& stewards, std::string_view login);
[[nodiscard]] const Steward* steward_by_matrix_id(const std::vector<Steward>& stewards, std::string_view id);

}  // namespace service
