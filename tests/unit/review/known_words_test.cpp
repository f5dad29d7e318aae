// KnownWords: the same words as words_of() gives, names taken apart.

#include "review/text/known_words.h"

#include "review/text/words.h"

#include <gmock/gmock.h>
#include <utf8proc.h>

#include <array>

namespace review {
namespace {

using testing::ElementsAre;

std::vector<std::string> texts(const KnownWords& words) {
  std::vector<std::string> out;
  for (const KnownWord& word : words.all()) out.emplace_back(word.text);
  return out;
}

std::string utf8(utf8proc_int32_t code) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  const auto size = utf8proc_encode_char(code, bytes.data());
  return {bytes.begin(), bytes.begin() + size};
}

TEST(KnownWords, AreThoseOfTheTextWhateverItsLetters) {
  // Where a letter grows in lower case the words must stay where they are.
  for (utf8proc_int32_t code = 1; code < 0x20000; ++code) {
    if (code >= 0xD800 && code < 0xE000) continue;
    const std::string letter = utf8(code);
    const std::string text = letter + letter + letter + " x " + letter + "'" + letter;
    const KnownWords read = KnownWords::of_text(text, {});
    const std::vector<Word> words = words_of(text);
    ASSERT_EQ(read.all().size(), words.size()) << code;
    for (std::size_t i = 0; i < words.size(); ++i) {
      ASSERT_EQ(read.all()[i].text, words[i].text) << code;
      ASSERT_EQ(read.all()[i].begin, words[i].begin) << code;
      ASSERT_EQ(read.all()[i].end, words[i].end) << code;
    }
  }
}

TEST(KnownWords, StayWhereTheyAreWhenTheyAreHandedOn) {
  KnownWords read = KnownWords::of_text("A tab", {});
  const KnownWords handed_on = std::move(read);
  EXPECT_THAT(texts(handed_on), ElementsAre("a", "tab"));
}

TEST(KnownWords, OfADescriptionTakeVariablesApartAndLeaveNamesAlone) {
  EXPECT_THAT(texts(KnownWords::of_description("The pageUrl of an iPhone", {})),
              ElementsAre("the", "page", "url", "of", "an", "iphone"));
  EXPECT_THAT(texts(KnownWords::of_description("QuotaExceededError in JavaScript", {})),
              ElementsAre("quota", "exceeded", "error", "in", "javascript"));
}

TEST(KnownWords, OfANameStandBetweenDotsAndHumps) {
  const std::string name = "top_site.contile_tileId.URLVisited2x";
  const KnownWords read = KnownWords::of_name(name, {});
  EXPECT_THAT(texts(read), ElementsAre("top", "site", "contile", "tile", "id", "url", "visited", "x"));
  EXPECT_EQ(name.substr(read.all()[4].begin), "Id.URLVisited2x");
}

}  // namespace
}  // namespace review
