#include "review/checks/answer_state.h"

#include "review/form/measurements.h"
#include "review/policy_data.h"
#include "review/text/words.h"

#include <algorithm>

namespace review {
namespace {

AnswerState judge_words(Question question, const std::string& text, const Policy& policy) {
  const Policy::Data& data = policy.data();
  const std::vector<Word> words = words_of(text);
  if (words.empty()) return AnswerState::missing;
  const std::string key = key_of(words);
  // A longer answer may speak of a "TODO list" or a bug that is TBD.
  if (words.size() <= 12 && data.speaks("placeholders", key)) return AnswerState::placeholder;
  if (key.starts_with("todo")) return AnswerState::placeholder;
  constexpr std::size_t most_words_of_nothing = 12;
  const bool nothing = words.size() <= most_words_of_nothing &&
                       RE2::FullMatch(key, *data.vocabulary.find("nothing_said")->second);
  const bool reason = words.size() <= most_words_of_nothing && data.speaks("no_reason_needed", key);
  static const RE2 negative(
      R"(^(?:there (?:is|are|were) )?(?:no|none|nothing|other|not)\b|\b(?:do not exist|dont exist|no other|no alternatives?|nothing else)\b)");
  switch (question) {
    case Question::current_instrumentation:
      return key == "n a" || key == "na" ? AnswerState::vague : AnswerState::answered;
    case Question::third_party:
    case Question::populations:
    case Question::sharing:
    case Question::initial_request:
      return AnswerState::answered;
    case Question::alternatives: {
      // "None. A survey would be slower": what was considered is a word, why it falls short hardly more.
      static const RE2 opens_with_nothing(R"(^(?:none|n a|na|nothing)\b)");
      static const RE2 nothing_exists(R"(\b(?:do|does) not exist$)");
      const bool is_short = words.size() <= 12;
      return nothing ||
                     (is_short && (RE2::PartialMatch(key, opens_with_nothing) ||
                                   RE2::PartialMatch(key, nothing_exists))) ||
                     (is_short && !reason && RE2::PartialMatch(key, negative))
                 ? AnswerState::vague
                 : AnswerState::answered;
    }
    case Question::why_needed:
      return nothing || (words.size() <= 9 && !reason) ||
                     (words.size() <= 12 && data.speaks("generic_purposes", key))
                 ? AnswerState::vague
                 : AnswerState::answered;
    case Question::why_insufficient:
      return nothing || (words.size() <= 3 && !reason) ||
                     (words.size() <= 14 && data.speaks("generic_needs", key))
                 ? AnswerState::vague
                 : AnswerState::answered;
    case Question::questions_answered:
      return nothing || words.size() <= 2 ? AnswerState::vague : AnswerState::answered;
    case Question::analysis:
      return nothing || words.size() <= 3 ? AnswerState::vague : AnswerState::answered;
    case Question::opt_out: {
      const bool strong = data.speaks("strong_controls", key) || data.speaks("own_tools", key);
      if (data.speaks("private_windows", key) && !data.speaks("not_in_private", key))
        return AnswerState::vague;
      if (data.speaks("default_off", key)) return AnswerState::answered;  // there is nothing to opt out of
      if (data.speaks("no_controls", key) && !strong) return AnswerState::vague;
      return nothing || (words.size() <= 6 && !strong) ? AnswerState::vague : AnswerState::answered;
    }
    case Question::documentation: {
      const std::vector<std::string> links = links_in(text);
      if (data.speaks("documented_places", key)) return AnswerState::answered;
      const bool all_private = std::ranges::all_of(
          links, [&](const std::string& link) { return data.speaks("private_places", key_of(link)); });
      return all_private && (!links.empty() || words.size() <= 12) ? AnswerState::vague
                                                                   : AnswerState::answered;
    }
    default:
      return nothing ? AnswerState::vague : AnswerState::answered;
  }
}

}  // namespace

AnswerState state_of(Question question, const Section& section, const Policy& policy) {
  const std::string text = section.text();
  if (text.empty()) {
    if (question == Question::duration && section.choices.size() == 1) {
      return policy.data().speaks("placeholders", key_of(section.choices.front().text))
                 ? AnswerState::placeholder
                 : AnswerState::answered;
    }
    if (question == Question::why_needed && !section.choices.empty() && section.choices.size() < 3)
      return AnswerState::answered;
    const bool help_only =
        !section.choices.empty() || (section.hints_left && question == Question::documentation);
    return help_only ? AnswerState::placeholder : AnswerState::missing;
  }
  if (question == Question::measurements) {
    const MeasurementList list = read_measurements(section);
    if (!list.measurements.empty()) return AnswerState::answered;
    if (list.empty_table && key_of(text).size() < 100) return AnswerState::missing;
    const AnswerState words = judge_words(question, text, policy);
    return words == AnswerState::answered ? AnswerState::vague : words;
  }
  if (question == Question::duration || question == Question::new_expiry) {
    const AnswerState words = judge_words(question, text, policy);
    if (words == AnswerState::answered && policy.data().speaks("hedged_end", key_of(text)) &&
        text.size() > 60)
      return AnswerState::vague;
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
