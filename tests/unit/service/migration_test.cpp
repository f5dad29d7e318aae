// Stores that older versions filled open with all that is in them. Each version has its contents below, as it
// wrote them; a new migration adds the version before it.

#include "service/store/schema.h"
#include "service/store/sql/sqlite.h"
#include "service/store/store.h"
#include "support/temporary_directory.h"

#include <gmock/gmock.h>

namespace service {
namespace {

using namespace std::chrono_literals;

constexpr const char* first = R"sql(
INSERT INTO notes VALUES ('polled_at', '1795000000');
INSERT INTO looks (bug, due, attempts, follow_up, revision, trouble) VALUES (9, 100, 2, 1, 3, 'no answer');
INSERT INTO requests (attachment, bug, hidden, bug_summary, component, file_name, content_type, requester,
  requestee, flagged_at, content_hash, kind, verdict, category, assessment, comment, steward_review, comment_state, open,
  outcome, closed_at) VALUES (11, 7, 0, 'Count clicks', 'Firefox :: Untriaged', 'r.txt', 'text/plain',
  'rita@example.org', 'stu@example.org', 50, 'aa', 'request', 'ready', 2, '{}', 'said', 'draft', 'posted', 1, '', NULL);
INSERT INTO requests (attachment, bug, hidden, bug_summary, component, file_name, content_type, requester,
  requestee, flagged_at, content_hash, kind, verdict, category, assessment, comment, steward_review, comment_state, open,
  outcome, closed_at) VALUES (12, 7, 0, 'Count clicks', 'Firefox :: Untriaged', 's.txt', 'text/plain',
  'rita@example.org', '', 60, 'bb', 'request', 'ready', 2, '{}', 'owed', 'draft', 'pending', 1, '', NULL);
INSERT INTO requests (attachment, bug, hidden, bug_summary, component, file_name, content_type, requester,
  requestee, flagged_at, content_hash, kind, verdict, category, assessment, comment, steward_review, comment_state, open,
  outcome, closed_at) VALUES (13, 8, 0, 'Old', 'Core :: Graphics', 't.txt', 'text/plain',
  'rita@example.org', '', 40, 'cc', 'renewal', 'ready', 1, '{}', 'lost', '', 'pending', 0, 'granted', 90);
INSERT INTO outbox (key, bug, attachment, text, reference, is_private, state, attempts, due, trouble) VALUES
  ('k11', 7, 11, 'said', 'k11', 0, 'done', 1, 50, ''),
  ('k12', 7, 12, 'owed', 'k12', 1, 'pending', 3, 60, 'no answer'),
  ('k13', 8, 13, 'lost', 'k13', 0, 'dead', 16, 40, 'refused');
)sql";

/// What version N + 1 of the schema held. The second added nothing that was not empty.
constexpr std::array<const char*, 2> contents = {first, first};

static_assert(contents.size() + 1 == schema.size(), "write down what the version before the newest held");

class Migration : public testing::TestWithParam<std::size_t> {};

INSTANTIATE_TEST_SUITE_P(FromVersion, Migration, testing::Range(std::size_t{1}, schema.size()));

TEST_P(Migration, KeepsAllThatAnOlderVersionWrote) {
  const support::TemporaryDirectory directory;
  {
    sql::SqliteConnection old(directory.file("store.db"));
    for (std::size_t version = 0; version < GetParam(); ++version)
      old.run_script(std::string(schema.at(version)));
    old.set_schema_version(static_cast<std::int64_t>(GetParam()));
    old.run_script(contents.at(GetParam() - 1));
  }
  Store store(std::make_unique<sql::SqliteConnection>(directory.file("store.db")), 180s);

  EXPECT_EQ(store.check(), "");
  EXPECT_EQ(store.note("polled_at"), "1795000000");
  const auto looks = store.take_looks(Time(100s), 10);
  ASSERT_EQ(looks.size(), 1U);
  EXPECT_EQ(looks[0].bug, 9);
  EXPECT_EQ(looks[0].attempts, 2);
  EXPECT_EQ(store.open_requests().size(), 2U);
  EXPECT_EQ(store.request(13)->outcome, "granted");
  EXPECT_EQ(store.request(13)->closed_at, Time(90s));
  const auto owed = store.take_effects(Time(60s), 10);
  ASSERT_EQ(owed.size(), 1U);
  EXPECT_EQ(
      owed[0].effect,
      (Effect{
          .key = "k12", .bug = 7, .attachment = 12, .text = "owed", .reference = "k12", .is_private = true}));
  const auto letters = store.dead_letters();
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_EQ(letters[0].trouble, "refused");
  store.apply({*store.request(11)}, {{.key = "k11", .bug = 7, .attachment = 11}}, Time(200s));
  EXPECT_TRUE(store.take_effects(Time(200s), 10).empty()) << "said once is said for good";
}

}  // namespace
}  // namespace service
