#include "review/text/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using testing::ElementsAre;
using testing::IsEmpty;

namespace review {
namespace {

TEST(Words, CasePunctuationAndMarksDoNotCount) {
  EXPECT_EQ(key_of("**Which _release_ channels?**"), "which release channels");
  EXPECT_EQ(key_of("(put someone’s name here)"), "put someones name here");
  EXPECT_EQ(key_of("opt-out"), "opt out");
  EXPECT_EQ(key_of(" — "), "");
}

TEST(Words, AddressesOfLinksAreNoWordsButBareOnesAre) {
  EXPECT_EQ(key_of("the [data c](https://a.b/c)[ollection](https://d.e) form"), "the data c ollection form");
  EXPECT_EQ(key_of("see https://a.example/x"), "see https a example x");
}

TEST(Words, OffsetsPointIntoTheText) {
  const std::string text = "  **Big** news";
  const auto words = words_of(text);
  ASSERT_EQ(words.size(), 2U);
  EXPECT_EQ(text.substr(words[1].begin, words[1].end - words[1].begin), "news");
}

TEST(Words, AnUnclosedLinkCostsNoMoreThanItsBracket) {
  EXPECT_EQ(key_of("[a](b c"), "a b c");
}

/// "Ⱥ" has two bytes, "ⱥ" three. The letters stand in one room, which must do for a text of nothing else.
TEST(Words, MayHaveMoreBytesInLowerCase) {
  for (const std::size_t count : {1U, 2U, 3U, 1000U}) {
    std::string text;
    std::string lower;
    for (std::size_t i = 0; i < count; ++i) {
      text += "Ⱥ";
      lower += "ⱥ";
    }
    EXPECT_EQ(key_of(text), lower);
    EXPECT_EQ(key_of(text + "X " + text), lower + "x " + lower);
  }
}

TEST(Trim, BlanksOfAllKinds) {
  EXPECT_EQ(trim("\t a b \xC2\xA0"), "a b");
  EXPECT_EQ(trim_marks("* **No.** "), "No.");
  EXPECT_EQ(trim_marks("> - \"yes\""), "\"yes");
}

TEST(Shorten, CountsCharactersNotBytes) {
  EXPECT_EQ(shorten("äöü", 3), "äöü");
  EXPECT_EQ(shorten("äöüß", 3), "äöü…");
  EXPECT_EQ(shorten("  one\n\n two ", 20), "one two");
}

TEST(Links, WithoutWhatStandsAroundThem) {
  EXPECT_THAT(links_in("see (https://a.example/x), or <https://b.example/y_(z)>. [t](https://c.example)"),
              ElementsAre("https://a.example/x", "https://b.example/y_(z)", "https://c.example"));
  EXPECT_THAT(links_in("“https://a.example/x”, ‘https://b.example’, https://c.example/cut…"),
              ElementsAre("https://a.example/x", "https://b.example", "https://c.example/cut"));
  EXPECT_THAT(links_in("ftp://a.example nothing"), IsEmpty());
}

TEST(Words, AreFoundAgainAsTheyWereWritten) {
  EXPECT_EQ(as_written("We ask on SurveyMonkey's page.", "surveymonkeys page"), "SurveyMonkey's page");
  EXPECT_EQ(as_written("\"Tell us more, please\"", "tell us more"), "Tell us more");
  EXPECT_EQ(as_written("Nothing of it", "tell us"), "tell us");
  EXPECT_EQ(as_written("", "tell us"), "tell us");
  EXPECT_EQ(as_written("Nothing of it", ""), "");
}

}  // namespace
}  // namespace review
