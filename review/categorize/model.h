#pragma once
// The weights that tell interaction (category 2) from technical data (category 1): a logistic regression over
// the features of a measurement, trained by tests/training and kept in config/policy/model.txt.

#include <expected>
#include <map>
#include <string>
#include <string_view>

namespace review {

class Model {
 public:
  using Features = std::map<std::string, float>;  ///< names as in Feature

  /// Lines "feature weight"; the first is "data-review-bot-model 1 BIAS SCALE". The error names the line.
  [[nodiscard]] static std::expected<Model, std::string> parse(std::string_view text);
  [[nodiscard]] std::string text() const;

  Model() = default;
  Model(double bias, double scale, Features weights)
      : bias_(bias), scale_(scale), weights_(std::move(weights)) {}

  [[nodiscard]] double bias() const { return bias_; }
  [[nodiscard]] double scale() const { return scale_; }
  /// Of a feature's name; 0 for one never seen.
  [[nodiscard]] float weight(const std::string& feature) const;
  [[nodiscard]] const Features& weights() const { return weights_; }

 private:
  double bias_ = 0;
  double scale_ = 1;  ///< makes the stated confidence the share of such answers that is right
  Features weights_;
};

}  // namespace review
