// How Bugzilla is asked what waits: which calls, in which order, and what is remembered of them.

#include "service/intake/poller.h"

#include "bugzilla_client/decode.h"
#include "service/store/note_time.h"
#include "service/store/sql/sqlite.h"
#include "support/run.h"
#include "support/temporary_directory.h"

#include <gmock/gmock.h>

#include <charconv>

namespace service {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using namespace std::chrono_literals;

const Time start = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20);

class StoodClock : public Clock {
 public:
  [[nodiscard]] Time now() const override { return start; }
};

/// A Bugzilla with bugs that all carry an open flag, as far as a poller sees it.
class FlaggedBugs : public http::Transport {
 public:
  boost::asio::awaitable<http::Result> send(http::Request request, http::Deadline) override {
    const std::string target = request.url.substr(request.url.find("/rest/") + 6);
    asked.push_back(target);
    if (asked.size() == fails_at)
      co_return std::unexpected(http::Failure{http::FailureKind::closed, "No answer came.", true});
    co_return http::Response{.status = 200, .headers = {}, .body = answer(target).dump()};
  }

  /// The searches so far.
  [[nodiscard]] std::vector<std::string> searches() const {
    std::vector<std::string> out;
    for (const std::string& each : asked) {
      if (each.find("f1=flagtypes.name") != std::string::npos) out.push_back(each);
    }
    return out;
  }

  Time now = start;
  std::map<bugzilla::BugId, Time> changed;  ///< when each bug changed last
  std::set<bugzilla::BugId> out_of_sight;
  std::vector<std::string> asked;
  std::size_t fails_at = 0;  ///< which call gets no answer, counted from 1; 0: none

 private:
  [[nodiscard]] nlohmann::json answer(const std::string& target) const {
    if (target == "time")
      return {{"db_time", bugzilla::encode_time(now)}, {"web_time", bugzilla::encode_time(now)}};
    nlohmann::json bugs = nlohmann::json::array();
    const bool is_search = target.find("f1=") != std::string::npos;
    const std::int64_t after = number(target, "v2=").value_or(0);
    const std::int64_t limit = number(target, "limit=").value_or(100'000);
    for (const auto& [bug, when] : changed) {
      const bool is_wanted = is_search ? bug > after && is_recent(target, when) : is_named(target, bug);
      if (!is_wanted || out_of_sight.contains(bug) || std::ssize(bugs) >= limit) continue;
      bugs.push_back({{"id", bug},
                      {"summary", "A bug"},
                      {"is_open", true},
                      {"last_change_time", bugzilla::encode_time(when)}});
    }
    return {{"bugs", bugs}};
  }
  static std::optional<std::int64_t> number(const std::string& target, const std::string& name) {
    const std::size_t at = target.find("&" + name);
    if (at == std::string::npos) return std::nullopt;
    std::int64_t out = 0;
    const char* digits = target.data() + at + 1 + name.size();
    std::from_chars(digits, target.data() + target.size(), out);
    return out;
  }
  static bool is_recent(const std::string& target, Time when) {
    const std::size_t at = target.find("last_change_time=");
    if (at == std::string::npos) return true;
    std::string since = target.substr(at + 17, target.find('&', at) - at - 17);
    for (std::size_t colon = 0; (colon = since.find("%3A")) != std::string::npos;)
      since.replace(colon, 3, ":");
    return when >= bugzilla::decode_time(since).value();
  }
  static bool is_named(const std::string& target, bugzilla::BugId bug) {
    std::string list = target.substr(target.find("id=") + 3);
    list = "," + list.substr(0, list.find('&')) + ",";
    for (std::size_t comma = 0; (comma = list.find("%2C")) != std::string::npos;) list.replace(comma, 3, ",");
    return list.find("," + std::to_string(bug) + ",") != std::string::npos;
  }
};

class PollerTest : public testing::Test {
 protected:
  bool poll() {
    auto polling = polled();
    return support::run(io, std::move(polling));
  }
  /// As after a restart.
  void restart() { poller = std::make_unique<Poller>(client, settings, store, clock); }
  Store memory() { return Store(std::make_unique<sql::SqliteConnection>(directory.file("s.db")), 180s); }

  support::TemporaryDirectory directory;
  Settings settings;
  FlaggedBugs bugzilla;
  bugzilla::Client client{{.base_url = "http://b"}, bugzilla};
  StoodClock clock;
  boost::asio::io_context io;  // outlives the store's thread, which lets go of it last
  StoreThread store{
      std::make_unique<Store>(std::make_unique<sql::SqliteConnection>(directory.file("s.db")), 180s)};
  std::unique_ptr<Poller> poller = std::make_unique<Poller>(client, settings, store, clock);

 private:
  boost::asio::awaitable<bool> polled() {
    const auto done = co_await poller->poll();
    co_return done.has_value();
  }
};

TEST_F(PollerTest, TakesTheServersTimeAndSearchesFromBeforeTheLastOne) {
  bugzilla.now = start + 17min;  // whatever this machine's clock says
  ASSERT_TRUE(poll());
  ASSERT_THAT(bugzilla.asked, SizeIs(2));
  EXPECT_EQ(bugzilla.asked[0], "time");
  EXPECT_THAT(bugzilla.asked[1], HasSubstr("v1=data-review%3F"));
  EXPECT_THAT(bugzilla.asked[1], HasSubstr("order=bug_id&limit=1000"));
  EXPECT_THAT(bugzilla.asked[1], Not(HasSubstr("last_change_time")));
  EXPECT_EQ(memory().note("polled_at"), time_text(start + 17min));

  bugzilla.now = start + 22min;
  ASSERT_TRUE(poll());
  EXPECT_EQ(bugzilla.asked[2], "time");
  EXPECT_THAT(bugzilla.asked[3], HasSubstr("last_change_time=2026-11-20T00%3A07%3A00Z"))
      << "ten minutes back";
}

TEST_F(PollerTest, ReadsPageByPageAndTheBugsInBatches) {
  for (bugzilla::BugId bug = 1; bug <= 1050; ++bug) bugzilla.changed[bug] = start;
  ASSERT_TRUE(poll());
  EXPECT_THAT(bugzilla.searches(), ElementsAre(Not(HasSubstr("v2=")), HasSubstr("v2=1000")));
  EXPECT_THAT(bugzilla.asked, SizeIs(1 + 2 + 11)) << "a hundred bugs a call";
  EXPECT_EQ(memory().counts().looks, 1050);
}

/// What was missed would never be searched for again.
TEST_F(PollerTest, KeepsItsNewTimeOnlyWhenEveryBugWasHandled) {
  for (bugzilla::BugId bug = 1; bug <= 150; ++bug) bugzilla.changed[bug] = start;
  ASSERT_TRUE(poll());
  const std::size_t calls = bugzilla.asked.size();
  ASSERT_EQ(calls, 4U);
  bugzilla.now = start + 5min;
  bugzilla.changed[151] = start + 4min;
  for (std::size_t n = 1; n <= calls - 1; ++n) {
    SCOPED_TRACE(n);
    bugzilla.fails_at = bugzilla.asked.size() + n;
    ASSERT_FALSE(poll());
    EXPECT_EQ(memory().note("polled_at"), time_text(start));
    EXPECT_EQ(memory().counts().looks, 150);
  }
  bugzilla.fails_at = 0;
  ASSERT_TRUE(poll());
  EXPECT_EQ(memory().note("polled_at"), time_text(start + 5min));
  EXPECT_EQ(memory().counts().looks, 151);
}

/// A bug that was private when its flag was set has not changed since it is public.
TEST_F(PollerTest, FindsWithEachSweepWhatWasPrivateWhenItChanged) {
  bugzilla.changed[7] = start - 1h;
  bugzilla.out_of_sight = {7};
  ASSERT_TRUE(poll());
  bugzilla.out_of_sight.clear();
  for (const auto later : {5h, 6h}) {
    bugzilla.now = start + later - 1s;
    ASSERT_TRUE(poll());
    EXPECT_EQ(memory().counts().looks, 0) << "it has not changed";
  }
  bugzilla.now = start + 6h;
  ASSERT_TRUE(poll());
  EXPECT_EQ(memory().counts().looks, 1);
}

TEST_F(PollerTest, SweepsAfterARestart) {
  bugzilla.changed[7] = start - 1h;
  ASSERT_TRUE(poll());
  bugzilla.now = start + 5min;
  ASSERT_TRUE(poll());
  EXPECT_THAT(bugzilla.searches().back(), HasSubstr("last_change_time"));
  restart();
  ASSERT_TRUE(poll());
  EXPECT_THAT(bugzilla.searches().back(), Not(HasSubstr("last_change_time")));
}

TEST_F(PollerTest, LooksAtWhatItRemembersAndDoesNotSeeAnyMore) {
  memory().apply({{.attachment = 1, .bug = 7, .bug_changed_at = start - 1h}}, {}, start);
  ASSERT_TRUE(poll());
  EXPECT_EQ(memory().counts().looks, 1);
  EXPECT_EQ(memory().counts().open_requests, 1) << "it is out of sight, not gone";
}

}  // namespace
}  // namespace service
