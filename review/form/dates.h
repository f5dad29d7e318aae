#pragma once
// Dates and spans of time as people write them.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace review {

/// A date and the bytes of the text that it stands in.
struct DateFound {
  std::chrono::year_month_day day;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The dates of a text in its order: "2027-03-01", "03-01-2027" (American), "1.3.2027" (German), "1st of
/// March 2027", "6/30/27"; of "Q2 2027" and "March 2027" the last day.
[[nodiscard]] std::vector<DateFound> dates_in(std::string_view text);
/// The first of them.
[[nodiscard]] std::optional<std::chrono::year_month_day> date_in(std::string_view text);

/// How many months "6 months", "another half year", "two quarters" or "90 days" are; days and weeks are
/// rounded up. `key` as key_of() gives it.
[[nodiscard]] std::optional<int> months_in(std::string_view key);

/// "2027-03-01".
[[nodiscard]] std::string iso(std::chrono::year_month_day date);

}  // namespace review
