#pragma once
// Business days and quiet hours: when a wait counts, and when people may be notified.

#include "service/clock.h"

#include <date/date.h>

#include <bitset>
#include <set>
#include <string>

namespace date {
class time_zone;
}

namespace service {

/// By date::weekday::c_encoding(): bit 0 is Sunday.
using WorkingDays = std::bitset<7>;
inline constexpr WorkingDays monday_to_friday{0b0111110};

/// A stretch of the local day in which nobody is notified; over midnight where it ends before it begins.
struct QuietHours {
  std::chrono::minutes from{0};
  std::chrono::minutes to{0};  ///< equal to `from`: no quiet hours

  /// `time_of_day` since local midnight. `from` is quiet, `to` is not.
  [[nodiscard]] bool contain(std::chrono::seconds time_of_day) const;
};

/// Has at least one working day and a zone; the configuration's reader sees to both.
struct Calendar {
  const date::time_zone* zone = nullptr;
  WorkingDays working_days = monday_to_friday;
  std::set<date::local_days> holidays;

  [[nodiscard]] bool is_business_day(date::local_days day) const;
  /// The same local time that many business days later. What begins on a day off begins with the next
  /// business day. A local time that a clock change skips is the moment of the change; one that comes twice
  /// is the later, so that nothing is early.
  [[nodiscard]] Time after(Time since, int business_days) const;
  /// The greatest number for which after(since, number) is not later than `now`; 0 where `now` is before
  /// `since`.
  [[nodiscard]] int business_days(Time since, Time now) const;

  [[nodiscard]] date::local_days local_day(Time time) const;
  /// When that day begins.
  [[nodiscard]] Time start_of(date::local_days day) const;
};

/// When a person, or the room, may be notified.
struct Hours {
  Calendar calendar;
  QuietHours quiet;

  [[nodiscard]] bool are_open(Time now) const;
};

/// "Wed 25 November 2026" in the calendar's zone.
[[nodiscard]] std::string long_date(const Calendar& calendar, Time time);

}  // namespace service
