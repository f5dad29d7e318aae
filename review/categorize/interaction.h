#pragma once
// Whether a measurement that observes nothing sensitive is interaction (category 2) or technical data (1).

#include "review/categorize/features.h"
#include "review/policy_data.h"

#include <vector>

namespace review {

struct Interaction {
  double likelihood = 0;           ///< of category 2 against 1
  std::vector<Evidence> evidence;  ///< for the likelier of the two, strongest first
};

/// By the trained model; without one the concepts decide alone.
[[nodiscard]] Interaction interaction_in(const Subject& subject, const SubjectWords& words,
                                         const Policy::Data& data);

/// What the model is trained on: words, type and the concepts that the policy has for them.
[[nodiscard]] std::vector<Feature> model_features_of(const Subject& subject, const SubjectWords& words,
                                                     const Policy::Data& data);

}  // namespace review
