#pragma once
// A measurement as words, and what the statistical model sees of them.

#include "review/categorize/categorize.h"
#include "review/categorize/knowledge.h"
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
};
/// Takes `memory` for what is thrown away with the words.
[[nodiscard]] SubjectWords words_of(const Subject& subject, const Knowledge& known,
                                    std::pmr::memory_resource* memory = std::pmr::get_default_resource());

enum class WordPlace : char { description = 'd', name = 'n', extra_key = 'e' };

/// What the model sees of one word.
struct WordFeature {
  WordPlace place = WordPlace::description;
  const KnownWord* word = nullptr;
  WordNumber stem = no_word;  ///< of its stem
  double amount = 1;
};

/// One for each word that has letters. Where two are of the same place and stem, the first counts.
[[nodiscard]] std::pmr::vector<WordFeature> word_features_of(const SubjectWords& words,
                                                             const Lexicon& lexicon);

}  // namespace review
