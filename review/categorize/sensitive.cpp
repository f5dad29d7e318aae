#include "review/categorize/sensitive.h"

#include "review/categorize/passage.h"
#include "review/text/sentences.h"
#include "review/text/words.h"

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <memory_resource>

namespace review {
namespace {

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

const KnownConcept& concept_of(const PhraseFound& found, const Knowledge& known) {
  return known.concepts[found.group];
}

bool is_sensitive(const PhraseFound& found, const Knowledge& known) {
  return concept_of(found, known).category >= Category::stored_content;
}

Sensitive told(const PhraseFound& found, std::string words, double likelihood, const Knowledge& known) {
  const KnownConcept& idea = concept_of(found, known);
  return {.category = idea.category,
          .words = std::move(words),
          .why = std::string(idea.why),
          .likelihood = likelihood};
}

void take_graver(std::optional<Sensitive>& out, std::optional<Sensitive> other) {
  if (other && (!out || other->category > out->category)) out = std::move(other);
}

/// The phrases of category 3 and 4 of all that stand among the words.
PhrasesFound sensitive_of(const PhrasesFound& all, std::string_view text, std::span<const KnownWord> words,
                          const Knowledge& known) {
  const auto is_wanted = [&](const PhraseFound& each) { return is_sensitive(each, known); };
  PhrasesFound out(all.get_allocator());
  if (std::ranges::none_of(all, is_wanted)) return out;  // as mostly
  std::ranges::copy_if(all, std::back_inserter(out),
                       [&](const PhraseFound& each) { return each.end <= words.size(); });
  keep_together(out, text, words);
  std::erase_if(out, std::not_fn(is_wanted));
  return out;
}

/// The most sensitive thing that is observed, the first of its category. `all` may have phrases that go on
/// behind the words.
std::optional<Sensitive> sensitive_in_text(std::string_view text, std::span<const KnownWord> words,
                                           std::size_t first_sentence, const PhrasesFound& all,
                                           const Knowledge& known, std::string_view type = {}) {
  PhrasesFound found = sensitive_of(all, text, words, known);
  if (!found.empty() && std::ranges::find(number_types, type) != number_types.end())
    std::erase_if(found, [&](const PhraseFound& each) { return !concept_of(each, known).may_be_a_number; });
  std::optional<Sensitive> out;
  if (found.empty()) return out;
  const Passage passage(text, words, first_sentence, known, found.get_allocator().resource());
  for (const PhraseFound& each : found) {
    if (out && out->category >= concept_of(each, known).category) continue;
    if (passage.is_cut_from_a_name(each) || passage.is_reduced(each) || !passage.is_collected(each)) continue;
    out = told(each, passage.quote(each), each.begin < first_sentence ? by_words : by_words_behind, known);
  }
  return out;
}

/// What the words of a name or an extra key say that its value holds: "site_host", "emailAddress".
std::optional<Sensitive> sensitive_in_name(std::string_view name, std::span<const KnownWord> words,
                                           const Knowledge& known, std::pmr::memory_resource* memory) {
  std::optional<Sensitive> out;
  const std::size_t last_part = name.rfind('.') + 1;
  const auto take = [&](const Phrases& phrases, bool only_at_end) {
    const PhrasesFound found = sensitive_of(phrases.find_all(words, memory), name, words, known);
    if (found.empty()) return;
    const Passage passage(name, words, words.size(), known, memory);
    for (const PhraseFound& each : found) {
      // "glean.health.data_directory" speaks of no health data.
      const bool is_whole =
          each.end == words.size() || (!only_at_end && words[each.begin].begin >= last_part);
      if (is_whole && !passage.is_reduced(each))
        take_graver(out, told(each, std::string(name), by_name, known));
    }
  };
  take(known[PhraseList::concepts], false);
  take(known[PhraseList::keys], true);
  return out;
}

/// "method: password, passkey or code" names the values that there are.
bool lists_values(std::span<const KnownWord> key, std::string_view description, const Knowledge& known) {
  return lists_several(description) && known[PhraseList::kinds].stand_in(key);
}

/// Extra keys are what an event carries. "password: whether it changed" carries none.
std::optional<Sensitive> sensitive_in_key(const std::string& key, std::span<const KnownWord> key_words,
                                          const std::string& description, const Knowledge& known,
                                          std::pmr::memory_resource* memory) {
  const SubjectWords explained =
      words_of({.name = {}, .description = description, .extra_keys = {}, .type = {}}, known, memory);
  std::optional<Sensitive> out;
  if (!lists_values(key_words, description, known))
    out = sensitive_in_text(description, explained.description.all().first(explained.first_sentence),
                            explained.first_sentence, explained.phrases, known);
  if (out) out->words = key;
  if (!opens_reduced(explained.description.all(), known))
    take_graver(out, sensitive_in_name(key, key_words, known, memory));
  if (out) out->likelihood = by_key;
  return out;
}

/// Glean's own schema demands category 3 or 4 of a text; a UUID that is no session or client of the product's
/// own telemetry follows somebody around.
std::optional<Sensitive> sensitive_by_type(const Subject& subject, const SubjectWords& words,
                                           const Knowledge& known) {
  if (subject.type == "text")
    return Sensitive{Category::stored_content, "text", "a metric type for text of any length", by_type};
  if (subject.type != "uuid") return std::nullopt;
  const bool tells_whose =
      subject.name.empty() || key_of(subject.description).find("stored in shared") != std::string::npos;
  const Phrases& own = known[PhraseList::own_identifiers];
  if (own.stand_in(words.name.all()) || (tells_whose && own.stand_in(words.description.all())))
    return std::nullopt;
  return Sensitive{Category::highly_sensitive, "uuid", "an identifier that persists", by_type};
}

/// Whether it names an identifier of a person, account or device beside. With what people visit, store or
/// send it is category 4 by combination.
bool identifies(const Subject& subject, const SubjectWords& words, const Knowledge& known) {
  const Phrases& identifying = known[PhraseList::identifying];
  const auto is_named = [&](std::string_view name) {
    return identifying.stand_in(KnownWords::of_text(name, known.lexicon, words.memory()).all());
  };
  return is_named(subject.name) ||
         std::ranges::any_of(subject.extra_keys, [&](const auto& each) { return is_named(each.first); }) ||
         (identifying.stand_in(words.description.all()) && affirms(subject.description, identifying));
}

/// A name tells what is observed where there is nothing else, and beside a description where the type holds a
/// value: "account.email_address", a string that is "set on sign-in".
bool is_named_for_its_value(const Subject& subject, const SubjectWords& words, const Knowledge& known) {
  if (words.name.all().empty()) return false;
  if (words.description.all().empty()) return true;
  return std::ranges::find(value_types, subject.type) != value_types.end() &&
         !opens_reduced(words.description.all(), known);
}

}  // namespace

std::optional<Sensitive> sensitive_in(const Subject& subject, const SubjectWords& words,
                                      const Knowledge& known) {
  const auto description = words.description.all();
  const auto read = description.first(std::min(most_words_read, description.size()));
  auto out =
      sensitive_in_text(subject.description, read, words.first_sentence, words.phrases, known, subject.type);
  if (is_named_for_its_value(subject, words, known))
    take_graver(out, sensitive_in_name(subject.name, words.name.all(), known, words.memory()));
  for (std::size_t i = 0; i < subject.extra_keys.size(); ++i) {
    const auto& [key, description_of_key] = subject.extra_keys[i];
    take_graver(out,
                sensitive_in_key(key, words.extra_keys[i].all(), description_of_key, known, words.memory()));
  }
  if (out && out->category == Category::stored_content && identifies(subject, words, known)) {
    out->category = Category::highly_sensitive;
    out->why += "; together with an identifier it tells who";
  }
  take_graver(out, sensitive_by_type(subject, words, known));
  return out;
}

}  // namespace review
