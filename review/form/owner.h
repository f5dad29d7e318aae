#pragma once
// Who watches over a collection that has no end.

#include "review/policy.h"

#include <optional>
#include <string>
#include <string_view>

namespace review {

/// A person's address or name; a list's address where that is all there is; none where nobody is named.
[[nodiscard]] std::optional<std::string> owner_in(std::string_view text, const Policy& policy);

}  // namespace review
