#pragma once
// The characters that stand for themselves in a JSON string and are one byte long: nearly all that there are.

#include <cstdint>
#include <cstring>

namespace cli {

[[nodiscard]] constexpr bool is_plain(char c) {
  return c >= ' ' && static_cast<unsigned char>(c) < 0x80 && c != '"' && c != '\\';
}

/// Whether all of eight characters are plain.
[[nodiscard]] inline bool are_plain(const char* eight) {
  constexpr std::uint64_t each = 0x0101010101010101;
  constexpr std::uint64_t top_bit = 0x80 * each;
  std::uint64_t word = 0;
  std::memcpy(&word, eight, sizeof word);
  // The top bit of a byte that is none is set in one of the four words: it is less than what is taken from
  // it, or had that bit. The first such byte borrows from those behind it; where there is none, no byte
  // borrows.
  const std::uint64_t controls = word - 0x20 * each;
  const std::uint64_t quotes = (word ^ 0x22 * each) - each;
  const std::uint64_t backslashes = (word ^ 0x5C * each) - each;
  return ((word | controls | quotes | backslashes) & top_bit) == 0;
}

/// The first character from `at` on that is not plain, or `end`.
[[nodiscard]] inline const char* after_plain(const char* at, const char* end) {
  while (end - at >= 8 && are_plain(at)) at += 8;
  while (at != end && is_plain(*at)) ++at;
  return at;
}

}  // namespace cli
