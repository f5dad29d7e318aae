#include "review/form/duration.h"

#include "review/form/dates.h"
#include "review/form/owner.h"
#include "review/policy_data.h"
#include "review/text/expression.h"
#include "review/text/sentences.h"
#include "review/text/words.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace review {
namespace {

/// What the words before a day or version say of it.
enum class Standing { past, start, plain, end };

Standing standing_of(std::string_view key) {
  static const RE2 past(
      R"(\b(?:was|were|had|ran|currently|at present|present|old|expired|ended|previous(?:ly)?|original(?:ly)?|initial(?:ly)?)(?: \w+){0,4}$)");
  static const RE2 start(
      R"(\b(?:from|since|between|start\w*|beg[ai]n\w*|launch\w*|live|enabled|landed|shipped)(?: \w+){0,2}$)");
  static const RE2 end(
      R"(\b(?:until|till|til|to|through|thru|including|end|ends|ending|stops?|new|becomes|now|expir(?:es?|y|ation|ing)|extend\w*)(?: \w+){0,3}$)");
  if (matches(key, past)) return Standing::past;
  if (matches(key, end)) return Standing::end;
  return matches(key, start) ? Standing::start : Standing::plain;
}

/// The days that a text names, with how they stand in it: in "2026-12-01 -> 2027-12-01" the first is old.
struct NamedDay {
  std::chrono::year_month_day day;
  Standing standing = Standing::plain;
};

std::vector<NamedDay> named_days(std::string_view text) {
  static const RE2 leads_on(R"(^\W*(?:to|-|–|—|-+>|=>|→|until|till|through)\W*(?:the )?$)");
  std::vector<NamedDay> out;
  std::size_t from = 0;
  for (const DateFound& found : dates_in(text)) {
    const std::string_view gap = text.substr(from, found.begin - from);
    Standing standing = standing_of(key_of(gap));
    if (!out.empty() && matches(gap, leads_on)) {
      out.back().standing = Standing::start;
      standing = Standing::end;
    }
    out.push_back({found.day, standing});
    from = found.end;
  }
  return out;
}

std::string without_days(std::string_view text) {
  std::string out;
  std::size_t from = 0;
  for (const DateFound& found : dates_in(text)) {
    out += text.substr(from, found.begin - from);
    from = found.end;
  }
  return out += text.substr(from);
}

/// The version that a clause names as an end, or as one that was.
struct NamedVersion {
  std::string number;
  Standing standing = Standing::plain;
};

std::optional<NamedVersion> named_version(const std::string& clause) {
  static const RE2 percent(R"(\d+\s?%)");
  static const RE2 amount(
      R"(\b\d{1,3}(?: (?:to )?\d{1,3})? ?(?:more |further |full |calendar |additional )?(?:days?|weeks?|wks?|mos?|months?|quarters?|years?|yrs?|hours?|cycles?|releases|versions|milestones|percent|users|clients|people|participants|countries|locales|metrics|probes|events)\b)");
  static const RE2 range(
      R"(^(?:(?:v|version|firefox|fx) ?)?\d{2,3} (?:to |until )?(?:(?:v|version|firefox|fx) ?)?(\d{2,3})$)");
  static const RE2 bare(R"(^(?:v|version )?(\d{2,3})(?: \d)?$)");
  static const RE2 version(
      R"(\b(?:firefox(?: for \w+)?(?: (?:ios|android|desktop|focus|enterprise))?|ff|fx|fenix|focus|klar|thunderbird|tb|version|v|release|nightly|beta|milestone|until|till|through|to|in|when|before|ships?|including|new|becomes|now|make it|(?:new|end|one|expiry) is|(?:expir(?:es?|ed|y|ation|ing)(?: (?:in|with|after|of|at|is|on))?))\s?(\d{2,3})\b)");
  if (!has_digit(clause)) return std::nullopt;
  std::string text = without_days(clause);
  RE2::GlobalReplace(&text, percent, " ");
  std::string key = key_of(text);
  std::string number;
  if (RE2::FullMatch(key, range, &number)) return NamedVersion{number, Standing::end};
  RE2::GlobalReplace(&key, amount, "span");
  if (RE2::FullMatch(key, bare, &number)) return NamedVersion{number, Standing::plain};
  std::optional<NamedVersion> out;
  const re2::StringPiece whole(key);
  re2::StringPiece rest = whole;
  std::size_t from = 0;
  while (RE2::FindAndConsume(&rest, version, &number)) {
    const auto at = static_cast<std::size_t>(rest.data() - whole.data()) - number.size();
    const Standing standing = standing_of(trim(std::string_view(key).substr(from, at - from)));
    from = at + number.size();
    if (!out || standing >= out->standing) out = NamedVersion{number, standing};
  }
  return out;
}

/// The day or version that a clause names as the end; where the collection begins is none.
struct NamedEnd {
  Duration end;
  Standing standing = Standing::plain;
};

NamedEnd named_end(const std::string& clause) {
  NamedEnd out;
  const std::vector<NamedDay> days = named_days(clause);
  if (const auto day = std::ranges::max_element(days, {}, &NamedDay::standing); day != days.end()) {
    out.standing = day->standing;
    if (day->standing != Standing::start) out.end = {.kind = DurationKind::date, .until = iso(day->day)};
    if (day->standing >= Standing::plain) return out;
  }
  const auto version = named_version(clause);
  if (!version || (version->standing < Standing::plain && !days.empty())) return out;
  out.standing = version->standing;
  if (version->standing != Standing::start)
    out.end = {.kind = DurationKind::version, .until = version->number};
  return out;
}

/// "9 months, perhaps we ask for more then": the end is named, and what may come later is another request.
std::string without_second_thoughts(const std::string& clause) {
  static const RE2 second_thought(
      R"((?i)[,;(–-]\s*(?:and |but |or )?(?:after (?:which|that) (?:we|i)\b|possibly|maybe|perhaps|potentially|later|then|with (?:the |an )?(?:option|possibility)|we (?:may|might)|may|renewable)\b.*$)");
  static const RE2 in_brackets(R"((?i)\s*\((?:possibly|maybe|perhaps|potentially|renewable)\b[^)]*\))");
  static const RE2 condition(
      R"((?i),?\s+(?:unless|or until|or when|and (?:then )?(?:the |all )?data)\b.*$|^for now,?\s+)");
  std::string out = clause;
  if (!RE2::Replace(&out, in_brackets, "")) RE2::Replace(&out, second_thought, "");
  RE2::Replace(&out, condition, "");
  if (out == clause) return clause;
  const bool names_an_end =
      named_end(out).end.kind != DurationKind::unclear || months_in(key_of(out)).has_value();
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
Duration span(const std::string& text, const Policy::Data& data, bool names_its_start = false) {
  static const RE2 from_some_event(R"(\b(?:days?|weeks?) (?:after|from|following)\b)");
  const std::string key = key_of(text);
  const auto months = months_in(key);
  Duration out;
  if (!months || data.speaks("hedged_end", key) || (matches(key, from_some_event) && !names_its_start))
    return out;
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
      R"((?i)\b(?:we|i|they|was|were|been|have|has|(?:we|i|they)['’]ve) (?:already )?(?:renewed|extended|reviewed|approved|asked)\b|\b(?:it|this|that|they) (?:was|were|had been)\b)");
  Duration before;  // what was renewed: it counts where nothing else is said
  Duration mentioned;
  bool is_permanent = false;
  for (const std::string& clause : clauses) {
    is_permanent =
        !matches(clause, wish) && (says_never(clause) || data.affirms("permanent", sentences_of(clause)));
    if (is_permanent) break;
    auto [named, standing] = named_end(clause);
    if (standing == Standing::past || matches(clause, told)) {
      if (named.kind != DurationKind::unclear) before = std::move(named);
      if (standing != Standing::past) continue;
      named = {};
    }
    if (named.kind != DurationKind::unclear && is_the_end(clause)) return named;
    if (named.kind == DurationKind::unclear && !matches(clause, past))
      named = span(clause, data, standing == Standing::start);
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
  // "So probably are you" doubts no end.
  static const RE2 of_an_end(
      R"(\b(?:end\w*|long\w*|short\w*|later|until|till|dates?|versions?|(?:an?|one|two|three|six|half|few|some) (?:\w+ )?(?:time|months?|years?|weeks?|releases?)|collect\w*|experiment|study|scoped|extended|prolonged|permanent\w*|know[ns]?|sure|decided|clear|\d+)\b)");
  return std::ranges::any_of(about_the_end(words, policy.data()), [&](const std::string& clause) {
    const std::string key = key_of(clause);
    return policy.data().speaks("doubted_end", key) && matches(key, of_an_end);
  });
}

}  // namespace review
