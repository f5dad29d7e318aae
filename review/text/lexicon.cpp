#include "review/text/lexicon.h"

#include <bit>
#include <cstring>
#include <limits>

namespace review {
namespace {

constexpr std::size_t most_words = std::numeric_limits<WordNumber>::max();

/// Eight letters as a number, or fewer.
template <std::size_t count>
std::uint64_t letters_at(const char* text) {
  std::uint64_t out = 0;
  std::memcpy(&out, text, count);
  return out;
}

/// The same in the program that makes the tables and in the one that reads them.
std::uint64_t hash_of(std::string_view word) {
  constexpr std::uint64_t odd = 0x9E3779B97F4A7C15;
  const std::size_t size = word.size();
  std::uint64_t out = size * odd;
  const auto add = [&](std::uint64_t letters) { out = std::rotl((out ^ letters) * odd, 29); };
  std::size_t at = 0;
  for (; at + 8 <= size; at += 8) add(letters_at<8>(&word[at]));
  // What is left, some of its letters perhaps twice.
  if (size - at >= 4)
    add(letters_at<4>(&word[at]) << 32 | letters_at<4>(&word[size - 4]));
  else if (size - at > 0)
    add(letters_at<1>(&word[at]) << 16 | letters_at<1>(&word[at + (size - at) / 2]) << 8 |
        letters_at<1>(&word[size - 1]));
  return out * odd;
}

std::uint16_t tag_of(std::uint64_t hash) {
  return static_cast<std::uint16_t>(hash >> 16);
}

std::size_t place_of(std::uint64_t hash, std::size_t slots) {
  return static_cast<std::size_t>(hash >> 32) & (slots - 1);
}

}  // namespace

std::string_view stem_of(std::string_view word) {
  // "navigation", "navigate" and "navigator" are one.
  constexpr std::size_t longest = 6;
  for (const std::string_view ending : {"ings", "ing", "edly", "ed", "es", "s", "ly"}) {
    if (!word.ends_with(ending) || word.size() < ending.size() + 3) continue;
    word.remove_suffix(ending.size());
    break;
  }
  return word.substr(0, longest);
}

WordNumber Lexicon::number_of(std::string_view word) const {
  if (slots_.empty()) return no_word;
  const std::uint64_t hash = hash_of(word);
  for (std::size_t at = place_of(hash, slots_.size()); slots_[at].word != no_word;
       at = (at + 1) & (slots_.size() - 1)) {
    if (slots_[at].tag == tag_of(hash) && text(slots_[at].word) == word) return slots_[at].word;
  }
  return no_word;
}

void Lexicon::number(std::span<KnownWord> words) const {
  for (KnownWord& word : words) {
    word.number = number_of(word.text);
    if (word.number != no_word) word.begins = entries_[word.number].begins;
  }
}

bool Lexicon::fits(WordNumber number, const KnownWord& word) const {
  if (number >= first_word) return number == word.number;
  if (number == any_word) return true;
  const std::string_view ending = text(number);
  return word.text.size() > ending.size() && word.text.ends_with(ending);
}

std::expected<WordNumber, std::string> LexiconBook::add(std::string_view word) {
  if (word == "*") return Lexicon::any_word;
  const auto known = numbers_.find(word);
  if (known != numbers_.end()) return known->second;
  const bool is_ending = word.starts_with('*');
  if (word.size() > std::numeric_limits<std::uint16_t>::max()) return std::unexpected("a word is too long");
  if (word.substr(is_ending ? 1 : 0).contains('*'))
    return std::unexpected("* stands for a word, or for how one begins");
  if (is_ending ? next_ending_ == Lexicon::first_word : entries_.size() > most_words)
    return std::unexpected(is_ending ? "there are too many endings like *ed" : "there are too many words");
  const auto number = is_ending ? next_ending_++ : static_cast<WordNumber>(entries_.size());
  if (!is_ending) entries_.emplace_back();
  numbers_.emplace(word, number);
  const std::string_view letters = word.substr(is_ending ? 1 : 0);
  entries_[number] = {static_cast<std::uint32_t>(letters_.size()),
                      static_cast<std::uint16_t>(letters.size())};
  letters_ += letters;
  return number;
}

Lexicon LexiconBook::lexicon() {
  slots_.assign(std::bit_ceil(entries_.size() * 2), {});
  for (std::size_t number = Lexicon::first_word; number < entries_.size(); ++number) {
    const auto& entry = entries_[number];
    const std::uint64_t hash = hash_of(std::string_view(letters_).substr(entry.begin, entry.size));
    std::size_t at = place_of(hash, slots_.size());
    while (slots_[at].word != no_word) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = {static_cast<WordNumber>(number), tag_of(hash)};
  }
  const Lexicon out(slots_, entries_, letters_);
  for (auto entry = entries_.begin() + Lexicon::first_word; entry != entries_.end(); ++entry)
    entry->stem = out.number_of(stem_of(std::string_view(letters_).substr(entry->begin, entry->size)));
  return out;
}

}  // namespace review
