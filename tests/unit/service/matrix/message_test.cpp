#include "service/matrix/message.h"

#include "bugzilla_client/json.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace service::matrix {
namespace {

using nlohmann::json;

MatrixMessage reminder() {
  return {.key = "reminder/7/1",
          .room = "",
          .notifies = true,
          .body = "Bug 7 waits for you",
          .html = "<b>Bug 7</b> waits for you",
          .mentions = {"@stu:example.org"}};
}

json content_of(const MatrixMessage& message) {
  return json::parse(freeze(message).content);
}

TEST(MatrixMessage, ThatNotifiesIsATextWithMentions) {
  const json content = content_of(reminder());
  EXPECT_EQ(content.at("msgtype"), "m.text");
  EXPECT_EQ(content.at("body"), "Bug 7 waits for you");
  EXPECT_EQ(content.at("format"), "org.matrix.custom.html");
  EXPECT_EQ(content.at("formatted_body"), "<b>Bug 7</b> waits for you");
  EXPECT_EQ(content.at("m.mentions"), (json{{"user_ids", {"@stu:example.org"}}}));
}

TEST(MatrixMessage, ThatTellsIsANoticeThatMentionsNobody) {
  const json content = content_of({.key = "k", .body = "@stu:example.org said something"});
  EXPECT_EQ(content.at("msgtype"), "m.notice");
  EXPECT_EQ(content.at("m.mentions"), json::object());
  EXPECT_FALSE(content.contains("formatted_body"));
}

TEST(MatrixMessage, MentionsPeopleOnly) {
  MatrixMessage message = reminder();
  message.mentions = {"@room", "room", "@stu:example.org", "@stu:example.org", ""};
  EXPECT_EQ(content_of(message).at("m.mentions"), (json{{"user_ids", {"@stu:example.org"}}}));
}

TEST(MatrixMessage, MentionsFewEnoughToFit) {
  MatrixMessage message = reminder();
  message.mentions.clear();
  for (int i = 0; i < 1000; ++i)
    message.mentions.push_back("@" + std::string(200, 'u') + std::to_string(i) + ":example.org");
  EXPECT_EQ(content_of(message).at("m.mentions").at("user_ids").size(), 50U);
  EXPECT_LE(freeze(message).content.size(), content_bytes);
}

TEST(MatrixMessage, CallsNobodyByWordsOfStrangers) {
  MatrixMessage message = reminder();
  message.body = "@room look\x01";
  message.html = "<b>@room</b> look";
  const json content = content_of(message);
  EXPECT_EQ(content.dump().find("@room"), std::string::npos);
  EXPECT_EQ(content.dump().find("\\u0001"), std::string::npos);
}

TEST(MatrixMessage, HasOneIdThatItsContentCarries) {
  const FrozenMessage frozen = freeze(reminder());
  EXPECT_EQ(frozen, freeze(reminder()));
  EXPECT_EQ(json::parse(frozen.content).at(own_id_key), frozen.id);
  EXPECT_EQ(frozen.id.size(), 32U);
}

TEST(MatrixMessage, HasAnotherIdForAnyChange) {
  const std::string id = freeze(reminder()).id;
  MatrixMessage changed = reminder();
  changed.body += "!";
  EXPECT_NE(freeze(changed).id, id);
  changed = reminder();
  changed.key = "reminder/7/2";
  EXPECT_NE(freeze(changed).id, id);
  changed = reminder();
  changed.room = "!other";
  EXPECT_NE(freeze(changed).id, id);
}

TEST(MatrixMessage, StandsInAThreadOrAnswersOne) {
  MatrixMessage message = reminder();
  message.thread = "$root";
  EXPECT_EQ(content_of(message).at("m.relates_to"), (json{{"rel_type", "m.thread"},
                                                          {"event_id", "$root"},
                                                          {"is_falling_back", true},
                                                          {"m.in_reply_to", {{"event_id", "$root"}}}}));
  message.thread.clear();
  message.reply_to = "$asked";
  EXPECT_EQ(content_of(message).at("m.relates_to"), (json{{"m.in_reply_to", {{"event_id", "$asked"}}}}));
}

TEST(MatrixMessage, EditsTheFirstVersion) {
  MatrixMessage message = reminder();
  message.replaces = "$first";
  const json content = content_of(message);
  EXPECT_EQ(content.at("m.relates_to"), (json{{"rel_type", "m.replace"}, {"event_id", "$first"}}));
  EXPECT_EQ(content.at("body"), "* Bug 7 waits for you");
  EXPECT_EQ(content.at("m.new_content").at("body"), "Bug 7 waits for you");
  EXPECT_EQ(content.at("m.new_content").at("m.mentions"), content.at("m.mentions"));
}

TEST(MatrixMessage, FitsIntoAnEvent) {
  MatrixMessage message = reminder();
  message.body.assign(content_bytes / 2, 'x');
  message.html.assign(content_bytes / 2, 'x');
  EXPECT_FALSE(content_of(message).contains("formatted_body")) << "the HTML goes first";
  EXPECT_EQ(content_of(message).at("body"), message.body);
  for (const std::string& piece : {std::string("x"), std::string("\""), std::string("\xF0\x9F\x98\x80")}) {
    message.body.clear();
    while (message.body.size() < 3 * content_bytes) message.body += piece;
    const std::string content = freeze(message).content;
    EXPECT_LE(content.size(), content_bytes);
    EXPECT_GT(content.size(), content_bytes / 5) << "no more is cut than has to be";
    EXPECT_TRUE(bugzilla::parse_json(content));
    message.replaces = "$first";
    EXPECT_LE(freeze(message).content.size(), content_bytes);
    message.replaces.clear();
  }
}

TEST(MatrixMessage, IsShortenedUnderANewId) {
  MatrixMessage message = reminder();
  message.body.assign(4000, 'x');
  const FrozenMessage whole = freeze(message);
  const auto half = shortened(whole);
  ASSERT_TRUE(half);
  EXPECT_NE(half->id, whole.id);
  EXPECT_EQ(half->key, whole.key);
  EXPECT_LE(half->content.size(), whole.content.size() / 2);
  EXPECT_EQ(json::parse(half->content).at(own_id_key), half->id);
  EXPECT_FALSE(json::parse(half->content).contains("format"));
  EXPECT_EQ(json::parse(half->content).at("m.mentions"), json::parse(whole.content).at("m.mentions"));
}

TEST(MatrixMessage, IsNotShortenedForEver) {
  MatrixMessage message = reminder();
  message.body.assign(4000, 'x');
  std::optional<FrozenMessage> next = freeze(message);
  int times = 0;
  while ((next = shortened(*next))) ASSERT_LT(++times, 20);
  EXPECT_GT(times, 1);
}

}  // namespace
}  // namespace service::matrix
