#include "review/categorize/categorize.h"

#include "review/categorize/features.h"
#include "review/policy_data.h"
#include "review/text/words.h"

#include <algorithm>
#include <cmath>

namespace review {
namespace {

/// How sure a concept makes: its words say it outright, or only the metric's type does.
constexpr double sure_by_words = 0.75;
constexpr double sure_by_type = 0.85;
/// What nothing speaks for can still be sensitive.
constexpr double unsaid = 0.02;

struct Hit {
  Category category = Category::interaction;
  std::string words;
  std::string why;
};

/// The `count` words before `at` or, from the end, after it.
std::string_view words_before(std::string_view key, std::size_t at, int count) {
  std::size_t begin = at;
  for (int i = 0; i < count && begin > 0; ++i) {
    const std::size_t blank = begin >= 2 ? key.rfind(' ', begin - 2) : std::string_view::npos;
    begin = blank == std::string_view::npos ? 0 : blank + 1;
  }
  return key.substr(begin, at - begin);
}

/// A sensitive thing that is only counted, timed, checked for or acted on is not collected itself: "number of
/// URLs", "whether a password was saved", "the user edited the address".
bool is_reduced(std::string_view key, std::size_t begin, std::size_t end, const Policy::Data& data) {
  constexpr int words_that_reduce = 7;
  if (data.speaks("reduced_before", trim(words_before(key, begin, words_that_reduce)))) return true;
  const std::string_view after = key.substr(std::min(end + 1, key.size()));
  std::string found;
  return data.speaks("reduced_after", after, &found) && after.starts_with(found);
}

/// The first words say what is observed; what comes later explains it.
std::string opening_of(const std::string& key) {
  constexpr std::size_t most_words = 40;
  std::size_t at = 0;
  for (std::size_t i = 0; i < most_words; ++i) {
    at = key.find(' ', at + 1);
    if (at == std::string::npos) return key;
  }
  return key.substr(0, at);
}

/// The most sensitive thing that is observed.
std::optional<Hit> sensitive_in(const std::string& text, const Policy::Data& data) {
  const std::string key = opening_of(text);
  std::string head;
  if (data.speaks("reduced_head", key, &head) && key.starts_with(head)) return std::nullopt;
  std::optional<Hit> out;
  for (const Concept& idea : data.concepts) {
    if (idea.category < Category::stored_content || (out && out->category >= idea.category)) continue;
    // The first mention tells: what is counted there is not collected further on.
    re2::StringPiece found;
    if (!RE2::PartialMatch(key, *idea.pattern)) continue;
    if (!idea.pattern->Match(key, 0, key.size(), RE2::UNANCHORED, &found, 1)) continue;
    const auto begin = static_cast<std::size_t>(found.data() - key.data());
    if (!is_reduced(key, begin, begin + found.size(), data))
      out = Hit{idea.category, std::string(found), idea.why};
  }
  return out;
}

/// Extra keys are what an event carries: each is read with its description, and nothing before it reduces it.
std::optional<Hit> sensitive_in(const Subject& subject, const Policy::Data& data) {
  std::optional<Hit> out = sensitive_in(key_of(subject.description), data);
  for (const auto& [key, description] : subject.extra_keys) {
    std::string words;
    for (const std::string& word : name_words(key)) words += word + ' ';
    auto found = sensitive_in(words + ". " + key_of(description), data);
    if (found && (!out || found->category > out->category)) {
      found->words = key;
      out = std::move(found);
    }
  }
  return out;
}

/// Glean's own schema demands category 3 or 4 of a text; a UUID that is no session or client of the product's
/// own telemetry follows somebody around.
std::optional<Hit> sensitive_by_type(const Subject& subject, const Policy::Data& data) {
  if (subject.type == "text")
    return Hit{Category::stored_content, "text", "a metric type for text of any length"};
  if (subject.type != "uuid") return std::nullopt;
  std::string words;
  for (const std::string& word : name_words(subject.name)) words += word + ' ';
  if (subject.name.empty() || key_of(subject.description).find("stored in shared") != std::string::npos)
    words += key_of(subject.description);
  if (data.speaks("own_identifiers", words)) return std::nullopt;
  return Hit{Category::highly_sensitive, "uuid", "an identifier that persists"};
}

/// Words of the description that speak loudest for the side that was chosen.
std::vector<Evidence> words_for(const Subject& subject, bool is_interaction, const Policy::Data& data) {
  std::vector<std::pair<double, std::string>> found;
  for (const Word& word : words_of(subject.description)) {
    const double weight = data.model->weight("d:" + stem_of(word.text)) * (is_interaction ? 1 : -1);
    const bool is_known =
        std::ranges::any_of(found, [&](const auto& each) { return each.second == word.text; });
    if (weight > 0.15 && !is_known && !data.speaks("small_words", word.text))
      found.emplace_back(weight, word.text);
  }
  std::ranges::stable_sort(found, std::ranges::greater{}, &std::pair<double, std::string>::first);
  std::vector<Evidence> out;
  for (std::size_t i = 0; i < std::min<std::size_t>(found.size(), 2); ++i)
    out.push_back(
        {std::nullopt, found[i].second,
         is_interaction ? "direct interaction with the product" : "describes the machine or the program"});
  return out;
}

/// How much more the concepts of interaction speak than those of the machine, as a logarithm of odds.
double concepts_speak(const std::string& key, const Policy::Data& data) {
  constexpr double a_concept = 0.35;
  double sum = 0;
  for (const Concept& idea : data.concepts) {
    if (idea.category > Category::interaction) continue;
    re2::StringPiece rest(key);
    int found = 0;
    while (found < 2 && RE2::FindAndConsume(&rest, *idea.pattern)) ++found;
    sum += found * (idea.category == Category::interaction ? a_concept : -a_concept);
  }
  return sum;
}

/// How likely it is interaction rather than technical data, 0 to 1. Concepts carry over to products that the
/// model has never seen; without a model they decide alone.
double interaction(const Subject& subject, const Policy::Data& data) {
  constexpr double most_is_interaction = 0.4;
  constexpr double about_content = 0.7;  // "number of URLs visited" tells of browsing, not of the machine
  const std::string key = key_of(subject.description);
  const bool touches_content = std::ranges::any_of(data.concepts, [&](const Concept& idea) {
    return idea.category >= Category::stored_content && RE2::PartialMatch(key, *idea.pattern);
  });
  const double prior = data.model ? data.model->log_odds(features_of(subject)) : most_is_interaction;
  return 1 / (1 + std::exp(-prior - concepts_speak(key, data) - (touches_content ? about_content : 0)));
}

}  // namespace

Categorization categorize(const Subject& subject, const Policy& policy) {
  const Policy::Data& data = policy.data();
  const double likely_interaction = interaction(subject, data);
  auto said = sensitive_in(subject, data);
  const auto by_type = sensitive_by_type(subject, data);
  double sure = said ? sure_by_words : unsaid;
  if (by_type && (!said || by_type->category > said->category)) {
    said = by_type;
    sure = sure_by_type;
  }
  const Category sensitive = said ? said->category : Category::stored_content;

  Categorization out;
  out.scores = {(1 - sure) * (1 - likely_interaction), (1 - sure) * likely_interaction, 0, 0};
  const bool is_fourth = sensitive == Category::highly_sensitive;
  out.scores.at(is_fourth ? 3 : 2) = sure * 0.9;
  out.scores.at(is_fourth ? 2 : 3) = sure * 0.1;
  const auto best = std::ranges::max_element(out.scores);
  out.category = static_cast<Category>(best - out.scores.begin() + 1);
  out.confidence = *best;
  if (said && out.category >= Category::stored_content) {
    out.evidence.push_back({std::nullopt, said->words, said->why});
  } else if (data.model) {
    out.evidence = words_for(subject, out.category == Category::interaction, data);
  }
  return out;
}

}  // namespace review
