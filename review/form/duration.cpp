#include "review/form/duration.h"

#include "review/form/dates.h"
#include "review/form/owner.h"
#include "review/policy_data.h"
#include "review/text/expression.h"
#include "review/text/sentences.h"
#include "review/text/words.h"

namespace review {
namespace {

/// The day or version that a clause names.
Duration named_end(const std::string& clause) {
  static const RE2 version(
      R"(\b(?:firefox|fx|fenix|focus|thunderbird|version|v|release|nightly|until|in|through|when)\s?(\d{2,3})\b)");
  static const RE2 last_version(
      R"(\b(?:until|through|to|till|before|including|new|becomes|now|expir(?:es?|y|ation|ing)(?: (?:in|with|after|of|at|is|on|version))?)\s(?:(?:the )?(?:firefox|fx|fenix|focus|thunderbird|version|v|release)\s?)*(\d{2,3})\b)");
  static const RE2 bare_version(R"(^(?:v|version )?(\d{2,3})(?: \d)?$)");
  static const RE2 leading_version(R"(^(\d{2,3})\b)");
  static const RE2 moved(R"((?i)\bfrom\s+(\S+)\s+to\s+)");
  Duration out;
  re2::StringPiece text = piece(clause);
  // "From 2026-12-01 to 2027-12-01": the second counts.
  const bool is_moved = RE2::FindAndConsume(&text, moved);
  const std::string rest = text.as_string();
  const std::string key = key_of(rest);
  std::string number;
  if (const auto date = date_in(rest)) {
    out.kind = DurationKind::date;
    out.until = iso(*date);
  } else if (RE2::PartialMatch(key, last_version, &number) || RE2::PartialMatch(key, version, &number) ||
             RE2::FullMatch(key, bare_version, &number) ||
             (is_moved && RE2::PartialMatch(key, leading_version, &number))) {
    out.kind = DurationKind::version;
    out.until = number;
  }
  return out;
}

/// "9 months, perhaps we ask for more then": the end is named, and what may come later is another request.
std::string without_second_thoughts(const std::string& clause) {
  static const RE2 second_thought(
      R"((?i)[,;(–-]\s*(?:and |but |or )?(?:after (?:which|that) (?:we|i)\b|possibly|maybe|perhaps|potentially|later|then|with (?:the |an )?(?:option|possibility)|we (?:may|might)|may|renewable)\b.*$)");
  static const RE2 in_brackets(R"((?i)\s*\((?:possibly|maybe|perhaps|potentially|renewable)\b[^)]*\))");
  std::string out = clause;
  if (!RE2::Replace(&out, in_brackets, "")) RE2::Replace(&out, second_thought, "");
  const bool names_an_end =
      named_end(out).kind != DurationKind::unclear || months_in(key_of(out)).has_value();
  return names_an_end ? out : clause;
}

/// The clauses that are not about how long records are kept.
std::vector<std::string> about_the_end(std::string_view words, const Policy::Data& data) {
  const std::string text = shorten(words, words.size());  // names and dates may be wrapped
  std::vector<std::string> clauses = clauses_of(text);
  for (std::string& clause : clauses) clause = without_second_thoughts(clause);
  if (!data.speaks("retention", key_of(text))) return clauses;
  static const RE2 of_records(R"(\b(?:partition|table|row|record|log)s? expir\w+\b)");
  std::erase_if(clauses, [&](const std::string& clause) {
    std::string key = key_of(clause);
    RE2::GlobalReplace(&key, of_records, "ttl");
    return data.speaks("retention", key) && !data.speaks("collected_until", key);
  });
  return clauses;
}

/// Whether the clause says that the collection ends there, and does not only mention a day.
bool is_the_end(const std::string& clause) {
  static const RE2 ending(
      R"((?i)\b(?:until|till|til|up ?to|through|expir\w+|ends?|ending|stops?|sunset|lapses?|scoped to)\b)");
  constexpr std::size_t most_words_of_a_bare_end = 5;
  return matches(clause, ending) || words_of(clause).size() <= most_words_of_a_bare_end;
}

/// "It won't, we set expires: never": said outright, whatever is denied before it.
bool says_never(const std::string& clause) {
  static const RE2 never(R"(\bexpir(?:es|y|ation) (?:is |to |date )?never\b)");
  static const RE2 not_so(
      R"(\b(?:was|were|not|instead of|from) (?:\w+ )?expir\w+ (?:is |to |date )?never\b)");
  const std::string key = key_of(clause);
  return matches(key, never) && !matches(key, not_so);
}

/// "6 months"; nothing where it is a guess, or counted from an event that nobody can check.
Duration span(const std::string& text, const Policy::Data& data) {
  static const RE2 from_some_event(R"(\b(?:days?|weeks?) (?:after|from|following)\b)");
  const std::string key = key_of(text);
  const auto months = months_in(key);
  Duration out;
  if (!months || data.speaks("hedged_end", key) || matches(key, from_some_event)) return out;
  out.kind = DurationKind::months;
  out.until = std::to_string(*months);
  return out;
}

}  // namespace

Duration read_duration(std::string_view words, const Policy& policy) {
  const Policy::Data& data = policy.data();
  const std::vector<std::string> clauses = about_the_end(words, data);
  std::string text;
  for (const std::string& clause : clauses) text += clause + ". ";
  // What is said first counts; a day, a version or "permanent" outweighs a number of months before it only
  // where those are of the past.
  static const RE2 wish(R"((?i)\b(?:love|tempted|wish|thought|considered)\b)");
  static const RE2 past(R"((?i)\b(?:was|were|had|been|initial(?:ly)?|first|previous(?:ly)?|last)\b)");
  static const RE2 told(
      R"((?i)\b(?:we|i|they|was|were|been) (?:already )?(?:renewed|extended|reviewed|approved|asked)\b|\b(?:it|this|that|they) (?:was|were|had been)\b)");
  Duration before;  // what was renewed: it counts where nothing else is said
  Duration mentioned;
  bool is_permanent = false;
  for (const std::string& clause : clauses) {
    is_permanent =
        !matches(clause, wish) && (says_never(clause) || data.affirms("permanent", sentences_of(clause)));
    if (is_permanent) break;
    Duration named = named_end(clause);
    if (matches(clause, told)) {
      before = std::move(named);
      continue;
    }
    if (named.kind != DurationKind::unclear && is_the_end(clause)) return named;
    if (named.kind == DurationKind::unclear && !matches(clause, past)) named = span(clause, data);
    if (mentioned.kind == DurationKind::unclear) mentioned = std::move(named);
  }
  if (mentioned.kind == DurationKind::months || (!is_permanent && mentioned.kind != DurationKind::unclear))
    return mentioned;
  if (!is_permanent) mentioned = span(text, data);
  if (mentioned.kind != DurationKind::unclear) return mentioned;
  if (!is_permanent && before.kind != DurationKind::unclear) return before;
  Duration out;
  if (is_permanent || data.affirms("as_long_as_it_lives", sentences_of(text))) {
    out.kind = DurationKind::permanent;
    out.owner = owner_in(shorten(words, words.size()), policy);
  }
  return out;
}

bool is_doubted(std::string_view words, const Policy& policy) {
  std::string firm;
  for (const std::string& clause : about_the_end(words, policy.data())) firm += clause + ". ";
  return policy.data().speaks("doubted_end", key_of(firm));
}

}  // namespace review
