#include "service/matrix/decode.h"

#include "service/matrix/listener.h"

#include <gmock/gmock.h>

namespace service::matrix {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

json said(const std::string& id, const std::string& sender, const std::string& body,
          const std::string& type = "m.text") {
  return {{"event_id", id},
          {"type", "m.room.message"},
          {"sender", sender},
          {"origin_server_ts", 1'795'473'875'729},
          {"content", {{"msgtype", type}, {"body", body}}}};
}

json sync_with(const json& events) {
  return {{"next_batch", "s2"}, {"rooms", {{"join", {{"!r", {{"timeline", {{"events", events}}}}}}}}}};
}

TEST(MatrixNews, OfNothingHasNoRooms) {
  const auto news = decode_news({{"next_batch", "s2"}}, "@bot:x");
  ASSERT_TRUE(news);
  EXPECT_EQ(news->next, "s2");
  EXPECT_THAT(news->rooms, IsEmpty());
}

TEST(MatrixNews, WithoutAPositionIsNoNews) {
  for (const json& bad : {json::object(), json{{"next_batch", 5}}, json{{"next_batch", ""}}, json::array(),
                          json{{"next_batch", std::string(5000, 's')}}}) {
    EXPECT_FALSE(decode_news(bad, "@bot:x")) << bad;
  }
}

TEST(MatrixNews, PassesOverMalformedEvents) {
  const json events = {nullptr,
                       5,
                       {{"event_id", 7}},
                       {{"event_id", "$1"}, {"type", "m.room.message"}},
                       {{"event_id", std::string(300, 'x')}, {"type", "t"}, {"sender", "@a:x"}},
                       {{"event_id", "$2"}, {"type", "t"}, {"sender", "@a:x"}, {"content", {1, 2}}},
                       said("$3", "@a:x", "!queue")};
  const auto news = decode_news(sync_with(events), "@bot:x");
  ASSERT_TRUE(news);
  EXPECT_THAT(news->rooms.at("!r").events, ElementsAre(Field(&Event::id, "$2"), Field(&Event::id, "$3")));
}

TEST(MatrixNews, TakesWrongTypesEverywhere) {
  for (const json& bad : {json(nullptr), json(5), json("x"), json::array(), json::object()}) {
    EXPECT_TRUE(decode_news({{"next_batch", "s"}, {"rooms", bad}}, "@bot:x"));
    for (const char* kind : {"join", "invite", "leave"}) {
      EXPECT_TRUE(decode_news({{"next_batch", "s"}, {"rooms", {{kind, bad}}}}, "@bot:x"));
      EXPECT_TRUE(decode_news({{"next_batch", "s"}, {"rooms", {{kind, {{"!r", bad}}}}}}, "@bot:x"));
    }
    EXPECT_TRUE(decode_news(sync_with(bad), "@bot:x"));
  }
}

TEST(MatrixNews, TellsADirectInvitationFromOthers) {
  const json invited = {
      {"events",
       {{{"type", "m.room.member"}, {"state_key", "@a:x"}, {"sender", "@a:x"}, {"content", json::object()}},
        {{"type", "m.room.member"},
         {"state_key", "@bot:x"},
         {"sender", "@a:x"},
         {"content", {{"membership", "invite"}, {"is_direct", true}}}}}}};
  const json answer = {{"next_batch", "s"}, {"rooms", {{"invite", {{"!d", {{"invite_state", invited}}}}}}}};
  const auto news = decode_news(answer, "@bot:x");
  ASSERT_TRUE(news);
  ASSERT_EQ(news->invitations.size(), 1U);
  EXPECT_EQ(news->invitations[0].from, "@a:x");
  EXPECT_TRUE(news->invitations[0].is_direct);
  EXPECT_FALSE(news->invitations[0].is_encrypted);
}

TEST(MatrixAnswer, SurvivesAnyDepth) {
  constexpr std::size_t deep = 100'000;
  const std::string event = R"({"event_id":"$1","type":"m.room.message","sender":"@a:x","content":{"x":)" +
                            std::string(deep, '[') + std::string(deep, ']') +
                            R"(,"msgtype":"m.text","body":"!queue"}})";
  const auto answer =
      parse_answer(R"({"next_batch":"s","rooms":{"join":{"!r":{"timeline":{"events":[)" + event + "]}}}}}");
  ASSERT_TRUE(answer);
  const auto news = decode_news(*answer, "@bot:x");
  ASSERT_TRUE(news);
  EXPECT_THAT(news->rooms.at("!r").events, ElementsAre(Field(&Event::body, "!queue")));
  EXPECT_FALSE(parse_answer("{"));
  EXPECT_FALSE(parse_answer(""));
}

TEST(MatrixHeard, IsWhatPeopleSaidAndEachThingOnce) {
  json edit = said("$4", "@a:x", "* !queue");
  edit["content"]["m.relates_to"] = {{"rel_type", "m.replace"}, {"event_id", "$1"}};
  json threaded = said("$5", "@a:x", "!help");
  threaded["content"]["m.relates_to"] = {{"rel_type", "m.thread"}, {"event_id", "$1"}};
  const json events = {said("$1", "@a:x", "!queue"),
                       said("$1", "@a:x", "!queue"),
                       said("$2", "@bot:x", "!queue"),
                       said("$3", "@otherbot:x", "!queue", "m.notice"),
                       edit,
                       threaded,
                       said("$6", "@a:x", "", "m.text"),
                       said("$7", "@a:x", "!queue", "m.emote")};
  const auto news = decode_news(sync_with(events), "@bot:x");
  ASSERT_TRUE(news);
  EXPECT_THAT(heard_in("!r", news->rooms.at("!r"), true, "@bot:x"),
              ElementsAre(Field(&HeardMessage::event_id, "$1"), Field(&HeardMessage::event_id, "$5")));
}

TEST(MatrixEvent, IsReadWithoutWhatItAnswers) {
  struct ReplyCase {
    const char *body, *read;
  };
  for (const ReplyCase& each :
       {ReplyCase{"> <@a:x> one\n> two\n\n!queue", "!queue"}, ReplyCase{"!queue", "!queue"},
        ReplyCase{"> all\n> quoted", ""}, ReplyCase{"\n!queue", "\n!queue"}, ReplyCase{">", ""}}) {
    json event = said("$1", "@a:x", each.body);
    EXPECT_EQ(decode_event(event)->body, each.body) << "no reply";
    event["content"]["m.relates_to"] = {{"m.in_reply_to", {{"event_id", "$0"}}}};
    EXPECT_EQ(decode_event(event)->body, each.read);
  }
  EXPECT_EQ(decode_event(said("$1", "@a:x", "!queue"))->thread, "");
}

TEST(MatrixPower, IsReadWithItsDefaults) {
  EXPECT_TRUE(may_speak(json::object(), "@bot:x"));
  EXPECT_FALSE(may_speak({{"events_default", 50}}, "@bot:x"));
  EXPECT_TRUE(may_speak({{"events_default", 50}, {"users", {{"@bot:x", 50}}}}, "@bot:x"));
  EXPECT_TRUE(may_speak({{"events_default", 50}, {"users_default", 50}}, "@bot:x"));
  EXPECT_FALSE(may_speak({{"events", {{"m.room.message", 10}}}}, "@bot:x"));
  EXPECT_TRUE(may_speak({{"events_default", "50"}}, "@bot:x")) << "a wrong type is the default";
}

}  // namespace
}  // namespace service::matrix
