#pragma once
// The one reading of a text as words, for those who keep them (words.h) and those who look them up
// (known_words.h).

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace review {

/// A word as it is read. Its letters, in lower case, are the last of those that were gathered.
struct WordRead {
  std::size_t first_letter = 0;  ///< of those that were gathered
  std::size_t begin = 0;         ///< byte offsets into the text
  std::size_t end = 0;
  bool is_mixed = false;  ///< whether it was written with a capital of ASCII behind its first letter
};

/// Longer ones are no addresses; it keeps hostile text from costing more than linear time.
inline constexpr std::size_t longest_address = 2000;

namespace each_word_detail {

inline bool is_word(utf8proc_int32_t code) {
  switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return true;
    default:
      return false;
  }
}

/// Nearly all of a form is ASCII: letters in lower case and digits; 0 is no part of a word.
inline constexpr std::array<char, 256> ascii_letters = [] {
  std::array<char, 256> out{};
  for (char c = 'a'; c <= 'z'; ++c) {
    out.at(static_cast<std::size_t>(c)) = c;
    out.at(static_cast<std::size_t>(c - 'a' + 'A')) = c;
  }
  for (char c = '0'; c <= '9'; ++c) out.at(static_cast<std::size_t>(c)) = c;
  return out;
}();

template <class Letters>
void append(Letters& out, utf8proc_int32_t code) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  const auto count = utf8proc_encode_char(code, bytes.data());
  out.insert(out.end(), bytes.begin(), bytes.begin() + count);
}

}  // namespace each_word_detail

/// Gives each word of the text to `take`, which may clear the letters then. There are at most half as many
/// again as the text has bytes, since some grow by one of two bytes in lower case. `Letters` is a vector of
/// char.
template <class Letters, class Take>
void each_word(std::string_view text, Letters& letters, Take take) {
  using namespace each_word_detail;
  WordRead word;
  bool is_begun = false;
  const auto begin_at = [&](std::size_t at) {
    if (is_begun) return;
    is_begun = true;
    word = {.first_letter = letters.size(), .begin = at};
  };
  const auto finish = [&](std::size_t at) {
    if (!is_begun) return;
    is_begun = false;
    word.end = at;
    take(word);
  };
  const auto* data = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  std::size_t at = 0;
  while (at < text.size()) {
    if (text[at] == ']' && text.substr(at).starts_with("](")) {
      finish(at);
      const auto close = text.substr(at, longest_address).find(')');
      at += close == std::string_view::npos ? 2 : close + 1;
      continue;
    }
    if (const auto byte = static_cast<unsigned char>(text[at]); byte < 0x80) {
      if (ascii_letters[byte] == 0) {
        if (byte != '\'') finish(at);
        ++at;
        continue;
      }
      begin_at(at);
      // By way of an array of its own, which no other letters can be.
      std::array<char, 32> run;
      const std::size_t first = word.begin;
      const std::size_t from = at;
      const std::size_t most = std::min(text.size(), at + run.size());
      bool has_capital = false;
      for (; at < most; ++at) {
        const char letter = ascii_letters[static_cast<unsigned char>(text[at])];
        if (letter == 0) break;
        has_capital |= letter != text[at] && at != first;
        run[at - from] = letter;
      }
      word.is_mixed |= has_capital;
      letters.insert(letters.end(), run.data(), run.data() + (at - from));
      continue;
    }
    utf8proc_int32_t code = 0;
    const auto length = utf8proc_iterate(data + at, static_cast<utf8proc_ssize_t>(text.size() - at), &code);
    if (length <= 0) {
      finish(at++);
      continue;
    }
    if (is_word(code)) {
      begin_at(at);
      append(letters, utf8proc_tolower(code));
    } else if (!(code == 0x2019 || code == 0x200B || code == 0xAD)) {
      finish(at);
    }
    at += static_cast<std::size_t>(length);
  }
  finish(text.size());
}

}  // namespace review
