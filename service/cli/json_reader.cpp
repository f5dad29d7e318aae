#include "service/cli/json_reader.h"

#include "service/cli/plain_characters.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace cli {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_high_surrogate(unsigned unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}

bool is_low_surrogate(unsigned unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

void append(std::string& out, unsigned code) {
  std::array<utf8proc_uint8_t, 4> bytes = {};
  const auto count = utf8proc_encode_char(static_cast<utf8proc_int32_t>(code), bytes.data());
  for (utf8proc_ssize_t i = 0; i < count; ++i) out += static_cast<char>(bytes[static_cast<std::size_t>(i)]);
}

}  // namespace

JsonReader::JsonReader(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (text.starts_with(mark)) at_ += mark.size();
}

char JsonReader::next() {
  while (at_ != end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\r' || *at_ == '\n')) ++at_;
  return at_ == end_ ? '\0' : *at_;
}

bool JsonReader::take(char wanted) {
  if (next() != wanted) return false;
  ++at_;
  return true;
}

bool JsonReader::take_word(std::string_view wanted) {
  if (!std::string_view(at_, end_).starts_with(wanted)) return false;
  at_ += wanted.size();
  return true;
}

bool JsonReader::end() {
  return next() == '\0' && at_ == end_;
}

bool JsonReader::read_string(std::string* out) {
  if (!take('"')) return false;
  if (out) out->clear();
  while (true) {
    const char* const start = at_;
    if (!read_characters()) return false;
    if (out) out->append(start, at_);
    if (*at_++ == '"') return true;
    if (!read_escape(out)) return false;
  }
}

bool JsonReader::read_key(std::string* out) {
  return read_string(out) && take(':');
}

/// Up to the next quote or backslash; no, where none comes or something comes first that no string may hold.
bool JsonReader::read_characters() {
  while (true) {
    at_ = after_plain(at_, end_);
    if (at_ == end_) return false;
    if (*at_ == '"' || *at_ == '\\') return true;
    utf8proc_int32_t code = 0;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(at_), end_ - at_, &code);
    if (length < 2) return false;
    at_ += length;
  }
}

/// What follows a backslash.
bool JsonReader::read_escape(std::string* out) {
  constexpr std::string_view written = "\"\\/bfnrt";
  constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
  if (at_ == end_) return false;
  const char letter = *at_++;
  unsigned code = 0;
  if (const auto which = written.find(letter); which != std::string_view::npos) {
    code = static_cast<unsigned char>(meant[which]);
  } else {
    if (letter != 'u' || !read_code_unit(code) || is_low_surrogate(code)) return false;
    if (is_high_surrogate(code)) {
      unsigned low = 0;
      if (!take_word("\\u") || !read_code_unit(low) || !is_low_surrogate(low)) return false;
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
  }
  if (out) append(*out, code);
  return true;
}

/// The four hexadecimal digits after \u.
bool JsonReader::read_code_unit(unsigned& out) {
  if (end_ - at_ < 4) return false;
  const auto read = std::from_chars(at_, at_ + 4, out, 16);
  if (read.ptr != at_ + 4) return false;
  at_ += 4;
  return true;
}

bool JsonReader::read_digits() {
  const char* const start = at_;
  at_ = std::find_if_not(at_, end_, is_digit);
  return at_ != start;
}

bool JsonReader::skip_number() {
  take_word("-");
  if (!take_word("0") && !read_digits()) return false;
  if (take_word(".") && !read_digits()) return false;
  if (!take_word("e") && !take_word("E")) return true;
  if (!take_word("+")) take_word("-");
  return read_digits();
}

bool JsonReader::skip_scalar() {
  switch (next()) {
    case '"':
      return read_string(nullptr);
    case 'n':
      return take_word("null");
    case 't':
      return take_word("true");
    case 'f':
      return take_word("false");
    default:
      return skip_number();
  }
}

/// A bracket and, in an object, the first key; what has to close it is added to `open`, unless it is closed
/// at once.
bool JsonReader::open_bracket(std::string& open) {
  const char closing = *at_ == '{' ? '}' : ']';
  ++at_;
  if (next() == closing) return true;
  open += closing;
  return closing == ']' || read_key(nullptr);
}

bool JsonReader::skip() {
  // How deep it goes is up to who wrote it: a call for each level could exhaust the stack.
  std::string open;
  do {
    const char first = next();
    if (first == '{' || first == '[') {
      const std::size_t depth = open.size();
      if (!open_bracket(open)) return false;
      if (open.size() > depth) continue;
      ++at_;
    } else if (!skip_scalar()) {
      return false;
    }
    while (!open.empty() && take(open.back())) open.pop_back();
    if (open.empty()) return true;
    if (!take(',') || (open.back() == '}' && !read_key(nullptr))) return false;
  } while (true);
}

}  // namespace cli
