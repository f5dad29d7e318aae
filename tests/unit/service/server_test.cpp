// The web server's edges: what it reads and for how long, and what it answers then.

#include "service/web/server.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>

#include <thread>

namespace web {
namespace {

namespace asio = boost::asio;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using namespace std::chrono_literals;

/// Lets nobody into "/closed" and tells others how much they sent.
class Counter : public Handler {
 public:
  std::optional<Response> refuse(const Head& head) override {
    if (head.path == "/closed") return problem(401, "Not authorized", "Not authorized.");
    return std::nullopt;
  }
  asio::awaitable<Response> handle(Head, std::string body) override {
    co_return Response{.body = std::to_string(body.size()) + " bytes"};
  }
  asio::awaitable<Response> handle_too_large(Head) override { co_return Response{.body = "too many bytes"}; }
};

class ServerTest : public testing::Test {
 protected:
  ~ServerTest() override {
    io.stop();
    if (thread.joinable()) thread.join();
  }
  /// `patience` of an hour: whatever ends then was not ended by it.
  asio::ip::tcp::socket connect(Patience patience = {1h, 1h}) {
    server.emplace(io, "127.0.0.1", 0, counter, patience);
    server->start();
    thread = std::thread([this] { io.run(); });
    asio::ip::tcp::socket out(own);
    out.connect({asio::ip::address_v4::loopback(), server->port()});
    return out;
  }
  static void send(asio::ip::tcp::socket& socket, const std::string& bytes) {
    asio::write(socket, asio::buffer(bytes));
  }
  /// All that comes until the server ends the connection.
  static std::string rest(asio::ip::tcp::socket& socket) {
    std::string out;
    boost::system::error_code end;
    asio::read(socket, asio::dynamic_buffer(out), end);
    return out;
  }
  static std::string post(const std::string& path, std::size_t length, const std::string& more = "") {
    return "POST " + path + " HTTP/1.1\r\nHost: b\r\nContent-Length: " + std::to_string(length) + "\r\n" +
           more + "\r\n";
  }
  static constexpr const char* last = "Connection: close\r\n";

  Counter counter;
  asio::io_context io{1};
  asio::io_context own;
  std::optional<Server> server;
  std::thread thread;
};

TEST_F(ServerTest, EndsAConnectionWhoseHeaderDoesNotCome) {
  auto socket = connect({.idle = 20ms, .read = 1h});
  send(socket, "POST / HTTP/1.1\r\nHost: b\r\n");
  EXPECT_THAT(rest(socket), IsEmpty());
}

TEST_F(ServerTest, EndsAConnectionWhoseBodyDoesNotCome) {
  auto socket = connect({.idle = 1h, .read = 20ms});
  send(socket, post("/", 10) + "abc");
  EXPECT_THAT(rest(socket), IsEmpty());
}

/// Who may not send is told so by the header alone: not a byte of the body has been sent.
TEST_F(ServerTest, RefusesBeforeItReadsTheBody) {
  auto socket = connect();
  send(socket, post("/closed", 1000));
  EXPECT_THAT(rest(socket), StartsWith("HTTP/1.1 401"));
}

TEST_F(ServerTest, TakesABodyUpToTheLimit) {
  auto socket = connect();
  send(socket, post("/", limits::body_bytes, last) + std::string(limits::body_bytes, 'x'));
  EXPECT_THAT(rest(socket), HasSubstr("1048576 bytes"));
}

/// Who is still sending does not hear an answer: it comes after the whole body, and the connection is as good
/// as before.
TEST_F(ServerTest, ReadsALargerOneToItsEndAndAnswersThen) {
  auto socket = connect();
  send(socket, post("/", 3 * limits::body_bytes) + std::string(3 * limits::body_bytes, 'x'));
  send(socket, post("/", limits::body_bytes + 1) + std::string(limits::body_bytes + 1, 'x'));
  send(socket, post("/", 2, last) + "ab");
  const std::string answers = rest(socket);
  EXPECT_THAT(answers, testing::ContainsRegex("too many bytes"));
  EXPECT_THAT(answers.substr(answers.rfind("HTTP/1.1")), HasSubstr("2 bytes"));
  EXPECT_NE(answers.find("too many bytes"), answers.rfind("too many bytes"));
}

TEST_F(ServerTest, ReadsABodyThatComesInChunks) {
  auto socket = connect();
  std::string large;
  for (int i = 0; i < 20; ++i) large += "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
  const std::string head = "POST / HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n";
  send(socket, head + "\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n");
  send(socket, head + last + "\r\n" + large + "0\r\n\r\n");
  const std::string answers = rest(socket);
  EXPECT_THAT(answers, HasSubstr("3 bytes"));
  EXPECT_THAT(answers, HasSubstr("too many bytes"));
}

TEST_F(ServerTest, RefusesAHeaderThatIsTooLargeOrNoHttp) {
  auto socket = connect();
  send(socket, "GET /" + std::string(20'000, 'x') + " HTTP/1.1\r\n\r\n");
  EXPECT_THAT(rest(socket), StartsWith("HTTP/1.1 431"));
  asio::ip::tcp::socket other(own);
  other.connect({asio::ip::address_v4::loopback(), server->port()});
  send(other, "hello\r\n\r\n");
  EXPECT_THAT(rest(other), StartsWith("HTTP/1.1 400"));
}

}  // namespace
}  // namespace web
