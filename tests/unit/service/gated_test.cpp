#include "service/intake/gated.h"

#include "support/run.h"

#include <gtest/gtest.h>

namespace service {
namespace {

using namespace std::chrono_literals;

class Counting : public http::Transport {
 public:
  boost::asio::awaitable<http::Result> send(http::Request, http::Deadline) override {
    ++sent;
    co_return http::Response{.status = 200, .headers = {}, .body = "{}"};
  }
  int sent = 0;
};

class StoodClock : public Clock {
 public:
  [[nodiscard]] Time now() const override { return at; }
  Time at{1000s};
};

TEST(Gated, SendsNothingWhileTheGateIsClosed) {
  Counting network;
  StoodClock clock;
  Gate gate;
  Gated gated(network, gate, clock);
  boost::asio::io_context io;
  const auto call = [&] { return support::run(io, gated.send({.url = "http://b/"}, http::Deadline::max())); };

  EXPECT_TRUE(call().has_value());
  gate.note({.kind = bugzilla::ErrorKind::blocked, .message = "shut out"}, clock.at, 0.5);
  const auto refused = call();
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, http::FailureKind::cancelled);
  EXPECT_FALSE(refused.error().maybe_done);
  EXPECT_NE(refused.error().message.find("shut out"), std::string::npos);
  EXPECT_EQ(network.sent, 1);
  clock.at += Gate::shut_out;
  EXPECT_TRUE(call().has_value());
}

TEST(Gate, IsNotOpenedEarlierByWhatFailsWhileItIsClosed) {
  Gate gate;
  const Time now{1000s};
  gate.note({.kind = bugzilla::ErrorKind::blocked}, now, 0.5);
  for (int i = 0; i < 5; ++i) gate.note({.kind = bugzilla::ErrorKind::retry}, now + 1s, 0.0);
  EXPECT_FALSE(gate.is_open(now + Gate::shut_out - 1s));
  EXPECT_TRUE(gate.is_open(now + Gate::shut_out));
}

}  // namespace
}  // namespace service
