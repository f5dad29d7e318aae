// The daemon against a real homeserver. tests/matrix_end_to_end.sh starts one and says where it is.

#include "integration/house.h"
#include "person.h"
#include "support/always_open.h"
#include "support/run.h"

#include <gmock/gmock.h>

#include <cstdlib>

namespace end_to_end {
namespace {

using integration::House;
using testing::AllOf;
using testing::HasSubstr;
using testing::SizeIs;

std::string given(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr)
    throw std::runtime_error(std::string(name) + " is not set; run tests/matrix_end_to_end.sh");
  return value;
}

class MatrixEndToEnd : public testing::Test {
 protected:
  MatrixEndToEnd() {
    house.settings.matrix = {.url = url,
                             .user_id = bot.user_id(),
                             .access_token = service::Secret(bot.token()),
                             .refresh_token = service::Secret(),
                             .password = service::Secret()};
  }

  /// Makes a room with an alias of its own and starts the daemon with it.
  std::string begin(const std::string& alias, bool is_encrypted = false) {
    std::string room = stu.create_room(alias, is_encrypted);
    house.settings.matrix.room = "#" + alias + ":localhost";
    house.start();
    return room;
  }
  void owe(const std::string& key, const std::string& body) {
    const service::FrozenMessage frozen =
        service::matrix::freeze({.key = key, .notifies = true, .body = body, .mentions = {stu.user_id()}});
    const service::Time now = house.clock.now();
    on_store([&](service::Store& store) { store.owe_message(frozen, {}, now); });
  }
  template <class Work>
  void on_store(Work work) {
    auto task = house.daemon().store().call([&](service::Store& store) {
      work(store);
      return true;
    });
    (void)support::run(house.io(), std::move(task));
  }
  service::OutgoingMessage message(const std::string& key) {
    service::OutgoingMessage out;
    on_store([&](service::Store& store) { out = store.message(key).value(); });
    return out;
  }
  [[nodiscard]] bool arrives(const std::string& key) {
    return house.until([&] { return message(key).state == service::MessageState::sent; });
  }
  /// Until the bot has sent so many messages since its start.
  [[nodiscard]] bool sends(std::int64_t count) {
    return house.until([&] { return house.daemon().matrix()->sent >= count; });
  }
  static void stop_homeserver() { ASSERT_EQ(std::system(given("DRB_SYNAPSE_STOP").c_str()), 0); }
  static void start_homeserver() { ASSERT_EQ(std::system(given("DRB_SYNAPSE_START").c_str()), 0); }
  static void restart_homeserver() {
    stop_homeserver();
    start_homeserver();
  }
  [[nodiscard]] bool has_trouble() {
    return house.until([&] { return !house.daemon().matrix()->room_trouble.empty(); });
  }

  const std::string url = given("DRB_SYNAPSE_URL");
  Person bot{url, "bot"};
  Person stu{url, "stu"};
  House house;
};

TEST_F(MatrixEndToEnd, AMessageIsReadByAnotherAndCounted) {
  const std::string room = begin("read");
  owe("k", "Bug 7 waits for you");
  ASSERT_TRUE(arrives("k"));
  const Person::Seen seen = stu.look_at(room, bot.user_id());
  ASSERT_THAT(seen.messages, SizeIs(1));
  EXPECT_EQ(seen.messages[0].at("body"), "Bug 7 waits for you");
  EXPECT_EQ(seen.highlights, 1);
  EXPECT_EQ(house.ask("GET", "/health").status, 200U);
}

/// The whole way: a flag on a bug, a reminder, a restart of the homeserver, a command, its answer, and the
/// end.
TEST_F(MatrixEndToEnd, AFlagBecomesAReminderThatAStewardAnswersInItsThread) {
  house.settings.reminders = support::always_open("steward@example.org", stu.user_id());
  const std::string room = begin("reminders");
  house.connect_webhook();
  ASSERT_TRUE(house.until([&] { return house.daemon().matrix()->synced_at.has_value(); }));
  const sandbox::Id bug = house.new_bug("Count clicks on the sidebar button");
  const sandbox::Id form = house.attach(bug, integration::demo_form("good-request"));
  ASSERT_TRUE(house.until([&] { return house.counts().open_requests == 1; }));
  ASSERT_TRUE(house.settles());
  EXPECT_THAT(stu.look_at(room, bot.user_id()).messages, SizeIs(0)) << "it waits for no time yet";

  house.advance(std::chrono::hours(48));
  ASSERT_TRUE(sends(1));
  Person::Seen seen = stu.look_at(room, bot.user_id());
  ASSERT_THAT(seen.messages, SizeIs(1));
  EXPECT_THAT(seen.messages[0].at("body").get<std::string>(),
              AllOf(HasSubstr("one data review waits for you"), HasSubstr("Bug " + std::to_string(bug)),
                    HasSubstr("waits 2 business days"), HasSubstr("“Count clicks on the sidebar button”")));
  EXPECT_EQ(seen.notifications, 1);
  EXPECT_EQ(seen.highlights, 1);

  restart_homeserver();
  const std::string command = stu.say(room, "!claim " + std::to_string(bug), seen.events[0]);
  ASSERT_TRUE(sends(2));
  seen = stu.look_at(room, bot.user_id());
  ASSERT_THAT(seen.messages, SizeIs(2)) << "and no reminder again";
  EXPECT_EQ(seen.messages[1].at("msgtype"), "m.notice");
  EXPECT_THAT(seen.messages[1].at("body").get<std::string>(), HasSubstr("is yours"));
  EXPECT_EQ(seen.messages[1].at("m.relates_to").at("event_id"), seen.events[0]) << "in the same thread";
  EXPECT_EQ(seen.messages[1].at("m.relates_to").at("m.in_reply_to").at("event_id"), command);
  EXPECT_THAT(house.ask("GET", "/").body, HasSubstr("claimed by steward@example.org"));

  house.set_flag(form, "+");
  ASSERT_TRUE(sends(3));
  seen = stu.look_at(room, bot.user_id());
  ASSERT_THAT(seen.messages, SizeIs(3));
  EXPECT_EQ(seen.messages[2].at("m.relates_to").at("rel_type"), "m.replace");
  EXPECT_THAT(seen.messages[2].at("m.new_content").at("body").get<std::string>(), HasSubstr("granted."));
  EXPECT_LE(seen.highlights, 1) << "neither the answer nor the edit calls anybody";
}

TEST_F(MatrixEndToEnd, AnEditOfWhatWasRedactedIsDropped) {
  const std::string room = begin("redacted");
  owe("k", "waits");
  ASSERT_TRUE(arrives("k"));
  const std::string event = message("k").event_id;
  stu.call(http::Method::put, "rooms/" + segment(room) + "/redact/" + segment(event) + "/r1");
  const service::FrozenMessage edit =
      service::matrix::freeze({.key = "k/done", .body = "done", .replaces = event});
  const service::Time now = house.clock.now();
  on_store([&](service::Store& store) { store.owe_message(edit, {}, now); });
  ASSERT_TRUE(arrives("k/done"));
  EXPECT_EQ(message("k/done").event_id, "");
}

TEST_F(MatrixEndToEnd, AStewardIsHeardInADirectChatAndToldWhyNotInAnEncryptedOne) {
  house.settings.reminders = support::always_open("steward@example.org", stu.user_id());
  begin("direct");
  ASSERT_TRUE(house.until([&] { return house.daemon().matrix()->synced_at.has_value(); }));
  const std::string closed = stu.create_chat(bot.user_id(), true);
  const std::string open = stu.create_chat(bot.user_id(), false);
  stu.say(open, "help");
  ASSERT_TRUE(sends(1));
  EXPECT_THAT(stu.look_at(open, bot.user_id()).messages.at(0).at("body").get<std::string>(),
              HasSubstr("!queue"));
  const Json member = stu.call(http::Method::get,
                               "rooms/" + segment(closed) + "/state/m.room.member/" + segment(bot.user_id()));
  EXPECT_EQ(member.value("membership", ""), "leave");
  EXPECT_THAT(member.value("reason", ""), HasSubstr("cannot read encrypted chats"));
}

TEST_F(MatrixEndToEnd, ARestartOfTheHomeserverDoublesAndLosesNothing) {
  const std::string room = begin("restart");
  owe("before", "before the restart");
  const auto content = message("before").message.content;
  ASSERT_TRUE(arrives("before"));
  const std::string event = message("before").event_id;
  stop_homeserver();
  owe("during", "while it was down");
  ASSERT_TRUE(house.until([&] { return message("during").attempts >= 1; }));
  start_homeserver();
  // As if the first answer had been lost: the same transaction again.
  service::OutgoingMessage again = message("before");
  again.state = service::MessageState::waiting;
  again.message.content = content;
  again.tried_at = house.clock.now();
  again.event_id.clear();
  on_store([&](service::Store& store) { store.save_message(again); });
  house.advance(std::chrono::hours(1));
  ASSERT_TRUE(arrives("before"));
  ASSERT_TRUE(arrives("during"));
  EXPECT_EQ(message("before").event_id, event);
  EXPECT_THAT(stu.look_at(room, bot.user_id()).messages, SizeIs(2));
}

TEST_F(MatrixEndToEnd, WhatMayHaveBeenPostedIsFoundByItsOwnId) {
  const std::string room = begin("found");
  owe("k", "said once");
  const auto content = message("k").message.content;
  ASSERT_TRUE(arrives("k"));
  service::OutgoingMessage again = message("k");
  const std::string event = again.event_id;
  again.state = service::MessageState::waiting;
  again.message.content = content;
  again.tried_at = house.clock.now();
  again.tried_device = "ANOTHER";  // the homeserver would not know the transaction
  again.event_id.clear();
  on_store([&](service::Store& store) { store.save_message(again); });
  ASSERT_TRUE(arrives("k"));
  EXPECT_EQ(message("k").event_id, event);
  EXPECT_THAT(stu.look_at(room, bot.user_id()).messages, SizeIs(1));
}

TEST_F(MatrixEndToEnd, AnEncryptedRoomIsRefused) {
  const std::string room = begin("encrypted", true);
  owe("k", "never said");
  ASSERT_TRUE(has_trouble());
  EXPECT_THAT(house.ask("GET", "/health").body, HasSubstr("is encrypted"));
  EXPECT_THAT(stu.look_at(room, bot.user_id()).messages, SizeIs(0));
}

TEST_F(MatrixEndToEnd, AKickedBotComesBack) {
  const std::string room = begin("kick");
  owe("before", "before");
  ASSERT_TRUE(arrives("before"));
  stu.call(http::Method::post, "rooms/" + segment(room) + "/kick", {{"user_id", bot.user_id()}});
  owe("after", "after");
  ASSERT_TRUE(arrives("after"));
  EXPECT_THAT(stu.look_at(room, bot.user_id()).messages, SizeIs(2));
}

TEST_F(MatrixEndToEnd, AnUpgradeWaitsForTheOperator) {
  const std::string room = begin("upgrade");
  owe("before", "before");
  ASSERT_TRUE(arrives("before"));
  const std::string next =
      stu.call(http::Method::post, "rooms/" + segment(room) + "/upgrade", {{"new_version", "12"}})
          .value("replacement_room", "");
  ASSERT_TRUE(has_trouble()) << "the sync tells";
  owe("after", "after");
  house.stop();
  house.settings.matrix.follow_upgrades = true;
  house.start();
  ASSERT_TRUE(arrives("after"));
  EXPECT_THAT(stu.look_at(next, bot.user_id()).messages, SizeIs(1));
}

}  // namespace
}  // namespace end_to_end
