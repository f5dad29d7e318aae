#include "review/form/stated_category.h"

#include "review/text/expression.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

namespace review {

StatedCategory stated_category(std::string_view text, bool bare) {
  static const RE2 number(
      R"((?i)\b(?:categor(?:y|ies)|cat\.?|type)\s*(?:is\s*)?[:#_-]?\s*\(?\**((?:[1-4](?:\s*(?:,|&|/|and|or|-|to)\s*(?:category\s*|cat\.?\s*)?)?)+)(\s*\?)?)");
  static const RE2 digit(R"(^[\s*_`"'(]*((?:[1-4](?:\s*(?:,|&|/|and|or|-|to)\s*)?)+)(\s*\?)?)");
  static const RE2 unsettled(R"((?i)\bor\b|/|\d\s*-\s*\d|\bto\b)");
  static const std::array<RE2, 4> names = {
      RE2(R"((?i)\btechnical\b)"), RE2(R"((?i)\binteraction\b)"),
      RE2(R"((?i)\b(?:web[ _-]?activity|stored[ _-]?content|communications)\b)"),
      RE2(R"((?i)\b(?:highly[ _-]?sensitive|(?:clearly )?identifiable personal)\b)")};
  StatedCategory out;
  std::set<int> seen;
  const auto take = [&](const std::string& digits, const std::string& doubt) {
    for (const char c : digits) {
      if (c >= '1' && c <= '4') seen.insert(c - '0');
    }
    if (!doubt.empty() || (std::ranges::count_if(digits, [](char c) { return c >= '1' && c <= '4'; }) > 1 &&
                           matches(digits, unsettled)))
      out.ambiguous = true;
  };
  std::string digits;
  std::string doubt;
  re2::StringPiece rest = piece(text);
  while (RE2::FindAndConsume(&rest, number, &digits, &doubt)) take(digits, doubt);
  // "Interaction (2)"
  static const RE2 named_number(
      R"((?i)\b(?:technical|interaction|web[ _-]?activity|stored[ _-]?content|highly[ _-]?sensitive)(?: data)?\s*[(\[]\s*([1-4])\s*(\?)?[)\]])");
  rest = piece(text);
  while (seen.empty() && RE2::FindAndConsume(&rest, named_number, &digits, &doubt)) take(digits, doubt);
  if (seen.empty() && bare && RE2::PartialMatch(piece(text), digit, &digits, &doubt)) take(digits, doubt);
  if (seen.empty()) {
    static const RE2 data(
        R"((?i)\b(?:technical|interaction|web[ _-]?activity|stored[ _-]?content|highly[ _-]?sensitive)\s+data\b)");
    // "... is opened, *interaction*, bug 1": set apart from the words around it.
    static const RE2 set_apart(
        R"((?i)[*_(,.;:–—-]\s*[*_]*(?:technical|interaction|web[ _-]?activity|stored[ _-]?content|highly[ _-]?sensitive)[*_]*\s*(?:[),.;]|$))");
    if (bare || matches(text, data) || matches(text, set_apart)) {
      for (std::size_t i = 0; i < names.size(); ++i) {
        if (matches(text, names[i])) seen.insert(static_cast<int>(i) + 1);
      }
      static const RE2 either(R"((?i)\bor\b|\?)");
      if (!seen.empty() && matches(text, either) && bare) out.ambiguous = true;
    }
  }
  out.named = !seen.empty();
  if (!seen.empty() && !out.ambiguous) out.category = static_cast<Category>(*seen.rbegin());
  return out;
}

}  // namespace review
