// So many requests at a time, in turn, and each within its deadline.

#include "bugzilla_client/http/limiter.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gmock/gmock.h>

#include <map>

namespace http {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

/// Answers a request when it is told to.
class HeldTransport : public Transport {
 public:
  explicit HeldTransport(boost::asio::io_context& io) : io_(io) {}

  boost::asio::awaitable<Result> send(Request request, Deadline) override {
    began.push_back(request.url);
    auto& timer = held_.try_emplace(request.url, io_, Deadline::max()).first->second;
    try {
      co_await timer.async_wait(boost::asio::use_awaitable);
    } catch (const boost::system::system_error&) {  // told to answer
    }
    co_return Response{.status = 200};
  }
  void answer(const std::string& url) { held_.at(url).cancel(); }

  std::vector<std::string> began;

 private:
  boost::asio::io_context& io_;
  std::map<std::string, boost::asio::steady_timer> held_;
};

class LimiterTest : public testing::Test {
 protected:
  void send(const std::string& url, Deadline deadline = std::chrono::steady_clock::now() + 1h) {
    Request request{.url = url};
    boost::asio::co_spawn(io, limiter.send(std::move(request), deadline),
                          [this, url](const std::exception_ptr&, const Result& result) {
                            ended.push_back(url + (result ? "" : ": " + result.error().message));
                          });
    io.restart();
    io.poll();
  }
  void answer(const std::string& url) {
    held.answer(url);
    io.restart();
    io.poll();
  }

  boost::asio::io_context io;
  HeldTransport held{io};
  Limiter limiter{held, 2};
  std::vector<std::string> ended;
};

TEST_F(LimiterTest, LetsSoManyThroughAndTheOthersInTurn) {
  for (const char* url : {"a", "b", "c", "d"}) send(url);
  EXPECT_THAT(held.began, ElementsAre("a", "b"));
  answer("b");
  EXPECT_THAT(held.began, ElementsAre("a", "b", "c"));
  answer("a");
  EXPECT_THAT(held.began, ElementsAre("a", "b", "c", "d"));
  answer("c");
  answer("d");
  EXPECT_THAT(ended, ElementsAre("b", "a", "c", "d"));
  send("e");
  send("f");
  EXPECT_EQ(held.began.size(), 6U) << "all places are free again";
}

TEST_F(LimiterTest, NeverSendsWhatDidNotGetItsTurnInTime) {
  send("a");
  send("b");
  send("late", std::chrono::steady_clock::now());
  EXPECT_THAT(ended, ElementsAre(testing::StartsWith("late: Earlier requests")));
  send("c");
  answer("a");
  EXPECT_THAT(held.began, ElementsAre("a", "b", "c"));
}

}  // namespace
}  // namespace http
