#include "review/text/decode.h"

#include "review/limits.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace review {
namespace {

void append(std::string& out, std::int32_t code) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  const auto count = utf8proc_encode_char(code, bytes.data());
  for (utf8proc_ssize_t i = 0; i < count; ++i)
    out += static_cast<char>(bytes.at(static_cast<std::size_t>(i)));
}

bool is_utf8(std::string_view bytes) {
  const auto* data = reinterpret_cast<const utf8proc_uint8_t*>(bytes.data());
  std::size_t at = 0;
  while (at < bytes.size()) {
    if (data[at] < 0x80) {  // nearly all of a form
      ++at;
      continue;
    }
    utf8proc_int32_t code = 0;
    const auto length = utf8proc_iterate(data + at, static_cast<utf8proc_ssize_t>(bytes.size() - at), &code);
    if (length < 0) return false;
    at += static_cast<std::size_t>(length);
  }
  return true;
}

std::string from_utf16(std::string_view bytes, bool big_endian) {
  std::string out;
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<std::int32_t>(big_endian ? (first << 8 | second) : (second << 8 | first));
  };
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    std::int32_t code = unit(at);
    const bool high = code >= 0xD800 && code < 0xDC00;
    if (high && at + 3 < bytes.size() && unit(at + 2) >= 0xDC00 && unit(at + 2) < 0xE000) {
      code = 0x10000 + ((code - 0xD800) << 10) + (unit(at + 2) - 0xDC00);
      at += 2;
    } else if (code >= 0xD800 && code < 0xE000) {
      code = 0xFFFD;
    }
    append(out, code);
  }
  return out;
}

/// Windows-1252, which is what "Latin-1" means to the programs that write it.
std::string from_latin(std::string_view bytes) {
  static constexpr std::array<std::int32_t, 32> high = {
      0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
      0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};
  std::string out;
  for (const char byte : bytes) {
    const auto code = static_cast<unsigned char>(byte);
    append(out, code >= 0x80 && code < 0xA0 ? high.at(code - 0x80U) : code);
  }
  return out;
}

bool has_magic(std::string_view bytes) {
  using namespace std::string_view_literals;
  for (const std::string_view magic :
       {"%PDF-"sv, "PK\x03\x04"sv, "\x89PNG"sv, "GIF8"sv, "\xFF\xD8\xFF"sv, "\x1F\x8B"sv,
        "\x7F"
        "ELF"sv,
        "7z\xBC\xAF"sv, "\xD0\xCF\x11\xE0"sv}) {
    if (bytes.starts_with(magic)) return true;
  }
  return false;
}

/// More than one control character in 20 is no text.
bool looks_binary(std::string_view text) {
  const std::string_view sample = text.substr(0, 64 * 1024);
  const auto controls = std::ranges::count_if(sample, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\x1B' && c != '\0';
  });
  return static_cast<std::size_t>(controls) * 20 > sample.size();
}

struct Zeros {
  std::size_t even = 0;
  std::size_t odd = 0;
};

Zeros count_zeros(std::string_view bytes) {
  Zeros zeros;
  const std::size_t end = std::min<std::size_t>(bytes.size(), 4096);
  for (std::size_t at = 0; at < end; ++at) {
    if (bytes[at] == '\0') ++(at % 2 == 0 ? zeros.even : zeros.odd);
  }
  return zeros;
}

/// Blanks that look like any other mean the same.
void make_blanks_plain(std::string& text) {
  for (const std::string_view blank :
       {"\u00A0", "\u2002", "\u2003", "\u2007", "\u2009", "\u202F", "\u3000"}) {
    for (std::size_t at = 0; (at = text.find(blank, at)) != std::string::npos; ++at)
      text.replace(at, blank.size(), " ");
  }
}

void note(std::string& assumed, std::string_view what) {
  if (!assumed.empty()) assumed += ", ";
  assumed += what;
}

/// Adds the lines of a text that ends no line with LF: with CR, with a form feed, or one line only.
void add_lines(std::string_view text, Text& out) {
  std::string line;
  for (const char c : text) {
    if (c == '\r' || c == '\f') {
      out.lines.push_back(std::move(line));
      line.clear();
    } else if (c != '\0') {
      line += c;
    }
  }
  out.lines.push_back(std::move(line));
}

void split(std::string_view text, Text& out) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    using namespace std::string_view_literals;
    const bool is_plain =
        std::ranges::none_of("\r\f\0"sv, [&](char c) { return line.find(c) != std::string_view::npos; });
    if (is_plain)
      out.lines.emplace_back(line);
    else
      add_lines(line, out);
    if (out.lines.size() < limits::document_lines) continue;
    out.truncated = out.truncated || !text.empty() || out.lines.size() > limits::document_lines;
    out.lines.resize(limits::document_lines);
    return;
  }
}

}  // namespace

Text decode(std::string_view bytes) {
  Text out;
  if (bytes.size() > limits::text_bytes) {
    bytes = bytes.substr(0, limits::text_bytes);
    // Not in the middle of a character.
    while (!bytes.empty() && (static_cast<unsigned char>(bytes.back()) & 0xC0U) == 0x80U)
      bytes.remove_suffix(1);
    if (!bytes.empty() && (static_cast<unsigned char>(bytes.back()) & 0x80U) != 0) bytes.remove_suffix(1);
    out.truncated = true;
  }
  if (has_magic(bytes)) {
    out.binary = true;
    return out;
  }
  const Zeros zeros = count_zeros(bytes);
  const std::size_t half = std::min<std::size_t>(bytes.size(), 4096) / 2;
  std::string text;
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    text = from_utf16(bytes.substr(2), bytes.starts_with("\xFE\xFF"));
    note(out.assumed, "UTF-16");
  } else if (half > 8 && (zeros.odd > half / 2 || zeros.even > half / 2) &&
             std::min(zeros.odd, zeros.even) < half / 4) {
    text = from_utf16(bytes, zeros.even > zeros.odd);
    note(out.assumed, "UTF-16 without a byte order mark");
  } else {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    const bool utf8 = is_utf8(bytes);
    text = utf8 ? std::string(bytes) : from_latin(bytes);
    if (!utf8) note(out.assumed, "Latin-1");
  }
  if (looks_binary(text)) {
    out.binary = true;
    out.assumed.clear();
    return out;
  }
  make_blanks_plain(text);
  if (text.find('\0') != std::string::npos) note(out.assumed, "NUL bytes left out");
  split(text, out);
  return out;
}

}  // namespace review
