#pragma once
// What a form says about the collection: how long, who watches it, where, default on or off, and so on.

#include "review/form/form.h"
#include "review/policy.h"

namespace review {

/// From the words of "How long" or "When will this collection now expire".
[[nodiscard]] Duration read_duration(std::string_view text, const Policy& policy);

[[nodiscard]] Collection read_collection(const Form& form, const Policy& policy);

/// The day a date is written as: "2027-03-01", "03-01-2027" (American), "March 1, 2027".
[[nodiscard]] std::optional<std::chrono::year_month_day> date_in(std::string_view text);

}  // namespace review
