#include "review/categorize/interaction.h"

#include <algorithm>
#include <cmath>
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
constexpr double telling = 0.4;

struct Voice {
  const Concept* idea = nullptr;
  std::string words;
};

void listen(std::vector<Voice>& out, std::string_view text, std::span<const Word> words,
            const Policy::Data& data) {
  for (const PhraseFound& found : data.concepts.phrases.find(words)) {
    const Concept& idea = data.concepts.all[found.group];
    if (std::ranges::find(out, &idea, &Voice::idea) != out.end()) continue;
    const std::size_t begin = words[found.begin].begin;
    out.push_back({&idea, std::string(text.substr(begin, words[found.end - 1].end - begin))});
  }
}

/// Each concept of the name and of what is measured, once.
std::vector<Voice> voices_of(const Subject& subject, const SubjectWords& words, const Policy::Data& data) {
  std::vector<Voice> out;
  listen(out, subject.description, std::span(words.description).first(words.first_sentence), data);
  listen(out, subject.name, words.name, data);
  return out;
}

/// What is sensitive but only counted ("number of URLs visited") tells of browsing, not of the machine.
bool is_for_interaction(const Voice& voice) {
  return voice.idea->category >= Category::interaction;
}

double odds_by_concepts(const std::vector<Voice>& voices) {
  double out = most_is_interaction;
  for (const Voice& voice : voices) out += is_for_interaction(voice) ? a_concept : -a_concept;
  return out;
}

std::vector<Feature> features_of(const Subject& subject, const SubjectWords& words,
                                 const std::vector<Voice>& voices) {
  std::vector<Feature> out = features_of(subject, words);
  bool is_about_sensitive = false;
  bool is_technical = false;
  for (const Voice& voice : voices) {
    is_about_sensitive |= voice.idea->category >= Category::stored_content;
    is_technical |= voice.idea->category == Category::technical;
    if (voice.idea->category <= Category::interaction) out.push_back({.name = "c:" + voice.idea->name});
  }
  if (is_about_sensitive && !is_technical) out.push_back({.name = "c:sensitive"});
  return out;
}

/// Words of the description that weigh most for one side, where no concept speaks for it.
std::vector<Evidence> loudest_words(const Subject& subject, const SubjectWords& words, double side,
                                    const Policy::Data& data) {
  std::vector<std::pair<double, std::string>> found;
  for (const Word& word : words.description) {
    const double weight = side * data.model->weight("d:" + std::string(stem_of(word.text)));
    const std::string written = subject.description.substr(word.begin, word.end - word.begin);
    const bool is_known =
        std::ranges::any_of(found, [&](const auto& each) { return each.second == written; });
    if (weight > telling && !is_known && !data.speaks("small_words", word.text))
      found.emplace_back(weight, written);
  }
  std::ranges::stable_sort(found, std::ranges::greater{}, &std::pair<double, std::string>::first);
  std::vector<Evidence> out;
  for (std::size_t i = 0; i < std::min(found.size(), most_evidence); ++i)
    out.push_back({std::nullopt, found[i].second,
                   side > 0 ? "a word that elsewhere tells of what people do"
                            : "a word that elsewhere tells of machines and programs"});
  return out;
}

/// Where neither a concept nor a word tells.
Evidence no_reason(const Subject& subject, const SubjectWords& words, bool is_interaction) {
  constexpr std::size_t most_words = 8;
  const std::size_t count = std::min(most_words, words.description.size());
  const std::string text =
      count == 0 ? subject.name
                 : std::string(trim(
                       std::string_view(subject.description).substr(0, words.description[count - 1].end)));
  return {std::nullopt, text,
          is_interaction ? "nothing that the policy names, which is taken for interaction data"
                         : "nothing that the policy names, and more like technical data"};
}

}  // namespace

Interaction interaction_in(const Subject& subject, const SubjectWords& words, const Policy::Data& data) {
  const std::vector<Voice> voices = voices_of(subject, words, data);
  double odds = odds_by_concepts(voices);
  if (data.model) odds = together * (odds + data.model->log_odds(features_of(subject, words, voices)));
  Interaction out{.likelihood = 1 / (1 + std::exp(-odds - in_doubt_interaction))};
  const bool is_interaction = out.likelihood > 0.5;
  const Category category = is_interaction ? Category::interaction : Category::technical;
  for (const Voice& voice : voices) {
    if (voice.idea->category == category && out.evidence.size() < most_evidence)
      out.evidence.push_back({std::nullopt, voice.words, voice.idea->why});
  }
  if (data.model && out.evidence.empty())
    out.evidence = loudest_words(subject, words, is_interaction ? 1 : -1, data);
  if (out.evidence.empty()) out.evidence.push_back(no_reason(subject, words, is_interaction));
  return out;
}

std::vector<Feature> model_features_of(const Subject& subject, const SubjectWords& words,
                                       const Policy::Data& data) {
  return features_of(subject, words, voices_of(subject, words, data));
}

}  // namespace review
