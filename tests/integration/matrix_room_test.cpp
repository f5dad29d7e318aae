// The stewards' room and the bot's account: what an operator has to see, and what mends itself.

#include "matrix_house.h"

#include <gmock/gmock.h>

namespace integration {
namespace {

using homeserver::Fault;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

TEST(MatrixRoom, ThatIsEncryptedIsRefused) {
  MatrixHouse house;
  house.server.state.set_state(house.room, MatrixHouse::stu, "m.room.encryption", "",
                               {{"algorithm", "m.megolm.v1.aes-sha2"}});
  house.start();
  house.owe("k");
  ASSERT_TRUE(house.until([&] { return !house.status().room_trouble.empty(); }));
  EXPECT_THAT(house.status().trouble(), HasSubstr("is encrypted"));
  house.advance(1h);
  ASSERT_TRUE(house.until([&] { return house.server.calls("m.room.encryption") == 2; }));
  EXPECT_THAT(house.said(), IsEmpty());
  EXPECT_EQ(house.message("k").attempts, 0) << "it waits, and is not used up";
}

TEST(MatrixRoom, ThatBecomesEncryptedIsLeftAlone) {
  MatrixHouse house;
  house.start();
  house.owe("a", "before");
  ASSERT_TRUE(house.until([&] { return house.is_sent("a") && house.status().synced_at; }));
  house.server.state.set_state(house.room, MatrixHouse::stu, "m.room.encryption", "",
                               {{"algorithm", "m.megolm.v1.aes-sha2"}});
  house.server.wake();
  ASSERT_TRUE(house.until([&] { return !house.status().room_trouble.empty(); }));
  house.owe("b", "after");
  house.advance(10min);
  ASSERT_TRUE(house.until([&] { return house.server.calls("m.room.encryption") >= 3; }));
  EXPECT_THAT(house.said(), ElementsAre("before"));
}

TEST(MatrixRoom, ThatIsUnknownIsNamed) {
  MatrixHouse house;
  house.settings.room = "#misspelt:localhost";
  house.start();
  ASSERT_TRUE(house.until([&] { return !house.status().room_trouble.empty(); }));
  EXPECT_THAT(house.status().trouble(),
              testing::AllOf(HasSubstr("#misspelt:localhost"), HasSubstr("matrix.room")));
}

TEST(MatrixRoom, ThatIsClosedIsEnteredAfterAnInvitation) {
  MatrixHouse house;
  const std::string closed = house.server.state.create_room(MatrixHouse::stu, "#closed:localhost", false);
  house.settings.room = "#closed:localhost";
  house.start();
  house.owe("k", "hello");
  ASSERT_TRUE(house.until([&] { return !house.status().room_trouble.empty() && house.status().synced_at; }));
  EXPECT_THAT(house.status().trouble(), HasSubstr("invite it"));
  house.server.state.invite(closed, MatrixHouse::stu, MatrixHouse::bot);
  house.server.wake();
  ASSERT_TRUE(house.until([&] { return house.is_sent("k"); }));
  EXPECT_THAT(house.said(closed), ElementsAre("hello"));
  EXPECT_EQ(house.status().trouble(), "");
}

TEST(MatrixRoom, IsEnteredLaterWhenTheHomeserverIsBusy) {
  MatrixHouse house;
  house.server.add_fault(
      {.kind = Fault::Kind::answer,
       .part = "/join/",
       .response = {
           .status = 429, .headers = {{"Retry-After", "9"}}, .body = R"({"errcode":"M_LIMIT_EXCEEDED"})"}});
  house.start();
  house.owe("k");
  ASSERT_TRUE(house.until([&] { return house.status().rate_limits == 1; }));
  house.go_round();
  EXPECT_EQ(house.server.calls("/join/"), 1U) << "one of the two loops asks, and waits";
  EXPECT_EQ(house.status().trouble(), "");
  house.advance(10s);
  ASSERT_TRUE(house.until([&] { return house.is_sent("k"); }));
}

TEST(MatrixRoom, ThatWasUpgradedWaitsForTheOperator) {
  MatrixHouse house;
  house.start();
  house.owe("a", "in the old room");
  ASSERT_TRUE(house.until([&] { return house.is_sent("a") && house.status().synced_at; }));
  const std::string next = house.server.state.upgrade(house.room, MatrixHouse::stu);
  house.server.wake();
  ASSERT_TRUE(house.until([&] { return !house.status().room_trouble.empty(); }));
  EXPECT_THAT(house.status().trouble(), testing::AllOf(HasSubstr(next), HasSubstr("follow_upgrades")));
  house.owe("b", "where to?");
  house.restart();
  ASSERT_TRUE(house.until([&] { return !house.status().room_trouble.empty(); })) << "a restart is no consent";
  EXPECT_FALSE(house.server.state.is_joined(MatrixHouse::bot, next));

  house.stop();
  house.settings.follow_upgrades = true;
  house.start();
  ASSERT_TRUE(house.until([&] { return house.is_sent("b"); }));
  EXPECT_THAT(house.said(), ElementsAre("in the old room"));
  EXPECT_THAT(house.said(next), ElementsAre("where to?"));

  house.stop();
  house.settings.follow_upgrades = false;
  house.start();
  house.owe("c", "at home");
  ASSERT_TRUE(house.until([&] { return house.is_sent("c"); })) << "the new room is the known one now";
}

TEST(MatrixRoom, ThatWasUpgradedIsNoticedBySendingToo) {
  MatrixHouse house;
  house.server.add_fault({.kind = Fault::Kind::lost, .part = "/sync", .times = -1});
  house.start();
  house.owe("a", "before");
  ASSERT_TRUE(house.until([&] { return house.is_sent("a"); }));
  house.server.state.upgrade(house.room, MatrixHouse::stu);
  house.owe("b", "after");
  ASSERT_TRUE(house.until([&] { return !house.status().room_trouble.empty(); }));
  EXPECT_EQ(house.message("b").state, service::MessageState::waiting);
}

TEST(MatrixRoom, IsEnteredAgainAfterAKick) {
  MatrixHouse house;
  house.start();
  house.owe("a", "before");
  ASSERT_TRUE(house.until([&] { return house.is_sent("a"); }));
  house.server.state.put_out(house.room, MatrixHouse::stu, MatrixHouse::bot, false);
  house.owe("b", "after");
  ASSERT_TRUE(house.until([&] { return house.is_sent("b"); }));
  EXPECT_THAT(house.said(), ElementsAre("before", "after"));
}

TEST(MatrixRoom, IsWaitedForDuringABan) {
  MatrixHouse house;
  house.start();
  house.owe("a", "before");
  ASSERT_TRUE(house.until([&] { return house.is_sent("a"); }));
  house.server.state.put_out(house.room, MatrixHouse::stu, MatrixHouse::bot, true);
  house.owe("b", "after");
  ASSERT_TRUE(house.until([&] { return !house.status().room_trouble.empty(); }));
  EXPECT_THAT(house.status().trouble(), HasSubstr("ban"));
  house.server.state.put_out(house.room, MatrixHouse::stu, MatrixHouse::bot, false);
  house.advance(6min);
  ASSERT_TRUE(house.until([&] { return house.is_sent("b"); }));
}

TEST(MatrixRoom, ThatForbidsTheBotToSpeakParksItsMessages) {
  MatrixHouse house;
  auto levels = house.server.state.state_of(house.room, "m.room.power_levels")->content;
  levels["events_default"] = 50;
  house.server.state.set_state(house.room, MatrixHouse::stu, "m.room.power_levels", "", levels);
  house.start();
  house.owe("k");
  ASSERT_TRUE(house.until([&] { return house.status().parked == 1; }));
  EXPECT_THAT(house.message("k").trouble, HasSubstr("power level"));
}

TEST(MatrixAccount, RenewsAnExpiredTokenAndKeepsTheNewOne) {
  MatrixHouse house;
  const homeserver::Session session = house.server.state.log_in(MatrixHouse::bot, "DATAREVIEWBOT", true);
  house.settings.access_token = service::Secret(session.token);
  house.settings.refresh_token = service::Secret(session.refresh);
  house.start();
  house.owe("a", "before");
  ASSERT_TRUE(house.until([&] { return house.is_sent("a"); }));
  house.advance(10min);
  house.owe("b", "after");
  ASSERT_TRUE(house.until([&] { return house.is_sent("b"); }));
  EXPECT_EQ(house.server.calls("/refresh"), 1U);
  house.restart();
  house.owe("c", "after a restart");
  ASSERT_TRUE(house.until([&] { return house.is_sent("c"); }));
  EXPECT_EQ(house.server.calls("/refresh"), 1U) << "the kept token is used, not the configured one";
  EXPECT_THAT(house.said(), SizeIs(3));
}

TEST(MatrixAccount, SurvivesAKillBetweenAnyTwoStepsOfARenewal) {
  int step = 0;
  for (bool was_killed = true; was_killed;) {
    SCOPED_TRACE(++step);
    MatrixHouse house;
    const homeserver::Session session = house.server.state.log_in(MatrixHouse::bot, "DATAREVIEWBOT", true);
    house.settings.access_token = service::Secret(session.token);
    house.settings.refresh_token = service::Secret(session.refresh);
    house.advance(10min);
    house.owe("k");
    house.start();
    house.axe.falls_at(step);
    ASSERT_TRUE(house.until([&] { return house.axe.has_fallen() || house.status().sent == 1; }));
    was_killed = house.axe.has_fallen();
    house.stop();
    house.axe.falls_at(0);
    house.start();
    ASSERT_TRUE(house.until([&] { return house.is_sent("k"); }));
    EXPECT_THAT(house.said(), SizeIs(1));
  }
  EXPECT_GE(step, 15);
}

TEST(MatrixAccount, LogsInWithItsPasswordAndTheSameDevice) {
  MatrixHouse house;
  house.settings.access_token = service::Secret();
  house.settings.password = service::Secret("secret");
  house.server.add_fault({.kind = Fault::Kind::cut, .part = "/send/"});
  house.start();
  house.owe("k");
  ASSERT_TRUE(house.until([&] { return house.status().failed_tries == 1; }));
  for (auto& [token, access] : house.server.state.tokens) access.expires_at = house.server.state.now();
  house.advance(1min);
  ASSERT_TRUE(house.until([&] { return house.is_sent("k"); }));
  EXPECT_EQ(house.server.calls("/login"), 2U);
  EXPECT_EQ(house.status().device, "DATAREVIEWBOT");
  EXPECT_THAT(house.said(), SizeIs(1)) << "the homeserver knows the transaction by its device";
}

TEST(MatrixAccount, ThatIsLoggedOutStopsAndTells) {
  MatrixHouse house;
  house.start();
  house.owe("a", "before");
  ASSERT_TRUE(house.until([&] { return house.is_sent("a"); }));
  house.server.state.log_out(house.token);
  house.owe("b", "after");
  ASSERT_TRUE(house.until([&] { return !house.status().account_trouble.empty(); }));
  EXPECT_THAT(house.status().trouble(), HasSubstr("access token"));
  house.go_round();  // what was under way then ends
  const std::size_t calls = house.server.requests().size();
  house.advance(50min);
  house.owe("c", "still");
  house.go_round();
  EXPECT_EQ(house.server.requests().size(), calls) << "nothing helps but an operator";
  // Who gives it another token.
  house.stop();
  house.settings.access_token =
      service::Secret(house.server.state.log_in(MatrixHouse::bot, "DATAREVIEWBOT").token);
  house.start();
  ASSERT_TRUE(house.until([&] { return house.is_sent("c"); }));
  EXPECT_THAT(house.said(), ElementsAre("before", "after", "still"));
}

TEST(MatrixAccount, MustBeTheConfiguredOne) {
  MatrixHouse house;
  house.settings.access_token = service::Secret(house.server.state.log_in(MatrixHouse::stu).token);
  house.start();
  ASSERT_TRUE(house.until([&] { return !house.status().account_trouble.empty(); }));
  EXPECT_THAT(house.status().trouble(),
              testing::AllOf(HasSubstr("@stu:localhost"), HasSubstr("matrix.user_id")));
}

TEST(MatrixAccount, ThatIsLockedKeepsItsMessages) {
  MatrixHouse house;
  house.start();
  ASSERT_TRUE(house.until([&] { return !house.status().room.empty(); }));
  house.server.state.users[MatrixHouse::bot].is_locked = true;
  house.owe("k");
  ASSERT_TRUE(house.until([&] { return !house.status().account_trouble.empty(); }));
  house.server.state.users[MatrixHouse::bot].is_locked = false;
  house.advance(6min);
  ASSERT_TRUE(house.until([&] { return house.is_sent("k"); }));
  // Sending and listening each find out by themselves.
  EXPECT_TRUE(house.until([&] { return house.status().trouble().empty(); }));
}

}  // namespace
}  // namespace integration
