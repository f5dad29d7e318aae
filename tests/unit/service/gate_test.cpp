#include "service/intake/gate.h"

#include <gtest/gtest.h>

namespace service {
namespace {

using namespace std::chrono_literals;
const Time now = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20);

bugzilla::Error error(bugzilla::ErrorKind kind) {
  return {.kind = kind, .code = "", .message = "said"};
}

TEST(Gate, ClosesForABlockAndForABadKeyOnly) {
  Gate gate;
  for (const auto kind :
       {bugzilla::ErrorKind::retry, bugzilla::ErrorKind::uncertain, bugzilla::ErrorKind::not_allowed,
        bugzilla::ErrorKind::not_found, bugzilla::ErrorKind::refused, bugzilla::ErrorKind::malformed}) {
    gate.note(error(kind), now);
    EXPECT_TRUE(gate.is_open(now));
  }
  for (const auto kind : {bugzilla::ErrorKind::blocked, bugzilla::ErrorKind::credential}) {
    Gate shut;
    shut.note(error(kind), now);
    EXPECT_FALSE(shut.is_open(now));
    EXPECT_FALSE(shut.is_open(now + 60min)) << "Bugzilla's own hour must be over for certain";
    EXPECT_TRUE(shut.is_open(now + 65min));
    EXPECT_EQ(shut.reason(), "said");
  }
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
