// What one loop learns of the room while the other looks at it.

#include "service/matrix/room.h"

#include "homeserver/homeserver.h"
#include "service/store/sql/sqlite.h"
#include "support/hand_clock.h"
#include "support/run.h"
#include "support/temporary_directory.h"

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

namespace service::matrix {
namespace {

using namespace std::chrono_literals;

class RoomTest : public testing::Test {
 protected:
  RoomTest() {
    for (const char* user : {"@bot:localhost", "@stu:localhost"}) server.state.add_user(user);
    id = server.state.create_room("@stu:localhost", "#stewards:localhost");
    settings = {.url = homeserver::Homeserver::url,
                .user_id = "@bot:localhost",
                .access_token = Secret(server.state.log_in("@bot:localhost", "DEVICE").token),
                .refresh_token = Secret(),
                .password = Secret(),
                .room = "#stewards:localhost"};
    if (!support::run(io, session.ready())) throw std::runtime_error("not signed in");
  }
  std::optional<std::string> enter() { return support::run(io, room.enter()); }

  support::HandClock clock;
  support::TemporaryDirectory directory;
  homeserver::Homeserver server{[] { return 0; }};
  boost::asio::io_context io{1};  // the store's thread lets go of it last
  MatrixSettings settings;
  Client client{homeserver::Homeserver::url, server};
  StoreThread store{
      std::make_unique<Store>(std::make_unique<sql::SqliteConnection>(directory.file("store.db")), 180s)};
  Status status;
  Session session{client, settings, store, clock, status};
  Room room{client, session, settings, store, clock, status};
  std::string id;
};

TEST_F(RoomTest, IsLookedAtAgainWhenItChangesDuringALook) {
  server.meanwhile("/state/m.room.tombstone", [&] { room.look_again(); });
  EXPECT_EQ(enter(), std::nullopt) << "whether it is encrypted was asked before";
  EXPECT_EQ(enter(), id);
  EXPECT_EQ(server.calls("m.room.encryption"), 2U);
  EXPECT_EQ(enter(), id);
  EXPECT_EQ(server.calls("m.room.encryption"), 2U) << "and holds for an hour";
}

/// A kick: the room may be written to again when the one who looks has entered it.
TEST_F(RoomTest, IsNotWrittenToWhileAnotherLooks) {
  ASSERT_EQ(enter(), id);
  room.look_again();
  std::optional<std::string> other = "not asked yet";
  const auto asks = [&]() -> boost::asio::awaitable<void> { other = co_await room.enter(); };
  const auto hear = [](const std::exception_ptr& error) {
    if (error) std::rethrow_exception(error);
  };
  server.meanwhile("/join/", [&] { boost::asio::co_spawn(io, asks, hear); });
  EXPECT_EQ(enter(), id);
  EXPECT_EQ(other, std::nullopt);
  EXPECT_EQ(server.calls("/join/"), 2U);
}

}  // namespace
}  // namespace service::matrix
