#include "review/categorize/sensitive.h"

#include "review/categorize/passage.h"
#include "review/text/expression.h"

#include <algorithm>
#include <array>

namespace review {
namespace {

/// What stands further on explains, and is not observed.
constexpr std::size_t most_words_read = 200;

/// How often it is so where the words stand in the first sentence, behind it, in an extra key, in a name, or
/// where only the metric's type tells.
constexpr double by_words = 0.78;
constexpr double by_words_behind = 0.7;
constexpr double by_key = 0.7;
constexpr double by_name = 0.72;
constexpr double by_type = 0.85;

/// Glean's metric types that hold what is observed itself, not how often or how long.
constexpr std::array<std::string_view, 6> value_types = {"string", "string_list",    "text",
                                                         "url",    "labeled_string", "object"};

/// Those that hold a number, a time, or yes or no. What is labelled may hold anything.
constexpr std::array<std::string_view, 9> number_types = {
    "boolean", "counter",  "custom_distribution", "datetime", "memory_distribution", "quantity",
    "rate",    "timespan", "timing_distribution"};

const Concept& concept_of(const PhraseFound& found, const Policy::Data& data) {
  return data.concepts.all[found.group];
}

Sensitive told(const PhraseFound& found, std::string words, double likelihood, const Policy::Data& data) {
  const Concept& idea = concept_of(found, data);
  return {.category = idea.category, .words = std::move(words), .why = idea.why, .likelihood = likelihood};
}

void take_graver(std::optional<Sensitive>& out, std::optional<Sensitive> other) {
  if (other && (!out || other->category > out->category)) out = std::move(other);
}

/// The phrases of category 3 and 4.
std::vector<PhraseFound> sensitive_phrases(const Phrases& phrases, std::string_view text,
                                           std::span<const Word> words, const Policy::Data& data) {
  std::vector<PhraseFound> out = phrases_in(text, words, phrases);
  std::erase_if(out, [&](const PhraseFound& each) {
    return concept_of(each, data).category < Category::stored_content;
  });
  return out;
}

/// The most sensitive thing that is observed, the first of its category.
std::optional<Sensitive> sensitive_in_text(std::string_view text, std::span<const Word> words,
                                           std::size_t first_sentence, const Policy::Data& data,
                                           std::string_view type = {}) {
  words = words.first(std::min(most_words_read, words.size()));
  std::vector<PhraseFound> found = sensitive_phrases(data.concepts.phrases, text, words, data);
  if (std::ranges::find(number_types, type) != number_types.end())
    std::erase_if(found, [&](const PhraseFound& each) { return !concept_of(each, data).may_be_a_number; });
  std::optional<Sensitive> out;
  if (found.empty()) return out;
  const Passage passage(text, words, first_sentence, data.modifiers);
  for (const PhraseFound& each : found) {
    if (out && out->category >= concept_of(each, data).category) continue;
    if (passage.is_cut_from_a_name(each) || passage.is_reduced(each) || !passage.is_collected(each)) continue;
    out = told(each, passage.quote(each), each.begin < first_sentence ? by_words : by_words_behind, data);
  }
  return out;
}

/// What the words of a name or an extra key say that its value holds: "site_host", "emailAddress".
std::optional<Sensitive> sensitive_in_name(std::string_view name, const std::vector<Word>& words,
                                           const Policy::Data& data) {
  std::optional<Sensitive> out;
  const Passage passage(name, words, words.size(), data.modifiers);
  const std::size_t last_part = name.rfind('.') + 1;
  const auto take = [&](const Phrases& phrases, bool only_at_end) {
    for (const PhraseFound& each : sensitive_phrases(phrases, name, words, data)) {
      // "glean.health.data_directory" speaks of no health data.
      const bool is_whole =
          each.end == words.size() || (!only_at_end && words[each.begin].begin >= last_part);
      if (is_whole && !passage.is_reduced(each))
        take_graver(out, told(each, std::string(name), by_name, data));
    }
  };
  take(data.concepts.phrases, false);
  take(data.concepts.keys, true);
  return out;
}

bool opens_reduced(std::string_view text, const std::vector<Word>& words, const Policy::Data& data) {
  return Passage(text, words, words.size(), data.modifiers).opens_reduced();
}

/// "method: password, passkey or code" names the values that there are.
bool lists_values(const std::string& key, std::string_view description, const Policy::Data& data) {
  return lists_several(description) && matches(key_of(name_words(key)), data.modifiers.kinds->expression());
}

/// Extra keys are what an event carries. "password: whether it changed" carries none.
std::optional<Sensitive> sensitive_in_key(const std::string& key, const std::string& description,
                                          const Policy::Data& data) {
  const SubjectWords explained =
      words_of({.name = {}, .description = description, .extra_keys = {}, .type = {}});
  std::optional<Sensitive> out;
  if (!lists_values(key, description, data))
    out = sensitive_in_text(description, std::span(explained.description).first(explained.first_sentence),
                            explained.first_sentence, data);
  if (out) out->words = key;
  if (!opens_reduced(description, explained.description, data))
    take_graver(out, sensitive_in_name(key, name_words(key), data));
  if (out) out->likelihood = by_key;
  return out;
}

/// Glean's own schema demands category 3 or 4 of a text; a UUID that is no session or client of the product's
/// own telemetry follows somebody around.
std::optional<Sensitive> sensitive_by_type(const Subject& subject, const SubjectWords& words,
                                           const Policy::Data& data) {
  if (subject.type == "text")
    return Sensitive{Category::stored_content, "text", "a metric type for text of any length", by_type};
  if (subject.type != "uuid") return std::nullopt;
  const std::string description = key_of(words.description);
  std::string about = key_of(words.name);
  if (subject.name.empty() || description.find("stored in shared") != std::string::npos)
    about += ' ' + description;
  if (data.speaks("own_identifiers", about)) return std::nullopt;
  return Sensitive{Category::highly_sensitive, "uuid", "an identifier that persists", by_type};
}

/// Whether it names an identifier of a person, account or device beside. With what people visit, store or
/// send it is category 4 by combination.
bool identifies(const Subject& subject, const Policy::Data& data) {
  std::string names = key_of(subject.name);
  for (const auto& [key, description] : subject.extra_keys) names += " . " + key_of(key);
  return data.speaks("identifying", names) || data.affirms("identifying", subject.description);
}

/// A name tells what is observed where there is nothing else, and beside a description where the type holds a
/// value: "account.email_address", a string that is "set on sign-in".
bool is_named_for_its_value(const Subject& subject, const SubjectWords& words, const Policy::Data& data) {
  if (words.name.empty()) return false;
  if (words.description.empty()) return true;
  return std::ranges::find(value_types, subject.type) != value_types.end() &&
         !opens_reduced(subject.description, words.description, data);
}

}  // namespace

std::optional<Sensitive> sensitive_in(const Subject& subject, const SubjectWords& words,
                                      const Policy::Data& data) {
  auto out =
      sensitive_in_text(subject.description, words.description, words.first_sentence, data, subject.type);
  if (is_named_for_its_value(subject, words, data))
    take_graver(out, sensitive_in_name(subject.name, words.name, data));
  for (const auto& [key, description] : subject.extra_keys)
    take_graver(out, sensitive_in_key(key, description, data));
  if (out && out->category == Category::stored_content && identifies(subject, data)) {
    out->category = Category::highly_sensitive;
    out->why += "; together with an identifier it tells who";
  }
  take_graver(out, sensitive_by_type(subject, words, data));
  return out;
}

}  // namespace review
