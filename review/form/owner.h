#pragma once
// Who watches over a collection that has no end.

#include "review/policy.h"

#include <optional>
#include <string>
#include <string_view>

namespace review {

/// A person's address or name; a list's address where that is all there is; none where nobody is named.
[[nodiscard]] std::optional<std::string> owner_in(std::string_view words, const Policy& policy);

/// Whether an owner is a team's or a list's name or address and no person's:
/// "search-and-suggest@mozilla.com".
[[nodiscard]] bool is_list(std::string_view owner, const Policy& policy);

}  // namespace review
