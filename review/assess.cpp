#include "review/assess.h"

#include "review/categorize/whole_form.h"
#include "review/checks/answer_state.h"
#include "review/checks/findings.h"
#include "review/form/facts.h"
#include "review/form/form.h"
#include "review/form/measurements.h"
#include "review/limits.h"
#include "review/policy_data.h"
#include "review/source.h"
#include "review/text/words.h"

#include <algorithm>

namespace review {
namespace {

std::string cut(std::string text) {
  if (text.size() <= limits::answer_bytes) return text;
  std::size_t end = limits::answer_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  return text;
}

void fill_answers(Assessment& out, const Form& form, const Policy& policy) {
  const bool renewal = out.form == Template::renewal;
  for (const QuestionText& question : policy.data().grammar.questions) {
    if ((question.form == Kind::renewal) != renewal) continue;
    Answer answer;
    const auto found = form.sections.find(question.question);
    if (found == form.sections.end()) {
      answer.state = asked(question.question, out.form) ? AnswerState::missing : AnswerState::not_asked;
    } else {
      answer.state = state_of(question.question, found->second, policy);
      answer.text = cut(found->second.text());
      answer.line = found->second.first_line();
      if (!answer.line) answer.line = found->second.line;
      // One of the form's choices, kept alone, is the answer.
      if (answer.text.empty() && answer.state == AnswerState::answered && found->second.choices.size() == 1) {
        answer.text = found->second.choices.front().text;
        answer.line = found->second.choices.front().number;
      }
    }
    out.answers.emplace(question.question, std::move(answer));
  }
}

/// What the rules go by: the stated category, or a higher one where the text leaves little doubt.
std::optional<Category> category_to_judge(const Assessment& assessment) {
  auto category = assessment.stated_category;
  for (const Measurement& one : assessment.measurements) {
    if (!category || one.confidence > limits::worth_asking)
      category = std::max(category, one.predicted_category);
  }
  const auto& whole = assessment.told_by_the_whole;
  if (whole && (!category || whole->confidence > limits::worth_asking))
    category = std::max(category, std::optional(whole->category));
  return category;
}

/// The policy's "Eligibility for Default on Data Collection".
Eligibility eligibility_of(const Assessment& assessment) {
  const auto category = category_to_judge(assessment);
  if (!category) return {Decision::unknown, "category-unknown"};
  const auto& channels = assessment.collection.channels;
  const bool release = channels.empty() || std::ranges::any_of(channels, [](const std::string& channel) {
                         return channel == "all" || channel == "release" || channel == "esr";
                       });
  switch (*category) {
    case Category::technical:
    case Category::interaction:
      if (!release) return {Decision::default_on, "category-1-2-pre-release"};
      return {
          assessment.collection.opt_out == true ? Decision::default_on : Decision::default_on_with_opt_out,
          "category-1-2-release"};
    case Category::stored_content:
      if (release) return {Decision::default_off, "category-3-release"};
      return {Decision::pre_release_default_on_with_opt_out, "category-3-pre-release"};
    case Category::highly_sensitive:
      return {Decision::opt_in_only, "category-4"};
  }
  return {};
}

/// The policy's step 3: what asks for more than a steward, and for whom. "May" and "speaks of": a steward
/// decides.
Escalation escalation_of(const Assessment& assessment, const Form& form, const Policy& policy) {
  Escalation out;
  const auto category = category_to_judge(assessment);
  const bool is_alone = std::ranges::any_of(assessment.measurements, [](const Measurement& one) {
    return std::max(one.stated_category, one.predicted_category) == Category::highly_sensitive;
  });
  if (category == Category::highly_sensitive && (is_alone || assessment.measurements.empty()))
    out.reasons.emplace_back("The data may be category 4, highly sensitive (compliance and legal review).");
  else if (category == Category::highly_sensitive)
    out.reasons.emplace_back(
        "What people visit or store is collected beside an identifier, which may be category 4 together "
        "(compliance and legal review).");
  if (category == Category::stored_content && assessment.collection.default_on != false)
    out.reasons.emplace_back(
        "The data may be category 3 and be on by default (legal review; mitigations to weigh).");
  if (assessment.collection.third_party == true)
    out.reasons.emplace_back("A third-party tool takes part (legal review).");
  if (assessment.collection.new_identifiers == true)
    out.reasons.emplace_back(
        "The measurements speak of an identifier (legal review if the privacy notice may not cover it).");
  const auto told = [&](std::string_view id) {
    return std::ranges::any_of(assessment.findings, [&](const Finding& finding) { return finding.id == id; });
  };
  if (told("free-text-collected"))
    out.reasons.emplace_back("People's own words may be collected (privacy analysis).");
  if (told("private-browsing-collection"))
    out.reasons.emplace_back("The collection may reach into private windows (privacy analysis).");
  std::string whom;
  for (const Question question :
       {Question::populations, Question::measurements, Question::questions_answered}) {
    if (const auto found = assessment.answers.find(question); found != assessment.answers.end())
      whom += found->second.text + "\n\n";
  }
  // "The children of a process" are no people.
  static const RE2 children_of_things(
      R"((?i)\bchildren (?:(?:of|does|do|has|have|the|an?|each|their|its) )*(?:\w+ )?(?:process(?:es)?|nodes?|elements?|trees?|windows?|folders?|frames?|items?|menus?)\b|\b(?:process|node|element|tree|window|folder|frame|dom)(?: \w+){0,2} children\b|\b(?:missing|orphaned|duplicated?|direct|nested|dangling) children\b)");
  RE2::GlobalReplace(&whom, children_of_things, "");
  if (policy.data().affirms("sensitive_groups", whom))
    out.reasons.emplace_back("The collection may concern a group that needs special care (legal review).");
  std::string said = form.preamble;
  for (const auto& [question, answer] : assessment.answers) said += "\n\n" + answer.text;
  if (policy.data().affirms("bigger_change", said))
    out.reasons.emplace_back(
        "The form speaks of a new mechanism or a change to the privacy notice (privacy analysis, compliance "
        "and legal review).");
  out.recommended = !out.reasons.empty();
  return out;
}

}  // namespace

Assessment assess(const Document& document, const Policy& policy, std::chrono::year_month_day as_of) {
  const Text text =
      is_read(source_of(document.content_type, document.size)) ? decode(document.bytes) : Text{};
  const Form form = read_form(text, policy.data().grammar);
  Assessment out;
  out.kind = form.kind;
  out.form = form.version;
  if (form.kind == Kind::request || form.kind == Kind::renewal || form.kind == Kind::blank_template) {
    fill_answers(out, form, policy);
    MeasurementList list;
    if (const auto found = form.sections.find(Question::measurements); found != form.sections.end())
      list = read_measurements(found->second);
    const MeasurementList facts = list;
    categorize_form(out, std::move(list), policy);
    out.collection = read_collection(form, policy);
    out.eligibility = eligibility_of(out);
    find_all(out, {document, text, form, facts, policy, as_of});
    if (form.kind == Kind::request) out.escalation = escalation_of(out, form, policy);
  } else {
    find_all(out, {document, text, form, {}, policy, as_of});
  }
  const bool blocking = std::ranges::any_of(
      out.findings, [](const Finding& finding) { return finding.severity == Severity::blocking; });
  if (out.kind == Kind::not_a_form)
    out.verdict = Verdict::not_a_form;
  else if (blocking)
    out.verdict = Verdict::needs_changes;
  else
    out.verdict = out.escalation.recommended ? Verdict::escalate : Verdict::ready;
  return out;
}

}  // namespace review
