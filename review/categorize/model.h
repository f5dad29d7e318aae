#pragma once
// The weights that tell interaction (category 2) from technical data (category 1): a logistic regression over
// features_of(), trained by tests/training and kept in config/policy/model.txt.

#include "review/categorize/features.h"

#include <expected>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace review {

class Model {
 public:
  /// Lines "feature weight"; the first is "data-review-bot-model 1 BIAS SCALE". The error names the line.
  [[nodiscard]] static std::expected<Model, std::string> parse(std::string_view text);
  [[nodiscard]] std::string text() const;

  Model() = default;
  Model(double bias, double scale, std::unordered_map<std::string, float> weights)
      : bias_(bias), scale_(scale), weights_(std::move(weights)) {}

  /// The logarithm of the odds for interaction against technical data.
  [[nodiscard]] double log_odds(const std::vector<Feature>& features) const;
  /// Positive speaks for interaction, negative for technical data; 0 for a feature never seen.
  [[nodiscard]] double weight(const std::string& feature) const;

 private:
  double bias_ = 0;
  double scale_ = 1;  ///< makes the stated confidence the share of such answers that is right
  std::unordered_map<std::string, float> weights_;
};

}  // namespace review
