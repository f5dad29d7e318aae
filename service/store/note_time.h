#pragma once
// Times as the store's notes keep them: seconds since 1970 in decimal.

#include "service/clock.h"

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace service {

[[nodiscard]] inline std::string time_text(Time time) {
  return std::to_string(time.time_since_epoch().count());
}

[[nodiscard]] inline std::optional<Time> parse_time(std::string_view text) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return Time(std::chrono::seconds(seconds));
}

}  // namespace service
