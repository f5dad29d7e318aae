#include "review/policy_data.h"
#include "review/render/render.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace review {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json optional(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json category(const std::optional<Category>& value) {
  return value ? Json(static_cast<int>(*value)) : Json(nullptr);
}

Json measurement(const Measurement& one) {
  Json evidence = Json::array();
  for (const Evidence& item : one.evidence)
    evidence.push_back({{"line", optional(item.line)}, {"text", item.text}, {"why", item.why}});
  return {{"name", optional(one.name)},
          {"description", one.description},
          {"line", optional(one.line)},
          {"stated_category", category(one.stated_category)},
          {"predicted_category", category(one.predicted_category)},
          {"confidence", one.confidence},
          {"evidence", std::move(evidence)},
          {"tracking_bug", optional(one.tracking_bug)}};
}

Json collection(const Collection& value) {
  Json duration = {{"kind", spelling(value.duration.kind)},
                   {"until", optional(value.duration.until)},
                   {"owner", optional(value.duration.owner)}};
  return {{"duration", std::move(duration)},
          {"channels", value.channels},
          {"countries", value.countries},
          {"locales", value.locales},
          {"default_on", optional(value.default_on)},
          {"opt_out", optional(value.opt_out)},
          {"third_party", optional(value.third_party)},
          {"new_identifiers", optional(value.new_identifiers)},
          {"documentation", value.documentation}};
}

/// A relative reference: whatever is not plain in a path is percent-encoded.
std::string as_uri(std::string_view path) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || std::string_view("/._-~").find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += '%';
      out += digits[byte >> 4U];
      out += digits[byte & 15U];
    }
  }
  return out;
}

}  // namespace

nlohmann::ordered_json to_json(const Assessment& assessment, std::string_view file) {
  Json answers = Json::object();
  for (const auto& [question, answer] : assessment.answers) {
    answers[std::string(spelling(question))] = {
        {"state", spelling(answer.state)}, {"line", optional(answer.line)}, {"text", answer.text}};
  }
  Json measurements = Json::array();
  for (const Measurement& one : assessment.measurements) measurements.push_back(measurement(one));
  Json findings = Json::array();
  for (const Finding& finding : assessment.findings) {
    findings.push_back({{"id", finding.id},
                        {"severity", spelling(finding.severity)},
                        {"question", finding.question ? Json(spelling(*finding.question)) : Json(nullptr)},
                        {"line", optional(finding.line)},
                        {"message", finding.message},
                        {"fix", finding.fix}});
  }
  Json out;
  out["schema"] = "data-review-bot/assessment/1";
  out["file"] = file;
  out["kind"] = spelling(assessment.kind);
  out["template"] = spelling(assessment.form);
  out["verdict"] = spelling(assessment.verdict);
  out["answers"] = std::move(answers);
  out["measurements"] = std::move(measurements);
  out["category"] = {{"stated", category(assessment.stated_category)},
                     {"predicted", category(assessment.predicted_category)}};
  out["collection"] = collection(assessment.collection);
  out["eligibility"] = {{"decision", spelling(assessment.eligibility.decision)},
                        {"rule", assessment.eligibility.rule}};
  out["escalation"] = {{"recommended", assessment.escalation.recommended},
                       {"reasons", assessment.escalation.reasons}};
  out["findings"] = std::move(findings);
  return out;
}

nlohmann::ordered_json to_sarif(const std::vector<SarifInput>& inputs, const Policy& policy,
                                std::string_view version) {
  Json results = Json::array();
  std::set<std::string> used;
  for (const SarifInput& input : inputs) {
    for (const Finding& finding : input.assessment.findings) {
      used.insert(finding.id);
      const std::string_view level = finding.severity == Severity::blocking  ? "error"
                                     : finding.severity == Severity::warning ? "warning"
                                                                             : "note";
      Json place = {{"artifactLocation", {{"uri", as_uri(input.file)}}}};
      if (finding.line) place["region"] = {{"startLine", *finding.line}};  // else the file as a whole
      Json location = {{"physicalLocation", std::move(place)}};
      results.push_back({{"ruleId", finding.id},
                         {"level", level},
                         {"message", {{"text", finding.message + " " + finding.fix}}},
                         {"locations", Json::array({std::move(location)})}});
    }
  }
  Json rules = Json::array();
  for (const std::string& id : used) {
    std::string words = id;
    std::ranges::replace(words, '-', ' ');
    Json rule = {{"id", id}, {"shortDescription", {{"text", std::move(words)}}}};
    if (const auto text = policy.data().findings.find(id); text != policy.data().findings.end())
      rule["helpUri"] = text->second.link;
    rules.push_back(std::move(rule));
  }
  Json driver = {{"name", "data-review-bot"}, {"version", version}, {"rules", std::move(rules)}};
  Json run = {{"tool", {{"driver", std::move(driver)}}}, {"results", std::move(results)}};
  return {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
          {"version", "2.1.0"},
          {"runs", Json::array({std::move(run)})}};
}

std::vector<Told> told_by(std::string_view assessment_json) {
  const nlohmann::json assessment = nlohmann::json::parse(assessment_json, nullptr, false);
  std::vector<Told> out;
  if (!assessment.is_object() || !assessment.contains("findings")) return out;
  const auto text = [](const nlohmann::json& finding, const char* key) {
    const auto found = finding.find(key);
    return found != finding.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  for (const nlohmann::json& finding : assessment["findings"]) {
    if (!finding.is_object() || text(finding, "id").empty()) continue;
    if (text(finding, "severity") == spelling(Severity::note)) continue;
    out.push_back({.id = text(finding, "id"),
                   .question = text(finding, "question"),
                   .message = text(finding, "message")});
  }
  return out;
}

}  // namespace review
