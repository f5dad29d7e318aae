// Business days: a table of dates that go wrong easily, and properties over any date.

#include "service/remind/calendar.h"

#include "days.h"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

namespace service {
namespace {

using namespace std::chrono_literals;

Calendar calendar(const char* zone) {
  return {.zone = date::locate_zone(zone),
          .holidays = {day("2026-12-25"), day("2027-01-01"), day("2026-04-03"), day("2026-04-06")}};
}

struct WaitCase {
  const char* what;
  const char* zone;
  const char* since;
  int business_days;
  const char* end;
  bool every_day = false;  ///< people work on all seven days
};

class Wait : public testing::TestWithParam<WaitCase> {};

TEST_P(Wait, EndsAtTheSameTimeOfTheRightDay) {
  const WaitCase& wait = GetParam();
  Calendar counted = calendar(wait.zone);
  if (wait.every_day) counted.working_days.set();
  const Time since = at(wait.since, wait.zone);
  const Time end = at(wait.end, wait.zone);

  EXPECT_EQ(counted.after(since, wait.business_days), end)
      << date::format("%F %H:%M UTC", counted.after(since, wait.business_days));
  EXPECT_EQ(counted.business_days(since, end), wait.business_days);
  if (wait.business_days == 0) return;
  EXPECT_EQ(counted.business_days(since, end - 1s), wait.business_days - 1);
}

constexpr const char* new_york = "America/New_York";
INSTANTIATE_TEST_SUITE_P(
    Table, Wait,
    testing::Values(
        WaitCase{"within a week", "UTC", "2026-11-23 15:00", 2, "2026-11-25 15:00"},
        WaitCase{"over a weekend", "UTC", "2026-11-20 15:00", 2, "2026-11-24 15:00"},
        WaitCase{"from a Saturday: from Monday on", "UTC", "2026-11-21 15:00", 2, "2026-11-25 00:00"},
        WaitCase{"no day from a Sunday: Monday", "UTC", "2026-11-22 23:59", 0, "2026-11-23 00:00"},
        WaitCase{"over Christmas and the year's end", "Europe/Berlin", "2026-12-24 16:00", 5,
                 "2027-01-04 16:00"},
        WaitCase{"over Easter", "Europe/Berlin", "2026-04-02 12:00", 1, "2026-04-07 12:00"},
        WaitCase{"over a leap day", "UTC", "2028-02-28 09:00", 2, "2028-03-01 09:00"},
        WaitCase{"from a leap day", "UTC", "2028-02-29 09:00", 1, "2028-03-01 09:00"},
        WaitCase{"no leap day in 2027", "UTC", "2027-02-26 09:00", 1, "2027-03-01 09:00"},
        WaitCase{"into summer time: the same time by the clock", new_york, "2026-03-06 15:00", 1,
                 "2026-03-09 15:00"},
        WaitCase{"into winter time", new_york, "2026-10-30 15:00", 1, "2026-11-02 15:00"},
        WaitCase{"to an hour that is skipped", new_york, "2026-03-07 02:30", 1, "2026-03-08 03:00", true},
        WaitCase{"to an hour that comes twice: the second", new_york, "2026-10-31 01:30", 1,
                 "2026-11-01 01:30", true},
        WaitCase{"a midnight that does not exist", "Africa/Cairo", "2026-04-23 00:00", 1, "2026-04-24 01:00",
                 true},
        WaitCase{"a date that Samoa skipped", "Pacific/Apia", "2011-12-29 12:00", 1, "2011-12-31 00:00",
                 true}),
    [](const auto& each) { return "case" + std::to_string(each.index); });

TEST(Calendar, CountsNothingBackwards) {
  EXPECT_EQ(calendar("UTC").business_days(at("2026-11-25 10:00"), at("2026-11-20 10:00")), 0);
}

TEST(QuietHours, MayGoOverMidnight) {
  const QuietHours night{.from = 18h, .to = 9h};
  EXPECT_TRUE(night.contain(18h));
  EXPECT_TRUE(night.contain(0h));
  EXPECT_TRUE(night.contain(9h - 1s));
  EXPECT_FALSE(night.contain(9h));
  EXPECT_FALSE(night.contain(18h - 1s));
  const QuietHours noon{.from = 12h, .to = 13h};
  EXPECT_TRUE(noon.contain(12h));
  EXPECT_FALSE(noon.contain(13h));
  EXPECT_FALSE(QuietHours{}.contain(0h)) << "none at all";
}

TEST(Hours, AreThoseOfTheOwnZone) {
  const Hours hours{.calendar = calendar("America/Los_Angeles"), .quiet = {.from = 18h, .to = 9h}};
  EXPECT_TRUE(hours.are_open(at("2026-11-25 17:00")));
  EXPECT_FALSE(hours.are_open(at("2026-11-25 16:59")));
  EXPECT_TRUE(hours.are_open(at("2026-11-28 01:59"))) << "Friday evening there, Saturday in Greenwich";
  EXPECT_FALSE(hours.are_open(at("2026-11-28 17:00")));
  EXPECT_FALSE(hours.are_open(at("2026-12-25 18:00"))) << "a holiday";
}

/// Any calendar, with clock changes, holidays and odd weeks.
Calendar any_calendar() {
  static const std::vector<const char*> zones = {"UTC",          "America/New_York", "Europe/Berlin",
                                                 "Asia/Kolkata", "Africa/Cairo",     "Australia/Lord_Howe"};
  Calendar out = calendar(*rc::gen::elementOf(zones));
  out.working_days = WorkingDays(*rc::gen::inRange(1UL, 128UL));
  const date::local_days first = day("2026-01-01");
  for (const int each : *rc::gen::container<std::set<int>>(rc::gen::inRange(0, 900)))
    out.holidays.insert(first + date::days(each));
  return out;
}

/// Between 2026 and mid-2028, both clock changes, two year ends and a leap day among them.
Time any_time() {
  return at("2026-01-01 00:00") + std::chrono::minutes(*rc::gen::inRange(0, 900 * 24 * 60));
}

RC_GTEST_PROP(CalendarProperty, IsNeverEarlyAndNeverADayLate, ()) {
  const Calendar days = any_calendar();
  const Time since = any_time();
  const int count = *rc::gen::inRange(0, 12);

  const Time end = days.after(since, count);
  RC_ASSERT(end >= since);
  RC_ASSERT(days.is_business_day(days.local_day(end)));
  RC_ASSERT(counted_days(days, since, end) == count);
  // Not later than an hour that comes twice makes it.
  if (count > 0) RC_ASSERT(counted_days(days, since, end - 1h - 1s) < count);
}

RC_GTEST_PROP(CalendarProperty, CountsWhatItPromises, ()) {
  const Calendar days = any_calendar();
  const Time since = any_time();
  const Time now = since + std::chrono::minutes(*rc::gen::inRange(0, 40 * 24 * 60));

  const int count = days.business_days(since, now);
  RC_ASSERT((count == 0 || days.after(since, count) <= now));
  RC_ASSERT(days.after(since, count + 1) > now);
}

}  // namespace
}  // namespace service
