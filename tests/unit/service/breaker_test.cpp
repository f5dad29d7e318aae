#include "service/outbox/breaker.h"

#include <gtest/gtest.h>

namespace service {
namespace {

using namespace std::chrono_literals;
using State = Breaker::State;
const Time now = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20);

TEST(Breaker, TripsWhenMoreBugsThanUsualAreDue) {
  EXPECT_EQ(next({}, 20, 20, now).state, State::closed);
  const Breaker tripped = next({}, 21, 20, now);
  EXPECT_EQ(tripped, (Breaker{State::tripped, now}));
}

TEST(Breaker, StaysTrippedUntilAnOperatorAgrees) {
  const Breaker tripped{State::tripped, now};
  EXPECT_EQ(next(tripped, 0, 20, now + 48h), tripped);
  EXPECT_EQ(next(tripped, 500, 20, now + 48h), tripped);
}

TEST(Breaker, LetsAllGoOnceAgreedAndIsItselfAgainWhenThingsAreUsual) {
  const Breaker agreed{State::agreed, now};
  EXPECT_EQ(next(agreed, 500, 20, now + 1h), agreed);
  EXPECT_EQ(next(agreed, 20, 20, now + 2h), Breaker{});
}

TEST(Breaker, SurvivesARestartInANote) {
  for (const Breaker& each : {Breaker{}, Breaker{State::tripped, now}, Breaker{State::agreed, now}})
    EXPECT_EQ(breaker_in(note_of(each)), each);
  EXPECT_EQ(breaker_in(std::nullopt), Breaker{});
  EXPECT_EQ(breaker_in("tripped yesterday"), Breaker{});
}

}  // namespace
}  // namespace service
