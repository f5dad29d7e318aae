#include "review/assess.h"

#include "review/categorize/categorize.h"
#include "review/checks/answer_state.h"
#include "review/checks/findings.h"
#include "review/form/facts.h"
#include "review/form/form.h"
#include "review/form/measurements.h"
#include "review/form/own_words.h"
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
    }
    out.answers.emplace(question.question, std::move(answer));
  }
}

/// Where no list could be read: from what is said instead of a list, and, for what is not sensitive, from
/// what is to be learned. A feature's name ("email tabs") says little of what is collected.
std::optional<Category> guess_without_a_list(const Assessment& assessment, const Policy& policy) {
  const auto words = [&](Question question) {
    const auto found = assessment.answers.find(question);
    return found == assessment.answers.end() ? std::string() : found->second.text;
  };
  const auto guess = [&](const std::string& text) {
    return categorize({.name = {}, .description = text, .extra_keys = {}, .type = {}}, policy).category;
  };
  const std::string instead = words(Question::measurements);
  const std::string all = instead + "\n" + words(Question::questions_answered);
  if (key_of(all).empty()) return std::nullopt;
  const Category from_all = guess(all);
  // What is sensitive must stand where the list should be.
  return from_all <= Category::interaction ? from_all : std::max(guess(instead), Category::interaction);
}

/// Text of people's own can hold anything: it is content, whatever the measurement is called.
void raise_for_own_words(Measurement& measurement, const Policy& policy) {
  if (measurement.predicted_category >= Category::stored_content) return;
  const std::string words = own_words_in(measurement.description, policy);
  if (words.empty()) return;
  measurement.predicted_category = Category::stored_content;
  measurement.confidence = limits::said_outright;
  measurement.evidence.insert(
      measurement.evidence.begin(),
      {.line = measurement.line, .text = words, .why = "is what people write themselves"});
}

/// The policy's "data from different categories that, when combined, can identify a person": what people
/// visit or store in one measurement, an identifier of theirs in another.
bool identifies_together(const std::vector<Measurement>& all, const Policy& policy) {
  return std::ranges::any_of(all,
                             [](const Measurement& one) {
                               return one.predicted_category == Category::stored_content &&
                                      one.confidence > limits::worth_asking;
                             }) &&
         std::ranges::any_of(all, [&](const Measurement& one) {
           return policy.data().affirms("identifying", one.description);
         });
}

void fill_measurements(Assessment& out, MeasurementList list, const Policy& policy) {
  for (Measurement& measurement : list.measurements) {
    Categorization predicted = categorize(
        {.name = measurement.name.value_or(""), .description = measurement.description, .type = {}}, policy);
    measurement.predicted_category = predicted.category;
    measurement.confidence = predicted.confidence;
    // Between technical and interaction data, which the policy treats alike, the requester knows better than
    // a doubt.
    if (measurement.stated_category && *measurement.stated_category <= Category::interaction &&
        predicted.category <= Category::interaction && predicted.confidence < limits::sure_enough) {
      measurement.predicted_category = measurement.stated_category;
      measurement.confidence =
          predicted.scores.at(static_cast<std::size_t>(*measurement.stated_category) - 1);
    }
    for (Evidence& evidence : predicted.evidence) evidence.line = measurement.line;
    measurement.evidence = std::move(predicted.evidence);
    raise_for_own_words(measurement, policy);
    out.stated_category = std::max(out.stated_category, measurement.stated_category);
    out.predicted_category = std::max(out.predicted_category, measurement.predicted_category);
    out.measurements.push_back(std::move(measurement));
  }
  if (identifies_together(out.measurements, policy)) out.predicted_category = Category::highly_sensitive;
  if (!out.stated_category) out.stated_category = list.overall.category;
  if (out.measurements.empty()) out.predicted_category = guess_without_a_list(out, policy);
}

/// What the rules go by: the stated category, or a higher one where the text leaves little doubt.
std::optional<Category> category_to_judge(const Assessment& assessment) {
  auto category = assessment.stated_category;
  for (const Measurement& one : assessment.measurements) {
    if (!category || one.confidence > limits::worth_asking)
      category = std::max(category, one.predicted_category);
  }
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
  if (category == Category::highly_sensitive)
    out.reasons.emplace_back("The data may be category 4, highly sensitive (compliance and legal review).");
  else if (identifies_together(assessment.measurements, policy))
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
      R"((?i)\bchildren (?:(?:of|does|do|has|have|the|an?|each|their|its) )*(?:\w+ )?(?:process(?:es)?|nodes?|elements?|trees?|windows?|folders?|frames?|items?|menus?)\b|\b(?:process|node|element|tree|window|folder|frame|dom)(?: \w+){0,2} children\b)");
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
    fill_measurements(out, std::move(list), policy);
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
