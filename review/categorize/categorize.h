#pragma once
// Which of the four privacy categories is one measurement: the policy's "Data Collection Categories".

#include "review/assessment.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace review {

/// What is known of a proposed measurement. Only `name` or `description` is needed.
struct Subject {
  std::string name;                                             ///< "urlbar.engagement"
  std::string description;                                      ///< the requester's words
  std::vector<std::pair<std::string, std::string>> extra_keys;  ///< key and its description
  std::string type;                                             ///< Glean's metric type, or empty
};

struct Knowledge;

struct Categorization {
  Category category = Category::technical;
  double confidence = 0;              ///< calibrated: the share of such answers that is right
  std::array<double, 4> scores = {};  ///< of category 1 to 4; they add up to 1
  std::vector<Evidence> evidence;     ///< the words that spoke for it, strongest first
};

[[nodiscard]] Categorization categorize(const Subject& subject, const Knowledge& known);

}  // namespace review
