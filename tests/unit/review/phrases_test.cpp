// Phrases: what a pattern stands for, and where it is found.

#include "review/text/phrase_book.h"

#include <gmock/gmock.h>

namespace review {
namespace {

std::vector<std::string> found_in(const Phrases& phrases, const std::string& text) {
  const std::vector<Word> words = words_of(text);
  std::vector<std::string> out;
  for (const PhraseFound& one : phrases.find(words)) {
    const std::size_t begin = words[one.begin].begin;
    out.push_back(std::to_string(one.group) + ":" + text.substr(begin, words[one.end - 1].end - begin));
  }
  return out;
}

Phrases phrases_of(const std::vector<std::string>& patterns) {
  PhraseBook book;
  std::uint16_t group = 0;
  for (const std::string& pattern : patterns) EXPECT_TRUE(book.add(pattern, group++)) << pattern;
  return std::move(book).phrases();
}

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Phrases, StandForEveryChoiceAndOptionalPart) {
  const Phrases phrases = phrases_of({"e ?mail( address(es)?)?", "cop(y|ies|ied)"});
  EXPECT_THAT(found_in(phrases, "Email, e-mail addresses"), ElementsAre("0:Email", "0:e-mail addresses"));
  EXPECT_THAT(found_in(phrases, "copied or copies"), ElementsAre("1:copied", "1:copies"));
  EXPECT_THAT(found_in(phrases, "emails copying"), IsEmpty());
}

TEST(Phrases, TakeAStarForAnyOneWord) {
  const Phrases phrases = phrases_of({"number of (* )?tabs"});
  EXPECT_THAT(found_in(phrases, "number of open tabs"), ElementsAre("0:number of open tabs"));
  EXPECT_THAT(found_in(phrases, "number of very open tabs"), IsEmpty());
}

TEST(Phrases, AreCoveredByLongerOnes) {
  const Phrases phrases = phrases_of({"screen", "screen resolution", "the screen"});
  EXPECT_THAT(found_in(phrases, "screen resolution"), ElementsAre("1:screen resolution"));
  EXPECT_THAT(found_in(phrases, "the screen"), ElementsAre("2:the screen"));
  EXPECT_THAT(found_in(phrases, "a screen"), ElementsAre("0:screen"));
}

TEST(Phrases, OfSeveralGroupsMayBeTheSameWords) {
  EXPECT_THAT(found_in(phrases_of({"os", "os"}), "OS"), ElementsAre("0:OS", "1:OS"));
}

TEST(Phrases, SayWhatIsWrongWithAPattern) {
  PhraseBook book;
  EXPECT_EQ(book.add("a(b", 0).error(), "a bracket is not closed");
  EXPECT_EQ(book.add("ab)", 0).error(), "a bracket closes that was not opened");
  EXPECT_FALSE(book.add("Capital", 0));
  EXPECT_FALSE(book.add("(optional)?", 0));
  EXPECT_FALSE(book.add(std::string(100, '('), 0));
  std::string many;
  for (int i = 0; i < 13; ++i) many += "(a|b)";
  EXPECT_EQ(book.add(many, 0).error(), "it stands for too many phrases");
  EXPECT_TRUE(book.add(many.substr(5), 0));
  EXPECT_EQ(book.add("a b c d e f g h i j k l m", 0).error(), "it has too many words");
}

}  // namespace
}  // namespace review
