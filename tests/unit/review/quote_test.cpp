#include "review/text/quote.h"

#include <gtest/gtest.h>

namespace review {
namespace {

TEST(Quote, IsOneLineWithoutItsListMarks) {
  EXPECT_EQ(quote_of("* **As long as**\n  - we need\tit\n\n", 80), "As long as we need it");
  EXPECT_EQ(quote_of("2 * 3 - 1", 80), "2 * 3 - 1");
  EXPECT_EQ(quote_of("", 80), "");
}

TEST(Quote, IsCutBetweenWordsAndNeverInsideACharacter) {
  EXPECT_EQ(quote_of("one two three", 13), "one two three");
  EXPECT_EQ(quote_of("one two three", 12), "one two…");
  EXPECT_EQ(quote_of("one two three", 7), "one two…");
  EXPECT_EQ(quote_of(std::string(60, 'x'), 50), std::string(50, 'x') + "…");
  // "e" with an accent of its own, and a family of four that is one picture.
  EXPECT_EQ(cut_line("aaae\u0301", 4), "aaa…");
  EXPECT_EQ(cut_line("aa\U0001F468\u200D\U0001F469\u200D\U0001F467", 4), "aa…");
}

TEST(Quote, TurnsAndControlsNothing) {
  EXPECT_EQ(one_line("soon \u202Exyz\u2066 \u009B31m\u001B[2J\u200B\uFEFF\u00AD"), "soon xyz 31m[2J");
  EXPECT_EQ(one_line("a\u00A0b\u2028c\u3000 d"), "a b c d");
  EXPECT_EQ(one_line("\xFF\x1B.txt"), "\uFFFD.txt");
}

TEST(Quote, KeepsTheJoinersThatScriptsAndEmojiNeed) {
  EXPECT_EQ(one_line("\u0645\u06CC\u200C\u062E"), "\u0645\u06CC\u200C\u062E");
}

TEST(Quote, HasSingleMarksInside) {
  EXPECT_EQ(in_quotes("all “Category 2” pings"), "“all ‘Category 2’ pings”");
  EXPECT_EQ(in_quotes("”"), "“’”");
}

}  // namespace
}  // namespace review
