#include "review/categorize/categorize.h"

#include "review/policy_data.h"
#include "review/text/words.h"

#include <cmath>
#include <numeric>

namespace review {

Categorization categorize(const Subject& subject, const Policy& policy) {
  std::string text = subject.description;
  for (const auto& [key, description] : subject.extra_keys) text += ' ' + key + ' ' + description;
  const std::string key = key_of(text + ' ' + subject.name);

  // Most of what Mozilla measures is interaction, then technical data; the published metrics say so.
  std::array<double, 4> weights = {0.6, 1.0, -2.0, -2.5};
  struct Hit {
    double weight;
    Evidence evidence;
  };
  std::vector<Hit> hits;
  for (const Concept& idea : policy.data().concepts) {
    re2::StringPiece rest(key);
    std::string found;
    double strength = idea.weight;
    double total = 0;
    // Each further word of the same concept adds half as much.
    while (total < 2 * idea.weight && RE2::FindAndConsume(&rest, *idea.pattern, &found)) {
      if (total == 0) hits.push_back({idea.weight, {std::nullopt, found, idea.why}});
      total += strength;
      strength /= 2;
    }
    weights.at(static_cast<std::size_t>(idea.category) - 1) += total;
  }
  Categorization out;
  const double top = *std::ranges::max_element(weights);
  for (std::size_t i = 0; i < 4; ++i) out.scores.at(i) = std::exp(weights.at(i) - top);
  const double sum = std::accumulate(out.scores.begin(), out.scores.end(), 0.0);
  for (double& score : out.scores) score /= sum;
  const auto best = std::ranges::max_element(out.scores);
  out.category = static_cast<Category>(best - out.scores.begin() + 1);
  out.confidence = *best;
  std::ranges::stable_sort(hits, std::ranges::greater{}, &Hit::weight);
  for (Hit& hit : hits) out.evidence.push_back(std::move(hit.evidence));
  return out;
}

}  // namespace review
