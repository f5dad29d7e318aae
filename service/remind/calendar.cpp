#include "service/remind/calendar.h"

#include <date/tz.h>

namespace service {
namespace {

Time instant(const Calendar& calendar, date::local_seconds local) {
  return calendar.zone->to_sys(local, date::choose::latest);
}

/// The local time from which a wait counts.
date::local_seconds first_counted(const Calendar& calendar, Time since) {
  const date::local_seconds local = calendar.zone->to_local(since);
  date::local_days day = date::floor<date::days>(local);
  if (calendar.is_business_day(day)) return local;
  while (!calendar.is_business_day(day)) day += date::days(1);
  return day;
}

}  // namespace

bool QuietHours::contain(std::chrono::seconds time_of_day) const {
  if (from <= to) return from <= time_of_day && time_of_day < to;
  return from <= time_of_day || time_of_day < to;
}

bool Calendar::is_business_day(date::local_days day) const {
  return working_days.test(date::weekday(day).c_encoding()) && !holidays.contains(day);
}

Time Calendar::after(Time since, int business_days) const {
  const date::local_seconds start = first_counted(*this, since);
  date::local_days day = date::floor<date::days>(start);
  const auto time_of_day = start - day;
  while (business_days > 0) {
    day += date::days(1);
    if (is_business_day(day)) --business_days;
  }
  return instant(*this, day + time_of_day);
}

int Calendar::business_days(Time since, Time now) const {
  if (now < since) return 0;
  const date::local_seconds start = first_counted(*this, since);
  date::local_days day = date::floor<date::days>(start);
  const auto time_of_day = start - day;
  int count = 0;
  while (true) {
    do day += date::days(1);
    while (!is_business_day(day));
    if (instant(*this, day + time_of_day) > now) return count;
    ++count;
  }
}

date::local_days Calendar::local_day(Time time) const {
  return date::floor<date::days>(zone->to_local(time));
}

Time Calendar::start_of(date::local_days day) const {
  return zone->to_sys(date::local_seconds(day), date::choose::earliest);
}

bool Hours::are_open(Time now) const {
  const date::local_seconds local = calendar.zone->to_local(now);
  const date::local_days day = date::floor<date::days>(local);
  return calendar.is_business_day(day) && !quiet.contain(local - day);
}

std::string long_date(const Calendar& calendar, Time time) {
  const date::local_days day = calendar.local_day(time);
  const auto in_month = static_cast<unsigned>(date::year_month_day(day).day());
  return date::format("%a ", day) + std::to_string(in_month) + date::format(" %B %Y", day);
}

}  // namespace service
