#pragma once
// What a measurement can be about, as config/policy/concepts.toml lists it for stewards to read and edit.

#include "review/assessment.h"
#include "review/policy.h"
#include "review/text/phrases.h"

#include <expected>
#include <string>
#include <vector>

namespace review {

struct Concept {
  std::string name;
  Category category = Category::interaction;
  bool may_be_a_number = false;             ///< "latitude"; a counter cannot hold an address
  std::string why;                          ///< as a requester understands it
  std::string rests_on;                     ///< the policy's sentence
  std::vector<std::string> speaks_for;      ///< measurements of its category
  std::vector<std::string> speaks_against;  ///< measurements that have its words and are of another one
};

struct Concepts {
  std::vector<Concept> all;
  Phrases phrases;  ///< the words of all of them; a phrase's group is the concept's place in `all`
  Phrases keys;     ///< what a name or an extra key ends with, in the same groups
};

/// The error names the line.
[[nodiscard]] std::expected<Concepts, PolicyError> read_concepts(const ConfigFiles& files);

}  // namespace review
