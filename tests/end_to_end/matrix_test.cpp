// The daemon against a real homeserver. tests/matrix_end_to_end.sh starts one and says where it is.

#include "integration/house.h"
#include "person.h"
#include "support/run.h"

#include <gmock/gmock.h>

#include <cstdlib>

namespace end_to_end {
namespace {

using integration::House;
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
    on_store([&](service::Store& store) { store.owe_message(frozen, now); });
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

TEST_F(MatrixEndToEnd, ARestartOfTheHomeserverDoublesAndLosesNothing) {
  const std::string room = begin("restart");
  owe("before", "before the restart");
  const auto content = message("before").message.content;
  ASSERT_TRUE(arrives("before"));
  const std::string event = message("before").event_id;
  ASSERT_EQ(std::system(given("DRB_SYNAPSE_STOP").c_str()), 0);
  owe("during", "while it was down");
  ASSERT_TRUE(house.until([&] { return message("during").attempts >= 1; }));
  ASSERT_EQ(std::system(given("DRB_SYNAPSE_START").c_str()), 0);
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
