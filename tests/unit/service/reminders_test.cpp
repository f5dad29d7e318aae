// From a waiting request, or a command, to a row in the outbox: each once, whenever the process dies.

#include "service/outbox/reminders.h"

#include "remind/desk_room.h"
#include "support/database.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <atomic>
#include <barrier>
#include <thread>

namespace service {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using namespace std::chrono_literals;

/// A connection whose process dies at its n-th commit, before it or after it.
class MortalConnection : public sql::SqliteConnection {
 public:
  MortalConnection(const std::string& path, int& left, bool dies_after)
      : SqliteConnection(path), left_(left), dies_after_(dies_after) {}

  void commit() override {
    const bool dies = --left_ == 0;
    if (dies && !dies_after_) throw sql::Failure("died before the commit");
    SqliteConnection::commit();
    if (dies) throw sql::Failure("died after the commit");
  }

 private:
  int& left_;
  bool dies_after_;
};

class RemindersTest : public testing::Test {
 protected:
  RemindersTest() { store->apply({waiting_request(1, 101, "stu@example.org", asked)}, {}, asked); }

  [[nodiscard]] std::unique_ptr<Store> open() const {
    return std::make_unique<Store>(std::make_unique<sql::SqliteConnection>(directory.file("store.db")), 180s);
  }
  [[nodiscard]] RoomContext context() const {
    return {.wording = wording,
            .settings = settings,
            .bugzilla_url = "https://b.example",
            .queue_url = "https://queue.example/"};
  }
  /// The contents of what waits in the outbox, oldest first.
  std::vector<nlohmann::json> owed() {
    std::vector<nlohmann::json> out;
    while (true) {
      auto due = store->due_messages(now + 1000h, 100);
      if (due.empty()) return out;
      for (OutgoingMessage& each : due) {
        out.push_back(nlohmann::json::parse(each.message.content));
        each.state = MessageState::sent;
        store->save_message(each);
      }
    }
  }
  static HeardMessage heard(const std::string& body, const std::string& event = "$1") {
    return {.room = "!room", .sender = "@stu:example.org", .event_id = event, .body = body};
  }

  const std::string room = "!room";
  const Time asked = at("2026-11-23 10:00");
  const Time now = at("2026-11-25 10:00");
  Wording wording = *Wording::parse("");
  ReminderSettings settings = desk_room();
  support::TemporaryDirectory directory;
  std::unique_ptr<Store> store = open();
};

TEST_F(RemindersTest, PutsAReminderIntoTheOutboxOnce) {
  EXPECT_EQ(remind(*store, context(), now - 1s), 0);
  EXPECT_EQ(remind(*store, context(), now), 1);
  EXPECT_EQ(remind(*store, context(), now), 0);
  store = open();
  EXPECT_EQ(remind(*store, context(), now + 1h), 0);
  const auto messages = owed();
  ASSERT_THAT(messages, SizeIs(1));
  EXPECT_EQ(messages[0].at("msgtype"), "m.text");
  EXPECT_EQ(messages[0].at("m.mentions"), nlohmann::json({{"user_ids", {"@stu:example.org"}}}));
  EXPECT_THAT(messages[0].at("body").get<std::string>(), HasSubstr("Bug 101"));
  EXPECT_THAT(messages[0].at("formatted_body").get<std::string>(), HasSubstr("<li>"));
}

TEST_F(RemindersTest, MentionsNobodyInTheRoom) {
  settings.stewards.clear();
  EXPECT_EQ(remind(*store, context(), now), 1);
  const auto messages = owed();
  EXPECT_EQ(messages.at(0).at("msgtype"), "m.text") << "the room is told, so it must count as unread";
  EXPECT_EQ(messages.at(0).at("m.mentions"), nlohmann::json::object());
}

TEST_F(RemindersTest, RemindsOnceWheneverTheProcessDies) {
  for (const bool dies_after : {false, true}) {
    support::TemporaryDirectory own;
    const std::string file = own.file("store.db");
    {
      Store first(std::make_unique<sql::SqliteConnection>(file), 180s);
      first.apply({waiting_request(1, 101, "stu@example.org", asked)}, {}, asked);
    }
    int commits = 2;  // the first is opening's
    Store mortal(std::make_unique<MortalConnection>(file, commits, dies_after), 180s);
    EXPECT_THROW(remind(mortal, context(), now), sql::Failure);
    store = std::make_unique<Store>(std::make_unique<sql::SqliteConnection>(file), 180s);
    remind(*store, context(), now);
    EXPECT_THAT(owed(), SizeIs(1)) << dies_after;
  }
}

class TwoReplicas : public RemindersTest, public testing::WithParamInterface<support::DatabaseKind> {};

INSTANTIATE_TEST_SUITE_P(, TwoReplicas,
                         testing::Values(support::DatabaseKind::sqlite, support::DatabaseKind::postgres),
                         [](const auto& each) { return support::name_of(each.param); });

TEST_P(TwoReplicas, RemindOnceThoughTheyDecideAtTheSameTime) {
  const auto database = support::new_database(GetParam());
  if (!database) GTEST_SKIP() << "PostgreSQL 15 is not installed: apt-get install postgresql-15";
  store = std::make_unique<Store>(database->connect(), 180s);
  store->apply({waiting_request(1, 101, "stu@example.org", asked)}, {}, asked);
  for (Time when = now; when < now + 240h; when += 24h) {
    std::atomic<int> reminders = 0;
    std::barrier start(2);
    const auto replica = [&] {
      Store own(database->connect(), 180s);
      start.arrive_and_wait();
      try {
        reminders += remind(own, context(), when);
      } catch (const sql::Failure&) {
        // The other was quicker; nothing of this one's is kept.
      }
    };
    std::thread one(replica);
    std::thread other(replica);
    one.join();
    other.join();
    EXPECT_LE(reminders, 1);
  }
  EXPECT_THAT(store->sent_steps(now), SizeIs(3));
  EXPECT_THAT(owed(), SizeIs(3)) << "first, room, owner";
}

/// An outage of the homeserver: what could not be sent is not sent hours later as it was.
class LateReminders : public RemindersTest {
 protected:
  /// What the reminder clock does at a tick.
  void tick(Time when) {
    tidy_up(*store, context(), room, when);
    remind(*store, context(), when);
  }
  /// The bodies of what waits, tried or not.
  std::vector<std::string> waiting() {
    std::vector<std::string> out;
    for (const OutgoingMessage& each : store->due_messages(now + 1000h, 100))
      out.push_back(nlohmann::json::parse(each.message.content).at("body"));
    return out;
  }
};

TEST_F(LateReminders, AreDecidedAnewSoThatOnlyTheLastStepIsTold) {
  for (Time when = now; when < now + 216h; when += 7min) tick(when);
  EXPECT_THAT(waiting(), ElementsAre(HasSubstr("@olga:example.org: one data review waits for you.")));
  EXPECT_THAT(waiting(), ElementsAre(HasSubstr("waits 8 business days for @stu:example.org")));
  EXPECT_THAT(store->sent_steps(now), SizeIs(1)) << "the steps before were never told";
}

TEST_F(LateReminders, AreNotToldAtNight) {
  tick(at("2026-11-25 17:58"));
  EXPECT_THAT(waiting(), SizeIs(1));
  tick(at("2026-11-25 18:04"));
  EXPECT_THAT(waiting(), IsEmpty());
  tick(at("2026-11-26 08:59"));
  EXPECT_THAT(waiting(), IsEmpty());
  tick(at("2026-11-26 09:00"));
  EXPECT_THAT(waiting(), SizeIs(1));
}

TEST_F(LateReminders, HeedWhatStewardsSaidMeanwhile) {
  tick(now);
  store->change_desk(Snooze{.bug = 101, .login = "stu@example.org", .until = now + 72h});
  tick(now + 1min);
  EXPECT_THAT(waiting(), SizeIs(1)) << "it may be on its way this minute";
  tick(now + 6min);
  EXPECT_THAT(waiting(), IsEmpty());
}

TEST_F(LateReminders, ThatMayHaveBeenSentAreNotTouched) {
  tick(now);
  OutgoingMessage tried = store->due_messages(now, 1).at(0);
  tried.tried_at = now;
  store->save_message(tried);
  tick(now + 6min);
  EXPECT_EQ(store->message(tried.message.key), tried);
}

TEST_F(LateReminders, KeepNothingOfABugThatTurnsPrivate) {
  tick(now);
  Request turned = waiting_request(1, 101, "stu@example.org", asked);
  turned.is_private = true;
  store->apply({turned}, {}, now);
  EXPECT_THAT(waiting(), IsEmpty());
  tick(now + 1min);
  EXPECT_THAT(waiting(), ElementsAre(testing::AllOf(HasSubstr("Bug 101"), Not(HasSubstr("Count clicks")))));
}

/// A reminder whose request was granted, in whatever state it is in the outbox.
class Overtaken : public RemindersTest {
 protected:
  Overtaken() {
    remind(*store, context(), now);
    Request granted = waiting_request(1, 101, "stu@example.org", asked);
    granted.open = false;
    granted.outcome = "granted";
    reminder = store->due_messages(now, 1).at(0);
    store->apply({granted}, {}, now);
  }
  /// Tidies up twice; what waits then.
  std::vector<std::string> after_tidying() {
    store->save_message(reminder);
    tidy_up(*store, context(), room, now);
    tidy_up(*store, context(), room, now);
    std::vector<std::string> out;
    for (const OutgoingMessage& each : store->due_messages(now + 24h, 100)) out.push_back(each.message.key);
    return out;
  }
  void is_sent() {
    reminder.state = MessageState::sent;
    reminder.event_id = "$event";
    reminder.tried_room = room;
  }
  OutgoingMessage reminder;
};

TEST_F(Overtaken, IsEditedOnce) {
  is_sent();
  EXPECT_THAT(after_tidying(), ElementsAre(reminder.message.key + "/done"));
}

TEST_F(Overtaken, IsTakenBackWhereItWasNotTried) {
  EXPECT_THAT(after_tidying(), IsEmpty());
  EXPECT_EQ(store->message(reminder.message.key), std::nullopt);
}

TEST_F(Overtaken, IsWaitedForWhereItMayHaveBeenSent) {
  reminder.tried_at = now;
  EXPECT_THAT(after_tidying(), ElementsAre(reminder.message.key));
  is_sent();
  EXPECT_THAT(after_tidying(), ElementsAre(reminder.message.key + "/done"));
}

TEST_F(Overtaken, StaysADeadLetter) {
  reminder.state = MessageState::dead;
  EXPECT_THAT(after_tidying(), IsEmpty());
  EXPECT_THAT(store->dead_letters(), SizeIs(1));
}

TEST_F(Overtaken, LeavesNoNewLineWhereItWasDropped) {
  reminder.state = MessageState::dead;
  store->save_message(reminder);
  ASSERT_TRUE(store->drop_dead_letter(store->dead_letters().at(0).id));
  reminder = *store->message(reminder.message.key);
  EXPECT_THAT(after_tidying(), IsEmpty()) << "nothing is there that could be edited";
}

TEST_F(Overtaken, IsLeftInARoomThatWasReplaced) {
  is_sent();
  reminder.tried_room = "!before-the-upgrade";
  EXPECT_THAT(after_tidying(), IsEmpty()) << "an edit has to be in the room of what it edits";
}

TEST_F(RemindersTest, StoresACommandsEffectsWithItsAnswer) {
  CommandHandler handler(context());
  handler.hear(*store, heard("!claim 101"), now);
  handler.hear(*store, heard("!recheck 7", "$2"), now);
  store = open();
  EXPECT_THAT(store->desk().claims, ElementsAre(Claim{.bug = 101, .login = "stu@example.org", .since = now}));
  ASSERT_THAT(store->take_looks(now, 10), SizeIs(1));
  const auto messages = owed();
  ASSERT_THAT(messages, SizeIs(2));
  EXPECT_EQ(messages[0].at("msgtype"), "m.notice");
  EXPECT_EQ(messages[0].at("m.mentions"), nlohmann::json::object());
  EXPECT_EQ(messages[0].at("m.relates_to").at("m.in_reply_to").at("event_id"), "$1");
}

TEST_F(RemindersTest, AnswersInTheThreadInWhichItWasAsked) {
  CommandHandler handler(context());
  HeardMessage message = heard("!help");
  message.thread = "$root";
  handler.hear(*store, message, now);
  EXPECT_EQ(owed().at(0).at("m.relates_to"), (nlohmann::json{{"rel_type", "m.thread"},
                                                             {"event_id", "$root"},
                                                             {"is_falling_back", false},
                                                             {"m.in_reply_to", {{"event_id", "$1"}}}}));
}

TEST_F(RemindersTest, SaysNothingToWhatIsNotForTheBot) {
  CommandHandler handler(context());
  handler.hear(*store, heard("good morning"), now);
  HeardMessage stranger = heard("!claim 101");
  stranger.sender = "@mallory:example.org";
  handler.hear(*store, stranger, now);
  EXPECT_THAT(owed(), IsEmpty());
  EXPECT_EQ(store->desk(), Desk{});
}

TEST_F(RemindersTest, AnswersInADirectChatThereAndLetsStewardsAloneBeginOne) {
  CommandHandler handler(context());
  HeardMessage message = heard("!help");
  message.is_direct = true;
  handler.hear(*store, message, now);
  ASSERT_THAT(store->due_messages(now, 10), SizeIs(1));
  EXPECT_EQ(store->due_messages(now, 10)[0].message.room, "!room");
  EXPECT_TRUE(handler.may_invite("@stu:example.org"));
  EXPECT_FALSE(handler.may_invite("@mallory:example.org"));
}

}  // namespace
}  // namespace service
