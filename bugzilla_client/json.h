#pragma once
// Reading JSON that may be hostile: bounded nesting, checked types and ranges.

#include <nlohmann/json.hpp>

#include <optional>
#include <string_view>

namespace bugzilla {

/// Bugzilla's own answers nest about 6 levels.
inline constexpr int most_nesting = 64;

/// None where it is not JSON or nests too deep. Never recurses deeper than most_nesting.
[[nodiscard]] std::optional<nlohmann::json> parse_json(std::string_view text);

/// A positive whole number below 2^53, given as a number or as decimal digits in a string.
[[nodiscard]] std::optional<std::int64_t> read_id(const nlohmann::json& value);

}  // namespace bugzilla
