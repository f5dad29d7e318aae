#pragma once
// Many phrases looked for at once, in one pass over the words of a text: what config/policy/concepts.toml
// lists.

#include "review/text/words.h"

#include <cstdint>
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

/// Made by a PhraseBook.
class Phrases {
 public:
  /// In the order of the text, without those that stand inside a longer one. Linear in `words`.
  [[nodiscard]] std::vector<PhraseFound> find(std::span<const Word> words) const;

 private:
  friend class PhraseBook;
  using Number = std::uint32_t;           ///< of a word, a node, a step
  static constexpr Number beginning = 0;  ///< the node where every phrase begins
  static constexpr Number no_word = 0;
  static constexpr Number any_word = 1;

  /// Between two words of a pattern. Choices that go on alike share what follows, so a pattern takes room by
  /// its length and not by the phrases that it stands for.
  struct Node {
    Number first = 0;  ///< its steps, by their words
    Number end = 0;
    std::uint16_t group = 0;
    bool is_end = false;  ///< a phrase may end here
  };
  struct Step {
    Number word = 0;
    Number to = 0;
    auto operator<=>(const Step&) const = default;
  };
  struct ViewHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  using Numbers = std::unordered_map<std::string, Number, ViewHash, std::equal_to<>>;

  [[nodiscard]] std::span<const Step> steps(Number node, Number word) const;

  std::vector<Node> nodes_;
  std::vector<Step> steps_;
  std::vector<Number> beginnings_;  ///< by word: its first step from the beginning
  Numbers words_;                   ///< from 2 on
};

}  // namespace review
