#include "review/form/owner.h"

#include "review/policy_data.h"
#include "review/text/expression.h"
#include "review/text/words.h"

#include <vector>

namespace review {
namespace {

bool is_list(std::string_view address, const Policy::Data& data) {
  return data.speaks("not_a_person", key_of(address.substr(0, address.find('@'))));
}

/// A name of two words or more that are no product's, team's or month's: "Contact Celeste Abadie of Growth".
std::optional<std::string> name_in(std::string_view text, const Policy::Data& data) {
  static const RE2 capitals(
      R"((\p{Lu}[\p{L}’'-]*\.?(?: (?:de|van|von|der|den|la|le|di|da|dos|del|bin|al))*(?: \p{Lu}[\p{L}’'-]*\.?)+))");
  re2::StringPiece rest = piece(text);
  std::string found;
  while (RE2::FindAndConsume(&rest, capitals, &found)) {
    // What begins a sentence or names a product goes; the rest must still be a name.
    std::vector<std::string> words;
    for (std::size_t from = 0; from < found.size();) {
      const std::size_t end = std::min(found.find(' ', from), found.size());
      const std::string word = found.substr(from, end - from);
      from = end + 1;
      const std::string key = key_of(word);
      if (data.speaks("no_name", key) || data.speaks("not_a_person", key)) {
        if (words.size() >= 2) break;
        words.clear();
      } else {
        words.push_back(word);
      }
    }
    if (words.size() < 2) continue;
    std::string name;
    for (const std::string& word : words) name += (name.empty() ? "" : " ") + word;
    return name;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> owner_in(std::string_view text, const Policy& policy) {
  static const RE2 mail(R"(([\w.+-]+@[\w-]+(?:\.[\w-]+)+))");
  static const RE2 handle(R"((?:^|[\s(])([@:][A-Za-z][\w-]{2,}))");
  static const RE2 by(
      R"((?:[Oo]wned by|[Oo]wner(?: is)?:?|[Mm]onitored by|[Ww]atched by|[Rr]esponsible(?: person)?(?: is)?:?|[Cc]ontact:?|maintained by|monitor(?:ed)? it:?)\s+(\p{Lu}[\p{L}’'.-]+))");
  static const RE2 will(
      R"((\p{Lu}[\p{L}’'.-]+)\s+(?:and [A-Z]\w+ )?(?:will|is going to|is|are)\s+(?:be\s+)?(?:monitor|watch|own|responsible|look|maintain|in charge|review|the owner))");
  static const RE2 after_choice(
      R"((?i:permanently monitor this data)[.:,]?\s*[-–(]*\s*([A-Za-z][\w.-]{2,}(?: [A-Z][\w’'.-]+){0,3})\)?\.?$)");
  const Policy::Data& data = policy.data();
  std::string found;
  re2::StringPiece rest = piece(text);
  while (RE2::FindAndConsume(&rest, mail, &found)) {
    if (!is_list(found, data)) return found;
  }
  if (RE2::PartialMatch(piece(text), handle, &found)) return found;
  if (auto name = name_in(text, data)) return name;
  for (const RE2* pattern : {&by, &will, &after_choice}) {
    if (!RE2::PartialMatch(piece(text), *pattern, &found)) continue;
    const std::string key = key_of(found);
    const bool is_placeholder = data.speaks("placeholders", key) || key == "todo";
    if (!is_placeholder && !data.speaks("no_name", key)) return std::string(trim(found));
  }
  // Better than nothing: a finding asks for a person.
  if (RE2::PartialMatch(piece(text), mail, &found)) return found;
  return std::nullopt;
}

}  // namespace review
