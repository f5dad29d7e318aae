// BMO's delivery schedule, as it was watched: a sandbox that retries otherwise would test another Bugzilla.

#include "sandbox/backlog.h"

#include <gmock/gmock.h>

namespace sandbox {
namespace {

using testing::ElementsAre;
using namespace std::chrono_literals;
const Time start = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20);

/// Fails `count` attempts as soon as each is due and gives the seconds between them.
std::vector<long> waits(Backlog& backlog, int count, Time& now) {
  std::vector<long> out;
  for (int i = 0; i < count; ++i) {
    EXPECT_NE(backlog.due(now), nullptr);
    EXPECT_TRUE(backlog.failed(now));
    out.push_back((*backlog.next_attempt() - now).count());
    now = *backlog.next_attempt();
  }
  return out;
}

TEST(Backlog, TriesAtOnceThenWaitsEverLongerUpToAQuarterOfAnHour) {
  Backlog backlog;
  backlog.push("one");
  Time now = start;
  EXPECT_THAT(waits(backlog, 7, now), ElementsAre(0, 5, 25, 125, 625, 900, 900));
}

TEST(Backlog, LetsNothingOvertake) {
  Backlog backlog;
  backlog.push("one");
  backlog.push("two");
  Time now = start;
  waits(backlog, 2, now);
  EXPECT_EQ(backlog.due(now - 1s), nullptr);
  EXPECT_EQ(*backlog.due(now), "one");
  backlog.delivered();
  EXPECT_EQ(*backlog.due(now), "two");
}

TEST(Backlog, DoesNotForgetItsFailuresAtASuccess) {
  Backlog backlog;
  backlog.push("one");
  backlog.push("two");
  Time now = start;
  waits(backlog, 5, now);
  backlog.delivered();
  EXPECT_THAT(waits(backlog, 1, now), ElementsAre(900));
}

TEST(Backlog, GivesUpAfterAHundredFailuresOfOneMessageAndDropsTheRest) {
  Backlog backlog;
  backlog.push("one");
  backlog.push("two");
  Time now = start;
  waits(backlog, Backlog::most_failures - 1, now);
  EXPECT_FALSE(backlog.failed(now));
  EXPECT_EQ(backlog.size(), 0U);
}

}  // namespace
}  // namespace sandbox
