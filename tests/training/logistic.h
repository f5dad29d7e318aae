#pragma once
// Logistic regression by liblinear.

#include <utility>
#include <vector>

namespace training {

using Row = std::vector<std::pair<int, double>>;  ///< feature from 0 on, and its amount; sorted

struct Weights {
  double bias = 0;
  std::vector<double> of;  ///< by feature

  /// The logarithm of the odds that the label is true.
  [[nodiscard]] double odds(const Row& row) const;
};

/// `cost` is liblinear's C: less is stronger regularisation. The same rows give the same weights.
[[nodiscard]] Weights fit(const std::vector<const Row*>& rows, const std::vector<bool>& labels, int features,
                          double cost);

}  // namespace training
