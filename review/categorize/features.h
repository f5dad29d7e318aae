#pragma once
// A measurement as words, and what the statistical model sees of them.

#include "review/categorize/categorize.h"
#include "review/categorize/knowledge.h"
#include "review/text/ascii.h"
#include "review/text/known_words.h"

#include <memory_resource>
#include <vector>

namespace review {

/// What stands further on in a description explains, and is not observed.
inline constexpr std::size_t most_words_read = 200;

/// A measurement as words, with their numbers.
struct SubjectWords {
  KnownWords name;
  KnownWords description;
  std::vector<KnownWords> extra_keys;  ///< of each the words of its name
  /// How many words of the description stand in its first sentence. That says what is measured, the rest
  /// explains it.
  std::size_t first_sentence = 0;
  PhrasesFound phrases;  ///< of concepts, in the description; also those inside longer ones

  /// For what is thrown away with the words.
  [[nodiscard]] std::pmr::memory_resource* memory() const { return phrases.get_allocator().resource(); }
};
/// Takes `memory` for what is thrown away with the words.
[[nodiscard]] SubjectWords words_of(const Subject& subject, const Knowledge& known,
                                    std::pmr::memory_resource* memory = std::pmr::get_default_resource());

enum class WordPlace : char { description = 'd', name = 'n', extra_key = 'e' };

/// How much a word that only explains counts beside one that says what is measured.
inline constexpr double explaining = 0.4;

/// What the model sees: gives `take` each word that has letters, where it stands and how much it counts.
/// Where two are of the same place and stem, the first counts.
template <class Take>
void each_feature(const SubjectWords& words, Take take) {
  const auto give = [&](WordPlace place, const KnownWord& word, double amount) {
    if (is_letter(word.text.front())) take(place, word, amount);
  };
  const auto description = words.description.all();
  for (std::size_t i = 0; i < description.size(); ++i)
    give(WordPlace::description, description[i], i < words.first_sentence ? 1 : explaining);
  for (const KnownWord& word : words.name.all()) give(WordPlace::name, word, 1);
  for (const KnownWords& key : words.extra_keys) {
    for (const KnownWord& word : key.all()) give(WordPlace::extra_key, word, 1);
  }
}

}  // namespace review
