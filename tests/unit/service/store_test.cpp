// The store, over both databases: what is accepted survives, what is owed is owed once, what is taken is
// taken by one. The same tests for SQLite, over a real file, and PostgreSQL, over a server of the tests' own.

#include "service/store/store.h"

#include "service/plan/plan.h"
#include "support/database.h"

#include <gmock/gmock.h>

#include <atomic>
#include <fstream>
#include <thread>

namespace service {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

const Time now = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20);
constexpr std::chrono::seconds lease = 180s;

class StoreTest : public testing::TestWithParam<support::DatabaseKind> {
 protected:
  void SetUp() override {
    database = support::new_database(GetParam());
    if (!database) GTEST_SKIP() << "PostgreSQL 15 is not installed: apt-get install postgresql-15";
    reopen();
  }
  [[nodiscard]] std::unique_ptr<Store> open() const {
    return std::make_unique<Store>(database->connect(), lease);
  }
  /// As after a crash: nothing is kept but the database.
  void reopen() {
    store.reset();
    store = open();
  }

  static Request request(bugzilla::AttachmentId id) {
    return {.attachment = id,
            .bug = 7,
            .is_private = true,
            .bug_summary = "Ümläut 'quoted' \"summary\"",
            .component = "Firefox :: Untriaged",
            .file_name = "r.txt",
            .content_type = "text/plain",
            .requester = "rita@example.org",
            .requestee = "stu@example.org",
            .flagged_at = now,
            .content_hash = "aa",
            .kind = "request",
            .verdict = "ready",
            .category = 2,
            .assessment = "{}",
            .comment = "text",
            .steward_review = "draft",
            .comment_state = CommentState::pending,
            .turn = Turn::requester,
            .waits_since = now,
            .last_activity = now - 1h,
            .replaces = 3,
            .bug_changed_at = now - 2h};
  }
  static Effect effect(const std::string& key) {
    return {.key = key, .bug = 7, .attachment = 1, .text = "text " + key, .reference = key};
  }

  std::unique_ptr<support::Database> database;
  std::unique_ptr<Store> store;
};

INSTANTIATE_TEST_SUITE_P(, StoreTest,
                         testing::Values(support::DatabaseKind::sqlite, support::DatabaseKind::postgres),
                         [](const auto& each) { return support::name_of(each.param); });

TEST_P(StoreTest, KeepsARequestToTheLetter) {
  store->apply({request(1)}, {}, now);
  reopen();
  EXPECT_EQ(store->request(1), request(1));
  EXPECT_THAT(store->requests_of(7), ElementsAre(request(1)));
  EXPECT_EQ(store->request(2), std::nullopt);
}

TEST_P(StoreTest, KeepsHostileTextInBothDatabasesAlike) {
  Request hostile = request(1);
  hostile.bug_summary = std::string("a\0b", 3) + "\xff\xed\xa0\x80'; DROP TABLE requests; --";
  store->apply({hostile}, {}, now);
  EXPECT_EQ(store->request(1)->bug_summary, "a\uFFFDb\uFFFD\uFFFD\uFFFD\uFFFD'; DROP TABLE requests; --");
}

TEST_P(StoreTest, ListsOpenRequestsWithTheLongestWaitingFirst) {
  Request closed = request(1);
  closed.open = false;
  Request late = request(2);
  late.flagged_at = now + 1h;
  store->apply({closed, late, request(3)}, {}, now);
  EXPECT_THAT(store->open_requests(), ElementsAre(request(3), late));
  EXPECT_EQ(store->counts().open_requests, 2);
}

TEST_P(StoreTest, KeepsAWishToLookOverACrash) {
  store->want_look(7, now, true);
  reopen();
  const auto due = store->take_looks(now, 10);
  ASSERT_THAT(due, SizeIs(1));
  EXPECT_EQ(due[0].bug, 7);
  EXPECT_TRUE(due[0].follow_up);
}

TEST_P(StoreTest, LooksOnceForManyWishesAndOnceMoreLater) {
  store->want_looks(std::vector<Wish>(5, {.bug = 7, .due = now, .follow_up = true}));
  store->want_look(7, now + 1h, false);
  const auto due = store->take_looks(now, 10);
  ASSERT_THAT(due, SizeIs(1));
  EXPECT_TRUE(store->look_done(due[0], now + 90s));
  EXPECT_THAT(store->take_looks(now + 89s, 10), IsEmpty());
  const auto again = store->take_looks(now + 90s, 10);
  ASSERT_THAT(again, SizeIs(1));
  EXPECT_TRUE(store->look_done(again[0], now + 180s));
  EXPECT_FALSE(store->has_work(now + 24h));
}

TEST_P(StoreTest, TakesThoseThatWereDueFirstAndNoMoreThanAsked) {
  std::vector<Wish> wishes;
  for (int i = 0; i < 250; ++i) wishes.push_back({.bug = 1000 - i, .due = now + std::chrono::seconds(i)});
  store->want_looks(wishes);
  const auto due = store->take_looks(now + 1h, 2);
  ASSERT_THAT(due, SizeIs(2));
  EXPECT_EQ(due[0].bug, 1000);
  EXPECT_EQ(due[1].bug, 999);
  EXPECT_EQ(store->counts().looks, 250);
}

TEST_P(StoreTest, KeepsAWishThatCameWhileTheLookWasMade) {
  store->want_look(7, now, false);
  const auto due = store->take_looks(now, 10);
  store->want_look(7, now, false);
  EXPECT_TRUE(store->look_done(due.at(0), now + 90s));
  EXPECT_THAT(store->take_looks(now, 10), SizeIs(1));
}

TEST_P(StoreTest, TriesAFailedLookAgainLater) {
  store->want_look(7, now, false);
  store->look_failed(store->take_looks(now, 10).at(0), now + 30s, "no answer");
  EXPECT_THAT(store->take_looks(now, 10), IsEmpty());
  EXPECT_EQ(store->take_looks(now + 30s, 10).at(0).attempts, 1);
}

TEST_P(StoreTest, GivesAJobToOneReplicaAtATime) {
  const auto other = open();
  store->want_looks({{.bug = 1, .due = now}, {.bug = 2, .due = now}});
  store->apply({request(1)}, {effect("k"), effect("l")}, now);
  EXPECT_THAT(store->take_looks(now, 1), SizeIs(1));
  EXPECT_EQ(other->take_looks(now, 10).at(0).bug, 2);
  EXPECT_THAT(store->take_looks(now + lease - 1s, 10), IsEmpty());
  EXPECT_THAT(store->take_effects(now, 1), SizeIs(1));
  EXPECT_EQ(other->take_effects(now, 10).at(0).key, "l");
  EXPECT_THAT(store->take_effects(now + lease - 1s, 10), IsEmpty());
}

TEST_P(StoreTest, LooksAtABugAndCommentsOnItOneAfterTheOther) {
  store->apply({request(1)}, {effect("k")}, now);
  store->want_look(7, now, false);
  const auto look = store->take_looks(now, 1);
  EXPECT_THAT(store->take_effects(now, 1), IsEmpty());
  EXPECT_TRUE(store->look_done(look.at(0), now));
  const auto effects = store->take_effects(now, 1);
  store->want_look(7, now, false);
  EXPECT_THAT(store->take_looks(now, 1), IsEmpty());
  store->effect_done(effects.at(0), now);
  EXPECT_THAT(store->take_looks(now, 1), SizeIs(1));
}

TEST_P(StoreTest, GivesTheJobsOfADeadReplicaToAnother) {
  store->want_look(8, now, false);
  store->apply({request(1)}, {effect("k")}, now);
  store->take_looks(now, 1);
  store->take_effects(now, 1);
  reopen();
  EXPECT_THAT(store->take_looks(now + lease, 1), SizeIs(1));
  EXPECT_THAT(store->take_effects(now + lease, 1), SizeIs(1));
}

TEST_P(StoreTest, LetsNobodyEndALookThatAnotherHasTakenOver) {
  store->want_look(7, now, false);
  const auto slow = store->take_looks(now, 1);
  const auto other = store->take_looks(now + lease, 1);
  EXPECT_FALSE(store->look_done(slow.at(0), now));
  store->look_failed(slow.at(0), now + 24h, "too late");
  EXPECT_THAT(store->take_looks(now + lease, 1), IsEmpty()) << "it is still the other's";
  EXPECT_TRUE(store->look_done(other.at(0), now));
  EXPECT_EQ(store->counts().looks, 0);
}

TEST_P(StoreTest, LeavesAnEffectThatAnotherHasTakenOver) {
  store->apply({request(1)}, {effect("k")}, now);
  const auto slow = store->take_effects(now, 1);
  const auto other = store->take_effects(now + lease, 1);
  store->effect_dead(slow.at(0), "too late");
  store->effect_later(slow.at(0), now, "too late", false);
  EXPECT_EQ(store->counts().dead_letters, 0);
  EXPECT_THAT(store->take_effects(now + lease, 1), IsEmpty());
  store->effect_done(slow.at(0), now);
  EXPECT_EQ(store->counts().pending_effects, 0) << "what was said was said, by whomever";
}

TEST_P(StoreTest, SaysBeforeTheDeedWhoseAnEffectIs) {
  store->apply({request(1)}, {effect("k")}, now);
  const auto slow = store->take_effects(now, 1);
  EXPECT_TRUE(store->keep(slow.at(0), now + lease - 1s));
  EXPECT_THAT(store->take_effects(now + lease, 1), IsEmpty()) << "it was kept";
  const auto other = store->take_effects(now + 2 * lease, 1);
  EXPECT_FALSE(store->keep(slow.at(0), now + 2 * lease));
  EXPECT_TRUE(store->keep(other.at(0), now + 2 * lease));
  store->apply({request(1)}, {}, now);
  EXPECT_FALSE(store->keep(other.at(0), now + 2 * lease)) << "it is no longer owed";
}

TEST_P(StoreTest, LetsOneLeadAndAnotherOnceItIsGone) {
  EXPECT_TRUE(store->try_lead("poller"));
  EXPECT_TRUE(store->try_lead("poller"));
  if (GetParam() == support::DatabaseKind::postgres) {
    EXPECT_FALSE(open()->try_lead("poller"));
  }
  EXPECT_TRUE(open()->try_lead("reminders"));
  const auto other = open();
  store.reset();
  // The server hears of a session's end a moment after the client has gone.
  while (!other->try_lead("poller")) {
  }
}

TEST_P(StoreTest, OwesAnEffectOnceHoweverOftenItIsPlanned) {
  store->apply({request(1)}, {effect("k")}, now);
  store->apply({request(1)}, {effect("k")}, now);
  const auto owed = store->take_effects(now, 10);
  ASSERT_THAT(owed, SizeIs(1));
  EXPECT_EQ(owed[0].key, "k");
  store->effect_done(owed[0], now);
  store->apply({request(1)}, {effect("k")}, now);
  EXPECT_FALSE(store->has_work(now + 24h));
  EXPECT_EQ(store->request(1)->comment_state, CommentState::posted) << "a look that began before the comment";
}

TEST_P(StoreTest, DropsAnEffectThatIsNoLongerOwed) {
  store->apply({request(1)}, {effect("k")}, now);
  Request withdrawn = request(1);
  withdrawn.comment_state = CommentState::withdrawn;
  store->apply({withdrawn}, {}, now);
  EXPECT_THAT(store->take_effects(now, 10), IsEmpty());
  store->apply({request(1)}, {effect("k")}, now);
  EXPECT_THAT(store->take_effects(now, 10), SizeIs(1)) << "owed again when the request comes back";
}

TEST_P(StoreTest, KeepsWhatCouldNotBePostedUntilAPersonDecides) {
  store->apply({request(1)}, {effect("k")}, now);
  store->effect_dead(store->take_effects(now, 10).at(0), "refused");
  EXPECT_THAT(store->take_effects(now + 24h, 10), IsEmpty());
  reopen();
  const auto dead = store->dead_letters();
  EXPECT_THAT(dead, ElementsAre(DeadLetter{"comment-1", 7, 1, "refused"}));
  EXPECT_TRUE(store->replay_dead_letter("comment-1", now));
  EXPECT_THAT(store->take_effects(now, 10), SizeIs(1));
  EXPECT_FALSE(store->drop_dead_letter("comment-1")) << "it is owed again, no dead letter";
}

TEST_P(StoreTest, NeverOwesWhatAPersonDropped) {
  const Effect said = effect(reference_line(1, request(1).content_hash));
  store->apply({request(1)}, {said}, now);
  store->effect_dead(store->take_effects(now, 10).at(0), "refused");
  EXPECT_TRUE(store->drop_dead_letter("comment-1"));
  EXPECT_FALSE(store->drop_dead_letter("comment-1")) << "it is gone";
  EXPECT_FALSE(store->replay_dead_letter("comment-1", now));
  EXPECT_THAT(store->dead_letters(), IsEmpty());
  EXPECT_EQ(store->counts().dead_letters, 0);
  EXPECT_EQ(store->request(1)->comment_state, CommentState::withdrawn);
  reopen();
  store->apply({request(1)}, {said}, now);  // as the next look at the bug plans it
  EXPECT_THAT(store->take_effects(now + 24h, 10), IsEmpty());
  EXPECT_EQ(store->request(1)->comment_state, CommentState::withdrawn);
}

TEST_P(StoreTest, TakesACommentForPostedOnlyOfTheVersionThatItWasMadeFor) {
  Request corrected = request(1);
  corrected.content_hash = "bb";
  const Effect first = effect(reference_line(1, "aa"));
  const Effect second = effect(reference_line(1, "bb"));
  store->apply({request(1)}, {first}, now);
  const auto slow = store->take_effects(now, 1);
  store->apply({corrected}, {second}, now);
  store->effect_done(slow.at(0), now);
  EXPECT_EQ(store->request(1)->comment_state, CommentState::pending);
  const auto owed = store->take_effects(now, 1);
  ASSERT_THAT(owed, SizeIs(1));
  EXPECT_EQ(owed[0].key, second.key);
  store->effect_done(owed[0], now);
  EXPECT_EQ(store->request(1)->comment_state, CommentState::posted);
}

TEST_P(StoreTest, CountsApartTheTriesOfWhichNobodyKnowsWhetherTheyWentThrough) {
  store->apply({request(1)}, {effect("k")}, now);
  store->effect_later(store->take_effects(now, 1).at(0), now, "no connection", false);
  store->effect_later(store->take_effects(now, 1).at(0), now, "no answer", true);
  const auto owed = store->take_effects(now, 1);
  EXPECT_EQ(owed.at(0).attempts, 2);
  EXPECT_EQ(owed.at(0).unclear, 1);
}

TEST_P(StoreTest, ParksDeliveriesThatCannotBeReadAndForgetsTheOldestOfTooMany) {
  store->park_delivery("{\"bug\":", "cut off", now);
  EXPECT_THAT(store->dead_letters(), ElementsAre(DeadLetter{"delivery-1", 0, 0, "cut off"}));
  EXPECT_EQ(store->counts().dead_letters, 1);
  EXPECT_EQ(store->parked_delivery("delivery-1"), "{\"bug\":");
  EXPECT_FALSE(store->replay_dead_letter("delivery-1", now)) << "only who can read it can";
  store->atomically([&] {
    for (int i = 0; i < 1000; ++i) store->park_delivery(std::string(70'000, 'x'), "again", now);
  });
  EXPECT_EQ(store->parked_delivery("delivery-1"), std::nullopt);
  EXPECT_THAT(store->dead_letters(), SizeIs(1000));
  EXPECT_EQ(store->parked_delivery("delivery-2")->size(), 65'536U);
  EXPECT_TRUE(store->drop_dead_letter("delivery-2"));
  EXPECT_FALSE(store->drop_dead_letter("delivery-2"));
}

TEST_P(StoreTest, KnowsOnlyTheNamesThatItGives) {
  store->park_delivery("x", "y", now);
  for (const char* wrong : {"", "1", "delivery-", "delivery-1x", "delivery--1", "comment-1", "delivery-2",
                            "delivery-99999999999999999999"}) {
    EXPECT_FALSE(store->drop_dead_letter(wrong)) << wrong;
  }
}

TEST_P(StoreTest, KeepsWhatStewardsSaidTheLatestOfEach) {
  store->change_desk(Claim{.bug = 7, .login = "stu@example.org", .since = now});
  store->change_desk(Claim{.bug = 7, .login = "olga@example.org", .since = now + 1h});
  store->change_desk(Claim{.bug = 8, .login = "stu@example.org", .since = now});
  store->change_desk(ClaimEnded{8});
  store->change_desk(Snooze{.bug = 7, .login = "stu@example.org", .until = now + 72h});
  store->change_desk(Absence{.login = "stu@example.org", .until = now + 240h});
  store->change_desk(Absence{.login = "olga@example.org", .until = now + 240h});
  store->change_desk(AbsenceEnded{"olga@example.org"});
  reopen();
  const Desk desk = store->desk();
  EXPECT_THAT(desk.claims, ElementsAre(Claim{.bug = 7, .login = "olga@example.org", .since = now + 1h}));
  EXPECT_THAT(desk.snoozes, ElementsAre(Snooze{.bug = 7, .login = "stu@example.org", .until = now + 72h}));
  EXPECT_THAT(desk.absences, ElementsAre(Absence{.login = "stu@example.org", .until = now + 240h}));
}

TEST_P(StoreTest, EndsClaimsAndSnoozesWithTheLastReviewOfTheBug) {
  store->apply({request(1), request(2)}, {}, now);
  const Claim claim{.bug = 7, .login = "stu@example.org", .since = now};
  const Snooze snooze{.bug = 7, .login = "stu@example.org", .until = now + 72h};
  const auto close = [&](bugzilla::AttachmentId attachment, const std::string& outcome) {
    Request closed = request(attachment);
    closed.open = false;
    closed.outcome = outcome;
    store->apply({closed}, {}, now);
  };
  store->change_desk(claim);
  store->change_desk(snooze);
  store->change_desk(Claim{.bug = 8, .login = "stu@example.org", .since = now});
  close(1, "granted");
  EXPECT_THAT(store->desk().claims, SizeIs(2)) << "another request of the bug waits";
  close(2, "obsolete");
  EXPECT_THAT(store->desk().claims, SizeIs(2)) << "a new version may come";
  for (const char* outcome : {"granted", "denied", "bug closed"}) {
    store->change_desk(claim);
    store->change_desk(snooze);
    store->apply({request(2)}, {}, now);
    EXPECT_THAT(store->desk().snoozes, SizeIs(1));
    close(2, outcome);
    EXPECT_THAT(store->desk().claims, ElementsAre(Field(&Claim::bug, 8))) << outcome;
    EXPECT_THAT(store->desk().snoozes, IsEmpty());
  }
}

TEST_P(StoreTest, RemembersAStepOnceForEver) {
  const SentStep step{.attachment = 1,
                      .asked = now,
                      .step = "first",
                      .recipient = "stu@example.org",
                      .message = "reminder/1",
                      .at = now + 48h};
  SentStep anew = step;
  anew.asked = now + 24h;
  store->remember_sent({step});
  EXPECT_THROW(store->remember_sent({anew, step}), sql::Failure);
  reopen();
  EXPECT_THAT(store->sent_steps(now + 48h), ElementsAre(step)) << "nothing of a message that was sent before";
  store->remember_sent({anew});
  EXPECT_THAT(store->sent_steps(now + 48h), SizeIs(2));
}

TEST_P(StoreTest, KnowsTheStepsOfOpenRequestsHoweverOldTheyAre) {
  Request closed = request(2);
  closed.open = false;
  store->apply({request(1), closed}, {}, now);
  const auto step = [](bugzilla::AttachmentId attachment) {
    return SentStep{.attachment = attachment, .asked = now, .step = "first", .message = "m", .at = now};
  };
  store->remember_sent({step(1), step(2)});
  EXPECT_THAT(store->sent_steps(now + 1s), ElementsAre(step(1)));
  EXPECT_THAT(store->sent_steps(now), ElementsAre(step(1), step(2)));
}

TEST_P(StoreTest, TellsOnceWhichMessagesAreOvertaken) {
  const auto step = [](bugzilla::AttachmentId attachment, const std::string& message) {
    return SentStep{
        .attachment = attachment, .asked = now, .step = "first", .message = message, .at = now + 48h};
  };
  store->apply({request(1), request(2), request(3)}, {}, now);
  store->remember_sent({step(1, "both"), step(2, "both"), step(3, "alone")});
  EXPECT_THAT(store->overtaken_messages(), IsEmpty());

  Request granted = request(1);
  granted.open = false;
  Request asked_anew = request(2);
  asked_anew.flagged_at = now + 49h;
  store->apply({granted}, {}, now);
  EXPECT_THAT(store->overtaken_messages(), IsEmpty()) << "one still waits";
  store->apply({asked_anew}, {}, now);
  EXPECT_THAT(store->overtaken_messages(), ElementsAre("both"));
  EXPECT_THAT(store->requests_told_by("both"), ElementsAre(granted, asked_anew));

  store->settle("both");
  reopen();
  EXPECT_THAT(store->overtaken_messages(), IsEmpty());
}

TEST_P(StoreTest, RemembersNotes) {
  EXPECT_EQ(store->note("polled_at"), std::nullopt);
  store->set_note("polled_at", "1");
  store->set_note("polled_at", "2");
  reopen();
  EXPECT_EQ(store->note("polled_at"), "2");
}

TEST_P(StoreTest, UndoesATransactionThatFailsHalfWay) {
  EXPECT_THROW(store->atomically([&] {
    store->set_note("a", "1");
    store->want_look(7, now, true);
    throw std::runtime_error("half way");
  }),
               std::runtime_error);
  EXPECT_EQ(store->note("a"), std::nullopt);
  EXPECT_EQ(store->counts().looks, 0);
  store->atomically([&] { store->set_note("a", "2"); });
  EXPECT_EQ(store->note("a"), "2");
}

TEST_P(StoreTest, IsSoundAndSaysSo) {
  store->apply({request(1)}, {effect("k")}, now);
  EXPECT_EQ(store->check(), "");
}

/// Who asks for it in the moment of a power cut must be able to rely on it.
TEST_P(StoreTest, IsOnDiskWhenATransactionEnds) {
  auto connection = database->connect();
  const auto setting = [&](const std::string& statement) {
    return connection->run(statement, {}).rows.at(0).at(0);
  };
  if (GetParam() == support::DatabaseKind::postgres) {
    const auto name = std::get<std::string>(setting("SELECT CAST(current_database() AS text)"));
    connection->run("ALTER DATABASE " + name + " SET synchronous_commit = 'off'", {});
    connection = database->connect();
    EXPECT_EQ(setting("SHOW synchronous_commit"), sql::Value("on")) << "whatever the server's own default";
    return;
  }
  constexpr std::int64_t full = 2;
  EXPECT_EQ(setting("PRAGMA journal_mode"), sql::Value("wal"));
  EXPECT_EQ(setting("PRAGMA synchronous"), sql::Value(full));
  EXPECT_EQ(setting("PRAGMA foreign_keys"), sql::Value(std::int64_t{1}));
  EXPECT_EQ(setting("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
                    " AND strict = 0 AND name NOT LIKE 'sqlite_%'"),
            sql::Value(std::int64_t{0}))
      << "every table is STRICT";
}

TEST_P(StoreTest, RefusesAStoreOfANewerProgram) {
  store.reset();
  const auto connection = database->connect();
  connection->begin();
  connection->set_schema_version(999);
  connection->commit();
  EXPECT_THROW(reopen(), std::runtime_error);
}

TEST(PostgreSQL, IsConnectedAnewWhenItsServerEndedTheSession) {
  if (support::PostgresServer::programs().empty()) GTEST_SKIP() << "PostgreSQL 15 is not installed";
  support::PostgresDatabase database;
  Store store(database.connect(), lease);
  Store other(database.connect(), lease);
  ASSERT_TRUE(store.try_lead("poller"));
  support::PostgresDatabase::server().end_sessions();
  store.atomically([&] { store.set_note("a", "1"); });
  EXPECT_EQ(store.note("a"), "1");
  other.atomically([&] { EXPECT_TRUE(other.try_lead("poller")); });
  EXPECT_FALSE(store.try_lead("poller")) << "the session that led is gone";
}

TEST(PostgreSQL, ThatCannotBeReachedIsSaidWithoutThePassword) {
  try {
    sql::PostgresConnection("postgresql://bot@127.0.0.1:9/none", Secret("hidden"));
    FAIL() << "nothing listens there";
  } catch (const sql::Unreachable& problem) {
    EXPECT_THAT(problem.what(), testing::HasSubstr("127.0.0.1"));
    EXPECT_THAT(problem.what(), testing::Not(testing::HasSubstr("hidden")));
  }
}

TEST(SqliteStore, MakesABackupThatOpens) {
  const support::TemporaryDirectory directory;
  Store store(std::make_unique<sql::SqliteConnection>(directory.file("store.db")), lease);
  store.set_note("a", "1");
  store.backup(directory.file("copy.db"));
  Store copy(std::make_unique<sql::SqliteConnection>(directory.file("copy.db")), lease);
  EXPECT_EQ(copy.check(), "");
  EXPECT_EQ(copy.note("a"), "1");
}

/// A copy into a file that another has locked ends without an exception of SQLite's own.
TEST(SqliteStore, SaysWhenABackupWasNotFinished) {
  const support::TemporaryDirectory directory;
  Store store(std::make_unique<sql::SqliteConnection>(directory.file("store.db")), lease);
  sql::SqliteConnection locked(directory.file("copy.db"));
  locked.run("PRAGMA journal_mode = DELETE", {});
  locked.run("BEGIN EXCLUSIVE", {});
  EXPECT_THROW(store.backup(directory.file("copy.db")), sql::Failure);
}

/// While somebody writes without a pause: the copy is of one moment.
TEST(SqliteStore, MakesABackupOfOneMomentWhileItIsWritten) {
  const support::TemporaryDirectory directory;
  Store store(std::make_unique<sql::SqliteConnection>(directory.file("store.db")), lease);
  store.atomically([&] {
    for (int i = 0; i < 2000; ++i) store.set_note("filler " + std::to_string(i), std::string(1000, 'x'));
  });
  std::atomic<int> written = 0;
  std::atomic<bool> is_over = false;
  std::thread writer([&] {
    Store other(std::make_unique<sql::SqliteConnection>(directory.file("store.db")), lease);
    while (!is_over) {
      const std::string text = std::to_string(++written);
      other.atomically([&] {
        other.set_note("first", text);
        other.set_note("second", text);
      });
    }
  });
  while (written < 10) std::this_thread::yield();
  store.backup(directory.file("copy.db"));
  is_over = true;
  writer.join();
  Store copy(std::make_unique<sql::SqliteConnection>(directory.file("copy.db")), lease);
  EXPECT_EQ(copy.check(), "");
  EXPECT_NE(copy.note("first"), std::nullopt);
  EXPECT_EQ(copy.note("first"), copy.note("second"));
}

TEST(SqliteStore, SaysWhatIsDamaged) {
  const support::TemporaryDirectory directory;
  const std::string path = directory.file("store.db");
  {
    Store store(std::make_unique<sql::SqliteConnection>(path), lease);
    for (int i = 0; i < 200; ++i) store.set_note(std::to_string(i), std::string(500, 'x'));
  }
  sql::SqliteConnection file(path);
  file.run("PRAGMA foreign_keys = OFF", {});
  file.run("INSERT INTO outbox (key, bug, attachment, due) VALUES ('k', 1, 99, 0)", {});
  EXPECT_THAT(file.check(), testing::HasSubstr("outbox refers to nothing"));
  file.run("DELETE FROM outbox", {});
  EXPECT_EQ(file.check(), "");
  const auto root = std::get<std::int64_t>(
      file.run("SELECT rootpage FROM sqlite_master WHERE name = 'notes'", {}).rows.at(0).at(0));
  const auto page = std::get<std::int64_t>(file.run("PRAGMA page_size", {}).rows.at(0).at(0));
  file.run("PRAGMA wal_checkpoint(TRUNCATE)", {});
  std::fstream bytes(path, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekp((root - 1) * page + 100);
  bytes << std::string(static_cast<std::size_t>(page) - 200, '\xff');
  bytes.close();
  EXPECT_NE(sql::SqliteConnection(path).check(), "");
}

TEST(SqliteStore, RefusesAFileThatIsNoStore) {
  const support::TemporaryDirectory directory;
  std::ofstream(directory.file("store.db")) << std::string(5000, 'x');
  EXPECT_THROW(sql::SqliteConnection(directory.file("store.db")), std::exception);
}

FrozenMessage frozen(const std::string& key, const std::string& room = "") {
  return matrix::freeze({.key = key, .room = room, .body = "text of " + key});
}

std::vector<std::string> keys_due(Store& store, Time when = now) {
  std::vector<std::string> out;
  for (const OutgoingMessage& each : store.due_messages(when, 10)) out.push_back(each.message.key);
  return out;
}

TEST_P(StoreTest, MatrixOutboxTakesEachKeyOnce) {
  store->owe_message(frozen("a"), {}, now);
  store->owe_message(matrix::freeze({.key = "a", .body = "another wording"}), {}, now);
  EXPECT_THAT(keys_due(*store), ElementsAre("a"));
  EXPECT_EQ(store->due_messages(now + 1000h, 10).at(0).message, frozen("a"));
  OutgoingMessage sent = store->due_messages(now + 1000h, 10).at(0);
  sent.state = MessageState::sent;
  store->save_message(sent);
  store->owe_message(frozen("a"), {}, now);
  EXPECT_THAT(keys_due(*store), IsEmpty());
}

TEST_P(StoreTest, MatrixOutboxGivesTheOldestOfEachRoomAndNoneBehindOneThatWaits) {
  store->owe_message(frozen("a1", "!a"), {}, now);
  store->owe_message(frozen("a2", "!a"), {}, now);
  store->owe_message(frozen("b1", "!b"), {}, now);
  EXPECT_THAT(keys_due(*store), ElementsAre("a1", "b1"));
  OutgoingMessage waits = store->message("a1").value();
  waits.due = now + 1min;
  store->save_message(waits);
  EXPECT_THAT(keys_due(*store), ElementsAre("b1"));
  EXPECT_THAT(keys_due(*store, now + 1min), ElementsAre("a1", "b1"));
  waits.state = MessageState::dead;
  store->save_message(waits);
  EXPECT_THAT(keys_due(*store), ElementsAre("a2", "b1"));
}

TEST_P(StoreTest, MatrixOutboxKeepsAMessageToTheLetter) {
  store->owe_message(frozen("a", "!r"), {}, now);
  OutgoingMessage message = store->due_messages(now + 1000h, 10).at(0);
  message.due = now + 5min;
  message.attempts = 3;
  message.server_errors = 2;
  message.tried_at = now + 1min;
  message.tried_room = "!r";
  message.tried_device = "DEVICE";
  message.event_id = "$e";
  message.trouble = "Ümläut 'quoted'";
  message.message.id = "other";
  message.message.content = "{}";
  store->save_message(message);
  EXPECT_EQ(store->message("a"), message);
  EXPECT_EQ(store->message("b"), std::nullopt);
}

TEST_P(StoreTest, MatrixOutboxTakesBackWhatWasNeverTried) {
  const SentStep step{.attachment = 1, .asked = now, .step = "first", .message = "a", .at = now};
  store->remember_sent({step});
  store->owe_message(frozen("a"), {}, now);
  OutgoingMessage message = store->message("a").value();
  message.tried_at = now;
  store->save_message(message);
  store->take_back_message("a");
  EXPECT_EQ(store->message("a"), message) << "it may be in the room";

  message.tried_at.reset();
  EXPECT_TRUE(store->save_message(message));
  store->take_back_message("a");
  reopen();
  EXPECT_EQ(store->message("a"), std::nullopt);
  EXPECT_THAT(store->sent_steps(now), IsEmpty()) << "the step was never told";
  EXPECT_FALSE(store->save_message(message)) << "whoever read it before is told that it is gone";
}

TEST_P(StoreTest, MatrixOutboxKnowsWhatWaitsTooLong) {
  for (const char* key : {"late", "tried", "refused", "fresh", "sent"}) {
    const Time told = key == std::string("fresh") ? now + 1min : now;
    store->remember_sent({{.attachment = 1, .asked = now, .step = key, .message = key, .at = told}});
    store->owe_message(frozen(key, key), {}, now);
    OutgoingMessage message = store->message(key).value();
    if (key == std::string("tried")) message.tried_at = now;
    if (key == std::string("refused")) message.server_errors = 1;
    if (key == std::string("sent")) message.state = MessageState::sent;
    store->save_message(message);
  }
  store->owe_message(frozen("answer/$1"), {}, now);
  EXPECT_THAT(store->late_messages(now + 1min), ElementsAre("late"));
}

TEST_P(StoreTest, MatrixOutboxForgetsWhatTellsOfABugThatTurnsPrivate) {
  for (const char* key : {"reminder", "answer", "dead", "tried"})
    store->owe_message(frozen(key, key), {6, 7}, now);
  store->owe_message(frozen("other", "other"), {6, 70}, now);
  OutgoingMessage dead = store->message("dead").value();
  dead.state = MessageState::dead;
  store->save_message(dead);
  OutgoingMessage tried = store->message("tried").value();
  tried.tried_at = now;
  store->save_message(tried);
  Request open = request(1);
  open.is_private = false;
  store->apply({open}, {}, now);
  EXPECT_NE(store->message("reminder"), std::nullopt);
  for (bool Request::*mark : {&Request::is_private, &Request::hidden}) {
    Request turned = open;
    turned.*mark = true;
    store->apply({turned}, {}, now);
    for (const char* key : {"reminder", "answer", "dead"})
      EXPECT_EQ(store->message(key), std::nullopt) << key;
    EXPECT_EQ(store->message("tried")->message.content, "") << "whether it was sent is still to be found out";
    EXPECT_EQ(store->message("other")->message, frozen("other", "other"));
    store->save_message(tried);
    EXPECT_EQ(store->message("tried")->message.content, "") << "its sender does not bring it back";
    store->apply({open}, {}, now);
    store->owe_message(frozen("reminder", "reminder"), {7}, now);
  }
}

TEST_P(StoreTest, MatrixOutboxReplaysAndDropsDeadLetters) {
  for (const char* key : {"a", "b"}) {
    store->owe_message(frozen(key), {}, now);
    OutgoingMessage dead = store->message(key).value();
    dead.state = MessageState::dead;
    dead.server_errors = 5;
    dead.trouble = "why " + std::string(key);
    store->save_message(dead);
  }
  EXPECT_THAT(store->dead_letters(),
              ElementsAre(Field(&DeadLetter::trouble, "why a"), Field(&DeadLetter::trouble, "why b")));
  EXPECT_EQ(store->counts().dead_letters, 2);
  const std::string a = store->dead_letters()[0].id;
  EXPECT_TRUE(store->replay_dead_letter(a, now));
  EXPECT_FALSE(store->replay_dead_letter(a, now)) << "it is none any more";
  EXPECT_THAT(keys_due(*store), ElementsAre("a"));
  EXPECT_EQ(store->due_messages(now + 1000h, 10).at(0).server_errors, 0);
  const std::string b = store->dead_letters()[0].id;
  EXPECT_TRUE(store->drop_dead_letter(b));
  EXPECT_THAT(store->dead_letters(), IsEmpty());
  store->owe_message(frozen("b"), {}, now);
  EXPECT_THAT(keys_due(*store), ElementsAre("a")) << "what was dropped is not said later either";
}

TEST_P(StoreTest, MatrixOutboxRemembersWhatWasHeardForAMonth) {
  EXPECT_TRUE(store->hear_once("$1", now));
  EXPECT_FALSE(store->hear_once("$1", now + 24h));
  EXPECT_TRUE(store->hear_once("$2", now + 24h));
  EXPECT_TRUE(store->hear_once("$1", now + 31 * 24h));
}

}  // namespace
}  // namespace service
