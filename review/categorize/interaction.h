#pragma once
// Whether a measurement that observes nothing sensitive is interaction (category 2) or technical data (1).

#include "review/categorize/features.h"
#include "review/categorize/knowledge.h"

#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

namespace review {

/// A concept that the measurement speaks of, and the words.
struct Voice {
  const KnownConcept* idea = nullptr;
  std::string_view words;  ///< of the subject's text
};

struct Interaction {
  std::pmr::vector<Voice> voices;
  double likelihood = 0;  ///< of category 2 against 1
};

/// By the trained model; without one the concepts decide alone.
[[nodiscard]] Interaction interaction_in(const Subject& subject, const SubjectWords& words,
                                         const Knowledge& known);

/// For the likelier of the two, strongest first.
[[nodiscard]] std::vector<Evidence> evidence_for(const Interaction& found, const Subject& subject,
                                                 const SubjectWords& words, const Knowledge& known);

/// "d:click" for a stem of the description, "n:" of the name, "e:" of an extra key, "t:event" for the type,
/// "c:act" for a concept.
struct Feature {
  std::string name;
  double amount = 1;
};

/// What the model is trained on: words, type and the concepts that the policy has for them, by name, each
/// once.
[[nodiscard]] std::vector<Feature> model_features_of(const Subject& subject, const SubjectWords& words,
                                                     const Knowledge& known);

}  // namespace review
