#pragma once
// A measurement as words, and what the statistical model sees of them.

#include "review/categorize/categorize.h"
#include "review/text/words.h"

#include <string>
#include <string_view>
#include <vector>

namespace review {

/// "click" of "clicks", "clicked" and "clicking"; English only, crude and the same in training and in use.
[[nodiscard]] std::string_view stem_of(std::string_view word);

/// "top_site.contile_tileId" is {top, site, contile, tile, id}, with their places in `name`.
[[nodiscard]] std::vector<Word> name_words(std::string_view name);

struct SubjectWords {
  std::vector<Word> name;
  std::vector<Word> description;
  /// How many words of the description stand in its first sentence. That says what is measured, the rest
  /// explains it.
  std::size_t first_sentence = 0;
};
[[nodiscard]] SubjectWords words_of(const Subject& subject);

struct Feature {
  std::string name;  ///< "d:click" for a stem of the description, "n:" of the name, "e:" of an extra key,
                     ///< "t:event" for the type, "c:act" for a concept
  double amount = 1;
};

/// Its words and type, sorted by name, each once.
[[nodiscard]] std::vector<Feature> features_of(const Subject& subject, const SubjectWords& words);

}  // namespace review
