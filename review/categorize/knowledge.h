#pragma once
// What the categorizer knows, ready for use: phrases, what they are about, and trained weights. Only views:
// of a KnowledgeBook, or of tables that were made of the built-in policy when the program was built, since
// making them takes longer than categorizing a thousand measurements.

#include "review/assessment.h"
#include "review/text/phrases.h"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace review {

/// Which phrases. The files of config/policy/ say what each is for.
enum class PhraseList : std::uint8_t {
  concepts,  ///< a phrase's group is the concept's place in Knowledge::concepts
  keys,      ///< in the same groups
  opens,
  before,
  after,
  lists,
  kinds,
  anew,  ///< in the groups of `Anew`
  carries,
  kept,
  identifying,
  own_identifiers,
  small_words,
};
inline constexpr std::size_t phrase_lists = 13;

/// The groups of PhraseList::anew.
enum class Anew : std::uint16_t { anywhere, after_comma };

/// What a measurement can be about.
struct KnownConcept {
  std::string_view name;
  std::string_view why;  ///< as a requester understands it
  Category category = Category::interaction;
  bool may_be_a_number = false;  ///< "latitude"; a counter cannot hold an address
  float weight = 0;              ///< like those of WordWeights
};

/// Of a word's stem, by where it stands. Positive speaks for interaction (category 2), negative for technical
/// data (1).
struct WordWeights {
  float description = 0;
  float name = 0;
  float extra_key = 0;
};

struct TypeWeight {
  std::string_view type;  ///< Glean's metric type
  float weight = 0;
};

/// A logistic regression, see model.h.
struct Weights {
  double bias = 0;
  double scale = 1;     ///< makes the stated confidence the share of such answers that is right
  float sensitive = 0;  ///< of being about something sensitive, and nothing technical
  std::span<const WordWeights> words;  ///< by number
  std::span<const TypeWeight> types;
};

struct Knowledge {
  [[nodiscard]] const Phrases& operator[](PhraseList list) const {
    return phrases.at(static_cast<std::size_t>(list));
  }

  Lexicon lexicon;
  std::array<Phrases, phrase_lists> phrases;  ///< by PhraseList
  std::span<const KnownConcept> concepts;
  bool is_trained = false;  ///< no: concepts alone tell category 1 from 2
  Weights weights;
};

}  // namespace review
