#pragma once
// Letters of ASCII. The library's own functions ask for the locale, letter by letter.

namespace review {

[[nodiscard]] constexpr bool is_small(char c) {
  return c >= 'a' && c <= 'z';
}

[[nodiscard]] constexpr bool is_capital(char c) {
  return c >= 'A' && c <= 'Z';
}

[[nodiscard]] constexpr bool is_letter(char c) {
  return is_small(c) || is_capital(c);
}

[[nodiscard]] constexpr char small(char c) {
  return is_capital(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace review
