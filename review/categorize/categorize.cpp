#include "review/categorize/categorize.h"

#include "review/categorize/features.h"
#include "review/categorize/interaction.h"
#include "review/categorize/knowledge.h"
#include "review/categorize/sensitive.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory_resource>
#include <utility>

namespace review {
namespace {

/// What nothing speaks for can still be sensitive.
constexpr double unsaid = 0.02;

}  // namespace

Categorization categorize(const Subject& subject, const Knowledge& known) {
  // What most measurements need; a longer one takes more from the heap.
  std::array<std::byte, 16 * 1024> room;
  std::pmr::monotonic_buffer_resource memory(room.data(), room.size());
  const SubjectWords words = words_of(subject, known, &memory);
  auto sensitive = sensitive_in(subject, words, known);
  const Interaction other = interaction_in(subject, words, known);
  const double sure = sensitive ? sensitive->likelihood : unsaid;
  const bool is_fourth = sensitive && sensitive->category == Category::highly_sensitive;

  Categorization out;
  out.scores = {(1 - sure) * (1 - other.likelihood), (1 - sure) * other.likelihood, 0, 0};
  out.scores.at(is_fourth ? 3 : 2) = sure * 0.9;
  out.scores.at(is_fourth ? 2 : 3) = sure * 0.1;
  const auto best = std::ranges::max_element(out.scores);
  out.category = static_cast<Category>(best - out.scores.begin() + 1);
  out.confidence = *best;
  if (out.category >= Category::stored_content)
    out.evidence.push_back({std::nullopt, std::move(sensitive->words), std::move(sensitive->why)});
  else
    out.evidence = evidence_for(other, subject, words, known);
  return out;
}

}  // namespace review
