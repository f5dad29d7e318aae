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
  /// What one pattern may stand for, and how many words one phrase may have.
  static constexpr std::size_t most_alternatives = 4096;
  static constexpr std::size_t most_words = 12;

  /// A pattern is words in lower case with choices "(a|b)" and optional parts "(s|es)?", "e ?mail"; "*" is
  /// any one word. The error says what is wrong with it.
  std::expected<void, std::string> add(std::string_view pattern, std::uint16_t group);

  /// In the order of the text, without those that stand inside a longer one. Linear in `words`.
  [[nodiscard]] std::vector<PhraseFound> find(std::span<const Word> words) const;

 private:
  struct Node {
    std::vector<std::uint16_t> groups;  ///< whose phrase ends here
    bool leads_on = false;
  };
  using Number = std::uint32_t;
  struct ViewHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  void add_phrase(std::string_view phrase, std::uint16_t group);
  [[nodiscard]] Number next(Number node, Number word) const;

  std::vector<Node> nodes_ = std::vector<Node>(1);
  std::unordered_map<std::string, Number, ViewHash, std::equal_to<>> words_;  ///< from 2 on
  std::unordered_map<std::uint64_t, Number> steps_;  ///< node and word to the next node
};

}  // namespace review
