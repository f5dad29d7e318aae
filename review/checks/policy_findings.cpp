#include "review/checks/finder.h"
#include "review/form/documentation.h"
#include "review/form/facts.h"
#include "review/policy_data.h"
#include "review/text/expression.h"
#include "review/text/sentences.h"
#include "review/text/words.h"

#include <algorithm>

namespace review {
namespace {

/// "No, the metrics that exist only cover desktop": what falls short is not what goes on.
bool falls_short(std::string_view present_instrumentation) {
  static const RE2 in_part(
      R"(^(?:no|not|none|nope|part(?:ly|ially)?|only|yes (?:in part|part\w*|(?:for|on) (?:desktop|mobile|android|ios|nightly|beta|release)))\b|\b(?:(?:does|do|did|is|are) not|doesnt|dont|isnt|arent|only) (?:cover|tell|have|include|show|count|say|limited|enough)\w*\b)");
  return matches(present_instrumentation, in_part);
}

}  // namespace

void Finder::policy() {
  if (out_.kind != Kind::request) return;
  const Answer& documentation = out_.answers[Question::documentation];
  // A private note beside a public place does no harm.
  if (const std::string place = private_place(documentation.text, from_.policy); !place.empty())
    add("documentation-not-public", Question::documentation, place_in(Question::documentation, place).line,
        place);
  else
    private_link_beside();
  third_party();
  if (out_.collection.new_identifiers == true) {
    constexpr Question measured[] = {Question::measurements};
    if (const auto place = affirmed_in(measured, "new_identifiers")) add("new-identifier", *place);
  }
  default_on();
  what_is_collected();
  if (const auto place = renewing()) add("request-used-as-renewal", *place);
}

void Finder::third_party() {
  if (out_.collection.third_party != true) return;
  // Tools that were considered and dropped take no part in the collection.
  std::vector<Question> own;
  for (const auto& [question, answer] : out_.answers) {
    if (question != Question::alternatives && question != Question::current_instrumentation)
      own.push_back(question);
  }
  const Answer& answer = out_.answers[Question::third_party];
  const bool denied = is_denial(sentences_of(answer.text));
  const Place tool =
      affirmed_in(own, "third_parties").value_or(Place{Question::third_party, answer.line, answer.text});
  add(denied ? "third-party-undeclared" : "third-party-tool", tool);
}

void Finder::default_on() {
  const Decision decision = out_.eligibility.decision;
  const bool is_on = out_.collection.default_on == true;
  const bool is_sensitive = decision == Decision::opt_in_only;
  const bool lacks_consent = is_sensitive && !data_.speaks("consent", from_.form.everything);
  const Category category = is_sensitive ? Category::highly_sensitive : Category::stored_content;
  const bool is_stated = out_.stated_category == category;
  if (is_on && lacks_consent)
    add("default-on-not-allowed", what_is_gravest(),
        is_stated ? "default-on-not-allowed.stated" : "default-on-not-allowed.opt-in");
  else if (is_on && (is_sensitive || decision == Decision::default_off))
    add("default-on-not-allowed", what_is_gravest());
  else if (lacks_consent)
    add("opt-in-conditions-missing", what_is_gravest());
  else
    return;
  fill_in("{category}", "category " + std::to_string(static_cast<int>(category)));
}

Place Finder::what_is_gravest() const {
  const auto category = [](const Measurement& one) {
    return std::max(one.stated_category, one.predicted_category);
  };
  const auto gravest = std::ranges::max_element(out_.measurements, {}, category);
  if (gravest != out_.measurements.end())
    return {Question::measurements, gravest->line, gravest->name.value_or(gravest->description)};
  const Answer& answer = out_.answers.at(Question::measurements);
  return {Question::measurements, answer.line, answer.text};
}

void Finder::private_link_beside() {
  for (const Question question : {Question::documentation, Question::questions_answered, Question::why_needed,
                                  Question::alternatives, Question::measurements}) {
    if (private_link(question)) return;
  }
}

bool Finder::private_link(Question question) {
  const Answer& answer = out_.answers[question];
  for (const std::string& link : links_in(answer.text)) {
    if (!data_.speaks("private_documents", key_of(link))) continue;
    add("documentation-not-public", question, place_in(question, link).line, link,
        "documentation-not-public.beside");
    return true;
  }
  return false;
}

std::optional<Place> Finder::renewing() const {
  const std::string& present = key_to(Question::current_instrumentation);
  const bool is_enough = !falls_short(present);
  std::string words;
  if (is_enough && data_.speaks("already_measured", present) && data_.speaks("prolonging", present, &words))
    return place_in(Question::current_instrumentation, words);
  // Where people say what the request is for.
  if (data_.speaks("renewing", key_of(from_.form.preamble), &words))
    return Place{std::nullopt, line_in_document(words), as_written(from_.form.preamble, words)};
  for (const Question question :
       {Question::questions_answered, Question::why_needed, Question::current_instrumentation}) {
    if (question == Question::current_instrumentation && !is_enough) continue;
    if (data_.speaks("renewing", key_to(question), &words)) return place_in(question, words);
  }
  return std::nullopt;
}

}  // namespace review
