// From the outbox to the room: each message once, whatever the homeserver, the network or a signal does.

#include "matrix_house.h"
#include "support/run.h"

#include <gmock/gmock.h>

#include <functional>

namespace integration {
namespace {

using homeserver::Fault;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

http::Response answer(unsigned status, const std::string& body = "{}") {
  return {.status = status, .headers = {}, .body = body};
}

TEST(MatrixSend, ArrivesOnceAndNotifiesWhomItMentions) {
  MatrixHouse house;
  house.start();
  house.owe("reminder/7/1", "Bug 7 waits for you");
  ASSERT_TRUE(house.until([&] { return house.is_sent("reminder/7/1"); }));
  EXPECT_THAT(house.said(), ElementsAre("Bug 7 waits for you"));
  EXPECT_EQ(house.server.state.unread(MatrixHouse::stu, house.room),
            (homeserver::State::Unread{.notifications = 1, .highlights = 1}));
  EXPECT_EQ(house.message("reminder/7/1").event_id, house.server.state.events.back().id);
  EXPECT_THAT(house.message("reminder/7/1").message.content, IsEmpty()) << "no longer kept here";
  EXPECT_EQ(house.status().trouble(), "");
}

TEST(MatrixSend, SaysNothingTwiceThoughItIsOwedTwice) {
  MatrixHouse house;
  house.start();
  house.owe("reminder/7/1", "one wording");
  ASSERT_TRUE(house.until([&] { return house.is_sent("reminder/7/1"); }));
  house.owe("reminder/7/1", "another wording");
  house.owe("reminder/7/2", "the next step");
  ASSERT_TRUE(house.until([&] { return house.is_sent("reminder/7/2"); }));
  EXPECT_THAT(house.said(), ElementsAre("one wording", "the next step"));
}

TEST(MatrixSend, SurvivesAKillBetweenAnyTwoSteps) {
  int step = 0;
  for (bool was_killed = true; was_killed;) {
    SCOPED_TRACE(++step);
    MatrixHouse house;
    house.owe("reminder/7/1", "first");
    house.owe("reminder/7/2", "second");
    house.start();
    house.axe.falls_at(step);
    const auto both_are_sent = [&] { return house.said().size() == 2 && house.status().sent == 2; };
    ASSERT_TRUE(house.until([&] { return house.axe.has_fallen() || both_are_sent(); }));
    was_killed = house.axe.has_fallen();
    house.stop();
    house.axe.falls_at(0);
    house.start();
    ASSERT_TRUE(house.until([&] { return house.is_sent("reminder/7/1") && house.is_sent("reminder/7/2"); }));
    EXPECT_THAT(house.said(), ElementsAre("first", "second"));
  }
  // Sign in, resolve, join, look, note, then for each message note, send, note: all have been cut once.
  EXPECT_GE(step, 25);
}

/// The rarer ways of a message: an edit, one that is shortened, one that is looked for after a day.
struct Way {
  const char* name;
  std::function<void(MatrixHouse&)> prepare;
  std::size_t said;
};

class MatrixKill : public testing::TestWithParam<Way> {};

TEST_P(MatrixKill, BetweenAnyTwoStepsDoublesAndLosesNothing) {
  int step = 0;
  for (bool was_killed = true; was_killed;) {
    SCOPED_TRACE(++step);
    MatrixHouse house;
    house.start();
    GetParam().prepare(house);
    const std::int64_t sent = house.status().sent;
    house.axe.falls_at(step);
    house.advance(1min);
    ASSERT_TRUE(house.until([&] { return house.axe.has_fallen() || house.status().sent > sent; }));
    was_killed = house.axe.has_fallen();
    house.stop();
    house.axe.falls_at(0);
    house.advance(1min);
    house.start();
    ASSERT_TRUE(house.until([&] { return house.is_sent("k"); }));
    EXPECT_THAT(house.said(), SizeIs(GetParam().said));
    EXPECT_FALSE(house.message("k").event_id.empty());
  }
  EXPECT_GE(step, 6);
}

void owe_edit(MatrixHouse& house) {
  house.owe("first", "waits");
  ASSERT_TRUE(house.until([&] { return house.is_sent("first"); }));
  house.owe({.key = "k", .body = "done", .replaces = house.message("first").event_id});
}

void owe_too_much(MatrixHouse& house) {
  ASSERT_TRUE(house.until([&] { return !house.status().room.empty(); }));
  house.server.add_fault({.kind = Fault::Kind::answer, .part = "/send/", .response = answer(413)});
  house.owe("k", std::string(3000, 'x'));
}

void owe_after_a_day(MatrixHouse& house) {
  house.server.add_fault({.kind = Fault::Kind::cut, .part = "/send/"});
  house.owe("k", "said once");
  ASSERT_TRUE(house.until([&] { return house.status().failed_tries == 1; }));
  house.advance(25h);
}

INSTANTIATE_TEST_SUITE_P(, MatrixKill,
                         testing::Values(Way{"OfAnEdit", owe_edit, 2}, Way{"OfAShortening", owe_too_much, 1},
                                         Way{"OfALookIntoThePast", owe_after_a_day, 1}),
                         [](const auto& each) { return each.param.name; });

TEST(MatrixSend, RepeatsTheSameTransactionWhenTheAnswerIsLost) {
  for (const auto kind : {Fault::Kind::cut, Fault::Kind::lost, Fault::Kind::refuse}) {
    MatrixHouse house;
    house.server.add_fault({.kind = kind, .part = "/send/", .times = 2});
    house.start();
    house.owe("k");
    ASSERT_TRUE(
        house.until([&] { return house.server.calls("/send/") == 1 && house.status().failed_tries == 1; }));
    house.advance(1min);
    ASSERT_TRUE(house.until([&] { return house.status().failed_tries == 2; }));
    house.advance(2min);
    ASSERT_TRUE(house.until([&] { return house.is_sent("k"); }));
    EXPECT_THAT(house.said(), SizeIs(1));
    EXPECT_EQ(house.server.state.transactions.size(), 1U);
  }
}

TEST(MatrixSend, LooksBeforeItRepeatsAfterADay) {
  for (const auto kind : {Fault::Kind::cut, Fault::Kind::lost}) {
    MatrixHouse house;
    house.server.add_fault({.kind = kind, .part = "/send/"});
    house.start();
    house.owe("k");
    ASSERT_TRUE(house.until([&] { return house.status().failed_tries == 1; }));
    for (int i = 0; i < 250; ++i) house.server.state.say(MatrixHouse::stu, house.room, "chatter");
    house.advance(25h);
    ASSERT_TRUE(house.until([&] { return house.is_sent("k"); }));
    EXPECT_THAT(house.said(), SizeIs(1)) << "the homeserver has forgotten the transaction by now";
    EXPECT_EQ(house.server.calls("/send/"), kind == Fault::Kind::cut ? 1U : 2U);
  }
}

TEST(MatrixSend, BelievesNobodyElsesCopyOfItsId) {
  MatrixHouse house;
  house.server.add_fault({.kind = Fault::Kind::lost, .part = "/send/"});
  house.start();
  house.owe("k");
  ASSERT_TRUE(house.until([&] { return house.status().failed_tries == 1; }));
  house.server.state.add_event(MatrixHouse::stu, house.room, "m.room.message",
                               homeserver::Json::parse(house.message("k").message.content));
  house.advance(25h);
  ASSERT_TRUE(house.until([&] { return house.is_sent("k"); }));
  EXPECT_THAT(house.said(), SizeIs(1));
}

TEST(MatrixSend, LooksBeforeItRepeatsFromAnotherDevice) {
  MatrixHouse house;
  house.server.add_fault({.kind = Fault::Kind::cut, .part = "/send/"});
  house.start();
  house.owe("k");
  ASSERT_TRUE(house.until([&] { return house.status().failed_tries == 1; }));
  house.stop();
  house.settings.access_token = service::Secret(house.server.state.log_in(MatrixHouse::bot, "OTHER").token);
  house.advance(1min);
  house.start();
  ASSERT_TRUE(house.until([&] { return house.is_sent("k"); }));
  EXPECT_THAT(house.said(), SizeIs(1));
}

TEST(MatrixSend, KeepsTheOrderWithinARoom) {
  MatrixHouse house;
  house.server.add_fault({.kind = Fault::Kind::lost, .part = "/send/"});
  house.start();
  house.owe("a", "first");
  house.owe("b", "second");
  ASSERT_TRUE(house.until([&] { return house.status().failed_tries == 1; }));
  EXPECT_THAT(house.said(), IsEmpty());
  house.advance(1min);
  ASSERT_TRUE(house.until([&] { return house.is_sent("b"); }));
  EXPECT_THAT(house.said(), ElementsAre("first", "second"));
}

TEST(MatrixSend, WaitsWithTheWholeAccountWhenToldTo) {
  MatrixHouse house;
  house.start();
  ASSERT_TRUE(house.until([&] { return !house.status().room.empty(); }));
  homeserver::User& user = house.server.state.users[MatrixHouse::bot];
  user.is_rate_limited = true;
  user.tokens = 1;
  user.counted_at = house.server.state.now();
  house.owe("a", "first");
  house.owe("b", "second");
  ASSERT_TRUE(house.until([&] { return house.status().rate_limits == 1; }));
  const std::size_t calls = house.server.calls("/send/");
  house.go_round();
  EXPECT_EQ(house.server.calls("/send/"), calls) << "no call while it waits";
  EXPECT_TRUE(house.is_sent("a"));
  EXPECT_EQ(house.status().trouble(), "") << "nothing is wrong";
  house.advance(6s);
  ASSERT_TRUE(house.until([&] { return house.is_sent("b"); }));
  EXPECT_THAT(house.said(), ElementsAre("first", "second"));
}

/// Nothing is called while the account waits: not for another room, and the sync neither.
TEST(MatrixSend, WaitsInEveryRoomAndWithListeningToo) {
  MatrixHouse house;
  const std::string chat = house.server.state.create_room(MatrixHouse::bot, "", false);
  house.start();
  ASSERT_TRUE(house.until([&] { return house.status().synced_at && house.server.calls("since=") >= 1; }));
  house.server.add_fault({.kind = Fault::Kind::answer,
                          .part = "/send/",
                          .response = answer(429, R"({"errcode":"M_LIMIT_EXCEEDED"})")});
  house.owe("a", "in the room");
  house.owe({.key = "b", .room = chat, .body = "in the chat"});
  ASSERT_TRUE(house.until([&] { return house.status().rate_limits == 1; }));
  house.server.state.say(MatrixHouse::stu, house.room, "!queue");
  house.server.wake();  // the poll that was under way ends
  ASSERT_TRUE(house.until([&] { return house.status().heard == 1; }));
  const std::size_t calls = house.server.requests().size();
  house.go_round();
  EXPECT_EQ(house.server.requests().size(), calls);
  house.advance(6s);  // it named no time: five seconds
  ASSERT_TRUE(house.until([&] { return house.said().size() == 2 && house.said(chat).size() == 1; }));
}

/// An account without a device, as an application service may have: transactions are known until a restart.
TEST(MatrixSend, LooksBeforeItRepeatsWithoutADevice) {
  MatrixHouse house;
  for (auto& [token, access] : house.server.state.tokens) access.device.clear();
  house.server.add_fault({.kind = Fault::Kind::cut, .part = "/send/"});
  house.start();
  house.owe("k");
  ASSERT_TRUE(house.until([&] { return house.status().failed_tries == 1; }));
  house.server.state.transactions.clear();  // the homeserver was restarted
  house.advance(1min);
  ASSERT_TRUE(house.until([&] { return house.is_sent("k"); }));
  EXPECT_THAT(house.said(), SizeIs(1));
}

/// The homeserver refuses, and nothing in the room explains it.
TEST(MatrixSend, ParksWhatIsRefusedWithoutAReasonAfterAFewTries) {
  MatrixHouse house;
  house.server.add_fault({.kind = Fault::Kind::answer,
                          .part = "/send/",
                          .times = -1,
                          .response = answer(403, R"({"errcode":"M_FORBIDDEN","error":"spam"})")});
  house.start();
  house.owe("k");
  for (int i = 2; i <= 5; ++i) {  // the second try follows at once
    ASSERT_TRUE(house.until([&] { return house.message("k").server_errors == i; }));
    EXPECT_EQ(house.message("k").state, i < 5 ? service::MessageState::waiting : service::MessageState::dead);
    house.advance(1h);
  }
  EXPECT_THAT(house.message("k").trouble, HasSubstr("spam"));
}

/// As when the listening loop has just entered the room that the bot was put out of.
TEST(MatrixSend, SendsAtOnceWhatWasRefusedForSomethingThatPassed) {
  MatrixHouse house;
  house.server.add_fault({.kind = Fault::Kind::answer,
                          .part = "/send/",
                          .response = answer(403, R"({"errcode":"M_FORBIDDEN","error":"not in room"})")});
  house.start();
  house.owe("k");
  EXPECT_TRUE(house.until([&] { return house.is_sent("k"); })) << "and no time has passed";
}

TEST(MatrixSend, ParksAMessageThatBreaksTheServerAndGoesOn) {
  MatrixHouse house;
  house.server.add_fault(
      {.kind = Fault::Kind::answer,
       .part = "/send/",
       .times = 5,
       .response = answer(500, R"({"errcode":"M_UNKNOWN","error":"Internal server error"})")});
  house.start();
  house.owe("poison");
  house.owe("next", "the next");
  for (int i = 1; i <= 5; ++i) {
    ASSERT_TRUE(house.until([&] { return house.server.calls("/send/") >= static_cast<std::size_t>(i); }));
    ASSERT_TRUE(house.until([&] { return house.message("poison").server_errors == i; }));
    house.advance(1h);
  }
  ASSERT_TRUE(house.until([&] { return house.is_sent("next"); }));
  EXPECT_THAT(house.said(), ElementsAre("the next"));
  const auto dead = house.dead_letters();
  ASSERT_THAT(dead, SizeIs(1));
  EXPECT_THAT(dead[0].id, testing::StartsWith("message-"));
  EXPECT_THAT(dead[0].trouble, HasSubstr("Internal server error"));
  // An operator replays it.
  const std::string id = dead[0].id;
  const service::Time now = house.clock.now();
  auto replay = house.store().call([&](service::Store& store) { return store.replay_dead_letter(id, now); });
  EXPECT_TRUE(support::run(house.io(), std::move(replay)));
  ASSERT_TRUE(house.until([&] { return house.is_sent("poison"); }));
  EXPECT_THAT(house.said(), SizeIs(2));
}

TEST(MatrixSend, ShortensWhatIsTooLargeForThisServer) {
  MatrixHouse house;
  house.server.add_fault({.kind = Fault::Kind::answer,
                          .part = "/send/",
                          .response = answer(413, R"({"errcode":"M_TOO_LARGE","error":"event too large"})")});
  house.start();
  house.owe("k", std::string(3000, 'x'));
  ASSERT_TRUE(house.until([&] { return house.is_sent("k"); }));
  ASSERT_THAT(house.said(), SizeIs(1));
  EXPECT_LT(house.said()[0].size(), 1600U);
  EXPECT_THAT(house.said()[0], testing::EndsWith("…"));
}

TEST(MatrixSend, ParksWhatIsRefusedForGood) {
  MatrixHouse house;
  house.server.add_fault({.kind = Fault::Kind::answer,
                          .part = "/send/",
                          .response = answer(400, R"({"errcode":"M_BAD_JSON","error":"no"})")});
  house.start();
  house.owe("bad");
  house.owe("good", "good");
  ASSERT_TRUE(house.until([&] { return house.is_sent("good"); }));
  EXPECT_EQ(house.message("bad").state, service::MessageState::dead);
  EXPECT_THAT(house.said(), ElementsAre("good"));
}

TEST(MatrixSend, SendsNothingThatWasTakenBackWhileItLookedAtTheRoom) {
  MatrixHouse house;
  const std::string chat = house.server.state.create_room(MatrixHouse::bot, "", false);
  house.owe({.key = "k", .room = chat, .body = "no longer so"});
  house.server.meanwhile("m.room.encryption", [&] {
    house.on_store([](service::Store& store) { store.take_back_message("k"); });
  });
  house.start();
  ASSERT_TRUE(house.until([&] { return house.server.calls("m.room.encryption") >= 2; }));
  house.owe({.key = "other", .room = chat, .body = "said"});
  ASSERT_TRUE(house.until([&] { return house.is_sent("other"); }));
  EXPECT_THAT(house.said(chat), ElementsAre("said"));
}

/// A text that was taken from a message after a try of which nobody knows how it ended.
TEST(MatrixSend, FindsOutWhetherWhatTurnedPrivateWasSaidAndDoesNotSayIt) {
  for (const auto kind : {Fault::Kind::cut, Fault::Kind::lost}) {
    MatrixHouse house;
    house.server.add_fault({.kind = kind, .part = "/send/"});
    house.start();
    house.owe("k");
    ASSERT_TRUE(house.until([&] { return house.status().failed_tries == 1; }));
    house.on_store([&](service::Store& store) {
      service::Request turned{.attachment = 1, .bug = MatrixHouse::bug};
      store.apply({turned}, {}, house.clock.now());
      turned.is_private = true;
      store.apply({turned}, {}, house.clock.now());
    });
    house.owe("next");
    house.advance(1min);
    ASSERT_TRUE(house.until([&] { return house.is_sent("next"); }));
    EXPECT_THAT(house.said(), SizeIs(kind == Fault::Kind::cut ? 2 : 1)) << "only what had been said before";
    EXPECT_EQ(house.server.calls("/send/"), 2U);
  }
}

TEST(MatrixSend, EditsNothingThatSomebodyTookBack) {
  for (const bool is_redacted : {false, true}) {
    MatrixHouse house;
    house.start();
    house.owe("k", "waits");
    ASSERT_TRUE(house.until([&] { return house.is_sent("k"); }));
    const std::string event = house.message("k").event_id;
    if (is_redacted) house.server.state.redact(event, MatrixHouse::stu);
    house.owe({.key = "k/done", .body = "done", .replaces = event});
    ASSERT_TRUE(house.until([&] { return house.is_sent("k/done"); }));
    EXPECT_EQ(house.message("k/done").event_id.empty(), is_redacted);
    EXPECT_EQ(house.server.calls("/send/"), is_redacted ? 1U : 2U);
    EXPECT_THAT(house.dead_letters(), IsEmpty());
  }
}

TEST(MatrixSend, TakesAProxysPageForNoAnswer) {
  MatrixHouse house;
  house.server.add_fault(
      {.kind = Fault::Kind::spoil, .part = "/send/", .response = answer(200, "<html>Welcome</html>")});
  house.start();
  house.owe("k");
  ASSERT_TRUE(house.until([&] { return house.status().failed_tries == 1; }));
  house.advance(1min);
  ASSERT_TRUE(house.until([&] { return house.is_sent("k"); }));
  EXPECT_THAT(house.said(), SizeIs(1));
}

}  // namespace
}  // namespace integration
