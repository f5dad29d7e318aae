#pragma once
// What a form says about the collection: how long, who watches it, where, default on or off, and so on.

#include "review/form/form.h"
#include "review/policy.h"

namespace review {

[[nodiscard]] Collection read_collection(const Form& form, const Policy& policy);

}  // namespace review
