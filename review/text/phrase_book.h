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

  /// The words go into `lexicon`, which must outlive the book. `list` tells the phrases from those of other
  /// books; it is below LexiconBook::most_lists.
  PhraseBook(LexiconBook& lexicon, unsigned list) : lexicon_(lexicon), list_(list) {}

  /// A pattern is words in lower case with choices "(a|b)" and optional parts "(s|es)?", "e ?mail"; "*" is
  /// any one word and "*ed" one that ends so. "^" before it binds it to the beginning of the text, "$" behind
  /// it to its end. The error says what is wrong with it; what came before the mistake may be found from then
  /// on.
  std::expected<void, std::string> add(std::string_view pattern, std::uint16_t group);

  /// What was added until now, for texts whose words `lexicon` numbered, when no word is to be added any
  /// more. Valid as long as the book and the lexicon are and nothing is added. The error says that patterns
  /// go together in too many ways.
  [[nodiscard]] std::expected<Phrases, std::string> phrases(Lexicon lexicon);

 private:
  class Reader;
  class Merger;
  using Number = Phrases::Number;

  struct Node {
    std::uint16_t group = 0;
    bool is_end = false;       ///< a phrase may end here
    bool is_text_end = false;  ///< and here where the text ends
    std::uint32_t steps = 0;   ///< how many lead on
  };
  struct Step {
    Number from = 0;
    WordNumber word = no_word;
    Number to = 0;
    auto operator<=>(const Step&) const = default;
  };
  struct Tables {
    std::vector<Phrases::Node> nodes;
    std::vector<Phrases::Step> steps;
    std::vector<std::uint16_t> groups;
    std::vector<Phrases::StepNumber> beginnings;
  };

  std::expected<Number, std::string> add_node(std::uint16_t group);
  std::expected<void, std::string> add_step(Number from, std::string_view word, Number to);

  LexiconBook& lexicon_;
  unsigned list_;
  std::vector<Node> nodes_ = std::vector<Node>(2);
  std::vector<Step> steps_;  ///< in no order
  Tables tables_;
};

}  // namespace review
