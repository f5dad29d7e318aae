#pragma once
// Where a collection is documented, and whether everybody can read it there.

#include "review/policy.h"

#include <string>
#include <string_view>

namespace review {

/// Whether the answer names a place that everybody can read.
[[nodiscard]] bool names_a_public_place(std::string_view answer, const Policy& policy);

/// The private place that is named instead, a link where there is one; empty where none is, or a public one
/// stands beside it.
[[nodiscard]] std::string private_place(std::string_view answer, const Policy& policy);

}  // namespace review
