#include "review/categorize/whole_form.h"

#include "review/categorize/categorize.h"
#include "review/form/own_words.h"
#include "review/limits.h"
#include "review/policy_data.h"
#include "review/text/words.h"

#include <re2/re2.h>

#include <algorithm>

namespace review {
namespace {

/// Text of people's own can hold anything: it is content, whatever the measurement is called.
void raise_for_own_words(Measurement& measurement, const Policy& policy) {
  if (measurement.predicted_category >= Category::stored_content) return;
  const std::string words = own_words_in(measurement.description, policy);
  if (words.empty()) return;
  measurement.predicted_category = Category::stored_content;
  measurement.confidence = limits::said_outright;
  measurement.evidence.insert(
      measurement.evidence.begin(),
      {.line = measurement.line, .text = words, .why = "what people write themselves"});
}

/// Its category and its bug, which a line of a list names as well, say nothing of what is measured.
std::string what_is_measured(std::string description) {
  static const RE2 beside(
      R"((?i)[\s,;.(\[—–-]*\b(?:(?:data )?(?:collection )?cat(?:egory|\.)?:? ?[1-4]\b|(?:tracking )?bug:? ?#?\d{4,8}\b|https?://\S*(?:show_bug|bugzil\.la)\S*))");
  RE2::GlobalReplace(&description, beside, "");
  return description;
}

void categorize_measurement(Measurement& measurement, const Policy& policy) {
  Categorization predicted = categorize({.name = measurement.name.value_or(""),
                                         .description = what_is_measured(measurement.description),
                                         .extra_keys = measurement.extra_keys,
                                         .type = measurement.type},
                                        policy.knowledge());
  measurement.predicted_category = predicted.category;
  measurement.confidence = predicted.confidence;
  // Between technical and interaction data, which the policy treats alike, the requester knows better than a
  // doubt.
  if (measurement.stated_category && *measurement.stated_category <= Category::interaction &&
      predicted.category <= Category::interaction && predicted.confidence < limits::sure_enough) {
    measurement.predicted_category = measurement.stated_category;
    measurement.confidence = predicted.scores.at(static_cast<std::size_t>(*measurement.stated_category) - 1);
  }
  for (Evidence& evidence : predicted.evidence) evidence.line = measurement.line;
  measurement.evidence = std::move(predicted.evidence);
  raise_for_own_words(measurement, policy);
}

/// The policy's "data from different categories that, when combined, can identify a person": what people
/// visit or store in one measurement, an identifier of theirs in another.
std::optional<Prediction> told_together(const std::vector<Measurement>& all, const Policy& policy) {
  const auto content = std::ranges::find_if(all, [](const Measurement& one) {
    return one.predicted_category == Category::stored_content && one.confidence > limits::worth_asking &&
           !one.evidence.empty();
  });
  if (content == all.end()) return std::nullopt;
  for (const Measurement& one : all) {
    std::string words;
    if (!affirms(one.description, policy.knowledge()[PhraseList::identifying], &words)) continue;
    return Prediction{.category = Category::highly_sensitive,
                      .confidence = content->confidence,
                      .evidence = {content->evidence.front(),
                                   {.line = one.line,
                                    .text = as_written(one.description, words),
                                    .why = "an identifier, beside which it tells who"}}};
  }
  return std::nullopt;
}

/// The name of a repository ("email-tabs") says nothing of what is collected.
std::string without_links(std::string text) {
  for (const std::string& link : links_in(text)) {
    if (const auto at = text.find(link); at != std::string::npos) text.erase(at, link.size());
  }
  return text;
}

/// Where no list could be read: from what is said instead of a list, and, for what is not sensitive, from
/// what is to be learned. A feature's name ("email tabs") says little of what is collected.
std::optional<Prediction> told_without_a_list(const Assessment& assessment, const Policy& policy) {
  const auto words = [&](Question question) {
    const auto found = assessment.answers.find(question);
    return found == assessment.answers.end() ? std::string() : without_links(found->second.text);
  };
  const auto guess = [&](const std::string& text) {
    return categorize({.name = {}, .description = text, .extra_keys = {}, .type = {}}, policy.knowledge());
  };
  const std::string instead = words(Question::measurements);
  const std::string all = instead + "\n" + words(Question::questions_answered);
  if (key_of(all).empty()) return std::nullopt;
  const auto told = [](Categorization found, Category least) {
    return Prediction{std::max(found.category, least), found.confidence, std::move(found.evidence)};
  };
  Categorization found = guess(all);
  if (found.category <= Category::interaction) return told(std::move(found), Category::technical);
  // What is sensitive must stand where the list should be.
  return told(guess(instead), Category::interaction);
}

}  // namespace

void categorize_form(Assessment& out, MeasurementList list, const Policy& policy) {
  for (Measurement& measurement : list.measurements) {
    categorize_measurement(measurement, policy);
    out.stated_category = std::max(out.stated_category, measurement.stated_category);
    out.predicted_category = std::max(out.predicted_category, measurement.predicted_category);
    out.measurements.push_back(std::move(measurement));
  }
  if (!out.stated_category) out.stated_category = list.overall.category;
  out.told_by_the_whole =
      out.measurements.empty() ? told_without_a_list(out, policy) : told_together(out.measurements, policy);
  if (out.told_by_the_whole)
    out.predicted_category = std::max(out.predicted_category, std::optional(out.told_by_the_whole->category));
}

}  // namespace review
