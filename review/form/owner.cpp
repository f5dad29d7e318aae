#include "review/form/owner.h"

#include "review/policy_data.h"
#include "review/text/expression.h"
#include "review/text/words.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace review {
namespace {

/// The words of a name or an address, "install-update" being two.
std::vector<std::string> parts_of(std::string_view name) {
  std::vector<std::string> out;
  for (const Word& word : words_of(name)) out.push_back(word.text);
  return out;
}

/// "May", "April" and "Jan" are people's names as well.
bool is_month(const std::string& word) {
  static const RE2 month(
      R"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t|tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)");
  return RE2::FullMatch(word, month);
}

bool is_no_name(const std::string& word, const Policy::Data& data) {
  return data.speaks("no_name", word) || data.speaks("not_a_person", word);
}

/// Whether a few words in lower case, or one alone, can be a nickname: none of them is a word that such
/// answers have otherwise.
bool may_be_nickname(std::string_view text, const Policy::Data& data) {
  const std::vector<std::string> words = parts_of(text);
  return !words.empty() && !data.speaks("placeholders", key_of(text)) &&
         std::ranges::none_of(words, [&](const std::string& word) {
           return is_no_name(word, data) || data.is_small_word(word) ||
                  RE2::FullMatch(word, data.list("empty_talk"));
         });
}

/// "jroe (at) mozilla (dot) com" as an address.
std::string with_addresses(std::string_view text) {
  static const RE2 spelled(R"((?i)([\w.+-]+) \W?at\W? ([\w-]+) \W?dot\W? (com|org|net)\b)");
  std::string out(text);
  RE2::GlobalReplace(&out, spelled, R"(\1@\2.\3)");
  return out;
}

/// The words of a name without what only stands beside it: "Roe." of "Jane Roe.", "Roe's".
std::string without_ending(std::string word) {
  static const RE2 ending(R"((?:['’]s|([\p{L}]{2})\.)$)");
  RE2::Replace(&word, ending, R"(\1)");
  return word;
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
      const bool may_be_given = words.empty() && is_month(key);  // no name where no other follows
      const bool is_between = !words.empty() && std::islower(static_cast<unsigned char>(word.front())) != 0;
      const bool goes = is_no_name(key, data) && !may_be_given && !is_between;
      if (!goes) words.push_back(without_ending(word));
      const bool ends = goes || words.back() != word;
      if (ends && words.size() >= 2) break;
      if (ends) words.clear();
    }
    if (words.size() < 2) continue;
    std::string name;
    for (const std::string& word : words) name += (name.empty() ? "" : " ") + word;
    return name;
  }
  return std::nullopt;
}

}  // namespace

bool is_list(std::string_view owner, const Policy& policy) {
  const Policy::Data& data = policy.data();
  const std::string_view local = owner.substr(0, owner.find('@'));
  if (data.speaks("not_a_person", key_of(local))) return true;
  // "search-and-suggest@": all of it is products and what is done with them.
  return !local.empty() && local.size() < owner.size() &&
         std::ranges::all_of(parts_of(local), [&](const std::string& word) {
           return word == "and" || (is_no_name(word, data) && !is_month(word));
         });
}

std::optional<std::string> owner_in(std::string_view words, const Policy& policy) {
  static const RE2 mail(R"(([\w.+-]+@[\w-]+(?:\.[\w-]+)+))");
  static const RE2 handle(R"((?:^|[\s(])([@:][A-Za-z][\w-]{2,}))");
  static const RE2 by(
      R"((?:[Oo]wned by|[Oo]wner(?: is)?:?|[Mm]onitored by|[Ww]atched by|[Rr]esponsible(?: person)?(?: is)?:?|[Cc]ontact:?|maintained by|monitor(?:ed)? it:?)\s+(\p{Lu}[\p{L}’'.-]+))");
  static const RE2 will(
      R"((\p{Lu}[\p{L}’'.-]+)\s+(?:and [A-Z]\w+ )?(?:will|is going to|is|are)\s+(?:be\s+)?(?:monitor|watch|own|responsible|look|maintain|in charge|review|the owner))");
  static const RE2 labelled(
      R"((?i:owner|contact|monitoring|watched by|responsible|name)\s*[:=]\s*(\p{L}[\p{L}\d_.-]+))");
  static const RE2 after_choice(
      R"((?i:permanently monitor this data)[.:,]?\s*[-–(]*\s*(\p{L}[\p{L}\d_.-]+(?: \p{L}[\p{L}’'.-]+){0,3})\)?\.?$)");
  static const RE2 after_permanent(
      R"(^(?i:permanent(?:ly)?)(?:\s*[:(–—-]+\s*|[.,]\s+)(\p{L}[\p{L}\d_-]{2,})\)?\.?$)");
  const Policy::Data& data = policy.data();
  const std::string text = with_addresses(words);
  std::string found;
  re2::StringPiece rest(text);
  while (RE2::FindAndConsume(&rest, mail, &found)) {
    if (!is_list(found, policy)) return found;
  }
  if (RE2::PartialMatch(text, handle, &found)) return found;
  if (auto name = name_in(text, data)) return name;
  for (const RE2* pattern : {&by, &will}) {
    if (!RE2::PartialMatch(text, *pattern, &found)) continue;
    const std::string key = key_of(found);
    const bool is_placeholder = data.speaks("placeholders", key) || key == "todo";
    if (!is_placeholder && !data.speaks("no_name", key)) return std::string(trim(found));
  }
  for (const RE2* pattern : {&labelled, &after_choice, &after_permanent}) {
    if (RE2::PartialMatch(text, *pattern, &found) && may_be_nickname(found, data))
      return std::string(trim(found));
  }
  // Better than nothing: a finding asks for a person.
  if (RE2::PartialMatch(text, mail, &found)) return found;
  return std::nullopt;
}

}  // namespace review
