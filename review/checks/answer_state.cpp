#include "review/checks/answer_state.h"

#include "review/form/documentation.h"
#include "review/form/duration.h"
#include "review/form/first_review.h"
#include "review/form/measurements.h"
#include "review/form/way_out.h"
#include "review/policy_data.h"
#include "review/text/expression.h"
#include "review/text/sentences.h"
#include "review/text/words.h"

#include <algorithm>
#include <set>

namespace review {
namespace {

/// How many different words of an answer tell something: neither the question's own nor such as fit any
/// answer.
std::size_t telling_words(Question question, const std::vector<Word>& words, const Policy& policy) {
  const Policy::Data& data = policy.data();
  const RE2& empty = data.list("empty_talk");
  const Phrase& asked = data.grammar.of(question).full;
  std::set<std::string_view> told;
  for (const Word& word : words) {
    const bool is_number = word.text.find_first_not_of("0123456789") == std::string::npos;
    if (is_number || std::ranges::find(asked, word.text) != asked.end()) continue;
    if (!data.is_small_word(word.text) && !RE2::FullMatch(word.text, empty)) told.insert(word.text);
  }
  return told.size();
}

AnswerState judge_opt_out(const std::string& text, const Policy& policy) {
  switch (read_opt_out(text, policy).way) {
    case WayOut::control:
    case WayOut::off_by_default:
    case WayOut::promised:  // told as a control that is not in place
      return AnswerState::answered;
    case WayOut::detour:
    case WayOut::none:
    case WayOut::unclear:
      return AnswerState::vague;
  }
  return AnswerState::vague;
}

/// Whether an answer is left open: a placeholder is the whole of it, or begins or ends it. "How many people
/// complete a to-do list?" only speaks of one, and so may a longer answer.
bool is_left_open(const std::string& text, const std::vector<Word>& words, std::string_view key,
                  const Policy::Data& data) {
  constexpr std::size_t most_words_left_open = 12;
  if (key.starts_with("todo") || trim_marks(text).starts_with("??")) return true;
  if (words.size() > most_words_left_open) return false;
  const bool asks = trim_marks(text).ends_with('?');
  re2::StringPiece rest(key.data(), key.size());
  for (std::string found; RE2::FindAndConsume(&rest, data.list("placeholders"), &found);) {
    if (key.starts_with(found) || (rest.empty() && !asks)) return true;
  }
  return false;
}

/// "[ ... ]", "___": made for an answer that did not come.
bool is_blank_space(const std::string& text) {
  static const RE2 space(R"(\[[\s._…-]*\]|…|\.\.\.|__|<[\s.…]*>)");
  return matches(text, space);
}

AnswerState judge_words(Question question, const std::string& text, const Policy& policy) {
  const Policy::Data& data = policy.data();
  const std::vector<Word> words = words_of(text);
  if (words.empty()) return is_blank_space(text) ? AnswerState::placeholder : AnswerState::missing;
  const std::string key = key_of(words);
  if (is_left_open(text, words, key, data)) return AnswerState::placeholder;
  constexpr std::size_t most_words_of_nothing = 12;
  const bool nothing =
      words.size() <= most_words_of_nothing && RE2::FullMatch(key, data.list("nothing_said"));
  // One word that tells something may be chance; a long answer tells it between the lines.
  constexpr std::size_t few_words = 20;
  const bool follows = words.size() <= few_words && data.speaks("consequences", key);
  const bool reason =
      follows || (words.size() <= most_words_of_nothing && data.speaks("no_reason_needed", key));
  const auto tells_nothing = [&] {
    return nothing ||
           (words.size() <= few_words && telling_words(question, words, policy) < (reason ? 1 : 2));
  };
  const auto is_wholly = [&](std::string_view list) { return RE2::FullMatch(key, data.list(list)); };
  switch (question) {
    case Question::current_instrumentation:
      return key == "n a" || key == "na" || is_wholly("unknown_answers") ? AnswerState::vague
                                                                         : AnswerState::answered;
    case Question::sharing:
      return is_wholly("generic_sharing") ? AnswerState::vague : AnswerState::answered;
    case Question::populations:
      return nothing && key != "none" && key != "no" ? AnswerState::vague : AnswerState::answered;
    case Question::third_party:
      return AnswerState::answered;
    case Question::initial_request: {
      const FirstReview first = read_first_review(text, policy);
      const bool is_a_place = first == FirstReview::known_place || first == FirstReview::other_place;
      return is_a_place ? AnswerState::answered : AnswerState::vague;
    }
    case Question::alternatives: {
      // "Existing probes do not have it": what was looked at, and what it lacks.
      static const RE2 falls_short(
          R"(\b(?:telemetry|probes?|metrics|pings?|reports?|logs?|surveys?|stud(?:y|ies)|interviews|dashboards?|experiments?|servers?|clients?|backend) (?:\w+ ){0,3}(?:not|never|dont|doesnt|cannot|cant|isnt|arent|wouldnt|couldnt|lacks?|miss(?:es)?)\b)");
      if (matches(key, falls_short)) return AnswerState::answered;
      // "None. A survey would be slower": what was considered is a word, why it falls short hardly more.
      static const RE2 opens_with_nothing(R"(^(?:none|n a|na|nothing)\b)");
      const bool is_short = words.size() <= 12;
      const bool denied = is_short && !reason && is_denial(sentences_of(text));
      return tells_nothing() || denied || is_wholly("no_alternatives") ||
                     (is_short && RE2::PartialMatch(key, opens_with_nothing) && !data.speaks("reasons", key))
                 ? AnswerState::vague
                 : AnswerState::answered;
    }
    case Question::why_needed: {
      // "Which errors come up, and when": the questions once more.
      static const RE2 question_again(
          R"(^(?:to (?:know|see|learn|find out|understand) )?(?:which|how|what|whether|where|who|in (?:what|which) way)\b)");
      const bool is_short = words.size() <= 15;
      return tells_nothing() ||
                     (is_short && !reason && sentences_of(text).size() == 1 &&
                      RE2::PartialMatch(key, question_again)) ||
                     (words.size() <= 12 && !follows && data.speaks("generic_purposes", key))
                 ? AnswerState::vague
                 : AnswerState::answered;
    }
    case Question::why_insufficient:
      return tells_nothing() || (words.size() <= 14 && !follows && data.speaks("generic_needs", key))
                 ? AnswerState::vague
                 : AnswerState::answered;
    case Question::questions_answered:
      return nothing || words.size() <= 2 || is_wholly("generic_questions") ? AnswerState::vague
                                                                            : AnswerState::answered;
    case Question::analysis: {
      // "Before/after comparison": how it is done can be two words.
      static const RE2 method(
          R"(\b(?:compar\w+|ratios?|medians?|percentiles?|trends?|means of|distributions?|funnels?|correlat\w+|histogram of|per (?:day|week|month|client|user|channel|release))\b)");
      return tells_nothing() && !matches(key, method) ? AnswerState::vague : AnswerState::answered;
    }
    case Question::opt_out:
      return judge_opt_out(text, policy);
    case Question::documentation: {
      if (names_a_public_place(text, policy)) return AnswerState::answered;
      const bool is_elsewhere =
          !private_place(text, policy).empty() || data.speaks("promised_documents", key);
      return is_elsewhere || words.size() <= 12 ? AnswerState::vague : AnswerState::answered;
    }
    default:
      return nothing ? AnswerState::vague : AnswerState::answered;
  }
}

}  // namespace

AnswerState state_of(Question question, const Section& section, const Policy& policy) {
  const std::string& text = section.text();
  if (text.empty()) {
    if (question == Question::why_needed && section.choices.size() == 1)
      return AnswerState::answered;  // the form offers its sample answers to choose from
    if (question == Question::duration && section.choices.size() == 1) {
      return policy.data().speaks("placeholders", key_of(section.choices.front().text))
                 ? AnswerState::placeholder
                 : AnswerState::answered;
    }
    const bool help_only =
        !section.choices.empty() || (section.hints_left && question == Question::documentation);
    return help_only ? AnswerState::placeholder : AnswerState::missing;
  }
  if (question == Question::measurements) {
    const MeasurementList list = read_measurements(section);
    if (!list.measurements.empty()) return AnswerState::answered;
    if (list.empty_table && section.key().size() < 100) return AnswerState::missing;
    const AnswerState words = judge_words(question, text, policy);
    return words == AnswerState::answered ? AnswerState::vague : words;
  }
  if (question == Question::duration || question == Question::new_expiry) {
    const AnswerState words = judge_words(question, text, policy);
    const DurationKind kind = read_duration(text, policy).kind;
    const Policy::Data& data = policy.data();
    const std::string& key = section.key();
    const bool is_open = kind == DurationKind::unclear || kind == DurationKind::months;
    const bool doubted =
        text.size() > 60 && (is_doubted(text, policy) || (is_open && data.speaks("hedged_end", key)));
    const bool is_retention = kind == DurationKind::unclear && data.speaks("retention", key);
    if (words == AnswerState::answered && (doubted || is_retention)) return AnswerState::vague;
    return words;
  }
  return judge_words(question, text, policy);
}

bool asked(Question question, Template version) {
  if (question == Question::documentation) return version != Template::y2017 && version != Template::y2019;
  if (question == Question::third_party) return version != Template::y2017;
  return true;
}

}  // namespace review
