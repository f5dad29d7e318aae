#include "review/form/stated_category.h"

#include "review/text/expression.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

namespace review {
namespace {

/// "Category II" and "category two" as "category 2", and without what is only denied in brackets.
std::string with_digits(std::string_view text) {
  static const RE2 denied(R"((?i)\(\s*(?:no|not|never|nothing|without)\b[^)]*\))");
  struct Numeral {
    RE2 words;
    const char* digit;
  };
  static const Numeral numerals[] = {
      {RE2(R"((?i)\b(category|cat\.?|type|tier|level) (?:one|i)\b)"), R"(\1 1)"},
      {RE2(R"((?i)\b(category|cat\.?|type|tier|level) (?:two|ii)\b)"), R"(\1 2)"},
      {RE2(R"((?i)\b(category|cat\.?|type|tier|level) (?:three|iii)\b)"), R"(\1 3)"},
      {RE2(R"((?i)\b(category|cat\.?|type|tier|level) (?:four|iv)\b)"), R"(\1 4)"}};
  // Most texts have neither, which one look tells.
  static const RE2 any(
      R"((?i)\b(?:category|cat\.?|type|tier|level) (?:one|two|three|four|i{1,3}|iv)\b|\(\s*(?:no|not|never|nothing|without)\b)");
  std::string out(text);
  if (!matches(text, any)) return out;
  RE2::GlobalReplace(&out, denied, " ");
  for (const Numeral& numeral : numerals) RE2::GlobalReplace(&out, numeral.words, numeral.digit);
  return out;
}

/// "No category 3 data is collected" states none.
bool is_denied(std::string_view before) {
  static const RE2 negated(R"((?i)\b(?:no|not|never|without|nor|none of(?: \w+){1,3})(?: \w+){0,2} $)");
  return matches(before, negated);
}

}  // namespace

StatedCategory stated_category(std::string_view written, bool bare) {
  const std::string text = with_digits(written);
  static const RE2 number(
      R"((?i)\b(?:categor(?:y|ies)|cat\.?|type)\s*(?:is\s*)?[:#_-]?\s*\(?\**((?:[1-4]\b(?:\s*(?:,|&|/|and|or|-|to)\s*(?:category\s*|cat\.?\s*)?)?)+)(\s*\?)?)");
  static const RE2 digit(
      R"((?i)^[\s*_`"'(#]*(?:(?:c|tier|level)\s?)?((?:[1-4]\b(?:\s*(?:,|&|/|and|or|-|to)\s*)?)+)(\s*\?)?)");
  static const RE2 doubted(
      R"((?i)^[\s*_`"'(]*((?:probably|likely|maybe|perhaps|i think)[\s:]+(?:(?:category|cat|type)\s*)?)([1-4])\b)");
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
  for (std::size_t from = 0; RE2::FindAndConsume(&rest, number, &digits, &doubt);) {
    const std::size_t end = text.size() - rest.size();
    const std::string_view before = std::string_view(text).substr(from, end - from);
    from = end;
    const std::string_view words = before.substr(0, before.size() - std::min(before.size(), digits.size()));
    if (bare || !is_denied(words)) take(digits, doubt);
  }
  // "Interaction (2)"
  static const RE2 named_number(
      R"((?i)\b(?:technical|interaction|web[ _-]?activity|stored[ _-]?content|highly[ _-]?sensitive)(?: data)?\s*[(\[]\s*([1-4])\s*(\?)?[)\]])");
  rest = piece(text);
  while (seen.empty() && RE2::FindAndConsume(&rest, named_number, &digits, &doubt)) take(digits, doubt);
  if (seen.empty() && bare && RE2::PartialMatch(piece(text), digit, &digits, &doubt)) take(digits, doubt);
  if (seen.empty() && bare && RE2::PartialMatch(piece(text), doubted, &doubt, &digits)) take(digits, doubt);
  if (seen.empty()) {
    static const RE2 data(
        R"((?i)\b(?:technical|interaction|web[ _-]?activity|stored[ _-]?content|highly[ _-]?sensitive)\s+data\b)");
    // "... is opened, *interaction*, bug 1": set apart from the words around it.
    static const RE2 set_apart(
        R"((?i)[*_(,.;:–—-]\s*[*_]*(?:technical|interaction|web[ _-]?activity|stored[ _-]?content|highly[ _-]?sensitive)[*_]*\s*(?:[),.;]|$))");
    // "Category: Interaction"
    static const RE2 labelled(
        R"((?i)\b(?:category|sensitivity|type)\s*[:=-]\s*[*_`"\[(]*(?:technical|interaction|web[ _-]?activity|stored[ _-]?content|highly[ _-]?sensitive)\b)");
    if (bare || matches(text, data) || matches(text, set_apart) || matches(text, labelled)) {
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
