// From what people say to an answer: each thing heard once, and only what is meant for the bot.

#include "matrix_house.h"

#include <gmock/gmock.h>

namespace integration {
namespace {

using homeserver::Fault;
using homeserver::Json;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

/// A messenger that has begun to listen.
class Listening : public testing::Test {
 protected:
  void begin() {
    house.start();
    ASSERT_TRUE(house.until([&] { return house.status().synced_at && house.server.calls("since=") >= 1; }));
  }
  std::string say(const std::string& text, const std::string& who = MatrixHouse::stu) {
    const std::string id = house.server.state.say(who, house.room, text);
    house.server.wake();
    return id;
  }
  [[nodiscard]] bool heard(std::int64_t count) {
    return house.until([&] { return house.status().heard >= count; });
  }
  MatrixHouse house;
};

TEST_F(Listening, AnswersWhatIsSaidInTheRoom) {
  begin();
  const std::string asked = say("!queue");
  ASSERT_TRUE(house.until([&] { return house.said().size() == 1; }));
  EXPECT_THAT(house.said(), ElementsAre("You said: !queue"));
  EXPECT_EQ(house.server.state.messages(house.room, MatrixHouse::bot)[0].at("m.relates_to"),
            (Json{{"m.in_reply_to", {{"event_id", asked}}}}));
}

TEST_F(Listening, ActsOnNothingThatWasSaidBeforeItFirstCame) {
  say("!queue");
  say("!release 7");
  begin();
  say("!help");
  ASSERT_TRUE(heard(1));
  ASSERT_TRUE(house.until([&] { return house.said().size() == 1; }));
  EXPECT_THAT(house.said(), ElementsAre("You said: !help"));
}

TEST_F(Listening, HearsWhatWasSaidWhileItWasAway) {
  begin();
  house.stop();
  for (int i = 0; i < 170; ++i) say(std::to_string(i));
  house.start();
  ASSERT_TRUE(house.until([&] { return house.said().size() == 170; }));
  EXPECT_EQ(house.said().front(), "You said: 0");
  EXPECT_EQ(house.said().back(), "You said: 169");
}

TEST_F(Listening, IgnoresItselfNoticesEditsAndWhatIsNoText) {
  begin();
  house.server.state.say(MatrixHouse::bot, house.room, "!queue");
  house.server.state.say(MatrixHouse::stu, house.room, "!queue", "m.notice");
  house.server.state.say(MatrixHouse::stu, house.room, "!queue", "m.emote");
  Json edit = {{"msgtype", "m.text"},
               {"body", "* !queue"},
               {"m.relates_to", {{"rel_type", "m.replace"}, {"event_id", "$x"}}}};
  house.server.state.add_event(MatrixHouse::stu, house.room, "m.room.message", std::move(edit));
  house.server.state.add_event(MatrixHouse::stu, house.room, "m.room.message", {{"body", 5}});
  house.server.state.add_event(MatrixHouse::stu, house.room, "m.sticker", {{"body", "!queue"}});
  say("!help");
  ASSERT_TRUE(heard(1));
  EXPECT_EQ(house.status().heard, 1);
}

TEST_F(Listening, SurvivesAKillBetweenAnyTwoStepsAndAnswersOnce) {
  int step = 0;
  for (bool was_killed = true; was_killed;) {
    SCOPED_TRACE(++step);
    MatrixHouse own;
    own.start();
    ASSERT_TRUE(own.until([&] { return own.status().synced_at && own.server.calls("since=") >= 1; }));
    own.axe.falls_at(step);
    own.server.state.say(MatrixHouse::stu, own.room, "!queue");
    own.server.wake();
    ASSERT_TRUE(own.until([&] { return own.axe.has_fallen() || own.status().sent == 1; }));
    was_killed = own.axe.has_fallen();
    own.stop();
    own.axe.falls_at(0);
    own.start();
    own.server.wake();
    ASSERT_TRUE(own.until([&] { return own.said().size() == 1; }));
    own.server.state.say(MatrixHouse::stu, own.room, "!help");
    own.server.wake();
    ASSERT_TRUE(own.until([&] { return own.said().size() == 2; }));
    EXPECT_THAT(own.said(), ElementsAre("You said: !queue", "You said: !help"));
  }
  EXPECT_GE(step, 8);
}

TEST_F(Listening, HearsNothingTwiceAfterAKickAndAReturn) {
  for (int i = 0; i < 60; ++i) say("!release 7");  // more than a sync tells at once
  house.advance(1h);
  begin();
  say("!queue");
  ASSERT_TRUE(house.until([&] { return house.said().size() == 1; }));
  house.server.state.put_out(house.room, MatrixHouse::stu, MatrixHouse::bot, false);
  house.server.wake();
  ASSERT_TRUE(house.until([&] { return house.server.state.is_joined(MatrixHouse::bot, house.room); }));
  say("!help");
  ASSERT_TRUE(house.until([&] { return house.said().size() == 2; }));
  EXPECT_EQ(house.status().heard, 2) << "the whole past was told again";
}

TEST_F(Listening, StartsOverWhenItsPlaceIsUnknown) {
  begin();
  house.server.add_fault({.kind = Fault::Kind::answer,
                          .part = "since=",
                          .response = {.status = 400,
                                       .headers = {},
                                       .body = R"({"errcode":"M_UNKNOWN","error":"Invalid stream token"})"}});
  say("!lost");
  ASSERT_TRUE(heard(1)) << "the poll that was under way hears it; the next one is refused";
  ASSERT_TRUE(house.until([&] { return house.server.calls("timeout=0") == 2; }));
  ASSERT_TRUE(house.until([&] { return house.status().sync_trouble.empty(); }));
  say("!help");
  ASSERT_TRUE(heard(2));
}

TEST_F(Listening, GoesOnAfterTheNetworkFailed) {
  house.server.add_fault({.kind = Fault::Kind::lost, .part = "/sync", .times = 3});
  begin();
  say("!queue");
  ASSERT_TRUE(house.until([&] { return house.said().size() == 1; }));
  EXPECT_EQ(house.status().trouble(), "");
}

TEST_F(Listening, FollowsAStewardIntoADirectChat) {
  begin();
  const std::string chat = house.server.state.create_room(MatrixHouse::stu, "", false);
  house.server.state.invite(chat, MatrixHouse::stu, MatrixHouse::bot, true);
  house.server.wake();
  ASSERT_TRUE(house.until([&] { return house.server.state.is_joined(MatrixHouse::bot, chat); }));
  house.server.state.say(MatrixHouse::stu, chat, "!queue");
  house.server.wake();
  ASSERT_TRUE(house.until([&] { return house.said(chat).size() == 1; }));
  house.restart();
  house.server.state.say(MatrixHouse::stu, chat, "!help");
  house.server.wake();
  ASSERT_TRUE(house.until([&] { return house.said(chat).size() == 2; }))
      << "the chat is known after a restart";
  EXPECT_THAT(house.said(), IsEmpty());
}

TEST_F(Listening, FollowsNobodyElse) {
  begin();
  const std::string stranger = "@stranger:localhost";
  const std::string chat = house.server.state.create_room(stranger, "", false);
  house.server.state.invite(chat, stranger, MatrixHouse::bot, true);
  const std::string group = house.server.state.create_room(MatrixHouse::stu, "", false);
  house.server.state.invite(group, MatrixHouse::stu, MatrixHouse::bot, false);
  const std::string encrypted = house.server.state.create_room(stranger, "", false);
  house.server.state.set_state(encrypted, stranger, "m.room.encryption", "", Json::object());
  house.server.state.invite(encrypted, stranger, MatrixHouse::bot, true);
  say("!help");
  ASSERT_TRUE(heard(1));
  for (const std::string& each : {chat, group, encrypted})
    EXPECT_EQ(house.server.state.rooms.at(each).members.at(MatrixHouse::bot), "invite") << "not a word";
}

TEST_F(Listening, TellsAStewardWhyItDoesNotComeIntoAnEncryptedChat) {
  begin();
  const std::string chat = house.server.state.create_room(MatrixHouse::stu, "", false);
  house.server.state.set_state(chat, MatrixHouse::stu, "m.room.encryption", "", Json::object());
  house.server.state.invite(chat, MatrixHouse::stu, MatrixHouse::bot, true);
  house.server.wake();
  const auto& members = house.server.state.rooms.at(chat).members;
  ASSERT_TRUE(house.until([&] { return members.at(MatrixHouse::bot) == "leave"; }));
  EXPECT_EQ(house.server.state.state_of(chat, "m.room.member", MatrixHouse::bot)->content.at("reason"),
            "No encryption, please.");
}

TEST_F(Listening, FollowsAnInvitationThoughTheFirstTryFailed) {
  begin();
  house.server.add_fault({.kind = Fault::Kind::lost, .part = "/join/", .times = 3});
  const std::string chat = house.server.state.create_room(MatrixHouse::stu, "", false);
  house.server.state.invite(chat, MatrixHouse::stu, MatrixHouse::bot, true);
  house.server.wake();
  EXPECT_TRUE(house.until([&] { return house.server.state.is_joined(MatrixHouse::bot, chat); }));
}

TEST_F(Listening, HearsWhatWasSaidWhileItWasAwayThoughReadingItFailsAtFirst) {
  begin();
  house.stop();
  for (int i = 0; i < 70; ++i) say(std::to_string(i));
  house.server.add_fault({.kind = Fault::Kind::lost, .part = "/messages", .times = 3});
  house.start();
  ASSERT_TRUE(house.until([&] { return house.said().size() == 70; }));
  EXPECT_EQ(house.said().front(), "You said: 0");
}

/// A room whose past can never be read must not keep the bot from hearing anything.
TEST_F(Listening, GoesOnWithoutWhatCannotBeReadHoweverOftenItIsTried) {
  for (const unsigned status : {403U, 502U}) {
    MatrixHouse own;
    own.start();
    ASSERT_TRUE(own.until([&] { return own.status().synced_at && own.server.calls("since=") >= 1; }));
    own.stop();
    for (int i = 0; i < 70; ++i) own.server.state.say(MatrixHouse::stu, own.room, std::to_string(i));
    own.server.add_fault({.kind = Fault::Kind::answer,
                          .part = "/messages",
                          .times = -1,
                          .response = {.status = status, .headers = {}, .body = "{}"}});
    own.start();
    ASSERT_TRUE(own.until([&] { return own.said().size() == 50; }));
    EXPECT_EQ(own.said().front(), "You said: 20") << "what the sync itself told";
    EXPECT_EQ(own.server.calls("/messages"), status == 403 ? 1U : 10U);
  }
}

TEST_F(Listening, ActsOnNothingAMonthOldAfterAKickAndAReturn) {
  begin();
  say("!release 7");
  ASSERT_TRUE(heard(1));
  house.advance(31 * 24h);
  say("!queue");
  ASSERT_TRUE(heard(2));
  house.server.state.put_out(house.room, MatrixHouse::stu, MatrixHouse::bot, false);
  house.server.wake();
  ASSERT_TRUE(house.until([&] { return house.server.state.is_joined(MatrixHouse::bot, house.room); }));
  say("!help");
  ASSERT_TRUE(house.until([&] { return house.said().size() == 3; }));
  EXPECT_EQ(house.status().heard, 3) << "the month-old command was told again";
}

TEST_F(Listening, ParksWhatItWouldSayInAChatThatItWasPutOutOf) {
  begin();
  const std::string chat = house.server.state.create_room(MatrixHouse::stu, "", false);
  house.server.state.invite(chat, MatrixHouse::stu, MatrixHouse::bot, true);
  house.server.wake();
  ASSERT_TRUE(house.until([&] { return house.server.state.is_joined(MatrixHouse::bot, chat); }));
  house.server.state.put_out(chat, MatrixHouse::stu, MatrixHouse::bot, false);
  house.owe({.key = "k", .room = chat, .body = "too late"});
  house.owe("other", "in the room");
  ASSERT_TRUE(house.until([&] { return house.is_sent("other") && house.status().parked == 1; }));
  EXPECT_THAT(house.said(chat), IsEmpty());
  EXPECT_THAT(house.dead_letters(), SizeIs(1));
}

}  // namespace
}  // namespace integration
