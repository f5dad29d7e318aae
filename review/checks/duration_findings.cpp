#include "review/checks/finder.h"
#include "review/form/dates.h"
#include "review/form/duration.h"
#include "review/form/owner.h"
#include "review/limits.h"
#include "review/policy_data.h"
#include "review/text/expression.h"
#include "review/text/quote.h"
#include "review/text/sentences.h"
#include "review/text/words.h"

#include <re2/re2.h>

#include <algorithm>
#include <charconv>

namespace review {
namespace {

/// "The experiment itself ends on 2027-01-15", and the collection does not.
bool ends_something_else(const std::string& clause) {
  static const RE2 other(
      R"((?i)\b(?:experiment|study|trial|pilot|roll-?out|campaign|project|feature|support|phase)s?(?: \w+){0,3} (?:ends?|ending|ended|runs?|stops?|expires?|lasts?|finish\w*|(?:is|will be|goes on|continues) (?:over|until|till)))");
  return matches(clause, other);
}

/// Whether that version of Firefox is out for sure by then: 100 came on 2022-05-03, and from one to the next
/// it never took more than 30 days on average.
bool is_out(const std::string& version, std::chrono::year_month_day as_of) {
  constexpr std::chrono::sys_days hundred = std::chrono::year(2022) / 5 / 3;
  constexpr std::chrono::days longest_apart{30};
  int number = 0;
  const auto [end, error] = std::from_chars(version.data(), version.data() + version.size(), number);
  if (error != std::errc{} || end != version.data() + version.size()) return false;
  return hundred + (number - 100) * longest_apart < std::chrono::sys_days(as_of);
}

/// Whether the answer may mean another end than that version: one to come, or a version of a product that
/// counts its own.
bool may_mean_another(const std::string& answer, std::chrono::year_month_day as_of) {
  static const RE2 product(
      R"(\b(?:add ?on|extension|vpn|relay|monitor|pocket|server|api|schema|sdk|app|glean)s?\b)");
  static const RE2 version(R"(\b(?:v|fx|ff)?(\d{2,3})\b)");
  if (matches(answer, product)) return true;
  re2::StringPiece rest = piece(answer);
  for (std::string number; RE2::FindAndConsume(&rest, version, &number);) {
    if (!is_out(number, as_of)) return true;
  }
  return false;
}

/// "Error metrics permanently; the experiment metrics until 2027-01-15": each part has an end of its own.
bool parts_end_apart(const std::string& answer) {
  static const RE2 said(R"(\b(?:different times|parts of (?:this|the) collection)\b)");
  static const RE2 part(
      R"(^(?:and )?(?:the )?(?:\w+ ){0,3}(?:metrics?|probes?|events?|counters?|pings?|histograms?|scalars?|timings?|rows?|ones?|others?|rest|first|second|former|latter)\b)");
  if (matches(key_of(answer), said)) return true;
  return std::ranges::count_if(sentences_of(answer),
                               [](const std::string& one) { return matches(one, part); }) >= 2;
}

/// "As this is a permanent collection ...", where that is not only thought of.
std::string permanence_in(const std::string& answer) {
  static const RE2 permanent(
      R"(\b((?:this|it) (?:is|will be) (?:a )?permanent|permanently (?:collect|monitor|measur)\w*|permanent (?:data )?collection)\b)");
  static const RE2 unsettled(
      R"(\b(?:if|whether|should|may|might|could|would|later|ask|asking|propose|renew\w*|unless|or)\b)");
  std::vector<std::string> sentences = sentences_of(answer);
  std::erase_if(sentences, [](const std::string& sentence) { return matches(sentence, unsettled); });
  std::string words;
  return affirms(sentences, permanent, &words) ? as_written(answer, words) : std::string();
}

/// "... to the end of June 2027, at which point the probes are taken out": the clause, where its day is to
/// come.
std::string end_in(const std::string& answer, std::chrono::year_month_day as_of) {
  static const RE2 end_of_it(
      R"(\b(?:collect(?:ion|ing)|annotations?|probes?|metrics?|events?|pings?|measurements?|instrumentation|histograms?|scalars?|counters?) (?:(?:is|are|gets?|will|be|then|itself|all|automatically) )*(?:ends?|stops?|expires?|removed|ripped|taken|retired|disabled|(?:switched|turned) off)\b)");
  static const RE2 another(
      R"(\b(?:old|older|existing|previous|former|legacy|predecessors?|present|if|may|might)\b)");
  for (const std::string& clause : clauses_of(answer)) {
    const std::string key = key_of(clause);
    if (!matches(key, end_of_it) || matches(key, another)) continue;
    const auto day = date_in(clause);
    if (day && std::chrono::sys_days(*day) > std::chrono::sys_days(as_of)) return clause;
  }
  return {};
}

}  // namespace

void Finder::duration() {
  const Question question = out_.kind == Kind::renewal ? Question::new_expiry : Question::duration;
  const Answer& answer = out_.answers[question];
  const Duration& duration = out_.collection.duration;
  if (answer.state == AnswerState::missing || answer.state == AnswerState::not_asked) return;
  const std::string& key = key_to(question);
  two_choices(question, answer);
  end_of_a_measurement(question, answer);
  said_elsewhere(question);
  if (duration.kind == DurationKind::permanent) {
    if (out_.kind == Kind::request && ends_too(answer.text, key))
      add("conflicting-statements", question, answer.line, answer.text);
    if (out_.kind == Kind::renewal) add("permanent-in-renewal", question, answer.line, answer.text);
    if (!duration.owner)
      add("permanent-without-owner", place_of(question, answer));
    else if (is_list(*duration.owner, from_.policy))
      add("owner-is-a-list", place_in(question, *duration.owner));
  }
  if (duration.kind == DurationKind::date) {
    if (const auto end = date_in(*duration.until);
        end && std::chrono::sys_days(*end) < std::chrono::sys_days(from_.as_of))
      add("end-in-the-past", question, answer.line, answer.text);
  }
  constexpr std::size_t shortest_version = 2;
  if (duration.kind == DurationKind::version && duration.until->size() >= shortest_version &&
      is_out(*duration.until, from_.as_of) && !may_mean_another(key, from_.as_of))
    add("end-in-the-past", question, answer.line, answer.text);
  if (duration.kind == DurationKind::unclear && answer.state != AnswerState::placeholder) {
    if (data_.speaks("retention", key))
      add("retention-instead-of-duration", question, answer.line, answer.text);
    else if (answer.state == AnswerState::answered)
      end_unclear(question, answer);
  }
}

void Finder::end_unclear(Question question, const Answer& answer) {
  const std::string& key = key_to(question);
  const bool left_open = data_.speaks("hedged_end", key) || data_.speaks("relative_end", key);
  add("end-unclear", question, answer.line, answer.text, left_open ? "end-unclear.open" : "");
}

void Finder::two_choices(Question question, const Answer& answer) {
  const auto section = from_.form.sections.find(question);
  if (section == from_.form.sections.end() || section->second.choices.size() != 1 || answer.text.empty())
    return;
  const DurationKind other = read_duration(section->second.choices.front().text, from_.policy).kind;
  if (other != DurationKind::unclear && out_.collection.duration.kind != DurationKind::unclear &&
      other != out_.collection.duration.kind)
    add("conflicting-statements", question, answer.line, answer.text);
}

void Finder::end_of_a_measurement(Question question, const Answer& answer) {
  const DurationKind whole = out_.collection.duration.kind;
  if (whole == DurationKind::unclear || parts_end_apart(answer.text)) return;
  for (const Measurement& one : out_.measurements) {
    if (!one.expires) continue;
    const DurationKind own = read_duration(*one.expires, from_.policy).kind;
    if (own == DurationKind::unclear ||
        (own == DurationKind::permanent) == (whole == DurationKind::permanent))
      continue;
    add("conflicting-statements", question, answer.line, answer.text);
    const auto quoted = [](const std::string& words) {
      return in_quotes(quote_of(words, limits::quote_characters));
    };
    out_.findings.back().message += " Among the measurements, " + quoted(one.name.value_or(one.description)) +
                                    (one.line ? " (line " + std::to_string(*one.line) + ")" : "") +
                                    " ends with " + quoted(*one.expires) + ".";
    return;
  }
}

void Finder::said_elsewhere(Question how_long) {
  const DurationKind kind = out_.collection.duration.kind;
  if (kind == DurationKind::unclear) return;
  for (const auto& [question, answer] : out_.answers) {
    // What was considered, and what is collected now, tells nothing of this collection.
    if (question == how_long || question == Question::alternatives ||
        question == Question::current_instrumentation)
      continue;
    const bool is_permanent = kind == DurationKind::permanent;
    const std::string words = is_permanent ? end_in(answer.text, from_.as_of) : permanence_in(answer.text);
    if (words.empty()) continue;
    add("conflicting-statements", place_in(question, words),
        is_permanent ? "conflicting-statements.end" : "conflicting-statements.permanent");
    return;
  }
}

bool Finder::ends_too(const std::string& text, const std::string& key) const {
  if (data_.speaks("retention", key)) return false;
  static const RE2 months(R"(\b(?:for|initially) (?:\d{1,2}|one|two|three|six|twelve) (?:months?|years?)\b)");
  static const RE2 review(R"((?i)\b(?:review|check|revisit|evaluate|look)(?:ed|ing)?\b)");
  static const RE2 ending(
      R"((?i)\b(?:until|till|ends?|ending|expir\w+|stops?|(?:is|are|be|gets?) (?:removed|retired|taken out|switched off|turned off))\b)");
  if (parts_end_apart(text)) return false;
  const std::vector<std::string> clauses = clauses_of(text);
  const bool has_end = std::ranges::any_of(clauses, [&](const std::string& clause) {
    return RE2::PartialMatch(clause, ending) && date_in(clause) && !RE2::PartialMatch(clause, review) &&
           !ends_something_else(clause);
  });
  return has_end || (RE2::PartialMatch(key, months) && !RE2::PartialMatch(key, review));
}

}  // namespace review
