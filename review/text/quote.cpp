#include "review/text/quote.h"

#include "review/text/words.h"

#include <utf8proc.h>

#include <array>

namespace review {
namespace {

constexpr utf8proc_int32_t replacement = 0xFFFD;

/// The character at `at`, which moves behind it; U+FFFD for a byte that starts none.
utf8proc_int32_t next_of(std::string_view text, std::size_t& at) {
  if (const auto byte = static_cast<unsigned char>(text[at]); byte < 0x80) {
    ++at;
    return byte;
  }
  utf8proc_int32_t code = 0;
  const auto* data = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto length = utf8proc_iterate(data + at, static_cast<utf8proc_ssize_t>(text.size() - at), &code);
  at += length > 0 ? static_cast<std::size_t>(length) : 1;
  return length > 0 ? code : replacement;
}

bool is_blank(utf8proc_int32_t code) {
  if (code < 0x80) return code == ' ' || (code >= '\t' && code <= '\r');
  const auto category = utf8proc_category(code);
  return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
         category == UTF8PROC_CATEGORY_ZP;
}

/// Controls and marks of format, but for the joiners that some scripts and emoji need.
bool is_unseen(utf8proc_int32_t code) {
  constexpr utf8proc_int32_t non_joiner = 0x200C;
  constexpr utf8proc_int32_t joiner = 0x200D;
  if (code >= ' ' && code < 0x7F) return false;
  const auto category = utf8proc_category(code);
  return category == UTF8PROC_CATEGORY_CC ||
         (category == UTF8PROC_CATEGORY_CF && code != non_joiner && code != joiner);
}

/// Nor the marks of a quoted mail.
std::string_view without_list_mark(std::string_view line) {
  line = trim(line);
  while (line.starts_with('>')) line = trim(line.substr(1));
  for (const std::string_view mark : {"* ", "- ", "+ ", "• "}) {
    if (line.starts_with(mark)) return trim(line.substr(mark.size()));
  }
  return line;
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool blank = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const utf8proc_int32_t code = next_of(text, at);
    if (is_blank(code)) {
      blank = !out.empty();
      continue;
    }
    if (is_unseen(code)) continue;
    if (blank) out += ' ';
    blank = false;
    if (code == replacement)
      out += "\xEF\xBF\xBD";
    else
      out += text.substr(begin, at - begin);
  }
  return out;
}

std::string cut_line(std::string_view text, std::size_t characters) {
  std::string line = one_line(text);
  if (line.size() <= characters) return line;
  std::size_t whole = 0;  // bytes of what fits, up to the end of a character as people see it
  std::size_t words = 0;  // the same up to the end of a word
  std::size_t count = 0;
  utf8proc_int32_t before = 0;
  utf8proc_int32_t state = 0;
  for (std::size_t at = 0; at < line.size(); ++count) {
    const std::size_t begin = at;
    const utf8proc_int32_t code = next_of(line, at);
    if (count != 0 && utf8proc_grapheme_break_stateful(before, code, &state)) {
      whole = begin;
      if (code == ' ') words = begin;
    }
    if (count == characters) {
      constexpr std::size_t longest_word = 40;
      line.resize(words != 0 && words + longest_word > whole ? words : whole);
      line.resize(line.find_last_not_of(" .,;:-") + 1);
      return line + "…";
    }
    before = code;
  }
  return line;
}

std::string quote_of(std::string_view text, std::size_t characters) {
  std::string words;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    words += without_list_mark(text.substr(0, end));
    words += '\n';
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (words.size() > 8 * characters) break;  // more than is shown, whatever stands in it
  }
  for (std::size_t at = 0; (at = words.find("**", at)) != std::string::npos;) words.erase(at, 2);
  return cut_line(words, characters);
}

std::string in_quotes(std::string_view words) {
  static constexpr std::array<std::array<std::string_view, 2>, 2> marks = {{{"“", "‘"}, {"”", "’"}}};
  std::string out = "“" + std::string(words) + "”";
  for (const auto& [twofold, single] : marks) {
    for (std::size_t at = twofold.size(); (at = out.find(twofold, at)) < out.size() - twofold.size();)
      out.replace(at, twofold.size(), single);
  }
  return out;
}

}  // namespace review
