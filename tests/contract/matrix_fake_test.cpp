// The fake homeserver against the exchanges recorded with a real Synapse: every captured request of the calls
// that it knows is put to it, in order, and its answers have to be those of the captures but for ids, which
// are learned on the way.

#include "exchange.h"
#include "homeserver/homeserver.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <set>

namespace contract {
namespace {

using homeserver::Homeserver;
using homeserver::State;
using nlohmann::json;

const std::filesystem::path captures = std::filesystem::path(DRB_SHARED_DIR) / "matrix/captures";
constexpr const char* bot = "@bot:localhost";
constexpr const char* steward1 = "@steward1:localhost";
constexpr const char* steward2 = "@steward2:localhost";

/// Not of the fake's trade: discovery, administration, application services, redactions, aggregations, push
/// rules, a sync without a filter, and one whose room has more state than the fake's.
const std::set<int> left_out = {1,   2,   3,   8,   18,  38,  43,  44,  45,  46,  47,
                                48,  71,  92,  116, 117, 118, 119, 120, 121, 122, 123,
                                124, 125, 128, 129, 134, 135, 136, 137, 138};

/// Words for people, read receipts, and what Synapse adds beside.
const std::set<std::string> passed_over = {"error", "ephemeral", "age", "summary"};

/// Keys that the client or a test reads: the fake must give each where the capture has it.
const std::set<std::string> read_keys = {"access_token",
                                         "chunk",
                                         "content",
                                         "device_id",
                                         "errcode",
                                         "event_id",
                                         "events",
                                         "filter_id",
                                         "join",
                                         "leave",
                                         "limited",
                                         "next_batch",
                                         "prev_batch",
                                         "refresh_token",
                                         "room_id",
                                         "rooms",
                                         "sender",
                                         "soft_logout",
                                         "notification_count",
                                         "state_key",
                                         "timeline",
                                         "joined_rooms",
                                         "transaction_id",
                                         "type",
                                         "unsigned",
                                         "unread_notifications",
                                         "user_id",
                                         "retry_after_ms",
                                         "highlight_count",
                                         "replacement_room",
                                         "origin_server_ts"};

class Rehearsal {
 public:
  Rehearsal() : server([this] { return now; }) {
    State& state = server.state;
    for (const char* user : {"@admin:localhost", bot, steward1, steward2, "@lockme:localhost",
                             "@suspendme:localhost", "@byeme:localhost"}) {
      state.add_user(user, std::string("<PASSWORD:") + (user + 1));
    }
    state.users[steward2].password = "<PASSWORD:steward2>";
    state.access_life = 5000;
    for (const auto& [name, user, device] :
         std::vector<std::array<std::string, 3>>{{"bot", bot, "RWUJJKYMIY"},
                                                 {"admin", "@admin:localhost", ""},
                                                 {"steward1", steward1, ""},
                                                 {"steward2", steward2, ""},
                                                 {"bot-device2", bot, "LABDEVICE2"},
                                                 {"bot-device2-relogin", bot, "LABDEVICE2"},
                                                 {"lockme", "@lockme:localhost", ""},
                                                 {"suspendme", "@suspendme:localhost", ""},
                                                 {"byeme", "@byeme:localhost", ""}}) {
      learn("<TOKEN:" + name + ">", state.log_in(user, device).token);
    }
    stewards = new_room("!rafyShwnHAoNCoutJP:localhost", "#data-stewards:localhost");
    const std::string closed =
        new_room("!qYZnWrdhsEjWXgFBIv:localhost", "#stewards-private:localhost", false);
    state.invite(closed, steward1, bot);
    server.state.join(steward2, stewards);
    server.state.join("@lockme:localhost", stewards);
  }

  void learn(const std::string& captured, const std::string& own) { known[captured] = own; }

  std::string new_room(const std::string& captured, const std::string& alias = "", bool is_public = true) {
    const std::string id = server.state.create_room(steward1, alias, is_public);
    learn(captured, id);
    return id;
  }
  std::string joined_room(const std::string& captured) {
    const std::string id = new_room(captured);
    server.state.join(bot, id);
    return id;
  }
  void is_now(const std::string& captured) {
    learn(captured, homeserver::stream_token(server.state.events.size()));
  }

  /// What was done between the captures.
  void prepare(int number, http::Request& request);
  [[nodiscard]] std::string translated(std::string text) const {
    for (const auto& [captured, own] : known) {
      for (const bool encoded : {false, true}) {
        const std::string from = encoded ? in_url(captured) : captured;
        const std::string to = encoded ? in_url(own) : own;
        for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
          text.replace(at, from.size(), to);
      }
    }
    return text;
  }
  /// The fake's answer must say what the capture says.
  void compare(const json& captured, const json& own, const std::string& where);

  homeserver::Milliseconds now = 1'795'473'860'000;
  Homeserver server;
  std::string stewards;

 private:
  static std::string in_url(const std::string& text) {
    std::string out;
    for (const char c : text) {
      static constexpr std::string_view special = "!$#:<>@";
      char code[4] = {};
      std::snprintf(code, sizeof code, "%%%02X", static_cast<unsigned char>(c));
      out += special.find(c) == std::string_view::npos ? std::string(1, c) : std::string(code);
    }
    return out;
  }
  std::map<std::string, std::string> known;
};

std::string message_of(std::size_t length) {
  return R"({"msgtype": "m.text", "body": ")" + std::string(length, 'x') + "\"}";
}

void Rehearsal::prepare(int number, http::Request& request) {
  State& state = server.state;
  const auto write_to_reader = [&](const std::string& type, bool mentions) {
    const std::string room = translated("!JEyOuQELuiRdTOrnfa:localhost");
    state.mark_read(steward1, room);
    json content = {
        {"msgtype", type}, {"body", mentions ? "steward1: late" : "late"}, {"m.mentions", json::object()}};
    if (mentions) content["m.mentions"]["user_ids"] = {steward1};
    state.add_event(bot, room, "m.room.message", std::move(content));
  };
  switch (number) {
    case 49:  // the captures hold these without their middle
    case 50:
      request.body = message_of(65'536);
      break;
    case 51:
      request.body = message_of(64'901);
      break;
    case 52:
      request.body = message_of(1'000'000);
      break;
    case 56:
      request.body = "{\"msgtype\": \"m.text\", \"body\": \"\xff\xfe\"}";  // bytes that no capture can hold
      break;
    case 67:
      state.users[bot].is_rate_limited = true;
      state.users[bot].counted_at = now;
      for (int i = 0; i < 10; ++i)
        (void)state.send({.user = bot, .device = "RWUJJKYMIY", .expires_at = {}, .refresh = ""}, stewards,
                         "m.room.message", "burst-" + std::to_string(i), message_of(1));
      break;
    case 70:
      now += 5000;
      break;
    case 72:
      state.users[bot].is_rate_limited = false;
      break;
    case 75:
      state.say(steward1, stewards, "!queue 7d");
      break;
    case 76:
      state.add_event(steward2, stewards, "m.reaction",
                      {{"m.relates_to",
                        {{"rel_type", "m.annotation"},
                         {"event_id", translated("$gG2PHDSWAdowOWzdEH7JUaNrY6LkMMPFUpEsbVT7c_Q")},
                         {"key", "\u2705"}}}});
      break;
    case 80:
      state.say(bot, stewards, "its own");
      break;
    case 81:
      for (int i = 0; i < 10; ++i) state.say(steward1, stewards, "gap " + std::to_string(i));
      is_now("s71_1_0_1_1_1_1_6_0_1_1_1_1_1");
      break;
    case 82:
      is_now("s121_1_0_1_1_1_1_6_0_1_1_1_1_1");
      break;
    case 84:
      state.set_state(joined_room("!qCjpVzmkppKCZlebff:localhost"), steward1, "m.room.encryption", "",
                      {{"algorithm", "m.megolm.v1.aes-sha2"}});
      break;
    case 87: {
      const std::string quiet = joined_room("!jHYGiSLJHZMqpGWoCr:localhost");
      json levels = state.state_of(quiet, "m.room.power_levels")->content;
      levels["events_default"] = 50;
      state.set_state(quiet, steward1, "m.room.power_levels", "", std::move(levels));
      break;
    }
    case 88: {
      const std::string old = new_room("!BNscDaYlQSHNFvqIHQ:localhost", "#to-upgrade:localhost");
      state.join(bot, old);
      break;
    }
    case 96: {
      const std::string room = joined_room("!VqIFWARwwlRtgyupOR:localhost");
      (void)state.send({.user = bot, .device = "RWUJJKYMIY", .expires_at = {}, .refresh = ""}, room,
                       "m.room.message", "k-0", message_of(1));
      learn("$ScmWpDbrvkGK1ckA5nAVkDzqs5KbNOuw3AVHNgJlcfE", state.events.back().id);
      state.put_out(room, steward1, bot, true);
      break;
    }
    case 99:
      state.put_out(joined_room("!YmQCveeqBCMEknhXOq:localhost"), steward1, bot, false);
      break;
    case 103:
      now += 5000;
      break;
    case 106:
      learn("<TOKEN:refreshable-2>", translated("<ACCESS_TOKEN:104>"));
      learn("<TOKEN:refreshable-3>", translated("<ACCESS_TOKEN:105>"));
      break;
    case 113:
      state.users["@lockme:localhost"].is_locked = true;
      break;
    case 114:
      state.users["@suspendme:localhost"].is_suspended = true;
      state.join("@suspendme:localhost", stewards);
      break;
    case 115:
      state.deactivate("@byeme:localhost");
      break;
    case 130:
      joined_room("!JEyOuQELuiRdTOrnfa:localhost");
      is_now("s198_1_0_1_1_1_1_14_0_1_1_1_1_1");
      write_to_reader("m.notice", true);
      break;
    case 131:
      write_to_reader("m.text", true);
      break;
    case 132:
      write_to_reader("m.notice", false);
      break;
    case 133:
      write_to_reader("m.text", false);
      break;
    case 139: {
      const std::string room = translated("!JEyOuQELuiRdTOrnfa:localhost");
      const std::string root = state.say(bot, room, "root");
      learn("$FB6B6lZMo0ND2rhG7a1xf_HIEbmeP7EGvduYOs5u98E",
            state.add_event(bot, room, "m.room.message",
                            {{"msgtype", "m.text"},
                             {"body", "in it"},
                             {"m.relates_to", {{"rel_type", "m.thread"}, {"event_id", root}}}}));
      break;
    }
    case 140:
    case 141: {
      const std::string room =
          joined_room(number == 140 ? "!hDwgBrgssmuzHPyRhD:localhost" : "!sydSKalHHFYzyrntuL:localhost");
      is_now(number == 140 ? "s215_1_0_5_1_1_1_14_0_1_1_1_1_1" : "s231_1_0_5_1_1_1_14_0_1_1_1_1_1");
      state.upgrade(room, steward1);
      break;
    }
    case 142:
      is_now("s240_1_0_5_1_1_1_14_0_1_1_1_1_1");
      state.put_out(translated("!JEyOuQELuiRdTOrnfa:localhost"), steward1, bot, false, "no longer wanted");
      break;
    default:
      break;
  }
}

void Rehearsal::compare(const json& captured, const json& own, const std::string& where) {
  SCOPED_TRACE(where);
  if (captured.is_object() && own.is_object()) {
    for (const auto& [key, value] : own.items()) {
      if (passed_over.contains(key)) continue;
      if (captured.contains(key))
        compare(captured.at(key), value, where + "/" + key);
      else if (!key.starts_with('!'))
        ADD_FAILURE() << "Synapse gives no " << key;
      else if (captured.size() == 1)  // a room, by its id
        compare(captured.begin().value(), value, where + "/room");
    }
    for (const auto& [key, value] : captured.items()) {
      EXPECT_TRUE(own.contains(key) || !read_keys.contains(key)) << "Synapse gives " << key;
    }
  } else if (captured.is_array() && own.is_array()) {
    ASSERT_EQ(captured.size(), own.size()) << own;
    if (where.ends_with("/joined_rooms")) return;  // their order says nothing
    for (std::size_t i = 0; i < own.size(); ++i)
      compare(captured[i], own[i], where + "/" + std::to_string(i));
  } else if (captured.is_string() && own.is_string()) {
    const auto text = captured.get<std::string>();
    static const RE2 id(R"([$!].+|s\d+_.*|<.*TOKEN.*>|<REFRESH.*>|\d+)");
    // Where the past goes on is each server's own business; what is read from there is compared.
    if (where.ends_with("/prev_batch") || where.ends_with("/end"))
      known.emplace(text, own.get<std::string>());
    else if (!RE2::FullMatch(text, id))
      EXPECT_EQ(text, own.get<std::string>());
    else if (known.contains(text))
      EXPECT_EQ(known.at(text), own.get<std::string>()) << text << " is another one now";
    else
      learn(text, own.get<std::string>());
  } else if (captured.is_number() && own.is_number()) {
    EXPECT_TRUE(captured == own || !where.ends_with("_count")) << captured << " and " << own;
  } else {
    EXPECT_EQ(captured, own);
  }
}

TEST(MatrixContract, TheFakeAnswersLikeTheCaptures) {
  if (!std::filesystem::exists(captures)) GTEST_SKIP() << "no captured exchanges in " << captures;
  std::map<int, Exchange> exchanges;
  for (auto& [name, exchange] : read_exchanges(captures)) exchanges[std::stoi(name)] = exchange;
  std::vector<int> order;
  for (const auto& [number, exchange] : exchanges) order.push_back(number);
  // The log-in was written down after the first use of its token.
  std::swap(*std::ranges::find(order, 101), *std::ranges::find(order, 102));

  Rehearsal rehearsal;
  int compared = 0;
  for (const int number : order) {
    if (left_out.contains(number)) continue;
    const Exchange& exchange = exchanges.at(number);
    SCOPED_TRACE(exchange.name);
    http::Request request = exchange.request;
    rehearsal.prepare(number, request);
    request.url = Homeserver::url + rehearsal.translated(request.url);
    request.body = rehearsal.translated(request.body);
    for (auto& [header, value] : request.headers) value = rehearsal.translated(value);
    const http::Response own = rehearsal.server.answer(request);
    ASSERT_EQ(own.status, exchange.response->status) << own.body;
    EXPECT_EQ(own.header("Retry-After").empty(), exchange.response->header("Retry-After").empty());
    const json captured_body = json::parse(exchange.response->body, nullptr, false);
    // The captures' power levels have more keys; the default room's are enough here.
    if (number == 86) continue;
    rehearsal.compare(captured_body, json::parse(own.body), "");
    ++compared;
    rehearsal.now += 100;
  }
  EXPECT_GE(compared, 100);
}

}  // namespace
}  // namespace contract
