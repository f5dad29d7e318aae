// The Matrix client against exchanges recorded with a real Synapse.

#include "exchange.h"
#include "service/matrix/client.h"
#include "support/run.h"

#include <gtest/gtest.h>

#include <functional>

namespace contract {
namespace {

using nlohmann::json;
using service::Secret;
using namespace service::matrix;
using Answer = boost::asio::awaitable<json>;

const std::filesystem::path captures = std::filesystem::path(DRB_SHARED_DIR) / "matrix/captures";
constexpr const char* token = "syt_token_of_this_test";
constexpr const char* room = "!rafyShwnHAoNCoutJP:localhost";

Deadline soon() {
  return std::chrono::steady_clock::now() + std::chrono::minutes(1);
}

const char* name(Trouble trouble) {
  static constexpr const char* names[] = {"unreachable", "uncertain", "server_error", "rate_limited",
                                          "expired",     "locked",    "shut_out",     "forbidden",
                                          "not_found",   "too_large", "refused",      "cancelled"};
  return names[static_cast<int>(trouble)];
}

json told(const Error& error) {
  json out = {{"trouble", name(error.trouble)}, {"errcode", error.errcode}};
  if (error.retry_after) out["retry_after"] = error.retry_after->count();
  return out;
}
json told(const Identity& value) {
  return {{"user", value.user}, {"device", value.device}};
}
json told(const Tokens& value) {
  return {{"access", value.access}, {"refresh", value.refresh}};
}
json told(const std::optional<std::string>& value) {
  return value ? json(*value) : json();
}
json told(const Event& event) {
  return {event.type, event.sender, event.body};
}
json told(const Page& page) {
  json events = json::array();
  for (const Event& each : page.events) events.push_back(told(each));
  return {{"events", events}, {"has_more", !page.end.empty()}};
}
json told(const News& news) {
  json out = {{"has_next", !news.next.empty()}};
  for (const auto& [id, each] : news.rooms) {
    for (const Event& event : each.events) out["events"].push_back(told(event));
  }
  for (const std::string& left : news.left) out["left"].push_back(left);
  return out;
}
template <class T>
json told(const T& value) {
  return value;
}
template <class T>
json outcome(const Result<T>& result) {
  return result ? told(*result) : told(result.error());
}

// Named coroutines: a capturing lambda one would outlive its captures.
Answer whoami(Client& client) {
  co_return outcome(co_await client.whoami(soon()));
}
Answer resolve(Client& client, std::string alias) {
  co_return outcome(co_await client.resolve(std::move(alias), soon()));
}
Answer join(Client& client) {
  co_return outcome(co_await client.join(room, soon()));
}
Answer joined_rooms(Client& client) {
  co_return outcome(co_await client.joined_rooms(soon()));
}
Answer send(Client& client) {
  co_return outcome(co_await client.send(room, "t", "{}", soon()));
}
Answer is_encrypted(Client& client) {
  co_return outcome(co_await client.is_encrypted(room, soon()));
}
Answer is_gone(Client& client) {
  co_return outcome(co_await client.is_gone(room, "$event", soon()));
}
Answer replacement(Client& client) {
  co_return outcome(co_await client.replacement(room, soon()));
}
Answer may_speak(Client& client, std::string user) {
  co_return outcome(co_await client.may_speak(room, std::move(user), soon()));
}
Answer messages(Client& client) {
  co_return outcome(co_await client.messages(room, "", "", soon()));
}
Answer sync(Client& client) {
  co_return outcome(co_await client.sync("s1", "@bot:localhost", std::chrono::seconds(30), soon()));
}
Answer log_in(Client& client) {
  co_return outcome(co_await client.log_in("@steward2:localhost", Secret("p"), "REFRESH", soon()));
}
Answer refresh(Client& client) {
  co_return outcome(co_await client.refresh(Secret("r"), soon()));
}

json failure(const char* trouble, const char* errcode) {
  return {{"trouble", trouble}, {"errcode", errcode}};
}

struct Case {
  std::string exchange;
  std::function<Answer(Client&)> call;
  json expected;
};

std::vector<Case> cases() {
  const auto alias = [](const char* text) { return [=](Client& client) { return resolve(client, text); }; };
  const auto power = [](const char* user) { return [=](Client& client) { return may_speak(client, user); }; };
  return {
      {"004-whoami-ok", whoami, {{"user", "@bot:localhost"}, {"device", "RWUJJKYMIY"}}},
      {"005-whoami-bad-token", whoami, failure("shut_out", "M_UNKNOWN_TOKEN")},
      {"006-whoami-no-token", whoami, failure("shut_out", "M_MISSING_TOKEN")},
      {"009-alias-resolve", alias("#data-stewards:localhost"), room},
      {"011-alias-unknown", alias("#no-such-room:localhost"), failure("not_found", "M_NOT_FOUND")},
      {"012-alias-malformed", alias("data-stewards"), failure("refused", "M_INVALID_PARAM")},
      {"013-send-not-joined", send, failure("forbidden", "M_FORBIDDEN")},
      {"014-send-unknown-room", send, failure("forbidden", "M_FORBIDDEN")},
      {"016-join-by-alias-again", join, room},
      {"017-join-invite-only-uninvited", join, failure("forbidden", "M_FORBIDDEN")},
      {"020-joined-rooms", joined_rooms, {"!qYZnWrdhsEjWXgFBIv:localhost", room}},
      {"021-send-notice-html-mentions", send, "$gG2PHDSWAdowOWzdEH7JUaNrY6LkMMPFUpEsbVT7c_Q"},
      {"022-send-same-txn-again", send, "$gG2PHDSWAdowOWzdEH7JUaNrY6LkMMPFUpEsbVT7c_Q"},
      {"038-event-after-edit", is_gone, false},
      {"046-event-after-redaction", is_gone, true},
      {"049-send-too-large", send, failure("too_large", "M_TOO_LARGE")},
      {"052-request-body-14MB", send, failure("too_large", "M_TOO_LARGE")},
      {"053-not-json", send, failure("refused", "M_NOT_JSON")},
      {"054-json-not-an-object", send, failure("refused", "M_BAD_JSON")},
      {"057-json-float", send, failure("refused", "M_BAD_JSON")},
      {"058-json-lone-surrogate", send, failure("server_error", "M_UNKNOWN")},
      {"060-body-missing", send, failure("refused", "M_UNKNOWN")},
      {"064-wrong-method", send, failure("refused", "M_UNRECOGNIZED")},
      {"066-room-id-malformed", send, failure("forbidden", "M_FORBIDDEN")},
      {"067-rate-limited",
       send,
       {{"trouble", "rate_limited"}, {"errcode", "M_LIMIT_EXCEEDED"}, {"retry_after", 4}}},
      {"073-sync-initial-filtered",
       sync,
       {{"has_next", true},
        {"events",
         {{"m.reaction", "@steward1:localhost", ""},
          {"m.room.message", "@steward2:localhost", "* hijack"}}}}},
      {"075-sync-longpoll-command",
       sync,
       {{"has_next", true}, {"events", {{"m.room.message", "@steward1:localhost", "!queue 7d"}}}}},
      {"077-sync-longpoll-nothing", sync, {{"has_next", true}}},
      {"078-sync-bad-since", sync, failure("refused", "M_UNKNOWN")},
      {"081-messages-fill-gap",
       messages,
       {{"events",
         {{"m.room.message", "@steward1:localhost", "gap 9"},
          {"m.room.message", "@steward1:localhost", "gap 8"},
          {"m.room.message", "@steward1:localhost", "gap 7"},
          {"m.room.message", "@steward1:localhost", "gap 6"},
          {"m.room.message", "@steward1:localhost", "gap 5"}}},
        {"has_more", true}}},
      {"083-state-encryption-absent", is_encrypted, false},
      {"084-state-encryption-present", is_encrypted, true},
      {"086-power-levels", power("@bot:localhost"), true},
      {"087-send-without-power", send, failure("forbidden", "M_FORBIDDEN")},
      {"089-send-to-tombstoned-room", send, failure("forbidden", "M_FORBIDDEN")},
      {"083-state-encryption-absent", replacement, nullptr},
      {"091-state-tombstone", replacement, "!zMxlPHDW9TIONe3ukOaLvsYQXWEeTDqgr4hnSBd4s78"},
      {"096-send-when-banned", send, failure("forbidden", "M_FORBIDDEN")},
      {"098-join-when-banned", join, failure("forbidden", "M_BAD_STATE")},
      {"100-login-wrong-password", log_in, failure("forbidden", "M_FORBIDDEN")},
      {"102-login-with-refresh-token",
       log_in,
       {{"access", "<TOKEN:refreshable-1>"}, {"refresh", "<REFRESH:1>"}}},
      {"103-whoami-expired-token", whoami, failure("expired", "M_UNKNOWN_TOKEN")},
      {"104-refresh", refresh, {{"access", "<ACCESS_TOKEN:104>"}, {"refresh", "<REFRESH_TOKEN:104>"}}},
      {"108-refresh-with-superseded-token", refresh, failure("forbidden", "M_FORBIDDEN")},
      {"109-refresh-with-unknown-token", refresh, failure("shut_out", "M_UNKNOWN_TOKEN")},
      {"111-whoami-after-logout", whoami, failure("shut_out", "M_UNKNOWN_TOKEN")},
      {"113-send-when-locked", send, failure("locked", "M_USER_LOCKED")},
      {"114-send-when-suspended", send, failure("shut_out", "M_USER_SUSPENDED")},
      {"115-send-when-deactivated", send, failure("shut_out", "M_UNKNOWN_TOKEN")},
      {"141-sync-tombstone-filter-with-tombstone",
       sync,
       {{"has_next", true},
        {"events", {{"m.room.tombstone", "@steward1:localhost", "This room has been replaced"}}}}},
      {"142-sync-after-kick", sync, {{"has_next", true}, {"left", {"!JEyOuQELuiRdTOrnfa:localhost"}}}},
  };
}

TEST(MatrixContract, TheClientUnderstandsTheCapturedExchanges) {
  if (!std::filesystem::exists(captures)) GTEST_SKIP() << "no captured exchanges in " << captures;
  const auto exchanges = read_exchanges(captures);
  for (const Case& each : cases()) {
    SCOPED_TRACE(each.exchange);
    ASSERT_TRUE(exchanges.contains(each.exchange));
    Replay transport(exchanges.at(each.exchange));
    Client client("http://recorded/", transport);
    client.use_token(Secret(token));
    EXPECT_EQ(support::run(each.call(client)), each.expected);
    ASSERT_TRUE(transport.sent());
    const http::Request& sent = *transport.sent();
    EXPECT_TRUE(sent.url.starts_with("http://recorded/_matrix/client/v3/")) << sent.url;
    EXPECT_EQ((sent.url + sent.body).find(token), std::string::npos)
        << "the token travels in the header only";
  }
}

TEST(MatrixContract, NoErrorEverShowsAToken) {
  if (!std::filesystem::exists(captures)) GTEST_SKIP() << "no captured exchanges in " << captures;
  for (const auto& [name, exchange] : read_exchanges(captures)) {
    SCOPED_TRACE(name);
    Replay transport(exchange);
    Client client("http://recorded", transport);
    client.use_token(Secret(token));
    const auto result = support::run(client.whoami(soon()));
    if (!result) {
      EXPECT_EQ(result.error().message.find(token), std::string::npos);
      EXPECT_FALSE(result.error().message.empty());
    }
  }
}

}  // namespace
}  // namespace contract
