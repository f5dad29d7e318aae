#pragma once
// What the categorizer has to beat.

#include "tests/training/metrics.h"

#include <functional>
#include <vector>

namespace training {

struct Answer {
  int category = 0;
  double confidence = 0;
};
using Judge = std::function<Answer(const review::Subject&)>;

/// The commonest category of each metric type, and of all where the type is not shown.
[[nodiscard]] Judge type_table(const std::vector<const Metric*>& known);

/// Words of name, description, keys and type weighed by TF-IDF, and logistic regression of each category
/// against the rest.
[[nodiscard]] Judge bag_of_words(const std::vector<const Metric*>& known);

}  // namespace training
