// The SQLite store, over a real file: what is accepted survives, what is owed is owed once.

#include "service/store/sqlite_store.h"
#include "support/temporary_directory.h"

#include <gmock/gmock.h>

#include <fstream>

namespace service {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

const Time now = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20);

class StoreTest : public testing::Test {
 protected:
  StoreTest() { reopen(); }
  /// As after a crash: nothing is kept but the file.
  void reopen() {
    store.reset();
    store = std::make_unique<SqliteStore>(directory.file("store.db"));
  }

  static Request request(bugzilla::AttachmentId id) {
    return {.attachment = id,
            .bug = 7,
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

  support::TemporaryDirectory directory;
  std::unique_ptr<SqliteStore> store;
};

TEST_F(StoreTest, KeepsARequestToTheLetter) {
  store->apply({request(1)}, {}, now);
  reopen();
  EXPECT_EQ(store->request(1), request(1));
  EXPECT_THAT(store->requests_of(7), ElementsAre(request(1)));
  EXPECT_EQ(store->request(2), std::nullopt);
}

TEST_F(StoreTest, KeepsAWishToLookOverACrash) {
  store->want_look(7, now, true);
  reopen();
  const auto due = store->due_looks(now, 10);
  ASSERT_THAT(due, SizeIs(1));
  EXPECT_EQ(due[0].bug, 7);
  EXPECT_TRUE(due[0].follow_up);
}

TEST_F(StoreTest, LooksOnceForManyWishesAndOnceMoreLater) {
  for (int i = 0; i < 5; ++i) store->want_look(7, now, true);
  const auto due = store->due_looks(now, 10);
  ASSERT_THAT(due, SizeIs(1));
  store->look_done(due[0], now + 90s);
  EXPECT_THAT(store->due_looks(now + 89s, 10), IsEmpty());
  const auto again = store->due_looks(now + 90s, 10);
  ASSERT_THAT(again, SizeIs(1));
  store->look_done(again[0], now + 180s);
  EXPECT_THAT(store->due_looks(now + 24h, 10), IsEmpty());
}

TEST_F(StoreTest, KeepsAWishThatCameWhileTheLookWasMade) {
  store->want_look(7, now, false);
  const auto due = store->due_looks(now, 10);
  store->want_look(7, now, false);
  store->look_done(due.at(0), now + 90s);
  EXPECT_THAT(store->due_looks(now, 10), SizeIs(1));
}

TEST_F(StoreTest, TriesAFailedLookAgainLater) {
  store->want_look(7, now, false);
  store->look_failed(store->due_looks(now, 10).at(0), now + 30s, "no answer");
  EXPECT_THAT(store->due_looks(now, 10), IsEmpty());
  EXPECT_EQ(store->due_looks(now + 30s, 10).at(0).attempts, 1);
}

TEST_F(StoreTest, OwesAnEffectOnceHoweverOftenItIsPlanned) {
  store->apply({request(1)}, {effect("k")}, now);
  store->apply({request(1)}, {effect("k")}, now);
  const auto owed = store->due_effects(now, 10);
  ASSERT_THAT(owed, SizeIs(1));
  EXPECT_EQ(owed[0].effect, effect("k"));
  store->effect_done(owed[0]);
  store->apply({request(1)}, {effect("k")}, now);
  EXPECT_THAT(store->due_effects(now + 24h, 10), IsEmpty());
  EXPECT_EQ(store->counts().pending_effects, 0);
}

TEST_F(StoreTest, DropsAnEffectThatIsNoLongerOwed) {
  store->apply({request(1)}, {effect("k")}, now);
  Request withdrawn = request(1);
  withdrawn.comment_state = CommentState::withdrawn;
  store->apply({withdrawn}, {}, now);
  EXPECT_THAT(store->due_effects(now, 10), IsEmpty());
  store->apply({request(1)}, {effect("k")}, now);
  EXPECT_THAT(store->due_effects(now, 10), SizeIs(1)) << "owed again when the request comes back";
}

TEST_F(StoreTest, KeepsWhatCouldNotBePostedUntilAPersonDecides) {
  store->apply({request(1)}, {effect("k")}, now);
  store->effect_dead(store->due_effects(now, 10).at(0), "refused");
  EXPECT_THAT(store->due_effects(now + 24h, 10), IsEmpty());
  reopen();
  const auto dead = store->dead_letters();
  ASSERT_THAT(dead, SizeIs(1));
  EXPECT_EQ(dead[0].trouble, "refused");
  EXPECT_TRUE(store->replay_dead_letter(dead[0].id, now));
  EXPECT_THAT(store->due_effects(now, 10), SizeIs(1));
  EXPECT_FALSE(store->drop_dead_letter(dead[0].id)) << "it is owed again, no dead letter";
}

TEST_F(StoreTest, RemembersNotes) {
  EXPECT_EQ(store->note("polled_at"), std::nullopt);
  store->set_note("polled_at", "1");
  store->set_note("polled_at", "2");
  reopen();
  EXPECT_EQ(store->note("polled_at"), "2");
}

TEST_F(StoreTest, MakesABackupThatOpens) {
  store->apply({request(1)}, {effect("k")}, now);
  store->backup(directory.file("copy.db"));
  SqliteStore copy(directory.file("copy.db"));
  EXPECT_EQ(copy.check(), "");
  EXPECT_EQ(copy.request(1), request(1));
  EXPECT_EQ(copy.counts().pending_effects, 1);
}

TEST_F(StoreTest, RefusesAFileOfANewerVersionAndAFileThatIsNoStore) {
  store.reset();
  {
    SQLite::Database newer(directory.file("store.db"), SQLite::OPEN_READWRITE);
    newer.exec("PRAGMA user_version = 999");
  }
  EXPECT_THROW(reopen(), std::runtime_error);
  std::ofstream(directory.file("store.db")) << std::string(5000, 'x');
  EXPECT_THROW(reopen(), std::exception);
}

}  // namespace
}  // namespace service
