#pragma once
// How long a collection runs, as opposed to how long its records are kept.

#include "review/assessment.h"
#include "review/policy.h"

#include <string_view>

namespace review {

/// From the words of "How long" or "When will this collection now expire".
[[nodiscard]] Duration read_duration(std::string_view text, const Policy& policy);

/// Whether the end itself is doubted ("probably"), not only what may come after it.
[[nodiscard]] bool is_doubted(std::string_view text, const Policy& policy);

}  // namespace review
