#pragma once
// Words of a form inside Markdown of ours.

#include "review/assessment.h"

#include <string>
#include <string_view>

namespace review {

/// One line of at most 600 code points in which nothing is markup: Bugzilla's Markdown (GitHub's flavour)
/// must show the very characters. Whole http and https links stay links, between angle brackets.
[[nodiscard]] std::string escape_markdown(std::string_view text);

/// "until 2027-06-30", "6 months", "permanent, watched by jroe@mozilla.com"; not escaped.
[[nodiscard]] std::string how_long(const Duration& duration);

/// "2", or "not given".
[[nodiscard]] std::string category_number(std::optional<Category> category);

}  // namespace review
