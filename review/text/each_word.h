#pragma once
// The one reading of a text as words, for those who keep them (words.h) and those who look them up
// (known_words.h).

#include <utf8proc.h>

#include <array>
#include <cstddef>
#include <string_view>

namespace review {

/// A word as it is read.
struct WordRead {
  std::string_view letters;  ///< in lower case
  std::size_t begin = 0;     ///< byte offsets into the text
  std::size_t end = 0;
  bool is_mixed = false;  ///< whether it was written with a capital of ASCII behind its first letter
};

/// How many bytes the letters of a text's words may take: in lower case some of two bytes have three.
inline std::size_t most_letters(std::string_view text) {
  return text.size() / 2 * 3 + 1;
}

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

}  // namespace each_word_detail

/// Gives each word of the text to `take`, and writes its letters to `letters`, one word's behind the other's:
/// room for most_letters() of them.
template <class Take>
void each_word(std::string_view text, char* letters, Take take) {
  using namespace each_word_detail;
  const char* const data = text.data();
  const char* first = letters;
  std::size_t begin = 0;
  bool is_mixed = false;
  const auto begin_at = [&](std::size_t at) {
    if (first != letters) return;
    begin = at;
    is_mixed = false;
  };
  const auto finish = [&](std::size_t end) {
    if (first == letters) return;
    take(WordRead{{first, static_cast<std::size_t>(letters - first)}, begin, end, is_mixed});
    first = letters;
  };
  std::size_t at = 0;
  while (at < text.size()) {
    const auto byte = static_cast<unsigned char>(data[at]);
    if (ascii_letters[byte] != 0) {
      begin_at(at);
      for (char letter = 0; at < text.size(); ++at) {
        letter = ascii_letters[static_cast<unsigned char>(data[at])];
        if (letter == 0) break;
        is_mixed |= letter != data[at] && at != begin;
        *letters++ = letter;
      }
      continue;
    }
    if (byte < 0x80) {
      if (byte != '\'') finish(at);
      ++at;
      if (byte != ']' || !text.substr(at).starts_with('(')) continue;
      const auto close = text.substr(at, longest_address).find(')');
      at += close == std::string_view::npos ? 1 : close + 1;
      continue;
    }
    utf8proc_int32_t code = 0;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(data) + at,
                                         static_cast<utf8proc_ssize_t>(text.size() - at), &code);
    if (length <= 0) {
      finish(at++);
      continue;
    }
    if (is_word(code)) {
      begin_at(at);
      letters += utf8proc_encode_char(utf8proc_tolower(code), reinterpret_cast<utf8proc_uint8_t*>(letters));
    } else if (!(code == 0x2019 || code == 0x200B || code == 0xAD)) {
      finish(at);
    }
    at += static_cast<std::size_t>(length);
  }
  finish(text.size());
}

}  // namespace review
