#pragma once
// The category that a requester names, in every spelling: "Category 2", "Cat 2: Interaction data", "2?".

#include "review/assessment.h"

#include <optional>
#include <string_view>

namespace review {

struct StatedCategory {
  std::optional<Category> category;  ///< the highest named
  bool ambiguous = false;            ///< "1 or 2", "2?": then no category counts as stated
  bool named = false;                ///< a category is spoken of at all
};

/// `bare`: the whole text is a category's cell, where "2" and "interaction" are enough.
[[nodiscard]] StatedCategory stated_category(std::string_view text, bool bare);

}  // namespace review
