#pragma once
// Dates and spans of time as people write them.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace review {

/// The day a date is written as: "2027-03-01", "03-01-2027" (American), "1st of March 2027"; of "Q2 2027" and
/// "March 2027" the last day.
[[nodiscard]] std::optional<std::chrono::year_month_day> date_in(std::string_view text);

/// How many months "6 months", "half a year", "two quarters" or "90 days" are; days and weeks are rounded up.
/// `key` as key_of() gives it.
[[nodiscard]] std::optional<int> months_in(std::string_view key);

/// "2027-03-01".
[[nodiscard]] std::string iso(std::chrono::year_month_day date);

}  // namespace review
