#include "meaning.h"

#include "review/assess.h"
#include "review/render/render.h"
#include "service/builtin/files.h"

#include <sstream>

namespace review {

using nlohmann::json;

const Policy& policy() {
  static const Policy built_in = *Policy::parse(builtin::files());
  return built_in;
}

json meaning(const std::string& form) {
  const auto found = assess({.bytes = form, .content_type = "text/plain", .file_name = "form.txt"}, policy(),
                            std::chrono::year(2026) / 11 / 24);
  json out = json::parse(to_json(found, "form.txt").dump());
  for (auto& [question, answer] : out["answers"].items()) answer = answer["state"];
  json measurements = json::array();
  for (const json& one : out["measurements"])
    measurements.push_back(
        {one["stated_category"], one["predicted_category"], one["tracking_bug"].is_null()});
  out["measurements"] = measurements;
  json findings = json::array();
  for (const json& one : out["findings"]) {
    if (one["id"] != "unreadable-text") findings.push_back({one["id"], one["question"]});
  }
  std::sort(findings.begin(), findings.end());
  out["findings"] = findings;
  out["collection"].erase("countries");
  out["collection"].erase("locales");
  return out;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> out;
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

std::string each_line(const std::string& text, const std::function<std::string(const std::string&)>& change) {
  std::string out;
  for (const std::string& line : lines_of(text)) out += change(line) + "\n";
  return out;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

}  // namespace review
