#include "review/checks/answer_state.h"

#include "review/form/facts.h"
#include "review/form/measurements.h"
#include "review/policy_data.h"
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
  const RE2& empty = *data.vocabulary.find("empty_talk")->second;
  const RE2& small = *data.vocabulary.find("small_words")->second;
  const Phrase& asked = data.grammar.of(question).full;
  std::set<std::string_view> told;
  for (const Word& word : words) {
    const bool is_number = word.text.find_first_not_of("0123456789") == std::string::npos;
    if (is_number || std::ranges::find(asked, word.text) != asked.end()) continue;
    if (!RE2::FullMatch(word.text, small) && !RE2::FullMatch(word.text, empty)) told.insert(word.text);
  }
  return told.size();
}

/// Whether a switch is named in words of its own: "sign out, or delete the account in the settings" names
/// none.
bool names_a_switch(std::string_view text, const Policy::Data& data) {
  static const RE2 alternative(R"((?i)[\s,]+or\s+)");
  std::string split(text);
  RE2::GlobalReplace(&split, alternative, ". ");
  std::vector<std::string> sentences = sentences_of(split);
  std::erase_if(sentences, [&](const std::string& sentence) { return data.speaks("no_controls", sentence); });
  return data.affirms("strong_controls", sentences);
}

/// Whether people can turn the collection off by what the answer names.
bool names_a_control(const std::vector<std::string>& sentences, const Policy::Data& data) {
  return data.affirms("strong_controls", sentences) || data.affirms("controls", sentences);
}

AnswerState judge_opt_out(const std::string& text, bool is_nothing, const Policy::Data& data) {
  const std::vector<std::string> sentences = sentences_of(text);
  const std::string key = key_of(text);
  if (data.speaks("private_windows", key) && !data.speaks("not_in_private", key)) return AnswerState::vague;
  const bool strong = data.affirms("strong_controls", sentences) || data.affirms("own_tools", sentences);
  if (data.speaks("no_controls", key) && !names_a_switch(text, data)) return AnswerState::vague;
  if (data.affirms("default_off", sentences)) return AnswerState::answered;  // there is nothing to opt out of
  constexpr std::size_t most_words_of_a_claim = 6;  // "The user can opt out" names no way
  if (is_nothing || (words_of(text).size() <= most_words_of_a_claim && !strong)) return AnswerState::vague;
  return names_a_control(sentences, data) ? AnswerState::answered : AnswerState::vague;
}

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
  // One word that tells something may be chance; a long answer tells it between the lines.
  constexpr std::size_t few_words = 20;
  const auto tells_nothing = [&] {
    return nothing ||
           (words.size() <= few_words && telling_words(question, words, policy) < (reason ? 1 : 2));
  };
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
      const bool is_short = words.size() <= 12;
      const bool denied = is_short && !reason && is_denial(sentences_of(text));
      return tells_nothing() || denied ||
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
                     (words.size() <= 12 && data.speaks("generic_purposes", key))
                 ? AnswerState::vague
                 : AnswerState::answered;
    }
    case Question::why_insufficient:
      return tells_nothing() || (words.size() <= 14 && data.speaks("generic_needs", key))
                 ? AnswerState::vague
                 : AnswerState::answered;
    case Question::questions_answered:
      return nothing || words.size() <= 2 ? AnswerState::vague : AnswerState::answered;
    case Question::analysis:
      return tells_nothing() ? AnswerState::vague : AnswerState::answered;
    case Question::opt_out:
      return judge_opt_out(text, nothing, data);
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
        text.size() > 60 && (data.speaks("doubted_end", key) || (is_open && data.speaks("hedged_end", key)));
    if (words == AnswerState::answered && (doubted || (is_open && data.speaks("retention", key))))
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
