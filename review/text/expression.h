#pragma once
// RE2 on std::string_view: Debian's version takes its own StringPiece only.

#include <re2/re2.h>

#include <string_view>

namespace review {

[[nodiscard]] inline re2::StringPiece piece(std::string_view text) {
  return {text.data(), text.size()};
}

[[nodiscard]] inline bool matches(std::string_view text, const RE2& pattern) {
  return RE2::PartialMatch(piece(text), pattern);
}

}  // namespace review
