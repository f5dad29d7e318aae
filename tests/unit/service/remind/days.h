#pragma once
// Local times as tests of the calendar write them.

#include "service/remind/calendar.h"

#include <date/tz.h>

#include <sstream>
#include <stdexcept>
#include <string>

namespace service {

/// "2026-03-08 02:30" by that zone's clocks; the later one where it comes twice.
inline Time at(const std::string& local, const char* zone = "UTC") {
  std::istringstream in(local);
  date::local_seconds time;
  in >> date::parse("%F %H:%M", time);
  if (in.fail()) throw std::invalid_argument(local);
  return date::locate_zone(zone)->to_sys(time, date::choose::latest);
}

inline date::local_days day(const std::string& text) {
  std::istringstream in(text);
  date::local_days out;
  in >> date::parse("%F", out);
  if (in.fail()) throw std::invalid_argument(text);
  return out;
}

/// How many business days are over, counted day by day from the definition alone: the n-th is over when the
/// clock shows the time of the beginning again on the n-th business day after it.
inline int counted_days(const Calendar& calendar, Time since, Time now) {
  const auto local = [&](Time time) { return calendar.zone->to_local(time); };
  const auto is_off = [&](date::local_days each) {
    return !calendar.working_days.test(date::weekday(each).c_encoding()) || calendar.holidays.contains(each);
  };
  date::local_days first = date::floor<date::days>(local(since));
  auto begins = local(since) - first;
  while (is_off(first)) {
    first += date::days(1);
    begins = std::chrono::seconds(0);
  }
  const date::local_days today = date::floor<date::days>(local(now));
  int out = 0;
  for (date::local_days each = first + date::days(1); each <= today; each += date::days(1)) {
    const bool is_reached = each < today || local(now) - today >= begins;
    if (!is_off(each) && is_reached) ++out;
  }
  return out;
}

}  // namespace service
