// The client against recorded exchanges and against the sandbox. What the captures say is the truth about
// BMO.

#include "bugzilla_client/http/client.h"
#include "bugzilla_client/webhook.h"
#include "cases.h"
#include "exchange.h"
#include "sandbox/server.h"
#include "scene.h"
#include "support/run.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <fstream>

namespace contract {
namespace {

using nlohmann::json;
const std::filesystem::path captures = std::filesystem::path(DRB_SHARED_DIR) / "bugzilla/captures";
const std::filesystem::path own_exchanges =
    std::filesystem::path(DRB_SOURCE_DIR) / "tests/contract/exchanges.json";

std::string path_of(const std::string& url) {
  const std::size_t rest = url.find("/rest/");
  return rest == std::string::npos ? url : url.substr(rest, url.find('?') - rest);
}

std::string key_in(const http::Headers& headers) {
  for (const auto& [name, value] : headers) {
    if (name == "X-BUGZILLA-API-KEY") return value;
  }
  return "";
}

/// Puts a case to a recorded exchange and compares what was asked as well as what was understood.
void replay(const Case& the_case, const std::map<std::string, Exchange>& exchanges) {
  SCOPED_TRACE(the_case.exchange);
  ASSERT_TRUE(exchanges.contains(the_case.exchange));
  const Exchange& exchange = exchanges.at(the_case.exchange);
  Replay transport(exchange);
  bugzilla::Client client({.base_url = "http://recorded", .api_key = the_case.api_key}, transport);
  EXPECT_EQ(support::run(the_case.call(client)), the_case.expected);
  ASSERT_TRUE(transport.sent());
  const http::Request& sent = *transport.sent();
  EXPECT_EQ(sent.method, exchange.request.method);
  EXPECT_EQ(key_in(sent.headers), the_case.api_key);
  if (!the_case.api_key.empty()) {
    EXPECT_EQ((sent.url + sent.body).find(the_case.api_key), std::string::npos)
        << "the key must travel in the header only";
  }
}

TEST(Contract, UnderstandsTheCapturedExchanges) {
  if (!std::filesystem::exists(captures)) GTEST_SKIP() << "no captured exchanges in " << captures;
  const auto exchanges = read_exchanges(captures);
  for (const Case& each : cases()) replay(each, exchanges);
}

TEST(Contract, UnderstandsTheExchangesWrittenHere) {
  const auto exchanges = read_exchanges(own_exchanges);
  for (const Case& each : cases()) replay(each, exchanges);
}

TEST(Contract, TheSandboxAnswersLikeTheCaptures) {
  sandbox::Server server;
  server.with_state([](sandbox::State& state) { set_the_scene(state); });
  server.set_delivery_mode(sandbox::DeliveryMode::paused);
  boost::asio::io_context io(1);
  http::Client transport(io.get_executor(), {});
  for (const Case& each : cases()) {
    SCOPED_TRACE(each.exchange);
    server.unblock();  // the cases with bad keys must not shut out the others
    bugzilla::Client client({.base_url = server.url(), .api_key = each.api_key}, transport);
    EXPECT_EQ(support::run(io, each.call(client)), each.expected);
  }
  transport.close();
}

/// One call of the client for a recorded request: whether it gave a value, and its error otherwise.
using Outcome = std::optional<bugzilla::Error>;
boost::asio::awaitable<std::optional<Outcome>> call_for(bugzilla::Client& client,
                                                        const http::Request& request) {
  const auto soon = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  const auto outcome = [](const auto& result) { return result ? Outcome() : Outcome(result.error()); };
  const std::string path = path_of(request.url);
  std::string number;
  const auto is = [&](const char* pattern) {
    const RE2 form(pattern);
    return form.NumberOfCapturingGroups() == 0 ? RE2::FullMatch(path, form)
                                               : RE2::FullMatch(path, form, &number);
  };
  const auto id = [&] { return std::stoll(number); };
  if (request.method == http::Method::get) {
    if (is("/rest/version")) co_return outcome(co_await client.version(soon));
    if (is("/rest/time")) co_return outcome(co_await client.time(soon));
    if (is("/rest/whoami")) co_return outcome(co_await client.whoami(soon));
    if (is("/rest/webhooks/list")) co_return outcome(co_await client.webhooks(soon));
    if (is("/rest/bug/attachment/(\\d+)")) co_return outcome(co_await client.attachment(id(), soon));
    if (is("/rest/bug/(\\d+)/attachment")) co_return outcome(co_await client.attachments(id(), soon));
    if (is("/rest/bug/(\\d+)/comment")) co_return outcome(co_await client.comments(id(), std::nullopt, soon));
    if (is("/rest/bug/(\\d+)")) co_return outcome(co_await client.bug(id(), soon));
    if (is("/rest/user") && request.url.find("names=") != std::string::npos) {
      std::string login = "steward@example.org";
      co_return outcome(co_await client.user(std::move(login), soon));
    }
    if (is("/rest/bug") && request.url.find("count_only") == std::string::npos) {
      bugzilla::FlagSearch search{.flag = "data-review?", .changed_since = {}, .after_id = {}};
      co_return outcome(co_await client.search(std::move(search), soon));
    }
    co_return std::nullopt;
  }
  if (request.method == http::Method::post && is("/rest/bug/(\\d+)/comment")) {
    bugzilla::NewComment comment{.text = "x"};
    co_return outcome(co_await client.add_comment(id(), std::move(comment), soon));
  }
  if (request.method != http::Method::put) co_return std::nullopt;
  if (is("/rest/bug/comment/(\\d+)/tags")) co_return outcome(co_await client.tag_comment(id(), {}, {}, soon));
  if (is("/rest/editcomments/comment/(\\d+)"))
    co_return outcome(co_await client.edit_comment(id(), "x", soon));
  if (is("/rest/bug/attachment/(\\d+)"))
    co_return outcome(co_await client.set_attachment_flags(id(), {}, soon));
  if (is("/rest/bug/(\\d+)")) {
    bugzilla::NewComment comment{.text = "x"};
    co_return outcome(co_await client.request_information(id(), "a@b", std::move(comment), soon));
  }
  co_return std::nullopt;
}

/// What a recorded answer means, read from it without the client.
bool is_success(const Exchange& exchange) {
  if (!exchange.response || exchange.response->status >= 300) return false;
  const json body = json::parse(exchange.response->body, nullptr, false);
  if (body.is_discarded()) return false;
  if (!body.is_object()) return true;
  if (body.contains("error") && body["error"] != false && body["error"] != 0) return false;
  return !(body.contains("attachments") && body["attachments"].empty() && body.contains("bugs") &&
           body["bugs"].empty());
}

TEST(Contract, EveryCapturedExchangeOfItsCallsIsDecoded) {
  if (!std::filesystem::exists(captures)) GTEST_SKIP() << "no captured exchanges in " << captures;
  // The client always asks for the id; some captures did not.
  const auto asks_for_id = [](const std::string& url) {
    return url.find("include_fields=") == std::string::npos ||
           RE2::PartialMatch(url, R"(include_fields=(?:[^&]*,)?id(?:,|&|$))");
  };
  int decoded = 0;
  for (const auto& [name, exchange] : read_exchanges(captures)) {
    SCOPED_TRACE(name);
    if (exchange.request.url.empty()) continue;
    if (!asks_for_id(exchange.request.url)) continue;
    Replay transport(exchange);
    bugzilla::Client client({.base_url = "http://recorded", .api_key = "k"}, transport);
    const auto outcome = support::run(call_for(client, exchange.request));
    if (!outcome) continue;  // no call of the client
    ++decoded;
    EXPECT_EQ(!outcome->has_value(), is_success(exchange))
        << (outcome->has_value() ? (*outcome)->message : "taken for a success");
    if (!outcome->has_value()) continue;
    const bugzilla::Error& error = **outcome;
    EXPECT_FALSE(error.message.empty());
    // Each refusal that Bugzilla gave a code has a kind; only what is no answer of this API may be malformed.
    const bool is_json =
        exchange.response && !json::parse(exchange.response->body, nullptr, false).is_discarded();
    if (is_json) {
      EXPECT_NE(error.kind, bugzilla::ErrorKind::malformed) << error.message;
    }
    if (exchange.response && exchange.response->status == 429) {
      EXPECT_EQ(error.kind, bugzilla::ErrorKind::blocked);
    }
  }
  EXPECT_GE(decoded, 200);
}

TEST(Contract, EveryCapturedDeliveryNamesItsBug) {
  if (!std::filesystem::exists(captures)) GTEST_SKIP() << "no captured deliveries in " << captures;
  int parsed = 0;
  for (const auto& entry : std::filesystem::directory_iterator(captures)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with("webhook-") || entry.path().extension() != ".json") continue;
    SCOPED_TRACE(name);
    const json content = json::parse(std::ifstream(entry.path(), std::ios::binary));
    if (content.at("request").at("method") != "POST")
      continue;  // a redirect that was followed as GET has no body
    const json& body = content.at("request").at("body");
    const json said = body.is_string() ? json::parse(body.get<std::string>()) : body;
    const auto hint = bugzilla::parse_webhook(said.dump());
    ASSERT_TRUE(hint) << hint.error();
    EXPECT_EQ(hint->bug, said.at("bug").at("id"));
    EXPECT_EQ(hint->target, said.at("event").at("target"));
    ++parsed;
  }
  EXPECT_GE(parsed, 100);
}

}  // namespace
}  // namespace contract
