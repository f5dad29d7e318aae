// Every call to the store fails in turn, once and until somebody mends it: in the end everything is as if
// nothing had happened.

#include "house.h"
#include "support/database.h"
#include "support/faulty_connection.h"

#include <gmock/gmock.h>

#include <cstdlib>

namespace integration {
namespace {

using namespace std::chrono_literals;

struct Way {
  const char* name;
  bool for_ever;
  bool after;
};

using Case = std::tuple<Way, support::DatabaseKind>;

/// A house whose store fails as `faults` say, and a look at that store past them.
class FaultyHouse {
 public:
  explicit FaultyHouse(support::DatabaseKind kind) : database(support::new_database(kind)) {
    house.idle = 200ms;  // fewer looks for work in between: they would only be more calls of the same kind
    house.settings.poll.enabled = true;
    house.open_store = [this] {
      return std::make_unique<service::Store>(
          std::make_unique<support::FaultyConnection>(database->connect(), faults),
          house.settings.store.lease);
    };
    house.start();
    house.connect_webhook();
  }

  service::Store memory() { return {database->connect(), 180s}; }
  /// Nothing can be done before the clock has moved.
  bool is_quiet() {
    if (!house.daemon().is_idle() || house.bugzilla.is_delivering()) return false;
    const std::string now = std::to_string(house.clock.now().time_since_epoch().count());
    const auto connection = database->connect();
    // One is not taken while the other is under way for the same bug (store.h).
    const auto free = [&](const std::string& from, const std::string& other) {
      const std::string where = " WHERE due <= " + now + " AND leased_until <= " + now +
                                " AND bug NOT IN (SELECT bug FROM " + other + " WHERE leased_until > " + now +
                                ")";
      return std::get<std::int64_t>(connection->run("SELECT count(*) FROM " + from + where, {}).rows[0][0]);
    };
    return free("looks", "outbox") == 0 &&
           free("(SELECT * FROM outbox WHERE state = 'pending') AS owed", "looks") == 0;
  }
  /// Turns the wheels until `is_so`, moving the clock where nothing else moves. What fails is mended once it
  /// has been felt.
  [[nodiscard]] bool reaches(const std::function<bool()>& is_so) {
    const auto is_felt = [&] { return faults.from != 0 && faults.hits >= (faults.for_ever ? 5 : 1); };
    for (int i = 0; i < 20 && !is_so(); ++i) {
      if (!house.until([&] { return is_so() || is_felt() || is_quiet(); })) return false;
      if (is_felt())
        faults.from = 0;
      else if (!is_so())
        house.advance(20min);
    }
    return is_so();
  }

  support::StoreFaults faults;
  std::unique_ptr<support::Database> database;
  House house;
};

struct EndState {
  std::vector<std::string> comments;
  std::vector<service::Request> requests;
  service::Counts counts;
};

EndState live(FaultyHouse& it, bool& was_hit) {
  const auto bug = it.house.new_bug();
  const auto form = it.house.attach(bug, demo_form("incomplete-request"));
  EXPECT_TRUE(it.reaches([&] {
    const auto known = it.memory().request(form);
    return known && known->comment_state == service::CommentState::posted;
  }));
  it.house.set_flag(form, "+");
  EXPECT_TRUE(it.reaches([&] { return it.memory().request(form)->outcome == "granted"; }));
  it.house.advance(1h);  // follow-ups
  EXPECT_TRUE(it.reaches([&] { return it.memory().counts().looks == 0; }));
  was_hit = it.faults.hits > 0;
  EndState out{it.house.bot_comments(bug), it.memory().requests_of(bug), it.memory().counts()};
  for (service::Request& each : out.requests) {  // these tell when, which may differ
    each.flagged_at.reset();
    each.closed_at.reset();
    each.waits_since.reset();
    each.last_activity.reset();
    each.bug_changed_at.reset();
  }
  return out;
}

class StoreFaults : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    if (!support::new_database(kind)) GTEST_SKIP() << "PostgreSQL 15 is not installed";
  }
  const Way way = std::get<0>(GetParam());
  const support::DatabaseKind kind = std::get<1>(GetParam());
};

TEST_P(StoreFaults, ChangeNothingInTheEnd) {
  bool was_hit = false;
  FaultyHouse sound(kind);
  const EndState wanted = live(sound, was_hit);
  ASSERT_THAT(wanted.comments, testing::SizeIs(1));
  // Every call at full size, else each tenth, and fewer of the database that is slower to begin with.
  const int some = kind == support::DatabaseKind::sqlite ? 10 : 100;
  const int stride = std::getenv("DRB_FULL_TESTS") == nullptr ? some : 1;
  int n = 1;
  for (;; n += stride) {
    SCOPED_TRACE(way.name + std::string(" from call ") + std::to_string(n));
    FaultyHouse faulty(kind);
    faulty.faults.for_ever = way.for_ever;
    faulty.faults.after = way.after;
    faulty.faults.from = n;
    const EndState found = live(faulty, was_hit);
    ASSERT_EQ(found.comments, wanted.comments);
    ASSERT_EQ(found.requests, wanted.requests);
    ASSERT_EQ(found.counts.pending_effects, 0);
    ASSERT_EQ(found.counts.dead_letters, 0);
    if (!was_hit) break;
  }
  EXPECT_GT(n, 60) << "the scene makes more calls than that";
}

/// A supervisor starts the daemon again, and then the store is whole.
TEST_P(StoreFaults, WhileItIsMadeLeaveAStoreThatOpens) {
  if (way.for_ever) return;  // nothing would have been made
  for (int n = 1;; ++n) {
    SCOPED_TRACE("call " + std::to_string(n));
    const auto database = support::new_database(kind);
    support::StoreFaults faults;
    faults.from = n;
    faults.after = way.after;
    const auto open = [&] {
      service::Store(std::make_unique<support::FaultyConnection>(database->connect(), faults), 180s);
    };
    try {
      open();
    } catch (const std::exception&) {
      EXPECT_EQ(faults.hits, 1);
    }
    if (faults.hits == 0) break;
    EXPECT_NO_THROW(open());
    EXPECT_EQ(service::Store(database->connect(), 180s).check(), "");
  }
}

std::string name_of(const testing::TestParamInfo<Case>& each) {
  const auto& [way, kind] = each.param;
  const std::string when = way.for_ever ? "ForEver" : way.after ? "AfterTheCommit" : "Once";
  return when + "On" + support::name_of(kind);
}

INSTANTIATE_TEST_SUITE_P(
    , StoreFaults,
    testing::Combine(testing::Values(Way{"once", false, false}, Way{"for ever", true, false},
                                     Way{"once, after the commit", false, true}),
                     testing::Values(support::DatabaseKind::sqlite, support::DatabaseKind::postgres)),
    name_of);

}  // namespace
}  // namespace integration
