#pragma once
// Requests as a steward reads them in a room. A private bug shows its number and nothing else.

#include "service/remind/schedule.h"
#include "service/remind/wording.h"

#include <optional>
#include <string>
#include <vector>

namespace service {

/// References must outlive the context.
struct RoomContext {
  const Wording& wording;
  const ReminderSettings& settings;
  std::string bugzilla_url;
  std::string queue_url;  ///< how people reach the queue page; empty: unknown
};

/// This many requests are listed in one message; the rest are counted.
inline constexpr std::size_t most_listed = 20;

[[nodiscard]] RichText bug_link(bugzilla::BugId bug, const RoomContext& context);
/// One line: bug, kind, category, how long it waits, verdict, summary. Without `business_days` it waits for
/// its requester; else for `asked`, where that is not null.
[[nodiscard]] RichText request_line(const Request& request, std::optional<int> business_days,
                                    const Steward* asked, const RoomContext& context);
/// A head line, a list, a closing line; without a list where `lines` is empty, and the foot may be empty.
[[nodiscard]] RichText listing(const RichText& head, const std::vector<RichText>& lines,
                               const RichText& foot);
/// Below 32 KiB in both forms together, whatever the requests say.
[[nodiscard]] RichText reminder_text(const Reminder& reminder, const Desk& desk, const RoomContext& context);
/// What takes its place when none of its requests waits any more as it did then.
[[nodiscard]] RichText done_text(const std::vector<Request>& requests, const RoomContext& context);

}  // namespace service
