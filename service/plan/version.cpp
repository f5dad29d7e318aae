#include "service/plan/version.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace service {
namespace {

using nlohmann::json;

/// What was answered, by question, in the requester's own words.
std::map<std::string, std::string> answers_of(const Request& request) {
  std::map<std::string, std::string> out;
  const json assessment = json::parse(request.assessment, nullptr, false);
  if (!assessment.is_object()) return out;
  const json answers = assessment.value("answers", json::object());
  for (const auto& [question, answer] : answers.items()) {
    std::string text = answer.value("text", "");
    if (!text.empty()) out.emplace(question, std::move(text));
  }
  return out;
}

bool is_filled_in(const Request& request) {
  return request.kind == "request" || request.kind == "renewal";
}

}  // namespace

const Request* earlier_version(const Request& form, const std::vector<Request>& others) {
  if (others.empty()) return nullptr;  // as nearly always
  const auto answers = answers_of(form);
  const Request* best = nullptr;
  std::ptrdiff_t most_common = 0;
  for (const Request& earlier : others) {
    const bool is_candidate = earlier.attachment < form.attachment && !earlier.kind.empty() &&
                              earlier.outcome != "granted" &&
                              std::ranges::count(others, earlier.attachment, &Request::replaces) == 0;
    if (!is_candidate) continue;
    const auto before = answers_of(earlier);
    const auto common = std::ranges::count_if(before, [&](const auto& answer) {
      const auto at = answers.find(answer.first);
      return at != answers.end() && at->second == answer.second;
    });
    const bool is_alike = earlier.open ? common * 2 > std::ssize(before) : common > 0;
    if (is_filled_in(earlier) && !is_alike) continue;
    if (best != nullptr && std::pair(common, earlier.attachment) < std::pair(most_common, best->attachment))
      continue;
    best = &earlier;
    most_common = common;
  }
  return best;
}

}  // namespace service
