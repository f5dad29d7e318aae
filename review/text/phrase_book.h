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

  /// A pattern is words in lower case with choices "(a|b)" and optional parts "(s|es)?", "e ?mail"; "*" is
  /// any one word. The error says what is wrong with it; what came before the mistake may be found from then
  /// on.
  std::expected<void, std::string> add(std::string_view pattern, std::uint16_t group);

  /// What was added until now.
  [[nodiscard]] Phrases phrases() &&;

 private:
  class Reader;
  using Number = Phrases::Number;

  struct Step {
    Number from = 0;
    Number word = 0;
    Number to = 0;
  };

  [[nodiscard]] Number number_of(std::string_view word);
  [[nodiscard]] Number add_node(std::uint16_t group);
  void add_step(Number from, std::string_view word, Number to);

  std::vector<Phrases::Node> nodes_ = std::vector<Phrases::Node>(1);  ///< `end` counts their steps
  std::vector<Step> steps_;                                           ///< in no order
  Phrases::Numbers words_;
};

}  // namespace review
