#pragma once
// Whether a measurement observes something of category 3 or 4, and is not only about it.

#include "review/categorize/features.h"
#include "review/categorize/knowledge.h"

#include <optional>
#include <string>

namespace review {

struct Sensitive {
  Category category = Category::stored_content;
  std::string words;  ///< the requester's own
  std::string why;
  double likelihood = 0;  ///< how often what is told in this place and way is sensitive
};

/// The most sensitive thing that is observed. What is counted, timed, checked for or acted on is not observed
/// itself: "number of URLs", "whether a password was saved", "the user edited the address".
[[nodiscard]] std::optional<Sensitive> sensitive_in(const Subject& subject, const SubjectWords& words,
                                                    const Knowledge& known);

}  // namespace review
