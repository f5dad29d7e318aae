#include "review/text/decode.h"

#include "review/limits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace std::string_literals;
using testing::ElementsAre;
using testing::IsEmpty;

namespace review {
namespace {

TEST(Decode, EveryLineEndIsOne) {
  EXPECT_THAT(decode("a\r\nb\rc\nd").lines, ElementsAre("a", "b", "c", "d"));
}

TEST(Decode, NothingIsNoLines) {
  const Text text = decode("");
  EXPECT_THAT(text.lines, IsEmpty());
  EXPECT_FALSE(text.binary);
}

TEST(Decode, Utf8ByteOrderMarkIsTakenOff) {
  const Text text = decode("\xEF\xBB\xBFgrün");
  EXPECT_THAT(text.lines, ElementsAre("grün"));
  EXPECT_EQ(text.assumed, "");
}

TEST(Decode, Utf16WithAndWithoutMark) {
  EXPECT_THAT(decode("\xFF\xFEH\0i\0"s).lines, ElementsAre("Hi"));
  EXPECT_THAT(decode("\xFE\xFF\0H\0i"s).lines, ElementsAre("Hi"));
  std::string unmarked;
  for (const char c : "What questions will you answer?"s) unmarked += {c, '\0'};
  const Text text = decode(unmarked);
  EXPECT_THAT(text.lines, ElementsAre("What questions will you answer?"));
  EXPECT_EQ(text.assumed, "UTF-16 without a byte order mark");
}

TEST(Decode, BrokenSurrogateBecomesTheReplacementCharacter) {
  EXPECT_THAT(decode("\xFF\xFE\x00\xD8x\0"s).lines, ElementsAre("\xEF\xBF\xBDx"));
}

TEST(Decode, WhatIsNoUtf8IsLatin) {
  const Text text = decode("someone\x92s na\xEFve \x80");
  EXPECT_THAT(text.lines, ElementsAre("someone’s naïve €"));
  EXPECT_EQ(text.assumed, "Latin-1");
}

TEST(Decode, NulBytesAreLeftOutAndTold) {
  const Text text = decode("ab\0c and more text"s);
  EXPECT_THAT(text.lines, ElementsAre("abc and more text"));
  EXPECT_EQ(text.assumed, "NUL bytes left out");
}

TEST(Decode, PicturesAndArchivesAreBinary) {
  for (const std::string& bytes :
       {"%PDF-1.4\n1 0 obj"s, "\x89PNG\r\n\x1A\n"s, "PK\x03\x04zip"s, std::string(500, '\x01')}) {
    EXPECT_TRUE(decode(bytes).binary) << bytes.substr(0, 5);
  }
}

TEST(Decode, BeyondTheLimitsIsNotReadAndTold) {
  std::string many;
  for (std::size_t i = 0; i < limits::document_lines + 10; ++i) many += "x\n";
  EXPECT_EQ(decode(many).lines.size(), limits::document_lines);
  EXPECT_TRUE(decode(many).truncated);

  std::string large(limits::text_bytes - 1, 'x');
  large += "é and more";  // the cut falls inside the é
  const Text text = decode(large);
  EXPECT_TRUE(text.truncated);
  EXPECT_EQ(text.assumed, "");
  ASSERT_EQ(text.lines.size(), 1U);
  EXPECT_EQ(text.lines.front().size(), limits::text_bytes - 1);
}

}  // namespace
}  // namespace review
