#include "review/text/words.h"

#include "review/text/each_word.h"

#include <algorithm>

namespace review {

std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> out;
  out.reserve(std::min<std::size_t>(text.size() / 4 + 1, 64));
  std::vector<char> letters(most_letters(text));
  each_word(text, letters.data(), [&](const WordRead& word) {
    out.push_back({std::string(word.letters), word.begin, word.end});
  });
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
  std::vector<char> letters(most_letters(text));
  each_word(text, letters.data(), [&](const WordRead& word) {
    if (!out.empty()) out += ' ';
    out += word.letters;
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
