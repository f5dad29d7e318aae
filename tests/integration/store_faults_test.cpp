// Every call to the store fails in turn, once and until somebody mends it: in the end everything is as if
// nothing had happened.

#include "house.h"
#include "service/store/sql/sqlite.h"
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

/// A house whose store fails as `faults` say, and a look at that store past them.
class FaultyHouse {
 public:
  FaultyHouse() {
    house.idle = 200ms;  // fewer looks for work in between: they would only be more calls of the same kind
    house.open_store = [this] {
      auto file = std::make_unique<service::sql::SqliteConnection>(house.settings.store.location);
      return std::make_unique<service::Store>(
          std::make_unique<support::FaultyConnection>(std::move(file), faults), house.settings.store.lease);
    };
    house.start();
    house.connect_webhook();
  }

  service::Store memory() {
    return {std::make_unique<service::sql::SqliteConnection>(house.settings.store.location), 180s};
  }
  /// Nothing can be done before the clock has moved.
  bool is_quiet() {
    if (!house.daemon().is_idle() || house.bugzilla.is_delivering()) return false;
    const std::string now = std::to_string(house.clock.now().time_since_epoch().count());
    service::sql::SqliteConnection file(house.settings.store.location);
    // One is not taken while the other is under way for the same bug (store.h).
    const auto free = [&](const std::string& from, const std::string& other) {
      const std::string where = " WHERE due <= " + now + " AND leased_until <= " + now +
                                " AND bug NOT IN (SELECT bug FROM " + other + " WHERE leased_until > " + now +
                                ")";
      return std::get<std::int64_t>(file.run("SELECT count(*) FROM " + from + where, {}).rows[0][0]);
    };
    return free("looks", "outbox") == 0 &&
           free("(SELECT * FROM outbox WHERE state = 'pending')", "looks") == 0;
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

class StoreFaults : public testing::TestWithParam<Way> {};

TEST_P(StoreFaults, ChangeNothingInTheEnd) {
  bool was_hit = false;
  FaultyHouse sound;
  const EndState wanted = live(sound, was_hit);
  ASSERT_THAT(wanted.comments, testing::SizeIs(1));
  // Every call at full size, each tenth otherwise.
  const int stride = std::getenv("DRB_FULL_TESTS") == nullptr ? 10 : 1;
  int n = 1;
  for (;; n += stride) {
    SCOPED_TRACE(GetParam().name + std::string(" from call ") + std::to_string(n));
    FaultyHouse faulty;
    faulty.faults.for_ever = GetParam().for_ever;
    faulty.faults.after = GetParam().after;
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

INSTANTIATE_TEST_SUITE_P(, StoreFaults,
                         testing::Values(Way{"once", false, false}, Way{"for ever", true, false},
                                         Way{"once, after the commit", false, true}),
                         [](const testing::TestParamInfo<Way>& each) {
                           return each.param.for_ever ? "ForEver"
                                  : each.param.after  ? "AfterTheCommit"
                                                      : "Once";
                         });

}  // namespace
}  // namespace integration
