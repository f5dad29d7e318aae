// Whatever people do, whatever day it is and however the clock jumps: no step of a request twice, none early,
// none to somebody who is away or off, no more a day than agreed. And each comes in the end.

#include "desk_room.h"

#include <gtest/gtest.h>

#include <map>
#include <rapidcheck/gtest.h>

namespace service {
namespace {

using namespace std::chrono_literals;

/// The days before: both clock changes, a year's end, a leap day, and an ordinary week.
const std::vector<const char*> beginnings = {"2026-03-05 09:00", "2026-03-26 09:00", "2026-10-22 09:00",
                                             "2026-10-29 09:00", "2026-12-22 09:00", "2028-02-24 09:00",
                                             "2026-06-10 09:00"};
const std::vector<const char*> zones = {"UTC", "America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata",
                                        "Australia/Lord_Howe"};

Hours any_hours() {
  Hours out;
  out.calendar.zone = date::locate_zone(*rc::gen::elementOf(zones));
  out.calendar.working_days = WorkingDays(*rc::gen::elementOf(std::vector<unsigned long>{62, 30, 42, 127}));
  out.calendar.holidays = {day("2026-12-25"), day("2027-01-01"), day("2026-04-03")};
  out.quiet.from = std::chrono::minutes(*rc::gen::inRange(0, 24 * 60));
  out.quiet.to = std::chrono::minutes(*rc::gen::inRange(0, 24 * 60));
  return out;
}

/// A room, its requests, and people and clocks that do as they like.
class World {
 public:
  World() : now_(at(*rc::gen::elementOf(beginnings))) {
    settings_ = desk_room();
    settings_.room = any_hours();
    for (Steward& each : settings_.stewards) each.hours = any_hours();
    settings_.most_per_day = *rc::gen::inRange(1, 4);
    for (int i = 1; i <= 5; ++i) {
      const Time since = now_ - std::chrono::minutes(*rc::gen::inRange(0, 72 * 60));
      open_.push_back(waiting_request(i, 100 + (i + 1) / 2, any_login(), since));
    }
  }

  void something_happens() {
    Request& request = open_[*rc::gen::inRange(0UL, open_.size())];
    switch (*rc::gen::inRange(0, 12)) {
      case 0:
        now_ -= std::chrono::minutes(*rc::gen::inRange(0, 48 * 60));
        break;
      case 1:
        now_ += std::chrono::hours(*rc::gen::inRange(0, 20 * 24));
        break;
      case 2:
        request.waits_since = now_;
        break;
      case 3:
        request.turn = request.turn == Turn::steward ? Turn::requester : Turn::steward;
        request.waits_since = now_;
        break;
      case 4:
        request.requestee = any_login();
        request.flagged_at = request.waits_since = now_;
        break;
      case 5:
        apply(desk_, Claim{.bug = request.bug, .login = any_login(), .since = now_});
        break;
      case 6:
        apply(desk_, ClaimEnded{request.bug});
        break;
      case 7:
        apply(desk_, Snooze{.bug = request.bug, .login = "", .until = now_ + hours(72)});
        break;
      case 8:
        apply(desk_, Absence{.login = any_login(), .until = now_ + hours(240)});
        break;
      default:
        now_ += std::chrono::minutes(*rc::gen::inRange(0, 20 * 60));
    }
  }

  /// What a tick of the reminder clock sends now, remembered as the store does.
  void tick() {
    std::map<const Steward*, int> messages;
    for (const Reminder& each : schedule(open_, desk_, sent_, settings_, now_)) {
      RC_ASSERT(++messages[each.to] == 1);
      check_recipient(each.to);
      for (const DueStep& step : each.steps) check_step(step, each.to);
      for (const SentStep& step : each.sent(now_)) sent_.push_back(step);
    }
    check_days();
  }

  [[nodiscard]] const std::vector<SentStep>& sent() const { return sent_; }

 private:
  static std::chrono::seconds hours(int most) { return std::chrono::hours(*rc::gen::inRange(0, most)); }
  static std::string any_login() {
    return *rc::gen::element<std::string>("stu@example.org", "olga@example.org", "oscar@example.org",
                                          "somebody@example.org", "");
  }
  [[nodiscard]] const Hours& hours_of(const Steward* steward) const {
    return steward == nullptr ? settings_.room : steward->hours;
  }

  void check_recipient(const Steward* to) const {
    const Hours& hours = hours_of(to);
    const auto local = hours.calendar.zone->to_local(now_);
    const auto today = date::floor<date::days>(local);
    const auto time = local - today;
    RC_ASSERT(hours.calendar.is_business_day(today));
    const auto [from, until] = std::pair(hours.quiet.from, hours.quiet.to);
    const bool is_quiet = from <= until ? time >= from && time < until : time >= from || time < until;
    RC_ASSERT(!is_quiet);
    for (const Absence& each : desk_.absences)
      RC_ASSERT((to == nullptr || each.login != to->login || each.until <= now_));
  }

  void check_step(const DueStep& due, const Steward* to) {
    const Request& request = *due.request;
    RC_ASSERT(said_.emplace(request.attachment, *request.flagged_at, due.step).second);
    RC_ASSERT(request.turn == Turn::steward);
    Time since = *request.waits_since;
    for (const Claim& each : desk_.claims) {
      if (each.bug == request.bug) since = std::max(since, each.since);
    }
    for (const Snooze& each : desk_.snoozes) RC_ASSERT((each.bug != request.bug || each.until <= now_));
    const auto step = std::ranges::find(settings_.steps, due.step, &ReminderStep::name);
    const int waited = counted_days(settings_.room.calendar, since, now_);
    RC_ASSERT(waited >= step->after);
    RC_ASSERT(due.business_days <= waited);
    if (step->to == Audience::room) RC_ASSERT(to == nullptr);
    if (step->to == Audience::owner) RC_ASSERT((to == nullptr || to->is_owner));
  }

  void check_days() const {
    std::map<std::pair<std::string, date::local_days>, std::set<std::string>> days;
    for (const SentStep& each : sent_) {
      const Hours& hours = hours_of(steward_by_login(settings_.stewards, each.recipient));
      days[{each.recipient, hours.calendar.local_day(each.at)}].insert(each.message);
    }
    for (const auto& [key, messages] : days) RC_ASSERT(std::ssize(messages) <= settings_.most_per_day);
  }

  Time now_;
  ReminderSettings settings_;
  std::vector<Request> open_;
  Desk desk_;
  std::vector<SentStep> sent_;
  std::set<std::tuple<bugzilla::AttachmentId, Time, std::string>> said_;
};

RC_GTEST_PROP(ScheduleProperty, IsNeverTwiceNeverEarlyNeverOutOfHours, ()) {
  World world;
  for (int i = 0; i < 80; ++i) {
    world.something_happens();
    world.tick();
  }
  RC_CLASSIFY(!world.sent().empty(), "something was sent");
}

RC_GTEST_PROP(ScheduleProperty, EachStepComesOnceItsDayIsThere, ()) {
  // Nobody is away, quiet or claims anything: only the calendar decides.
  ReminderSettings settings = desk_room();
  settings.room.calendar = any_hours().calendar;
  settings.room.quiet = {};
  for (Steward& each : settings.stewards) each.hours = settings.room;
  const Time since = at(*rc::gen::elementOf(beginnings)) + std::chrono::minutes(*rc::gen::inRange(0, 10'000));
  const std::vector<Request> open = {waiting_request(1, 101, "stu@example.org", since)};

  std::vector<SentStep> sent;
  for (Time now = since; now < since + 24h * 40; now += 1h) {
    for (const Reminder& each : schedule(open, {}, sent, settings, now))
      std::ranges::copy(each.sent(now), std::back_inserter(sent));
  }

  RC_ASSERT(sent.size() == settings.steps.size());
  for (std::size_t i = 0; i < sent.size(); ++i) {
    const ReminderStep& step = settings.steps[i];
    RC_ASSERT(sent[i].step == step.name);
    const Time due = settings.room.calendar.after(since, step.after);
    RC_ASSERT(sent[i].at >= due);
    RC_ASSERT(sent[i].at < due + 1h);
  }
}

}  // namespace
}  // namespace service
