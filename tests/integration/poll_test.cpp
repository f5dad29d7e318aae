// When the daemon polls.

#include "house.h"
#include "service/store/sql/sqlite.h"
#include "support/faulty_connection.h"

#include <gmock/gmock.h>

namespace integration {
namespace {

using namespace std::chrono_literals;

class Poll : public testing::Test {
 protected:
  Poll() {
    house.settings.poll.enabled = true;
    house.open_store = [this] {
      auto file = std::make_unique<service::sql::SqliteConnection>(house.settings.store.location);
      return std::make_unique<service::Store>(
          std::make_unique<support::FaultyConnection>(std::move(file), faults), house.settings.store.lease);
    };
  }
  [[nodiscard]] std::int64_t polls() {
    return std::ranges::count(house.bugzilla.requests(), "GET /rest/time");
  }
  /// Until the daemon has looked some more times whether a poll is due.
  [[nodiscard]] bool looks_whether_it_is_due() {
    const std::int64_t ticks = house.daemon().health().poll_ticks;
    return house.until([&] { return house.daemon().health().poll_ticks >= ticks + 3; });
  }

  support::StoreFaults faults;
  House house;
};

TEST_F(Poll, ComesOnceAnIntervalHoweverOftenTheDaemonIsStarted) {
  EXPECT_EQ(house.settings.poll.interval, 5min) << "as Bugzilla asks";
  house.settings.poll.interval = 1h;  // longer than this test takes
  house.start();
  ASSERT_TRUE(house.until([&] { return polls() == 1; }));
  ASSERT_TRUE(looks_whether_it_is_due());
  house.advance(40min);
  for (int i = 0; i < 3; ++i) {
    house.stop();
    house.start();
    ASSERT_TRUE(house.until([&] { return !house.daemon().account().login().empty(); }));
    ASSERT_TRUE(looks_whether_it_is_due());
  }
  EXPECT_EQ(polls(), 1);
  house.advance(21min);
  ASSERT_TRUE(house.until([&] { return polls() == 2; }));
  ASSERT_TRUE(looks_whether_it_is_due());
  EXPECT_EQ(polls(), 2);
}

TEST_F(Poll, BeginsOnceTheBotHasSignedInAndNotSomeTimeLater) {
  house.idle = 24h;  // longer than this test takes
  house.start();
  ASSERT_TRUE(house.until([&] { return polls() == 1; }));
}

TEST_F(Poll, ThatFailedIsNotRepeatedEarlier) {
  house.bugzilla.add_fault(
      {.kind = sandbox::Fault::Kind::status, .path_prefix = "/rest/time", .status = 503});
  house.start();
  ASSERT_TRUE(house.until([&] { return !house.daemon().health().poll_trouble.empty(); }));
  ASSERT_TRUE(looks_whether_it_is_due());
  EXPECT_EQ(polls(), 1);
  house.advance(5min);
  ASSERT_TRUE(house.until([&] { return house.daemon().health().polled_at.has_value(); }));
  EXPECT_EQ(house.daemon().health().poll_trouble, "");
}

TEST_F(Poll, OfAnotherReplicaIsNoTroubleOfThisOne) {
  house.bugzilla.add_fault(
      {.kind = sandbox::Fault::Kind::status, .path_prefix = "/rest/time", .status = 503});
  house.start();
  ASSERT_TRUE(house.until([&] { return !house.daemon().health().poll_trouble.empty(); }));
  EXPECT_EQ(house.ask("GET", "/health").status, 503U);
  faults.leads = false;
  ASSERT_TRUE(house.until([&] { return house.daemon().health().poll_trouble.empty(); }));
  EXPECT_EQ(house.ask("GET", "/health").status, 200U);
  house.advance(5min);
  ASSERT_TRUE(looks_whether_it_is_due());
  EXPECT_EQ(polls(), 1) << "the other does it";
}

/// Six tries with a bad key in a minute shut the address out.
TEST_F(Poll, DoesNotUseABadKeyBesideTheWorker) {
  house.settings.bugzilla.api_key = service::Secret("a key that was revoked");
  house.start();
  ASSERT_TRUE(house.until([&] { return !house.daemon().health().gate.is_open(house.clock.now()); }));
  ASSERT_TRUE(looks_whether_it_is_due());
  EXPECT_THAT(house.bugzilla.requests(), testing::ElementsAre("GET /rest/whoami"));
}

}  // namespace
}  // namespace integration
