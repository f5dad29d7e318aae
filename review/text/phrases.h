#pragma once
// Many phrases looked for at once, in one pass over the words of a text: what config/policy/concepts.toml
// lists.

#include "review/text/words.h"

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace review {

/// Where a phrase stands: words `begin` to before `end`, and the group that it was added for.
struct PhraseFound {
  std::uint16_t group = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
};

class Phrases {
 public:
  /// How many ways of being half read one pattern may have, and how many words one phrase.
  static constexpr std::size_t most_alternatives = 4096;
  static constexpr std::size_t most_words = 12;

  /// A pattern is words in lower case with choices "(a|b)" and optional parts "(s|es)?", "e ?mail"; "*" is
  /// any one word. The error says what is wrong with it; what came before the mistake may be found from then
  /// on.
  std::expected<void, std::string> add(std::string_view pattern, std::uint16_t group);

  /// In the order of the text, without those that stand inside a longer one. Linear in `words`.
  [[nodiscard]] std::vector<PhraseFound> find(std::span<const Word> words) const;

 private:
  class Reader;
  using Number = std::uint32_t;

  /// Between two words of one pattern. Choices that go on alike share what follows, so a pattern takes room
  /// by its length and not by the phrases that it stands for.
  struct Node {
    Number steps = 0;  ///< the first one on from here; 0: none
    std::uint16_t group = 0;
    bool is_end = false;  ///< a phrase may end here
  };
  struct Step {
    Number word = 0;
    Number to = 0;
    Number next = 0;  ///< another one from the same place; 0: none
  };
  struct ViewHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  [[nodiscard]] Number number_of(std::string_view word);
  [[nodiscard]] Number add_node(std::uint16_t group);
  void add_step(Number from, std::string_view word, Number to);

  std::vector<Node> nodes_ = std::vector<Node>(1);  ///< 0 is where every phrase begins
  std::vector<Step> steps_ = std::vector<Step>(1);  ///< 0 is none
  std::vector<Number> beginnings_;                  ///< by word: the first step from node 0
  std::unordered_map<std::string, Number, ViewHash, std::equal_to<>> words_;  ///< from 2 on
};

}  // namespace review
