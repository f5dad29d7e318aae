#include "bugzilla_client/decode.h"

#include <gtest/gtest.h>

namespace bugzilla {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

TEST(DecodeTime, ReadsTheFormsThatBugzillaUses) {
  const Time expected = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23) + 22h + 30min + 28s;
  EXPECT_EQ(decode_time("2026-11-23T22:30:28Z"), expected);
  EXPECT_EQ(decode_time("2026-11-23T22:30:28"), expected);
  EXPECT_EQ(decode_time("2026-11-23 22:30:28"), expected);
  EXPECT_EQ(encode_time(expected), "2026-11-23T22:30:28Z");
  for (const char* bad : {"", "2026-11-23", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z",
                          "2026-11-23T24:00:00Z", "2026-11-23X22:30:28Z", "now"}) {
    EXPECT_EQ(decode_time(bad), std::nullopt) << bad;
  }
}

TEST(DecodeBase64, ReadsWhatBugzillaSendsAndRefusesTheRest) {
  EXPECT_EQ(decode_base64(""), "");
  EXPECT_EQ(decode_base64("aGVsbG8="), "hello");
  EXPECT_EQ(decode_base64("aGVs\nbG8="), "hello");
  EXPECT_EQ(decode_base64("AP8="), std::string("\0\xff", 2));
  EXPECT_EQ(decode_base64("a"), std::nullopt);
  EXPECT_EQ(decode_base64("aG*s"), std::nullopt);
  EXPECT_EQ(decode_base64("aGVsbG8=x"), std::nullopt);
}

TEST(Decode, RefusesObjectsWithoutAUsableId) {
  for (const char* bad : {"null", "7", "[]", "{}", R"({"id": "x"})", R"({"id": -1})", R"({"id": 1.5})",
                          R"({"id": 9007199254740993})", R"({"id": null})"}) {
    const json value = json::parse(bad);
    EXPECT_FALSE(decode_bug(value)) << bad;
    EXPECT_FALSE(decode_attachment(value)) << bad;
    EXPECT_FALSE(decode_comment(value)) << bad;
    EXPECT_FALSE(decode_user(value)) << bad;
    EXPECT_FALSE(decode_flag(value)) << bad;
    EXPECT_FALSE(decode_webhook(value)) << bad;
  }
}

TEST(Decode, TakesValuesOfAWrongTypeForMissingOnes) {
  const auto bug = decode_bug(json::parse(
      R"({"id": 1, "summary": 7, "groups": "x", "keywords": [1, null], "last_change_time": {}, "flags": [7, {"id": 2}]})"));
  ASSERT_TRUE(bug);
  EXPECT_EQ(bug->summary, "");
  EXPECT_TRUE(bug->groups.empty());
  EXPECT_EQ(bug->last_change_time, std::nullopt);
  EXPECT_EQ(bug->flags.size(), 1U);
}

TEST(Decode, ReadsTruthFromNumbersAndWords) {
  EXPECT_TRUE(decode_attachment(json{{"id", 1}, {"is_private", 1}})->is_private);
  EXPECT_TRUE(decode_attachment(json{{"id", 1}, {"is_private", true}})->is_private);
  EXPECT_FALSE(decode_attachment(json{{"id", 1}, {"is_private", 0}})->is_private);
}

TEST(Decode, RefusesAnAttachmentWhoseDataIsGarbled) {
  EXPECT_FALSE(decode_attachment(json{{"id", 1}, {"data", "***"}}));
}

}  // namespace
}  // namespace bugzilla
