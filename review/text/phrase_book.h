#pragma once
// Reads the patterns that phrases are written as.

#include "review/text/phrases.h"

#include <expected>

namespace review {

class PhraseBook {
 public:
  /// How many ways of being half read one pattern may have, and how many words one phrase.
  static constexpr std::size_t most_alternatives = 4096;
  static constexpr std::size_t most_words = 12;

  /// The words go into `lexicon`, which must outlive the book.
  explicit PhraseBook(LexiconBook& lexicon) : lexicon_(lexicon) {}

  /// A pattern is words in lower case with choices "(a|b)" and optional parts "(s|es)?", "e ?mail"; "*" is
  /// any one word and "*ed" one that ends so. "^" before it binds it to the beginning of the text, "$" behind
  /// it to its end. The error says what is wrong with it; what came before the mistake may be found from then
  /// on.
  std::expected<void, std::string> add(std::string_view pattern, std::uint16_t group);

  /// What was added until now, for texts whose words `lexicon` numbered, when no word is to be added any
  /// more. Valid as long as the book and the lexicon are and nothing is added.
  [[nodiscard]] Phrases phrases(Lexicon lexicon);

 private:
  class Reader;
  using Number = Phrases::Number;

  struct Step {
    Number from = 0;
    WordNumber word = no_word;
    Number to = 0;
  };

  std::expected<Number, std::string> add_node(std::uint16_t group);
  std::expected<void, std::string> add_step(Number from, std::string_view word, Number to);

  LexiconBook& lexicon_;
  std::vector<Phrases::Node> nodes_ = std::vector<Phrases::Node>(2);
  std::vector<Step> steps_;  ///< in no order
  std::vector<Phrases::Step> sorted_steps_;
  std::vector<Phrases::StepNumber> beginnings_;
};

}  // namespace review
