#include "review/categorize/interaction.h"

#include "review/text/words.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <span>

namespace review {
namespace {

/// What one concept weighs and where the odds stand before any speaks, as logarithms: most of what is asked
/// for is interaction.
constexpr double a_concept = 0.35;
constexpr double most_is_interaction = 0.1;
/// The model and the concepts say much the same of one measurement, so together they count less. On
/// applications unlike those that taught, the two are better than either.
constexpr double together = 0.7;
/// Too low is the worse mistake.
constexpr double in_doubt_interaction = 0.3;
constexpr std::size_t most_evidence = 2;
/// What a word has to weigh to be shown as the reason.
constexpr float telling = 0.4F;

float weight_of(WordNumber stem, WordPlace place, const Knowledge& known) {
  const WordWeights& weights = known.weights.words[stem];
  switch (place) {
    case WordPlace::name:
      return weights.name;
    case WordPlace::extra_key:
      return weights.extra_key;
    default:
      return weights.description;
  }
}

void listen(std::pmr::vector<Voice>& out, std::string_view text, std::span<const KnownWord> words,
            PhrasesFound found, const Knowledge& known) {
  drop_covered(found);
  for (const PhraseFound& each : found) {
    const KnownConcept& idea = known.concepts[each.group];
    if (std::ranges::find(out, &idea, &Voice::idea) != out.end()) continue;
    const std::size_t begin = words[each.begin].begin;
    out.push_back({&idea, text.substr(begin, words[each.end - 1].end - begin)});
  }
}

/// Each concept of the name and of what is measured, once.
std::pmr::vector<Voice> voices_of(const Subject& subject, const SubjectWords& words, const Knowledge& known) {
  std::pmr::vector<Voice> out(words.memory());
  PhrasesFound measured(words.memory());
  measured.reserve(words.phrases.size());
  std::ranges::copy_if(words.phrases, std::back_inserter(measured),
                       [&](const PhraseFound& each) { return each.end <= words.first_sentence; });
  out.reserve(measured.size());
  listen(out, subject.description, words.description.all(), std::move(measured), known);
  const auto name = words.name.all();
  if (name.empty()) return out;
  listen(out, subject.name, name, known[PhraseList::concepts].find_all(name, words.memory()), known);
  return out;
}

/// What is sensitive but only counted ("number of URLs visited") tells of browsing, not of the machine.
bool is_for_interaction(const Voice& voice) {
  return voice.idea->category >= Category::interaction;
}

double odds_by_concepts(const std::pmr::vector<Voice>& voices) {
  double out = most_is_interaction;
  for (const Voice& voice : voices) out += is_for_interaction(voice) ? a_concept : -a_concept;
  return out;
}

/// Something sensitive, with nothing technical beside it.
bool are_about_sensitive(const std::pmr::vector<Voice>& voices) {
  const auto has = [&](auto is_so) {
    return std::ranges::any_of(voices, [&](const Voice& voice) { return is_so(voice.idea->category); });
  };
  return has([](Category each) { return each >= Category::stored_content; }) &&
         !has([](Category each) { return each == Category::technical; });
}

/// The words in which the model hears what it knows, each once.
double odds_of_words(const SubjectWords& words, const Knowledge& known) {
  constexpr std::size_t places = 3;
  std::pmr::vector<bool> is_heard(known.weights.words.size() * places, false, words.memory());
  double out = 0;
  each_feature(words, [&](WordPlace place, const KnownWord& word, double amount) {
    const WordNumber stem = known.lexicon.stem_number(word);
    const float weight = weight_of(stem, place, known);
    if (weight == 0) return;
    const std::size_t of_place = place == WordPlace::description ? 0 : place == WordPlace::name ? 1 : 2;
    auto heard = is_heard[stem * places + of_place];
    if (!heard) out += static_cast<double>(weight) * amount;
    heard = true;
  });
  return out;
}

double weight_of_type(std::string_view type, const Knowledge& known) {
  const auto found = std::ranges::find(known.weights.types, type, &TypeWeight::type);
  return found == known.weights.types.end() ? 0 : static_cast<double>(found->weight);
}

/// By the trained model, as logarithms.
double odds_by_model(const Subject& subject, const SubjectWords& words, const std::pmr::vector<Voice>& voices,
                     const Knowledge& known) {
  double out = known.weights.bias + odds_of_words(words, known);
  if (!subject.type.empty()) out += weight_of_type(subject.type, known);
  for (const Voice& voice : voices) out += static_cast<double>(voice.idea->weight);
  if (are_about_sensitive(voices)) out += static_cast<double>(known.weights.sensitive);
  return known.weights.scale * out;
}

/// Words of the description that weigh most for one side, where no concept speaks for it.
std::vector<Evidence> loudest_words(const Subject& subject, const SubjectWords& words, float side,
                                    const Knowledge& known) {
  std::vector<std::pair<float, std::string_view>> found;
  for (const KnownWord& word : words.description.all()) {
    const float weight = side * known.weights.words[known.lexicon.stem_number(word)].description;
    const std::string_view written =
        std::string_view(subject.description).substr(word.begin, word.end - word.begin);
    if (weight <= telling || known[PhraseList::small_words].stand_in(std::span(&word, 1))) continue;
    if (std::ranges::find(found, written, &std::pair<float, std::string_view>::second) == found.end())
      found.emplace_back(weight, written);
  }
  std::ranges::stable_sort(found, std::ranges::greater{}, &std::pair<float, std::string_view>::first);
  std::vector<Evidence> out;
  for (std::size_t i = 0; i < std::min(found.size(), most_evidence); ++i)
    out.push_back({std::nullopt, std::string(found[i].second),
                   side > 0 ? "a word that elsewhere tells of what people do"
                            : "a word that elsewhere tells of machines and programs"});
  return out;
}

/// Where neither a concept nor a word tells.
Evidence no_reason(const Subject& subject, const SubjectWords& words, bool is_interaction) {
  constexpr std::size_t most_words = 8;
  const auto description = words.description.all();
  const std::size_t count = std::min(most_words, description.size());
  const std::string text =
      count == 0
          ? subject.name
          : std::string(trim(std::string_view(subject.description).substr(0, description[count - 1].end)));
  return {std::nullopt, text,
          is_interaction ? "nothing that the policy names, which is taken for interaction data"
                         : "nothing that the policy names, and more like technical data"};
}

}  // namespace

Interaction interaction_in(const Subject& subject, const SubjectWords& words, const Knowledge& known) {
  Interaction out{.voices = voices_of(subject, words, known)};
  double odds = odds_by_concepts(out.voices);
  if (known.is_trained) odds = together * (odds + odds_by_model(subject, words, out.voices, known));
  out.likelihood = 1 / (1 + std::exp(-odds - in_doubt_interaction));
  return out;
}

std::vector<Evidence> evidence_for(const Interaction& found, const Subject& subject,
                                   const SubjectWords& words, const Knowledge& known) {
  const bool is_interaction = found.likelihood > 0.5;
  const Category category = is_interaction ? Category::interaction : Category::technical;
  std::vector<Evidence> out;
  out.reserve(most_evidence);
  for (const Voice& voice : found.voices) {
    if (voice.idea->category == category && out.size() < most_evidence)
      out.push_back({std::nullopt, std::string(voice.words), std::string(voice.idea->why)});
  }
  if (known.is_trained && out.empty()) out = loudest_words(subject, words, is_interaction ? 1 : -1, known);
  if (out.empty()) out.push_back(no_reason(subject, words, is_interaction));
  return out;
}

std::vector<Feature> model_features_of(const Subject& subject, const SubjectWords& words,
                                       const Knowledge& known) {
  std::map<std::string, double> amounts;
  each_feature(words, [&](WordPlace place, const KnownWord& word, double amount) {
    amounts.emplace(std::string{static_cast<char>(place), ':'} + std::string(stem_of(word.text)), amount);
  });
  if (!subject.type.empty()) amounts.emplace("t:" + subject.type, 1);
  std::vector<Feature> out;
  for (const auto& [name, amount] : amounts) out.push_back({name, amount});
  const std::pmr::vector<Voice> voices = voices_of(subject, words, known);
  for (const Voice& voice : voices) {
    if (voice.idea->category <= Category::interaction) out.push_back({"c:" + std::string(voice.idea->name)});
  }
  if (are_about_sensitive(voices)) out.push_back({"c:sensitive"});
  return out;
}

}  // namespace review
