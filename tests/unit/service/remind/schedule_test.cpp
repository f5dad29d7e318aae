// Who is reminded of what and when, one situation a test.

#include "service/remind/schedule.h"

#include "desk_room.h"

#include <gmock/gmock.h>

namespace service {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

class ScheduleTest : public testing::Test {
 protected:
  /// Sends what is due, and remembers it.
  std::vector<Reminder> tick(Time now) {
    auto out = schedule(open, desk, sent, settings, now);
    for (const Reminder& each : out) std::ranges::copy(each.sent(now), std::back_inserter(sent));
    return out;
  }
  /// To whom, and which steps.
  std::vector<std::string> told(Time now) {
    std::vector<std::string> out;
    for (const Reminder& each : tick(now)) {
      std::string line = each.to == nullptr ? "room" : each.to->login;
      for (const DueStep& step : each.steps)
        line += " " + std::to_string(step.request->attachment) + ":" + step.step;
      out.push_back(line);
    }
    return out;
  }

  ReminderSettings settings = desk_room();
  std::vector<Request> open = {waiting_request(1, 101, "stu@example.org", at("2026-11-23 10:00"))};
  Desk desk;
  std::vector<SentStep> sent;
};

TEST_F(ScheduleTest, ClimbsTheLadderEachStepOnce) {
  EXPECT_THAT(told(at("2026-11-25 09:59")), IsEmpty());
  EXPECT_THAT(told(at("2026-11-25 10:00")), ElementsAre("stu@example.org 1:first"));
  EXPECT_THAT(told(at("2026-11-25 10:01")), IsEmpty());
  EXPECT_THAT(told(at("2026-11-27 10:00")), ElementsAre("room 1:room"));
  EXPECT_THAT(told(at("2026-12-02 10:00")), ElementsAre("olga@example.org 1:owner"));
  EXPECT_THAT(told(at("2027-02-02 10:00")), IsEmpty()) << "all has been said";
}

TEST_F(ScheduleTest, IsSilentWhenNothingWaits) {
  open.clear();
  EXPECT_THAT(told(at("2026-12-25 10:00")), IsEmpty());
}

TEST_F(ScheduleTest, SendsOnlyTheLastOfSeveralStepsThatWereMissed) {
  EXPECT_THAT(told(at("2026-12-04 10:00")), ElementsAre("olga@example.org 1:owner"));
  EXPECT_THAT(told(at("2026-12-07 10:00")), IsEmpty());
}

TEST_F(ScheduleTest, TellsTheRoomWhereNobodyOnTheListWasAsked) {
  open[0].requestee = "";
  EXPECT_THAT(told(at("2026-11-25 10:00")), ElementsAre("room 1:first"));
  sent.clear();
  open[0].requestee = "somebody@example.org";
  EXPECT_THAT(told(at("2026-11-25 10:00")), ElementsAre("room 1:first"));
}

TEST_F(ScheduleTest, TellsTheRoomWhileTheStewardIsAway) {
  desk.absences = {{.login = "stu@example.org", .until = at("2026-11-26 00:00")}};
  EXPECT_THAT(told(at("2026-11-25 10:00")), ElementsAre("room 1:first"));
  sent.clear();
  EXPECT_THAT(told(at("2026-11-26 09:00")), ElementsAre("stu@example.org 1:first")) << "back again";
}

TEST_F(ScheduleTest, TellsTheNextOwnerWhereOneIsAway) {
  desk.absences = {{.login = "olga@example.org", .until = at("2027-01-01 00:00")}};
  EXPECT_THAT(told(at("2026-12-02 10:00")), ElementsAre("oscar@example.org 1:owner"));
  sent.clear();
  desk.absences.push_back({.login = "oscar@example.org", .until = at("2027-01-01 00:00")});
  EXPECT_THAT(told(at("2026-12-02 10:00")), ElementsAre("room 1:owner"));
}

TEST_F(ScheduleTest, WaitsForTheStewardsOwnHours) {
  settings.stewards[0].hours.calendar.working_days = WorkingDays(0b1000000);  // Saturdays only
  settings.room.calendar.working_days.set();
  settings.steps.pop_back();
  settings.steps.pop_back();
  EXPECT_THAT(told(at("2026-11-27 10:00")), IsEmpty());
  EXPECT_THAT(told(at("2026-11-28 08:59")), IsEmpty());
  EXPECT_THAT(told(at("2026-11-28 09:00")), ElementsAre("stu@example.org 1:first"));
}

TEST_F(ScheduleTest, IsSilentAboutABugFromWhichTheBotIsToStayAway) {
  open[0].comment_state = CommentState::stay_away;
  EXPECT_THAT(told(at("2026-12-25 10:00")), IsEmpty());
}

TEST_F(ScheduleTest, StandsStillWhileItIsTheRequestersTurn) {
  open[0].turn = Turn::requester;
  EXPECT_THAT(told(at("2026-12-25 10:00")), IsEmpty());
}

TEST_F(ScheduleTest, StartsAgainWithWhatAPersonDoes) {
  open[0].waits_since = at("2026-11-24 16:00");
  EXPECT_THAT(told(at("2026-11-26 15:59")), IsEmpty());
  EXPECT_THAT(told(at("2026-11-26 16:00")), ElementsAre("stu@example.org 1:first"));
}

TEST_F(ScheduleTest, DoesNotRepeatAStepWhenTheClockStartsAgain) {
  told(at("2026-11-25 10:00"));
  open[0].waits_since = at("2026-11-25 11:00");
  EXPECT_THAT(told(at("2026-11-27 12:00")), IsEmpty());
  EXPECT_THAT(told(at("2026-12-01 11:00")), ElementsAre("room 1:room"));
}

TEST_F(ScheduleTest, ClimbsAnewWhenAnotherStewardIsAsked) {
  told(at("2026-11-25 10:00"));
  open[0].requestee = "olga@example.org";
  open[0].flagged_at = open[0].waits_since = at("2026-11-25 11:00");
  EXPECT_THAT(told(at("2026-11-27 10:59")), IsEmpty());
  EXPECT_THAT(told(at("2026-11-27 11:00")), ElementsAre("olga@example.org 1:first"));
}

TEST_F(ScheduleTest, TellsWhoClaimedTheBugAndCountsFromThen) {
  desk.claims = {{.bug = 101, .login = "oscar@example.org", .since = at("2026-11-24 12:00")}};
  EXPECT_THAT(told(at("2026-11-26 11:59")), IsEmpty());
  EXPECT_THAT(told(at("2026-11-26 12:00")), ElementsAre("oscar@example.org 1:first"));
}

TEST_F(ScheduleTest, IsSilentAboutABugThatIsSnoozed) {
  desk.snoozes = {{.bug = 101, .login = "stu@example.org", .until = at("2026-11-26 12:00")}};
  EXPECT_THAT(told(at("2026-11-26 11:59")), IsEmpty());
  EXPECT_THAT(told(at("2026-11-26 12:00")), ElementsAre("stu@example.org 1:first"));
}

TEST_F(ScheduleTest, MakesOneMessageOfManyTheLongestWaitFirst) {
  open.push_back(waiting_request(2, 102, "stu@example.org", at("2026-11-20 10:00")));
  open.push_back(waiting_request(3, 103, "", at("2026-11-23 10:00")));
  EXPECT_THAT(told(at("2026-11-25 10:00")), ElementsAre("room 3:first", "stu@example.org 2:first 1:first"));
}

TEST_F(ScheduleTest, KeepsToSoManyMessagesADayAndMakesUpForTheRestInOne) {
  for (int i = 2; i <= 6; ++i)
    open.push_back(waiting_request(i, 100 + i, "stu@example.org", at("2026-11-23 10:00") + i * 1h));
  std::size_t messages = 0;
  for (Time now = at("2026-11-25 10:00"); now < at("2026-11-26 00:00"); now += 10min)
    messages += tick(now).size();
  EXPECT_EQ(messages, 2U);
  EXPECT_THAT(told(at("2026-11-26 09:00")), ElementsAre("stu@example.org 3:first 4:first 5:first 6:first"));
}

TEST_F(ScheduleTest, SaysNothingMoreWhenTheClockIsSetBack) {
  told(at("2026-11-27 10:00"));
  EXPECT_THAT(told(at("2026-11-25 10:00")), IsEmpty()) << "the room has been told already";
}

TEST_F(ScheduleTest, KnowsAPrivateRequestByItsTimesAlone) {
  open[0] = Request{.attachment = 1,
                    .bug = 101,
                    .hidden = true,
                    .flagged_at = at("2026-11-23 10:00"),
                    .waits_since = at("2026-11-23 10:00")};
  EXPECT_THAT(told(at("2026-11-25 10:00")), ElementsAre("room 1:first"));
}

TEST_F(ScheduleTest, GivesEachMessageAnIdOfItsOwn) {
  open.push_back(waiting_request(2, 102, "", at("2026-11-23 10:00")));
  const auto reminders = tick(at("2026-11-25 10:00"));
  ASSERT_THAT(reminders, SizeIs(2));
  EXPECT_NE(reminders[0].id(), reminders[1].id());
  EXPECT_EQ(reminders[1].id(),
            "reminder/1/" + std::to_string(at("2026-11-23 10:00").time_since_epoch().count()) + "/first");
}

}  // namespace
}  // namespace service
