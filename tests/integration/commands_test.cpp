// What an operator does beside the running daemon, by the very functions of the command line.

#include "service/cli/commands.h"

#include "house.h"
#include "service/store/schema.h"
#include "service/store/sql/sqlite.h"
#include "support/run.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

namespace integration {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using namespace std::chrono_literals;

struct Said {
  int status = 0;
  std::string text;  ///< on standard output, then on standard error
};

template <class Command>
Said said_by(Command command) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Said out{.status = command(), .text = {}};
  out.text = testing::internal::GetCapturedStdout() + testing::internal::GetCapturedStderr();
  return out;
}

class Commands : public testing::Test {
 protected:
  Commands() {
    std::ofstream(config) << "store = \"" << house.settings.store.location
                          << "\"\n[bugzilla]\nurl = \"http://127.0.0.1:9\"\n";
  }
  /// The store, past the daemon.
  service::Store memory() { return {connect(), 180s}; }
  std::unique_ptr<service::sql::Connection> connect() {
    return std::make_unique<service::sql::SqliteConnection>(house.settings.store.location);
  }
  Said letters(const std::string& action, const std::string& id = "") {
    return said_by([&] { return cli::dead_letters(config, action, id); });
  }
  /// A store as the version before this one left it.
  void make_older_store() {
    const auto file = connect();
    for (std::size_t i = 0; i + 1 < service::schema.size(); ++i)
      file->run_script(std::string(service::schema.at(i)));
    file->set_schema_version(older);
  }

  static constexpr auto older = static_cast<std::int64_t>(service::schema.size()) - 1;
  support::TemporaryDirectory directory;
  const std::string config = directory.file("bot.toml");
  House house;
};

TEST_F(Commands, LetTheCommentsGoThatTheBreakerHolds) {
  house.settings.comment.most_bugs_an_hour = 2;
  house.start();
  EXPECT_THAT(said_by([&] { return cli::breaker(config, "agree"); }).text,
              HasSubstr("does not wait for anybody"));
  for (int i = 0; i < 3; ++i) {
    const auto bug = house.new_bug();
    house.attach(bug, demo_form("good-request"));
    // All three are owed before any is posted.
    memory().want_look(bug, house.clock.now(), false);
  }
  const std::string tripped = note_of(service::Breaker{service::Breaker::State::tripped, house.clock.now()});
  memory().set_note(service::breaker_note, tripped);
  ASSERT_TRUE(
      house.until([&] { return house.daemon().health().breaker.state == service::Breaker::State::tripped; }));
  ASSERT_TRUE(house.until([&] { return house.counts().looks == 0; }));
  const std::size_t before = house.all_bot_comments();
  const Said shown = said_by([&] { return cli::breaker(config, "show"); });
  EXPECT_EQ(shown.status, cli::must_change);
  EXPECT_THAT(shown.text, HasSubstr("breaker agree"));
  EXPECT_EQ(house.all_bot_comments(), before);
  EXPECT_EQ(said_by([&] { return cli::breaker(config, "agree"); }).status, cli::well);
  ASSERT_TRUE(house.until([&] { return house.all_bot_comments() == 3; }));
}

TEST_F(Commands, ListReplayAndDropCommentsThatBugzillaRefused) {
  house.start();
  house.bugzilla.add_fault(
      {.kind = sandbox::Fault::Kind::status, .method = "POST", .times = 2, .status = 400, .code = 114});
  const auto replayed = house.new_bug();
  const auto dropped = house.new_bug();
  for (const auto bug : {replayed, dropped}) {
    house.attach(bug, demo_form("good-request"));
    house.hint(bug);
    ASSERT_TRUE(house.settles());
  }
  const auto dead = memory().dead_letters();
  ASSERT_EQ(dead.size(), 2U);
  EXPECT_THAT(letters("list").text, AllOf(HasSubstr(dead[0].id + "  bug " + std::to_string(replayed) +
                                                    "  attachment 1  Bugzilla says"),
                                          HasSubstr(dead[1].id + "  bug " + std::to_string(dropped))));
  EXPECT_EQ(letters("replay", dead[0].id).status, cli::well);
  EXPECT_EQ(letters("drop", dead[1].id).status, cli::well);
  ASSERT_TRUE(house.until([&] { return house.bot_comments(replayed).size() == 1; }));
  EXPECT_THAT(letters("list").text, HasSubstr("There are no dead letters."));
  // Looked at again the bug does not get what an operator dropped.
  house.advance(2min);
  house.hint(dropped);
  ASSERT_TRUE(house.settles());
  EXPECT_TRUE(house.bot_comments(dropped).empty());
  EXPECT_EQ(letters("drop", dead[1].id).status, cli::must_change);
  EXPECT_EQ(letters("replay", "comment-7").status, cli::must_change);
}

TEST_F(Commands, ReadAParkedDeliveryOnceMore) {
  house.start();
  const auto bug = house.new_bug();
  house.attach(bug, demo_form("good-request"));
  memory().park_delivery(
      R"({"event":{"action":"modify","target":"bug"},"bug":{"id":)" + std::to_string(bug) + "}}",
      "an older program could not read it", house.clock.now());
  memory().park_delivery("{", "cut off", house.clock.now());
  const Said unreadable = letters("replay", "delivery-2");
  EXPECT_EQ(unreadable.status, cli::must_change);
  EXPECT_THAT(unreadable.text, HasSubstr("still cannot be read"));
  EXPECT_EQ(letters("replay", "delivery-1").status, cli::well);
  ASSERT_TRUE(house.until([&] { return house.bot_comments(bug).size() == 1; }));
  EXPECT_EQ(letters("drop", "delivery-2").status, cli::well);
  EXPECT_EQ(house.counts().dead_letters, 0);
}

TEST_F(Commands, CopyTheStoreWhileTheDaemonWritesAndCheckIt) {
  house.start();
  const auto bug = house.new_bug();
  house.attach(bug, demo_form("good-request"));
  house.hint(bug);
  const std::string copy = directory.file("copy.db");
  EXPECT_EQ(said_by([&] { return cli::store_backup(config, copy); }).status, cli::well);
  EXPECT_EQ(service::sql::SqliteConnection(copy).check(), "");
  EXPECT_EQ(said_by([&] { return cli::store_backup(config, copy); }).status, cli::usage) << "it exists";
  EXPECT_THAT(said_by([&] { return cli::store_check(config); }).text, HasSubstr("is sound"));
  ASSERT_TRUE(house.settles());
}

TEST_F(Commands, SayWhatIsWrongWithADamagedStore) {
  memory().set_note("a", "1");
  const auto file = connect();
  file->run("PRAGMA foreign_keys = OFF", {});
  file->run("INSERT INTO outbox (key, bug, attachment, due) VALUES ('k', 1, 99, 0)", {});
  const Said checked = said_by([&] { return cli::store_check(config); });
  EXPECT_EQ(checked.status, cli::must_change);
  EXPECT_THAT(checked.text, AllOf(HasSubstr("is damaged"), HasSubstr("Restore a backup")));
}

/// A new program's backup before the upgrade must not change the store under the old daemon.
TEST_F(Commands, LeaveAnOlderStoreAsItIs) {
  make_older_store();
  EXPECT_EQ(said_by([&] { return cli::store_check(config); }).status, cli::well);
  EXPECT_EQ(said_by([&] { return cli::store_backup(config, directory.file("copy.db")); }).status, cli::well);
  const Said queue = said_by([&] { return cli::queue(config, "table"); });
  EXPECT_EQ(queue.status, cli::usage);
  EXPECT_THAT(queue.text, HasSubstr("older data-review-bot"));
  EXPECT_EQ(letters("list").status, cli::usage);
  EXPECT_EQ(connect()->schema_version(), older);
}

}  // namespace
}  // namespace integration
