#pragma once
// Text that people write themselves: it can hold anything, whatever the measurement is called.

#include "review/policy.h"

#include <string>
#include <string_view>

namespace review {

/// What of a measurement's description says that such a text is collected; empty where none is, or only its
/// length, whether there is one, and the like.
[[nodiscard]] std::string own_words_in(std::string_view description, const Policy& policy);

}  // namespace review
