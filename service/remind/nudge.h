#pragma once
// The one comment that a requester gets on the bug when they owe an answer for long.

#include "service/plan/request.h"
#include "service/remind/reminder_settings.h"

#include <optional>

namespace service {

/// What the bot owes to the bug, once a request: none before reminders.nudge_requester_after business days of
/// waiting for the requester, and none where the bot itself has not told them on the bug what is open.
[[nodiscard]] std::optional<Effect> nudge(const Request& request, const ReminderSettings& settings, Time now);

}  // namespace service
