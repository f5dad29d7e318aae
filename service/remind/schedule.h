#pragma once
// Which reminders are to be sent now, decided without I/O: never the same step of a request twice, never
// early, not outside the hours of whom it is for, and several that are due at once as one message.

#include "service/plan/request.h"
#include "service/remind/reminder_settings.h"
#include "service/remind/sent_step.h"

#include <optional>
#include <string>
#include <vector>

namespace service {

struct DueStep {
  const Request* request = nullptr;  ///< one of those that schedule() was given
  std::string step;
  int business_days = 0;  ///< how long it has waited
};

/// One message: to one steward, or to nobody in particular.
struct Reminder {
  const Steward* to = nullptr;  ///< null: the room
  std::vector<DueStep> steps;   ///< never empty; the longest wait first

  /// The message's own id: no two messages have the same.
  [[nodiscard]] std::string id() const;
  /// What the store must remember in the same transaction as the message.
  [[nodiscard]] std::vector<SentStep> sent(Time now) const;
};

/// `sent` must hold every step of the open requests and every message of the last two days.
[[nodiscard]] std::vector<Reminder> schedule(const std::vector<Request>& open, const Desk& desk,
                                             const std::vector<SentStep>& sent,
                                             const ReminderSettings& settings, Time now);

/// How many business days the request has waited for a steward, who could have acted since the last thing
/// that a person did about it, or a steward claimed it; none: it waits for its requester.
[[nodiscard]] std::optional<int> days_for_steward(const Request& request, const Desk& desk,
                                                  const ReminderSettings& settings, Time now);

/// Who claimed the bug, else who was asked; null where that is nobody on the stewards' list.
[[nodiscard]] const Steward* responsible(const Request& request, const Desk& desk,
                                         const ReminderSettings& settings);

}  // namespace service
