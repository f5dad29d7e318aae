#include "service/matrix/text.h"

#include <gtest/gtest.h>

namespace service::matrix {
namespace {

TEST(MatrixText, IsWellFormedWhateverItWas) {
  EXPECT_EQ(clean("caf\xC3\xA9"), "caf\xC3\xA9");
  EXPECT_EQ(clean("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD") << "half a surrogate pair";
  EXPECT_EQ(clean("a\xC3"), "a\xEF\xBF\xBD") << "cut in the middle";
  EXPECT_EQ(clean("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD") << "an overlong slash";
  EXPECT_EQ(clean("\xF4\x90\x80\x80").substr(0, 3), "\xEF\xBF\xBD") << "beyond Unicode";
}

TEST(MatrixText, KeepsLinesAndLosesControls) {
  EXPECT_EQ(clean(std::string_view("a\0b\r\nc\td\x1b[31m\x7f", 13)), "ab\nc d[31m");
  EXPECT_EQ(clean("x\xE2\x80\xAEtxt.exe"), "xtxt.exe") << "turned to read backwards";
  EXPECT_EQ(clean("a\xC2\x85z"), "az") << "a C1 control";
}

TEST(MatrixText, NeverCallsTheWholeRoom) {
  EXPECT_EQ(clean("hello @room and @RooM!").find("@room"), std::string::npos);
  EXPECT_EQ(clean("hello @room"), "hello @\xE2\x81\xA0room");
  EXPECT_EQ(clean("x@\xE2\x80\xAEroom").find("@room"), std::string::npos)
      << "joined by leaving out a control";
  EXPECT_EQ(clean("@roo"), "@roo");
}

TEST(MatrixText, IsNoMarkup) {
  EXPECT_EQ(escape_html("<a href=\"x\">'&'</a>"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
}

TEST(MatrixText, IsCutBetweenCharacters) {
  EXPECT_EQ(cut("12345", 5), "12345");
  EXPECT_EQ(cut("123456", 5), "12\xE2\x80\xA6");
  EXPECT_EQ(cut("\xC3\xA9\xC3\xA9\xC3\xA9", 5), "\xC3\xA9\xE2\x80\xA6");
  EXPECT_EQ(cut("123456", 2).size(), 3U);
}

TEST(MatrixText, IsOneSegmentOfAPath) {
  EXPECT_EQ(escape_url("#data-stewards:local/host"), "%23data-stewards%3Alocal%2Fhost");
  EXPECT_EQ(escape_url("!room \xC3\xA9?"), "%21room%20%C3%A9%3F");
  EXPECT_EQ(escape_url(".."), "..");
}

TEST(MatrixText, KnowsUserIds) {
  for (const char* good : {"@bot:localhost", "@a:b", "@data.review=bot:matrix.org:8448"})
    EXPECT_TRUE(is_user_id(good)) << good;
  for (const char* bad : {"", "@", "@:x", "@a:", "a:b", "@a", "@a b:c", "@a\n:c", "@room"})
    EXPECT_FALSE(is_user_id(bad)) << bad;
  EXPECT_TRUE(is_user_id("@a:" + std::string(252, 'x')));
  EXPECT_FALSE(is_user_id("@a:" + std::string(253, 'x')));
}

}  // namespace
}  // namespace service::matrix
