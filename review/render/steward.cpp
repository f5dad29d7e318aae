// The drafted steward's review: the published review forms' questions, each answered as far as the form
// answers it, with the requester's words and their line. What only a person can say is marked so.

#include "review/render/markup.h"
#include "review/render/render.h"
#include "review/text/words.h"

#include <algorithm>

namespace review {
namespace {

constexpr const char* your_judgement = "Needs your judgement.";

const Answer& answer_to(const Assessment& assessment, Question question) {
  static const Answer none;
  const auto found = assessment.answers.find(question);
  return found == assessment.answers.end() ? none : found->second;
}

/// " (line 26: “This collection is documented ...”)"
std::string quoted(const Answer& answer) {
  constexpr std::size_t most_characters = 200;
  if (answer.text.empty()) return "";
  return " (line " + std::to_string(answer.line.value_or(0)) + ": “" +
         escape_markdown(shorten(answer.text, most_characters)) + "”)";
}

bool has(const Assessment& assessment, std::string_view id) {
  return std::ranges::any_of(assessment.findings, [&](const Finding& finding) { return finding.id == id; });
}

std::string documentation(const Assessment& assessment) {
  const Answer& answer = answer_to(assessment, Question::documentation);
  if (answer.text.empty()) return "No: the form names none.";
  if (has(assessment, "documentation-not-public"))
    return "No: what is linked may not be public" + quoted(answer) + ".";
  if (answer.state != AnswerState::answered)
    return std::string(your_judgement) + " No public place is named" + quoted(answer) + ".";
  return "Yes, as stated" + quoted(answer) + ". Please open the link.";
}

std::string control(const Assessment& assessment) {
  const Answer& answer = answer_to(assessment, Question::opt_out);
  if (answer.text.empty()) return "The form names none.";
  if (has(assessment, "opt-out-not-a-control") || has(assessment, "opt-out-not-in-place") ||
      assessment.collection.opt_out != true)
    return your_judgement + quoted(answer);
  return "Yes" + quoted(answer) + ".";
}

std::string monitor(const Assessment& assessment) {
  const Duration& duration = assessment.collection.duration;
  const Answer& answer = answer_to(assessment, Question::duration);
  if (duration.kind == DurationKind::unclear) return your_judgement + quoted(answer);
  if (duration.kind != DurationKind::permanent)
    return "Not permanent: " + escape_markdown(how_long(duration)) + quoted(answer) + ".";
  if (!duration.owner) return "Nobody is named" + quoted(answer) + ".";
  return "Yes, " + escape_markdown(*duration.owner) + quoted(answer) + ".";
}

std::string categories(const Assessment& assessment) {
  std::string out = "Category " + category_number(assessment.stated_category) +
                    (assessment.stated_category ? " as stated." : ".");
  for (const Measurement& one : assessment.measurements) {
    if (!one.predicted_category || one.predicted_category == one.stated_category || one.evidence.empty())
      continue;
    out += "\n- “" + escape_markdown(shorten(one.description, 100)) + "”" +
           (one.line ? " (line " + std::to_string(*one.line) + ")" : std::string()) +
           " reads like category " + category_number(one.predicted_category) + ": “" +
           escape_markdown(one.evidence.front().text) + "” " + one.evidence.front().why + ".";
  }
  return out;
}

std::string default_on(const Assessment& assessment) {
  const auto on = assessment.collection.default_on;
  std::string out = !on ? your_judgement : *on ? "Default on." : "Default off.";
  if (assessment.eligibility.decision != Decision::unknown)
    out += " By the policy this may be " + std::string(spelling(assessment.eligibility.decision)) + ".";
  return out;
}

std::string yes_no(std::optional<bool> value, const char* if_yes, const std::string& words) {
  if (!value) return your_judgement + words;
  return *value ? "Yes" + words + ". " + if_yes : "No" + words + ".";
}

std::string privacy_notice(const Assessment& assessment) {
  std::string out = your_judgement;
  if (assessment.escalation.recommended) out += " Reasons to ask Trust or Legal:";
  for (const std::string& reason : assessment.escalation.reasons) out += " " + reason;
  return out;
}

std::string section(int number, const char* question, const std::string& answer) {
  return std::to_string(number) + ") " + question + "\n\n" + answer + "\n\n";
}

std::string heading(const char* title) {
  return std::string("# ") + title + "\n\n*Drafted from the request; nothing here is decided.*\n\n";
}

}  // namespace

std::string render_steward(const Assessment& assessment, const Policy&) {
  if (assessment.kind == Kind::renewal) {
    return heading("Data Collection Renewal Review") +
           section(1,
                   "Is the provided Data Collection Review complete, correct, and data-review+ by a Data "
                   "Steward?",
                   your_judgement + quoted(answer_to(assessment, Question::initial_request))) +
           section(2, "Is the data collection covered by the existing Firefox Privacy Notice?",
                   your_judgement) +
           "New end: " + escape_markdown(how_long(assessment.collection.duration)) +
           quoted(answer_to(assessment, Question::new_expiry)) + ".\n";
  }
  if (assessment.kind != Kind::request)
    return heading("Data Review") + "There is no completed request form to review.\n";
  return heading("Data Review") +
         section(1,
                 "Is there or will there be documentation that describes the schema for the ultimate data "
                 "set in a public, complete, and accurate way?",
                 documentation(assessment)) +
         section(2,
                 "Is there a control mechanism that allows the user to turn the data collection on and off?",
                 control(assessment)) +
         section(3,
                 "If the request is for permanent data collection, is there someone who will monitor the "
                 "data over time?",
                 monitor(assessment)) +
         section(4,
                 "Using the category system of data types, what collection type of data do the requested "
                 "measurements fall under?",
                 categories(assessment)) +
         section(5, "Is the data collection request for default-on or default-off?", default_on(assessment)) +
         section(6, "Does the instrumentation include the addition of any new identifiers?",
                 yes_no(assessment.collection.new_identifiers,
                        "Please ask what it is, how long it lives and how it is reset.", "")) +
         section(7, "Is the data collection covered by the existing Firefox privacy notice?",
                 privacy_notice(assessment)) +
         section(8, "Does the data collection use a third-party collection tool?",
                 yes_no(assessment.collection.third_party, "Escalate to legal.",
                        quoted(answer_to(assessment, Question::third_party))));
}

}  // namespace review
