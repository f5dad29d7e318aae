#pragma once
// The words that phrases and weights are made of, each with a number: a word of a text is looked up once for
// all of them.

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace review {

using WordNumber = std::uint16_t;
inline constexpr WordNumber no_word = 0;

/// A word of a text, and what a lexicon knows of it.
struct KnownWord {
  std::string_view text;  ///< lower case, letters and digits only
  std::size_t begin = 0;  ///< byte offsets into the text that was read
  std::size_t end = 0;
  bool is_mixed = false;  ///< whether it was written with a capital of ASCII behind its first letter
  WordNumber number = no_word;
  std::uint16_t begins = 0;  ///< of which lists of phrases it begins some, a bit each
};

/// "click" of "clicks", "clicked" and "clicking", at most six bytes; English only, crude and the same in
/// training and in use.
[[nodiscard]] std::string_view stem_of(std::string_view word);

/// A view of tables that a LexiconBook made, perhaps when the program was built.
class Lexicon {
 public:
  static constexpr WordNumber any_word = 1;  ///< "*"
  /// "*ed" is any word that ends in "ed" and has more letters. Such endings come first, then words.
  static constexpr WordNumber first_ending = 2;
  static constexpr WordNumber first_word = 16;

  /// Where a word stands in `letters`.
  struct Entry {
    std::uint32_t begin = 0;
    std::uint16_t size = 0;
    WordNumber stem = no_word;  ///< of stem_of(), where the lexicon has it
    std::uint16_t begins = 0;   ///< of which lists of phrases it begins some, a bit each
  };
  /// Of a hash table with open addresses; a power of two of them, at most half full.
  struct Slot {
    WordNumber word = no_word;  ///< none: the slot is free
    std::uint16_t tag = 0;      ///< more bits of the hash, which spare most comparisons
  };

  Lexicon() = default;
  Lexicon(std::span<const Slot> slots, std::span<const Entry> entries, std::string_view letters)
      : slots_(slots), entries_(entries), letters_(letters) {}

  [[nodiscard]] WordNumber number_of(std::string_view word) const;
  /// Gives each word its number, and tells what it begins.
  void number(std::span<KnownWord> words) const;
  /// Of the word's stem. The word must have its number.
  [[nodiscard]] WordNumber stem_number(const KnownWord& word) const {
    return word.number == no_word ? number_of(stem_of(word.text)) : entries_[word.number].stem;
  }
  /// Whether the word is one that `number` stands for: itself, any, or one with an ending.
  [[nodiscard]] bool fits(WordNumber number, const KnownWord& word) const;

  [[nodiscard]] std::span<const Slot> slots() const { return slots_; }
  [[nodiscard]] std::span<const Entry> entries() const { return entries_; }
  [[nodiscard]] std::string_view letters() const { return letters_; }

 private:
  [[nodiscard]] std::string_view text(WordNumber number) const {
    return letters_.substr(entries_[number].begin, entries_[number].size);
  }

  std::span<const Slot> slots_;
  std::span<const Entry> entries_;  ///< by number
  std::string_view letters_;
};

/// Gathers the words of a lexicon.
class LexiconBook {
 public:
  static constexpr unsigned most_lists = 16;

  /// The number of a word, of "*", or of an ending like "*ed". The error says that there are too many.
  std::expected<WordNumber, std::string> add(std::string_view word);
  /// Tells that the word begins phrases of a list. Lexicons that were made before know it as well.
  void begins(WordNumber word, unsigned list) { entries_.at(word).begins |= std::uint16_t{1} << list; }
  /// All words that were added until now. Valid until the next one is added, or the book is gone.
  [[nodiscard]] Lexicon lexicon();

 private:
  struct ViewHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  WordNumber next_ending_ = Lexicon::first_ending;
  std::unordered_map<std::string, WordNumber, ViewHash, std::equal_to<>> numbers_;
  std::vector<Lexicon::Entry> entries_ = std::vector<Lexicon::Entry>(Lexicon::first_word);
  std::string letters_;
  std::vector<Lexicon::Slot> slots_;
};

}  // namespace review
