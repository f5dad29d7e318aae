#include "service/intake/gate.h"

#include <gtest/gtest.h>

namespace service {
namespace {

using namespace std::chrono_literals;
const Time now = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20);

bugzilla::Error error(bugzilla::ErrorKind kind) {
  return {.kind = kind, .code = "", .message = "said"};
}

TEST(Gate, ClosesForABlockAndForABadKeyAtOnce) {
  for (const auto kind : {bugzilla::ErrorKind::blocked, bugzilla::ErrorKind::credential}) {
    Gate shut;
    shut.note(error(kind), now, 0.5);
    EXPECT_FALSE(shut.is_open(now));
    EXPECT_FALSE(shut.is_open(now + 60min)) << "Bugzilla's own hour must be over for certain";
    EXPECT_TRUE(shut.is_open(now + 65min));
    EXPECT_EQ(shut.reason(), "said");
  }
}

TEST(Gate, ClosesAfterThreePassingFailuresInARowForAGrowingWhile) {
  for (const auto kind : {bugzilla::ErrorKind::retry, bugzilla::ErrorKind::uncertain}) {
    Gate gate;
    gate.note(error(kind), now, 1.0);
    gate.note(error(kind), now + 1s, 1.0);
    EXPECT_TRUE(gate.is_open(now + 1s));
    gate.note(error(kind), now + 2s, 1.0);
    EXPECT_FALSE(gate.is_open(now + 2s + 29s));
    EXPECT_TRUE(gate.is_open(now + 2s + 30s)) << "one call shows whether it is over";
    gate.note(error(kind), now + 40s, 1.0);
    EXPECT_FALSE(gate.is_open(now + 40s + 59s));
    EXPECT_EQ(gate.since(), now) << "since the first failure";
    gate.note_success(now + 41s);
    EXPECT_FALSE(gate.is_open(now + 41s)) << "that call began before";
    gate.note_success(now + 100s);
    EXPECT_TRUE(gate.is_open(now + 100s));
    EXPECT_EQ(gate.since(), std::nullopt);
  }
}

TEST(Gate, StaysOpenForWhatConcernsOneBugOnly) {
  Gate gate;
  for (int i = 0; i < 10; ++i) {
    for (const auto kind :
         {bugzilla::ErrorKind::not_allowed, bugzilla::ErrorKind::not_found, bugzilla::ErrorKind::refused,
          bugzilla::ErrorKind::malformed, bugzilla::ErrorKind::cancelled})
      gate.note(error(kind), now, 0.5);
  }
  EXPECT_TRUE(gate.is_open(now));
}

TEST(Gate, IsClosedByWhatAnotherReplicaLearnedAndNeverForShorter) {
  Gate gate;
  gate.close(now - 1s, "over", now);
  EXPECT_TRUE(gate.is_open(now));
  EXPECT_EQ(gate.since(), std::nullopt);
  gate.close(now + 10min, "shut out", now);
  EXPECT_FALSE(gate.is_open(now + 10min - 1s));
  EXPECT_EQ(gate.reason(), "shut out");
  gate.close(now + 5min, "earlier", now);
  EXPECT_EQ(gate.closed_until(), now + 10min);
  gate.close(now + 20min, "renewed", now);
  EXPECT_EQ(gate.closed_until(), now + 20min);
}

TEST(RetryDelay, DoublesUpToAnHourAndIsSpread) {
  EXPECT_EQ(retry_delay(0, 1.0), 30s);
  EXPECT_EQ(retry_delay(1, 1.0), 60s);
  EXPECT_EQ(retry_delay(3, 1.0), 240s);
  EXPECT_EQ(retry_delay(100, 1.0), 3600s);
  EXPECT_EQ(retry_delay(0, 0.0), 15s);
}

}  // namespace
}  // namespace service
