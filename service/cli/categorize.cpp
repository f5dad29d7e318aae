#include "review/categorize/categorize.h"

#include "service/cli/commands.h"
#include "service/cli/common.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <expected>
#include <iostream>
#include <string>
#include <string_view>

namespace cli {
namespace {

using nlohmann::ordered_json;

/// A line over this is not a measurement.
constexpr std::size_t line_bytes = 1024 * 1024;
constexpr int most_nesting = 16;
/// What is read of a line; keeping the rest would cost as much as judging it.
constexpr std::array<std::string_view, 4> fields = {"name", "description", "type", "extra_keys"};

std::expected<ordered_json, std::string> parse_object(const std::string& line) {
  if (line.size() > line_bytes) return std::unexpected("the line is longer than 1 MiB");
  const auto is_kept = [](int depth, ordered_json::parse_event_t event, ordered_json& parsed) {
    if (depth == 1 && event == ordered_json::parse_event_t::key)
      return std::ranges::find(fields, parsed.get_ref<const std::string&>()) != fields.end();
    return depth <= most_nesting;
  };
  ordered_json value = ordered_json::parse(line, is_kept, false);
  if (value.is_discarded() || !value.is_object()) return std::unexpected("the line is not a JSON object");
  return value;
}

std::expected<std::string, std::string> text_of(const ordered_json& object, const char* key) {
  const auto at = object.find(key);
  if (at == object.end() || at->is_null()) return std::string();
  if (!at->is_string()) return std::unexpected(std::string(key) + " must be a string");
  return at->get<std::string>();
}

std::expected<review::Subject, std::string> read_subject(const std::string& line) {
  auto object = parse_object(line);
  if (!object) return std::unexpected(object.error());
  review::Subject out;
  for (const auto& [key, target] : {std::pair{"name", &out.name}, std::pair{"description", &out.description},
                                    std::pair{"type", &out.type}}) {
    auto text = text_of(*object, key);
    if (!text) return std::unexpected(text.error());
    *target = std::move(*text);
  }
  if (out.name.empty() && out.description.empty()) return std::unexpected("description or name is needed");
  const auto keys = object->find("extra_keys");
  if (keys == object->end() || keys->is_null()) return out;
  if (!keys->is_object()) return std::unexpected("extra_keys must be an object of key and description");
  for (const auto& [key, value] : keys->items()) {
    if (!value.is_string()) return std::unexpected("extra_keys must map each key to a string");
    out.extra_keys.emplace_back(key, value.get<std::string>());
  }
  return out;
}

double rounded(double value) {
  return std::round(value * 10'000) / 10'000;
}

ordered_json write(const review::Categorization& found) {
  ordered_json out = {{"category", static_cast<int>(found.category)},
                      {"confidence", rounded(found.confidence)}};
  for (std::size_t i = 0; i < found.scores.size(); ++i)
    out["scores"][std::to_string(i + 1)] = rounded(found.scores[i]);
  out["evidence"] = ordered_json::array();
  for (const review::Evidence& each : found.evidence)
    out["evidence"].push_back({{"text", each.text}, {"why", each.why}});
  return out;
}

}  // namespace

int categorize(bool, const std::string& policy_directory) {
  const auto loaded = load_policy(policy_directory);
  if (!loaded) return usage;
  // Nothing else reads or writes here, and characters come one by one otherwise.
  std::ios::sync_with_stdio(false);
  std::cin.tie(nullptr);
  int status = well;
  std::string line;
  while (std::getline(std::cin, line)) {
    ordered_json answer;
    if (const auto subject = read_subject(line)) {
      answer = write(review::categorize(*subject, loaded->policy.knowledge()));
    } else {
      answer = {{"error", subject.error()}};
      status = must_change;
    }
    std::cout << answer.dump(-1, ' ', false, ordered_json::error_handler_t::replace) << "\n";
    // Who writes a line and waits for its answer gets it; who writes many at once need not wait for each.
    if (std::cin.rdbuf()->in_avail() <= 0) std::cout.flush();
  }
  std::cout.flush();
  return status;
}

}  // namespace cli
