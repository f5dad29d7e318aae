// Phrases: what a pattern stands for, and where it is found.

#include "review/text/known_words.h"
#include "review/text/phrase_book.h"

#include <gmock/gmock.h>

namespace review {
namespace {

/// Patterns, each in a group of its own.
class Book {
 public:
  explicit Book(const std::vector<std::string>& patterns) {
    std::uint16_t group = 0;
    for (const std::string& pattern : patterns) EXPECT_TRUE(phrases_.add(pattern, group++)) << pattern;
  }
  std::vector<std::string> found_in(const std::string& text) {
    const Phrases phrases = phrases_.phrases(lexicon_.lexicon()).value();
    const KnownWords read = KnownWords::of_text(text, phrases.lexicon());
    const auto words = read.all();
    std::vector<std::string> out;
    for (const PhraseFound& one : phrases.find(words)) {
      const std::size_t begin = words[one.begin].begin;
      out.push_back(std::to_string(one.group) + ":" + text.substr(begin, words[one.end - 1].end - begin));
    }
    EXPECT_EQ(phrases.stand_in(words), !out.empty()) << text;
    return out;
  }

 private:
  LexiconBook lexicon_;
  PhraseBook phrases_ = PhraseBook(lexicon_, 0);
};

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Phrases, StandForEveryChoiceAndOptionalPart) {
  Book book({"e ?mail( address(es)?)?", "cop(y|ies|ied)"});
  EXPECT_THAT(book.found_in("Email, e-mail addresses"), ElementsAre("0:Email", "0:e-mail addresses"));
  EXPECT_THAT(book.found_in("copied or copies"), ElementsAre("1:copied", "1:copies"));
  EXPECT_THAT(book.found_in("emails copying"), IsEmpty());
}

TEST(Phrases, TakeAStarForAnyOneWord) {
  Book book({"number of (* )?tabs"});
  EXPECT_THAT(book.found_in("number of open tabs"), ElementsAre("0:number of open tabs"));
  EXPECT_THAT(book.found_in("number of very open tabs"), IsEmpty());
}

TEST(Phrases, TakeAnEndingForEveryWordThatHasIt) {
  Book book({"was *(ed|own)", "*ly"});
  EXPECT_THAT(book.found_in("It was opened quickly"), ElementsAre("0:was opened", "1:quickly"));
  EXPECT_THAT(book.found_in("what was shown"), ElementsAre("0:was shown"));
  EXPECT_THAT(book.found_in("was ed, was own, was opening, ly"), IsEmpty());
}

TEST(Phrases, AreBoundToTheBeginningAndTheEndOfTheText) {
  Book book({"^number of", "by (kind|state)$", "^has (* )?url$"});
  EXPECT_THAT(book.found_in("Number of tabs by state"), ElementsAre("0:Number of", "1:by state"));
  EXPECT_THAT(book.found_in("the number of tabs by state code"), IsEmpty());
  EXPECT_THAT(book.found_in("has valid URL"), ElementsAre("2:has valid URL"));
  EXPECT_THAT(book.found_in("it has URL"), IsEmpty());
  EXPECT_THAT(book.found_in("has URL now"), IsEmpty());
}

TEST(Phrases, AreCoveredByLongerOnes) {
  Book book({"screen", "screen resolution", "the screen"});
  EXPECT_THAT(book.found_in("screen resolution"), ElementsAre("1:screen resolution"));
  EXPECT_THAT(book.found_in("the screen"), ElementsAre("2:the screen"));
  EXPECT_THAT(book.found_in("a screen"), ElementsAre("0:screen"));
}

TEST(Phrases, OfSeveralGroupsMayBeTheSameWords) {
  EXPECT_THAT(Book({"os", "os"}).found_in("OS"), ElementsAre("0:OS", "1:OS"));
}

TEST(Phrases, ThatGoTogetherInTooManyWaysAreRefused) {
  LexiconBook lexicon;
  PhraseBook book(lexicon, 0);
  // Each pattern leaves out another word of each place, so nearly every way through them is a place of its
  // own.
  const std::string letters = "abcdefghijklmn";
  for (std::size_t out = 0; out < letters.size(); ++out) {
    std::string pattern;
    for (int place = 0; place < 12; ++place) {
      std::string choice;
      for (std::size_t i = 0; i < letters.size(); ++i) {
        if (i != out) choice += (choice.empty() ? "(" : "|") + std::string(1, letters[i]);
      }
      pattern += (pattern.empty() ? "" : " ") + choice + ")";
    }
    ASSERT_TRUE(book.add(pattern, 0));
  }
  EXPECT_EQ(book.phrases(lexicon.lexicon()).error(), "the patterns go together in too many ways");
}

TEST(Phrases, SayWhatIsWrongWithAPattern) {
  LexiconBook lexicon;
  PhraseBook book(lexicon, 0);
  EXPECT_EQ(book.add("a(b", 0).error(), "a bracket is not closed");
  EXPECT_EQ(book.add("ab)", 0).error(), "a bracket closes that was not opened");
  EXPECT_FALSE(book.add("Capital", 0));
  EXPECT_EQ(book.add("open*", 0).error(), "* stands for a word, or for how one begins");
  EXPECT_EQ(book.add("^", 0).error(), "it also stands for no word at all");
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
