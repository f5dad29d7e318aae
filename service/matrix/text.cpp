#include "service/matrix/text.h"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <utf8proc.h>

#include <algorithm>
#include <cctype>

namespace service::matrix {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view ellipsis = "\xE2\x80\xA6";     // U+2026
constexpr std::string_view word_joiner = "\xE2\x81\xA0";  // U+2060, not seen and not broken at

bool is_control(utf8proc_int32_t value) {
  return (value < 0x20 && value != '\n') || (value >= 0x7F && value <= 0x9F);
}

bool turns_direction(utf8proc_int32_t value) {
  return (value >= 0x202A && value <= 0x202E) || (value >= 0x2066 && value <= 0x2069) || value == 0x200E ||
         value == 0x200F || value == 0x061C;
}

/// Breaks "@room", in whatever case, with a character that is not seen.
std::string without_calls(const std::string& text) {
  static constexpr std::string_view call = "@room";
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    out += text[at];
    const bool is_call = text.size() - at >= call.size() &&
                         std::equal(call.begin(), call.end(), text.begin() + static_cast<std::ptrdiff_t>(at),
                                    [](char b, unsigned char a) { return std::tolower(a) == b; });
    if (is_call) out += word_joiner;
  }
  return out;
}

}  // namespace

std::string clean(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    utf8proc_int32_t character = 0;
    // Negative where the bytes are no UTF-8; half a surrogate pair is none.
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                         static_cast<utf8proc_ssize_t>(text.size()), &character);
    const std::size_t bytes = length > 0 ? static_cast<std::size_t>(length) : 1;
    if (length <= 0)
      out += replacement;
    else if (character == '\t')
      out += ' ';
    else if (!is_control(character) && !turns_direction(character))
      out += text.substr(0, bytes);
    text.remove_prefix(bytes);
  }
  return without_calls(out);
}

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string cut(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  std::size_t end = bytes < ellipsis.size() ? 0 : bytes - ellipsis.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + std::string(ellipsis);
}

std::string escape_url(std::string_view text) {
  return boost::urls::encode(boost::core::string_view(text.data(), text.size()),
                             boost::urls::unreserved_chars);
}

bool is_user_id(std::string_view text) {
  const std::size_t colon = text.find(':');
  const bool printable = std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
  return text.size() <= 255 && text.starts_with('@') && colon != std::string_view::npos && colon > 1 &&
         colon + 1 < text.size() && printable;
}

}  // namespace service::matrix
