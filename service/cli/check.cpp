#include "review/assess.h"
#include "review/limits.h"
#include "review/render/render.h"
#include "service/cli/commands.h"
#include "service/cli/common.h"
#include "service/cli/policy_files.h"
#include "service/cli/version.h"
#include "service/clock.h"

#include <cstdlib>
#include <iostream>
#include <unistd.h>

namespace cli {
namespace {

std::chrono::year_month_day today() {
  return std::chrono::floor<std::chrono::days>(service::SystemClock().now());
}

bool colour_wanted() {
  return isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
}

int status_of(const review::Assessment& assessment) {
  const bool acts =
      assessment.verdict == review::Verdict::ready || assessment.verdict == review::Verdict::escalate;
  return acts ? well : must_change;
}

std::string dump(const nlohmann::ordered_json& json, int indent) {
  return json.dump(indent, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string render(const review::Assessment& assessment, const std::string& file, const std::string& format,
                   const review::Policy& policy) {
  if (format == "json") return dump(review::to_json(assessment, file), -1) + "\n";
  if (format == "markdown") {
    return review::render_comment(assessment, policy, {.reference = "", .file_name = file}) + "\n";
  }
  if (format == "steward") return review::render_steward(assessment, policy) + "\n";
  return review::render_text(assessment, file, {.colour = colour_wanted()});
}

}  // namespace

int check(const CheckOptions& options) {
  const auto policy = load_policy(options.policy_directory);
  if (!policy) return usage;
  const std::string format =
      !options.format.empty() ? options.format : (isatty(STDOUT_FILENO) == 1 ? "text" : "json");
  const auto as_of = options.as_of.value_or(today());
  int worst = well;
  std::vector<review::SarifInput> sarif;
  for (const std::string& file : options.files) {
    const auto bytes = read_file(file, review::limits::document_bytes);
    if (!bytes) {
      worst = usage;
      continue;
    }
    const std::string name = file == "-" ? "(standard input)" : file;
    auto assessment = review::assess({.bytes = *bytes, .file_name = name}, *policy, as_of);
    worst = std::max(worst, status_of(assessment));
    if (format == "sarif")
      sarif.push_back({name, std::move(assessment)});
    else
      std::cout << render(assessment, name, format, *policy);
  }
  if (format == "sarif") std::cout << dump(review::to_sarif(sarif, *policy, program_version), 2) << "\n";
  std::cout.flush();
  if (!std::cout) {
    complain("standard output cannot be written.");
    return usage;
  }
  return worst;
}

}  // namespace cli
