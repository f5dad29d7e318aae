#pragma once
// The first data review that a renewal goes on from.

#include "review/policy.h"

#include <string_view>

namespace review {

enum class FirstReview {
  known_place,  ///< a bug, an issue, a pull request
  other_place,  ///< a link to somewhere else
  unwritten,    ///< "by mail", "nobody remembers": it cannot be looked up
  not_named,
};

/// From the answer about the first data review.
[[nodiscard]] FirstReview read_first_review(std::string_view answer, const Policy& policy);

}  // namespace review
