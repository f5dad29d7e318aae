#include "service/remind/rich_text.h"

#include "review/text/words.h"
#include "service/matrix/text.h"

#include <utf8proc.h>

#include <array>

namespace service {
namespace {

using matrix::escape_html;

/// What stands for a character: itself, a blank, or nothing where it only steers how others are shown.
std::string visible(utf8proc_int32_t code, std::string_view bytes) {
  switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return " ";
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CS:
      return "";
    default:
      return code == '@' ? "＠" : std::string(bytes);
  }
}

std::string visible(std::string_view words) {
  std::string out;
  while (!words.empty()) {
    utf8proc_int32_t code = 0;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(words.data()),
                                         static_cast<utf8proc_ssize_t>(words.size()), &code);
    const auto taken = length > 0 ? static_cast<std::size_t>(length) : 1;
    out += length > 0 ? visible(code, words.substr(0, taken)) : "\uFFFD";
    words.remove_prefix(taken);
  }
  return out;
}

bool is_address(std::string_view word) {
  static constexpr std::array<std::string_view, 4> marks = {"://", "www.", "mailto:", "matrix.to"};
  std::string lower(word);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  for (const std::string_view mark : marks) {
    if (lower.find(mark) != std::string::npos) return true;
  }
  return false;
}

bool is_in_name(char c) {
  const bool is_ascii = static_cast<unsigned char>(c) < 0x80;
  return !is_ascii || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Clients make links of "evil.example", "#room:server" and "!room:server". Most such words are names of
/// files and preferences, so they are kept, with a character between their parts that is not seen.
std::string unlinked(std::string_view word) {
  static constexpr std::string_view word_joiner = "\xE2\x81\xA0";  // U+2060
  const bool has_server = word.find(':') != std::string_view::npos;
  std::string out;
  for (std::size_t at = 0; at < word.size(); ++at) {
    out += word[at];
    const bool is_dot = word[at] == '.' && at > 0 && is_in_name(word[at - 1]) && at + 1 < word.size() &&
                        is_in_name(word[at + 1]);
    const bool is_sigil = has_server && (word[at] == '#' || word[at] == '!' || word[at] == '+');
    if (is_dot || is_sigil) out += word_joiner;
  }
  return out;
}

std::string without_addresses(std::string_view line) {
  std::string out;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find(' '), line.size());
    const std::string_view word = line.substr(0, end);
    out += is_address(word) ? "[link]" : unlinked(word);
    line.remove_prefix(end);
    if (line.empty()) break;
    out += ' ';
    line.remove_prefix(1);
  }
  return out;
}

}  // namespace

std::string harmless(std::string_view words, std::size_t characters) {
  // Whatever a very long text holds beyond this would be cut anyway.
  const std::string_view beginning = words.substr(0, characters * 32);
  return review::shorten(review::trim(without_addresses(visible(beginning))), characters);
}

RichText untrusted(std::string_view words, std::size_t characters) {
  return text(harmless(words, characters));
}

RichText text(std::string_view words) {
  return {std::string(words), escape_html(words)};
}

RichText link(std::string_view label, const std::string& url) {
  const bool is_bare = label == url;
  return {is_bare ? url : std::string(label) + " (" + url + ")",
          "<a href=\"" + escape_html(url) + "\">" + escape_html(label) + "</a>"};
}

RichText person(const std::string& matrix_id) {
  return {matrix_id, "<a href=\"https://matrix.to/#/" + escape_html(matrix_id) + "\">" +
                         escape_html(matrix_id) + "</a>"};
}

RichText fill(std::string_view pattern, const std::map<std::string, RichText>& values) {
  RichText out;
  const auto add = [&](const RichText& part) {
    out.plain += part.plain;
    out.html += part.html;
  };
  while (!pattern.empty()) {
    const std::size_t open = std::min(pattern.find('{'), pattern.size());
    add(text(pattern.substr(0, open)));
    pattern.remove_prefix(open);
    if (pattern.empty()) break;
    const std::size_t close = pattern.find('}');
    const auto value = close == std::string_view::npos
                           ? values.end()
                           : values.find(std::string(pattern.substr(1, close - 1)));
    if (value == values.end()) {
      add(text(pattern.substr(0, 1)));
      pattern.remove_prefix(1);
      continue;
    }
    add(value->second);
    pattern.remove_prefix(close + 1);
  }
  return out;
}

}  // namespace service
