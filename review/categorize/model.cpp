#include "review/categorize/model.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace review {
namespace {

constexpr std::string_view head = "data-review-bot-model 1 ";

std::string short_number(double value) {
  std::array<char, 32> out{};
  std::snprintf(out.data(), out.size(), "%.4g", value);
  return out.data();
}

bool read(std::string_view text, double& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
}

}  // namespace

std::expected<Model, std::string> Model::parse(std::string_view text) {
  Model out;
  int number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    const std::string where = "line " + std::to_string(number) + ": ";
    if (number == 1) {
      if (!line.starts_with(head))
        return std::unexpected(where + "expected \"" + std::string(head) + "BIAS SCALE\"");
      line.remove_prefix(head.size());
    }
    const std::size_t blank = line.rfind(' ');
    double value = 0;
    if (blank == std::string_view::npos || !read(line.substr(blank + 1), value))
      return std::unexpected(where + "expected a number at its end");
    if (number > 1) {
      if (blank < 3 || line[1] != ':') return std::unexpected(where + "expected a feature like d:click");
      out.weights_.emplace(line.substr(0, blank), static_cast<float>(value));
    } else {
      out.scale_ = value;
      if (!read(line.substr(0, blank), out.bias_))
        return std::unexpected(where + "expected a number for BIAS");
    }
  }
  if (number == 0) return std::unexpected("the file is empty");
  return out;
}

std::string Model::text() const {
  std::string out = std::string(head) + short_number(bias_) + " " + short_number(scale_) + "\n";
  for (const auto& [feature, value] : weights_)
    out += feature + " " + short_number(static_cast<double>(value)) + "\n";
  return out;
}

float Model::weight(const std::string& feature) const {
  const auto at = weights_.find(feature);
  return at == weights_.end() ? 0 : at->second;
}

}  // namespace review
