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
  if (std::string place = private_place(documentation.text, from_.policy); !place.empty())
    add("documentation-not-public", Question::documentation, documentation.line, place);
  else
    private_link_beside();
  if (out_.collection.third_party == true) {
    std::string tool;
    static_cast<void>(data_.affirms("third_parties", own_sentences(), &tool));
    const Answer& answer = out_.answers[Question::third_party];
    const bool denied = is_denial(sentences_of(answer.text));
    add(denied ? "third-party-undeclared" : "third-party-tool", Question::third_party, answer.line,
        tool.empty() ? answer.text : as_written(tool));
  }
  if (std::string word; out_.collection.new_identifiers == true &&
                        data_.affirms("new_identifiers", out_.answers[Question::measurements].text, &word)) {
    add("new-identifier", Question::measurements, out_.answers[Question::measurements].line,
        as_written(word));
  }
  default_on();
  what_is_collected();
  if (std::string word; is_measured_already(&word) || data_.speaks("renewing", purpose(), &word))
    add("request-used-as-renewal", Question::questions_answered,
        out_.answers[Question::questions_answered].line, as_written(word));
}

void Finder::default_on() {
  const Answer& opt_out = out_.answers[Question::opt_out];
  const Decision decision = out_.eligibility.decision;
  const bool is_on = out_.collection.default_on == true;
  const bool lacks_consent =
      decision == Decision::opt_in_only && !data_.speaks("consent", from_.form.everything);
  if (is_on && (decision == Decision::default_off || decision == Decision::opt_in_only))
    add("default-on-not-allowed", Question::opt_out, opt_out.line, {},
        lacks_consent ? "default-on-not-allowed.opt-in" : "");
  else if (lacks_consent)
    add("opt-in-conditions-missing", Question::opt_out, opt_out.line, {});
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
    add("documentation-not-public", question, answer.line, link, "documentation-not-public.beside");
    return true;
  }
  return false;
}

const std::vector<std::string>& Finder::own_sentences() {
  if (!own_sentences_.empty()) return own_sentences_;
  for (const auto& [question, answer] : out_.answers) {
    if (question == Question::alternatives || question == Question::current_instrumentation) continue;
    for (std::string& sentence : sentences_of(answer.text)) own_sentences_.push_back(std::move(sentence));
  }
  return own_sentences_;
}

bool Finder::is_measured_already(std::string* word) const {
  const std::string& key = key_to(Question::current_instrumentation);
  return !falls_short(key) && data_.speaks("already_measured", key) && data_.speaks("prolonging", key, word);
}

std::string Finder::purpose() const {
  std::string out = key_of(from_.form.preamble);
  for (const Question question : {Question::questions_answered, Question::why_needed})
    out += " " + key_to(question);
  const std::string& present = key_to(Question::current_instrumentation);
  if (!falls_short(present)) out += " " + present;
  return out;
}

}  // namespace review
