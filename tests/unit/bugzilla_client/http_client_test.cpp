// The real transport against servers on loopback that behave, break off, lie and stay silent.

#include "bugzilla_client/http/client.h"
#include "sandbox/server.h"
#include "support/run.h"
#include "support/script_server.h"
#include "support/temporary_directory.h"

#include <gmock/gmock.h>

#include <cstdlib>

namespace http {
namespace {

using namespace std::chrono_literals;
using support::ScriptServer;

class HttpClientTest : public testing::Test {
 protected:
  Result get(const std::string& url, std::chrono::milliseconds within = 30s, bool repeatable = true) {
    return send({.method = Method::get, .url = url, .headers = {}, .body = {}, .repeatable = repeatable},
                within);
  }
  Result send(Request request, std::chrono::milliseconds within = 30s) {
    if (!client) client.emplace(io.get_executor(), options);
    return support::run(io, client->send(std::move(request), std::chrono::steady_clock::now() + within));
  }
  static std::string at(std::uint16_t port, const std::string& path = "/") {
    return "http://127.0.0.1:" + std::to_string(port) + path;
  }

  boost::asio::io_context io{1};
  ClientOptions options;
  std::optional<Client> client;
};

FailureKind kind_of(const Result& result) {
  EXPECT_FALSE(result.has_value());
  return result ? FailureKind::cancelled : result.error().kind;
}

TEST_F(HttpClientTest, ReusesAConnection) {
  sandbox::Server server;
  for (int i = 0; i < 5; ++i) ASSERT_EQ(get(server.url() + "/rest/version")->status, 200U);
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpClientTest, OpensANewConnectionWhenTheOldOneHasDied) {
  sandbox::Server server;
  ASSERT_EQ(get(server.url() + "/rest/version")->status, 200U);
  server.add_fault({.kind = sandbox::Fault::Kind::closed});
  EXPECT_EQ(get(server.url() + "/rest/version")->status, 200U)
      << "a read is tried again over a fresh connection";
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpClientTest, NeverSendsAgainWhatMayHaveBeenDone) {
  sandbox::Server server;
  ASSERT_EQ(get(server.url() + "/rest/version")->status, 200U);
  server.add_fault({.kind = sandbox::Fault::Kind::closed, .method = "POST"});
  const auto result = send(
      {.method = Method::post, .url = server.url() + "/rest/bug/1/comment", .headers = {}, .body = "{}"});
  EXPECT_EQ(kind_of(result), FailureKind::closed);
  EXPECT_TRUE(result.error().maybe_done);
  EXPECT_EQ(server.requests().size(), 2U);
}

TEST_F(HttpClientTest, GivesUpAtTheDeadline) {
  sandbox::Server server;
  server.add_fault({.kind = sandbox::Fault::Kind::never});
  const auto result = get(server.url() + "/rest/version", 100ms);
  EXPECT_EQ(kind_of(result), FailureKind::timed_out);
  EXPECT_TRUE(result.error().maybe_done);
}

TEST_F(HttpClientTest, TellsWhatIsWrongWithAnAnswer) {
  struct AnswerCase {
    std::string bytes;
    FailureKind kind;
  };
  options.response_bytes = 1000;
  const std::string large_header = "HTTP/1.1 200 OK\r\nX: " + std::string(70000, 'x') + "\r\n\r\n";
  for (const AnswerCase& each :
       {AnswerCase{"", FailureKind::closed},
        AnswerCase{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", FailureKind::closed},
        AnswerCase{"SSH-2.0-OpenSSH\r\n\r\n", FailureKind::malformed},
        AnswerCase{"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n", FailureKind::too_large},
        AnswerCase{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n500\r\n" + std::string(1280, 'x'),
                   FailureKind::too_large},
        AnswerCase{large_header, FailureKind::too_large}}) {
    SCOPED_TRACE(each.bytes.substr(0, 60));
    ScriptServer server(each.bytes);
    const auto result = get(at(server.port()));
    EXPECT_EQ(kind_of(result), each.kind);
    EXPECT_FALSE(result.error().message.empty());
  }
}

TEST_F(HttpClientTest, ReadsAnAnswerWithoutALength) {
  ScriptServer server("HTTP/1.0 200 OK\r\nX-One: 1\r\n\r\nto the end");
  const auto result = get(at(server.port()));
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(result->body, "to the end");
  EXPECT_EQ(result->header("x-one"), "1");
}

TEST_F(HttpClientTest, DoesNotFollowARedirect) {
  ScriptServer elsewhere("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  ScriptServer server("HTTP/1.1 302 Found\r\nLocation: " + at(elsewhere.port()) +
                      "\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(get(at(server.port()))->status, 302U);
  EXPECT_EQ(elsewhere.requests(), 0);
}

TEST_F(HttpClientTest, TellsThatNobodyListens) {
  std::uint16_t port = 0;
  {
    port = ScriptServer("").port();
  }
  const auto result = get(at(port));
  EXPECT_EQ(kind_of(result), FailureKind::connect);
  EXPECT_FALSE(result.error().maybe_done);
}

TEST_F(HttpClientTest, RefusesAddressesThatAreNone) {
  for (const char* url : {"", "bugzilla.mozilla.org", "ftp://127.0.0.1/", "http://",
                          "http://user:word@127.0.0.1/", "http://[::1"}) {
    EXPECT_EQ(kind_of(get(url)), FailureKind::bad_url) << url;
  }
}

/// A certificate for "localhost" that signs itself, made for this run.
class TlsTest : public HttpClientTest {
 protected:
  TlsTest() {
    const std::string make =
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext "
        "subjectAltName=DNS:localhost -keyout " +
        directory.file("key.pem") + " -out " + directory.file("cert.pem") + " 2>/dev/null";
    if (std::system(make.c_str()) != 0) throw std::runtime_error("openssl made no certificate");
  }
  boost::asio::ssl::context context() const {
    boost::asio::ssl::context out(boost::asio::ssl::context::tls_server);
    out.use_certificate_file(directory.file("cert.pem"), boost::asio::ssl::context::pem);
    out.use_private_key_file(directory.file("key.pem"), boost::asio::ssl::context::pem);
    return out;
  }
  static std::string ok() { return "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"; }
  support::TemporaryDirectory directory;
};

TEST_F(TlsTest, TalksToAServerWhoseAuthorityItTrusts) {
  options.ca_file = directory.file("cert.pem");
  ScriptServer server(ok(), context());
  const auto result = get("https://localhost:" + std::to_string(server.port()) + "/");
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(result->body, "hi");
}

TEST_F(TlsTest, SendsNothingToAServerThatItDoesNotTrust) {
  ScriptServer server(ok(), context());
  EXPECT_EQ(kind_of(get("https://localhost:" + std::to_string(server.port()) + "/")), FailureKind::tls);
  EXPECT_EQ(server.requests(), 0);
}

TEST_F(TlsTest, SendsNothingToAServerOfAnotherName) {
  options.ca_file = directory.file("cert.pem");
  ScriptServer server(ok(), context());
  EXPECT_EQ(kind_of(get("https://127.0.0.1:" + std::to_string(server.port()) + "/")), FailureKind::tls);
  EXPECT_EQ(server.requests(), 0);
}

TEST_F(TlsTest, TellsThatAServerSpeaksNoTls) {
  ScriptServer server("HTTP/1.1 400 Bad Request\r\n\r\n");
  EXPECT_EQ(kind_of(get("https://localhost:" + std::to_string(server.port()) + "/", 5s)), FailureKind::tls);
}

}  // namespace
}  // namespace http
