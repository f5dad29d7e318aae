// Stores that older versions filled open with all that is in them. Each version has its contents below, as it
// wrote them; a new migration adds the version before it.

#include "service/store/schema.h"
#include "service/store/store.h"
#include "support/database.h"

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

/// What the second version added.
constexpr const char* second = R"sql(
UPDATE looks SET lease = 4, leased_until = 90;
UPDATE outbox SET lease = 5, leased_until = 55 WHERE key = 'k12';
UPDATE requests SET turn = 'requester', waits_since = 70, last_activity = 70, replaces = 3 WHERE attachment = 11;
INSERT INTO parked_deliveries (body, trouble, parked_at) VALUES ('{', 'cut off', 70);
INSERT INTO sent_steps (attachment, asked, step, recipient, message, sent_at) VALUES (11, 50, 'first', '', 'm11', 80);
INSERT INTO claims VALUES (7, 'stu@example.org', 75);
INSERT INTO snoozes VALUES (7, 'stu@example.org', 900);
INSERT INTO absences VALUES ('stu@example.org', 950);
)sql";

/// What the third version added.
constexpr const char* third = R"sql(
INSERT INTO matrix_outbox (key, room, own_id, content, due) VALUES ('m11', '', 'id11', '{"body":"hello"}', 80);
INSERT INTO matrix_heard VALUES ('$heard', 80);
)sql";

/// What the fourth version added.
constexpr const char* fourth = R"sql(
UPDATE requests SET is_private = 0 WHERE attachment = 12;
)sql";

/// What the fifth version added.
constexpr const char* fifth = R"sql(
UPDATE outbox SET unclear = 2 WHERE key = 'k12';
INSERT INTO outbox (key, bug, attachment, text, reference, is_private, state, due, dropped) VALUES
  ('k14', 8, 13, '', 'k14', 0, 'dead', 40, 1);
INSERT INTO matrix_outbox (key, room, own_id, content, due) VALUES
  ('m12', '!b', 'id12', '{"body":"Bug 7 (https://b/show_bug.cgi?id=7): clicks"}', 80),
  ('m13', '!c', 'id13', '{"body":"Bug 70 (https://b/show_bug.cgi?id=70): clicks"}', 80);
)sql";

/// What the sixth version added.
constexpr const char* sixth = R"sql(
INSERT INTO matrix_subjects VALUES ('m12', 7);
)sql";

/// What version N + 1 of the schema held.
const std::vector<std::string> contents = [] {
  std::vector<std::string> out;
  std::string all;
  for (const char* each : {first, second, third, fourth, fifth, sixth}) out.push_back(all += each);
  return out;
}();

TEST(Contents, AreWrittenDownForEachOlderVersion) {
  EXPECT_EQ(contents.size() + 1, schema.size());
}

class Migration : public testing::TestWithParam<std::tuple<std::size_t, support::DatabaseKind>> {
 protected:
  void SetUp() override {
    database = support::new_database(std::get<1>(GetParam()));
    if (!database) GTEST_SKIP() << "PostgreSQL 15 is not installed: apt-get install postgresql-15";
    const std::unique_ptr<sql::Connection> old = database->connect();
    old->begin();
    ASSERT_EQ(old->schema_version(), 0);
    for (std::size_t each = 0; each < version; ++each) old->run_script(std::string(schema.at(each)));
    old->set_schema_version(static_cast<std::int64_t>(version));
    old->run_script(contents.at(version - 1));
    old->commit();
  }
  const std::size_t version = std::get<0>(GetParam());
  std::unique_ptr<support::Database> database;
};

INSTANTIATE_TEST_SUITE_P(FromVersion, Migration,
                         testing::Combine(testing::Range(std::size_t{1}, schema.size()),
                                          testing::Values(support::DatabaseKind::sqlite,
                                                          support::DatabaseKind::postgres)),
                         [](const auto& each) {
                           return std::to_string(std::get<0>(each.param)) + "_" +
                                  support::name_of(std::get<1>(each.param));
                         });

TEST_P(Migration, KeepsAllThatAnOlderVersionWrote) {
  Store store(database->connect(), 180s);

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
  EXPECT_EQ(owed[0].key, "k12");
  EXPECT_EQ(owed[0].bug, 7);
  EXPECT_EQ(owed[0].attachment, 12);
  EXPECT_EQ(owed[0].attempts, 3);
  const auto letters = store.dead_letters();
  ASSERT_EQ(letters.size(), version < 2 ? 1U : 2U);
  EXPECT_EQ(letters[0].trouble, "refused");
  EXPECT_TRUE(store.drop_dead_letter(letters[0].id));
  store.apply({*store.request(11)}, {{.key = "k11", .bug = 7, .attachment = 11}}, Time(200s));
  EXPECT_TRUE(store.take_effects(Time(200s), 10).empty()) << "said once is said for good";
}

TEST_P(Migration, TakesWhatAnOlderVersionWroteForPrivateUntilItIsLookedAt) {
  Store store(database->connect(), 180s);
  EXPECT_TRUE(store.request(11)->is_private);
  EXPECT_EQ(store.request(11)->bug_summary, "Count clicks");
}

TEST_P(Migration, KeepsWhatReplicasAndStewardsHadTaken) {
  if (version < 2) return;
  Store store(database->connect(), 180s);
  EXPECT_TRUE(store.take_looks(Time(89s), 10).empty()) << "it is leased";
  EXPECT_EQ(store.take_looks(Time(100s), 10).at(0).lease, 5);
  EXPECT_EQ(store.take_effects(Time(60s), 10).at(0).lease, 6);
  EXPECT_EQ(store.parked_delivery("delivery-1"), "{");
  EXPECT_EQ(store.desk().snoozes.at(0).until, Time(900s));
  EXPECT_EQ(store.desk().absences.at(0).until, Time(950s));
}

TEST_P(Migration, KeepsWhatIsPublic) {
  if (version < 4) return;
  Store store(database->connect(), 180s);
  EXPECT_FALSE(store.request(12)->is_private);
}

TEST_P(Migration, KnowsOfWhichBugWhatWaitsForMatrixTells) {
  if (version < 5) return;
  Store store(database->connect(), 180s);
  Request turned = *store.request(12);
  turned.is_private = true;
  store.apply({turned}, {}, Time(200s));
  EXPECT_EQ(store.message("m12"), std::nullopt);
  EXPECT_NE(store.message("m13"), std::nullopt);
  EXPECT_NE(store.message("m11"), std::nullopt);
}

TEST_P(Migration, KeepsHowACommentFared) {
  if (version < 5) return;
  Store store(database->connect(), 180s);
  EXPECT_EQ(store.take_effects(Time(60s), 10).at(0).unclear, 2);
  EXPECT_EQ(store.counts().dead_letters, 2) << "a dropped one is none";
}

TEST_P(Migration, IsNotMadeBesideADaemonOfTheOlderVersion) {
  EXPECT_THROW(Store(database->connect(), 180s, OldSchema::refuse), std::runtime_error);
  const std::unique_ptr<sql::Connection> old = database->connect();
  old->begin();
  EXPECT_EQ(old->schema_version(), static_cast<std::int64_t>(version));
  old->commit();
  Store(database->connect(), 180s);
  EXPECT_NO_THROW(Store(database->connect(), 180s, OldSchema::refuse));
}

TEST_P(Migration, KeepsWhatWasSaidOnMatrix) {
  if (version < 3) return;
  Store store(database->connect(), 180s);
  EXPECT_EQ(store.request(11)->turn, Turn::requester);
  EXPECT_EQ(store.request(11)->replaces, 3);
  EXPECT_EQ(store.sent_steps(Time(0s)).at(0).message, "m11");
  EXPECT_EQ(store.desk().claims.at(0).login, "stu@example.org");
  EXPECT_EQ(store.due_messages(Time(80s), 10).at(0).message.id, "id11");
  EXPECT_FALSE(store.hear_once("$heard", Time(90s)));
}

}  // namespace
}  // namespace service
