#include "review/text/words.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <span>

namespace review {
namespace {

/// Longer ones are no addresses; it keeps hostile text from costing more than linear time.
constexpr std::size_t longest_address = 2000;

bool is_word(utf8proc_int32_t code) {
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
constexpr std::array<char, 128> ascii_letters = [] {
  std::array<char, 128> out{};
  for (char c = 'a'; c <= 'z'; ++c) {
    out.at(static_cast<std::size_t>(c)) = c;
    out.at(static_cast<std::size_t>(c - 'a' + 'A')) = c;
  }
  for (char c = '0'; c <= '9'; ++c) out.at(static_cast<std::size_t>(c)) = c;
  return out;
}();

/// Of those of ASCII from `at` on.
std::size_t end_of_letters(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    const auto next = static_cast<unsigned char>(text[at]);
    if (next >= ascii_letters.size() || ascii_letters[next] == 0) break;
    ++at;
  }
  return at;
}

void append(std::string& out, utf8proc_int32_t code) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  const auto count = utf8proc_encode_char(code, bytes.data());
  for (utf8proc_ssize_t i = 0; i < count; ++i)
    out += static_cast<char>(bytes.at(static_cast<std::size_t>(i)));
}

/// Gives each word of the text to `take`, which may move it away.
template <class Take>
void each_word(std::string_view text, Take take) {
  Word word;
  const auto finish = [&](std::size_t at) {
    if (word.text.empty()) return;
    word.end = at;
    take(word);
    word.text.clear();
    word.is_mixed = false;
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
      if (word.text.empty()) word.begin = at;
      const std::size_t run = end_of_letters(text, at);
      const std::size_t before = word.text.size();
      word.text.append(text, at, run - at);
      bool is_mixed = false;
      for (char& letter : std::span(word.text).subspan(before)) {
        const char as_read = ascii_letters[static_cast<unsigned char>(letter)];
        is_mixed |= letter != as_read && &letter != word.text.data();
        letter = as_read;
      }
      word.is_mixed |= is_mixed;
      at = run;
      continue;
    }
    utf8proc_int32_t code = 0;
    const auto length = utf8proc_iterate(data + at, static_cast<utf8proc_ssize_t>(text.size() - at), &code);
    if (length <= 0) {
      finish(at++);
      continue;
    }
    if (is_word(code)) {
      if (word.text.empty()) word.begin = at;
      append(word.text, utf8proc_tolower(code));
    } else if (!(code == 0x2019 || code == 0x200B || code == 0xAD)) {
      finish(at);
    }
    at += static_cast<std::size_t>(length);
  }
  finish(text.size());
}

}  // namespace

std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> out;
  out.reserve(std::min<std::size_t>(text.size() / 4 + 1, 64));
  each_word(text, [&](Word& word) { out.push_back(std::move(word)); });
  return out;
}

std::string key_of(const std::vector<Word>& words) {
  std::string out;
  std::size_t size = 0;
  for (const Word& word : words) size += word.text.size() + 1;
  out.reserve(size);
  for (const Word& word : words) {
    if (!out.empty()) out += ' ';
    out += word.text;
  }
  return out;
}

std::string key_of(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  each_word(text, [&](const Word& word) {
    if (!out.empty()) out += ' ';
    out += word.text;
  });
  return out;
}

std::string as_written(std::string_view text, std::string_view key) {
  const std::vector<Word> all = words_of(text);
  const std::vector<Word> sought = words_of(key);
  const auto found = std::ranges::search(all, sought, {}, &Word::text, &Word::text);
  if (found.empty()) return std::string(key);
  return std::string(text.substr(found.front().begin, found.back().end - found.front().begin));
}

bool has_digit(std::string_view text) {
  return text.find_first_of("0123456789") != std::string_view::npos;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n\v\f";
  while (true) {
    const auto first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    text.remove_prefix(first);
    text = text.substr(0, text.find_last_not_of(blank) + 1);
    if (text.starts_with("\xC2\xA0"))
      text.remove_prefix(2);
    else if (text.ends_with("\xC2\xA0"))
      text.remove_suffix(2);
    else
      return text;
  }
}

std::string_view trim_marks(std::string_view text) {
  constexpr std::string_view marks = " \t*_`\"'>#";
  const auto first = text.find_first_not_of(marks);
  if (first == std::string_view::npos) return {};
  text.remove_prefix(first);
  if (text.starts_with("- ") || text.starts_with("+ ")) text.remove_prefix(2);
  return trim(text.substr(0, text.find_last_not_of(" \t*_`\"'") + 1));
}

std::string shorten(std::string_view text, std::size_t characters) {
  std::string out;
  bool blank = false;
  std::size_t count = 0;
  for (const char c : trim(text)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= ' ' || byte == 0x7F) {
      blank = true;
      continue;
    }
    if ((byte & 0xC0U) != 0x80U) {
      if (count + (blank ? 1 : 0) >= characters) return out + "…";
      if (blank) {
        out += ' ';
        ++count;
        blank = false;
      }
      ++count;
    }
    out += c;
  }
  return out;
}

std::vector<std::string> links_in(std::string_view text) {
  static const RE2 link(R"((https?://[^\s<>"'`|\]“”„‘’«»…]+))");
  std::vector<std::string> out;
  if (text.find("://") == std::string_view::npos) return out;
  std::string found;
  re2::StringPiece rest(text.data(), text.size());
  while (RE2::FindAndConsume(&rest, link, &found)) {
    if (found.size() > longest_address) continue;
    // A bracket that closes what stands around the link is not part of it.
    while (!found.empty() &&
           (std::string_view(".,;:!?*_").find(found.back()) != std::string_view::npos ||
            (found.back() == ')' && std::ranges::count(found, '(') < std::ranges::count(found, ')')))) {
      found.pop_back();
    }
    if (const auto split = found.find(")["); split != std::string::npos) found.resize(split);
    if (std::ranges::find(out, found) == out.end()) out.push_back(found);
  }
  return out;
}

}  // namespace review
