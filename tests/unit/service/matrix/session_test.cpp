// How long the account waits, and whose tokens it uses.

#include "service/matrix/session.h"

#include "homeserver/homeserver.h"
#include "service/store/sql/sqlite.h"
#include "support/hand_clock.h"
#include "support/run.h"
#include "support/temporary_directory.h"

#include <gmock/gmock.h>

namespace service::matrix {
namespace {

using namespace std::chrono_literals;

constexpr const char* bot = "@bot:localhost";

/// One replica: its own session over the store that all share.
struct Replica {
  Replica(homeserver::Homeserver& server, const MatrixSettings& settings, const Clock& clock,
          const std::string& file)
      : client(homeserver::Homeserver::url, server),
        store(std::make_unique<Store>(std::make_unique<sql::SqliteConnection>(file), 180s)),
        session(client, settings, store, clock, status) {}

  bool is_ready() { return support::run(io, session.ready()); }

  boost::asio::io_context io{1};  // the store's thread lets go of it last
  Client client;
  StoreThread store;
  Status status;
  Session session;
};

class SessionTest : public testing::Test {
 protected:
  SessionTest() {
    server.state.add_user(bot);
    const homeserver::Session given = server.state.log_in(bot, "DEVICE", true);
    settings = {.url = homeserver::Homeserver::url,
                .user_id = bot,
                .access_token = Secret(given.token),
                .refresh_token = Secret(given.refresh),
                .password = Secret()};
  }
  Replica replica() { return {server, settings, clock, directory.file("store.db")}; }
  static Error rate_limited(std::optional<std::chrono::seconds> wait) {
    return {
        .trouble = Trouble::rate_limited, .status = 429, .errcode = "", .message = "", .retry_after = wait};
  }

  support::HandClock clock;
  support::TemporaryDirectory directory;
  homeserver::Homeserver server{[this] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(clock.time.time_since_epoch()).count();
  }};
  MatrixSettings settings;
};

TEST_F(SessionTest, WaitsFiveSecondsWhereItIsNotToldHowLong) {
  Replica one = replica();
  one.session.note(rate_limited(std::nullopt));
  EXPECT_TRUE(one.session.is_paused());
  EXPECT_FALSE(one.is_ready());
  clock.time += 4s;
  EXPECT_TRUE(one.session.is_paused());
  clock.time += 1s;
  EXPECT_FALSE(one.session.is_paused());
}

TEST_F(SessionTest, DoesNotEndALongPauseForAShorterOne) {
  Replica one = replica();
  one.session.note(rate_limited(600s));
  one.session.note(rate_limited(1s));
  clock.time += 599s;
  EXPECT_TRUE(one.session.is_paused());
  one.session.note(rate_limited(60s));
  clock.time += 59s;
  EXPECT_TRUE(one.session.is_paused()) << "a pause that ends later counts";
}

TEST_F(SessionTest, TakesTheTokensThatAnotherReplicaRenewed) {
  Replica one = replica();
  Replica other = replica();
  ASSERT_TRUE(one.is_ready());
  ASSERT_TRUE(other.is_ready());
  const Error expired{
      .trouble = Trouble::expired, .status = 401, .errcode = "", .message = "", .retry_after = {}};
  clock.time += 10min;
  other.session.note(expired);
  ASSERT_TRUE(other.is_ready());
  one.session.note(expired);
  EXPECT_TRUE(one.is_ready()) << one.status.account_trouble;
  EXPECT_EQ(server.calls("/refresh"), 1U);
}

}  // namespace
}  // namespace service::matrix
