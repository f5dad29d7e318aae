#pragma once
// Many phrases looked for at once, in one pass over the words of a text: what config/policy/concepts.toml
// lists.

#include "review/text/lexicon.h"

#include <cstdint>
#include <memory_resource>
#include <span>
#include <vector>

namespace review {

/// Where a phrase stands: words `begin` to before `end`, and the group that it was added for.
struct PhraseFound {
  std::uint16_t group = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
  bool operator==(const PhraseFound&) const = default;
};

using PhrasesFound = std::pmr::vector<PhraseFound>;

/// Drops what stands in a longer phrase, which says what those inside it mean, and twins.
void drop_covered(PhrasesFound& found);

/// A view of tables that a PhraseBook made, perhaps when the program was built.
class Phrases {
 public:
  using Number = std::uint16_t;      ///< of a node
  using StepNumber = std::uint32_t;  ///< of a step
  /// The node where a phrase begins, and the one of those that begin where the text does.
  static constexpr Number beginning = 0;
  static constexpr Number text_beginning = 1;
  static constexpr StepNumber no_step = 0xFFFFFFFF;

  /// Between two words of patterns. Choices that go on alike share what follows, so a pattern takes room by
  /// its length and not by the phrases that it stands for.
  struct Node {
    StepNumber first = 0;  ///< its steps, by their words
    StepNumber end = 0;
    StepNumber first_group = 0;     ///< of the phrases that may end here
    std::uint16_t groups = 0;       ///< how many
    std::uint16_t text_groups = 0;  ///< and how many behind those where the text ends
  };
  struct Step {
    WordNumber word = no_word;
    Number to = 0;
    auto operator<=>(const Step&) const = default;
  };

  Phrases() = default;
  /// `list` is the bit that words have which begin one of the phrases; `beginnings` is, by word, the step
  /// from the beginning, and may be left out where there are few.
  Phrases(Lexicon lexicon, unsigned list, std::span<const Node> nodes, std::span<const Step> steps,
          std::span<const std::uint16_t> groups, std::span<const StepNumber> beginnings);

  /// Every phrase that stands there, perhaps twice, by its first word. Linear in `words`, which must have
  /// their numbers from the lexicon of the phrases.
  [[nodiscard]] PhrasesFound find_all(
      std::span<const KnownWord> words,
      std::pmr::memory_resource* memory = std::pmr::get_default_resource()) const;
  /// Those that stand in no longer one.
  [[nodiscard]] PhrasesFound find(std::span<const KnownWord> words,
                                  std::pmr::memory_resource* memory = std::pmr::get_default_resource()) const;
  /// Whether there is any.
  [[nodiscard]] bool stand_in(std::span<const KnownWord> words) const;

  [[nodiscard]] const Lexicon& lexicon() const { return lexicon_; }
  [[nodiscard]] std::span<const Node> nodes() const { return nodes_; }
  [[nodiscard]] std::span<const Step> steps() const { return steps_; }
  [[nodiscard]] std::span<const std::uint16_t> groups() const { return groups_; }
  [[nodiscard]] std::span<const StepNumber> beginnings() const { return beginnings_; }

 private:
  /// Gives `take` each phrase; it returns whether to go on.
  template <class Take>
  void each_phrase(std::span<const KnownWord> words, Take take) const;
  /// Gives `go` each node that a step from this one leads to by the word.
  template <class Go>
  void each_step(Number from, const KnownWord& word, Go go) const;

  Lexicon lexicon_;
  std::uint16_t begins_ = 0;       ///< the bit of a word that begins some
  bool may_begin_anyhow_ = false;  ///< with "*" or an ending
  std::span<const Node> nodes_;
  std::span<const Step> steps_;
  std::span<const std::uint16_t> groups_;
  std::span<const StepNumber> beginnings_;
};

}  // namespace review
