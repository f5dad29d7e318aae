#include "meaning.h"

#include "review/assess.h"
#include "review/render/render.h"
#include "review/text/words.h"
#include "service/builtin/files.h"

#include <re2/re2.h>

#include <sstream>

namespace review {

using nlohmann::json;

const Policy& policy() {
  static const Policy built_in = *Policy::parse(builtin::files());
  return built_in;
}

namespace {

json assessed(const std::string& form) {
  const auto found = assess({.bytes = form, .content_type = "text/plain", .file_name = "form.txt"}, policy(),
                            std::chrono::year(2026) / 11 / 24);
  return json::parse(to_json(found, "form.txt").dump());
}

void fold(json& value) {
  static const RE2 marks("[\"“”‘’]|''");
  static const RE2 lines(R"(\bline \d+)");
  static const RE2 blanks(R"(\s+)");
  if (value.is_object()) {
    value.erase("line");
    value.erase("confidence");
  }
  if (value.is_structured()) {
    for (json& each : value) fold(each);
  } else if (value.is_string()) {
    std::string text = value.get<std::string>();
    RE2::GlobalReplace(&text, marks, "'");
    RE2::GlobalReplace(&text, lines, "line");
    RE2::GlobalReplace(&text, blanks, " ");
    value = std::string(trim(text));
  }
}

}  // namespace

json whole_meaning(const std::string& form) {
  json out = assessed(form);
  std::erase_if(out["findings"].get_ref<json::array_t&>(),
                [](const json& finding) { return finding["id"] == "unreadable-text"; });
  fold(out);
  // Notes and the like are told by line.
  std::sort(out["findings"].begin(), out["findings"].end());
  return out;
}

json meaning(const std::string& form) {
  json out = assessed(form);
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
