// Findings for a terminal.

#include "review/render/render.h"
#include "review/text/quote.h"

namespace review {
namespace {

std::string_view colour_of(Severity severity) {
  return severity == Severity::blocking ? "31" : severity == Severity::warning ? "33" : "36";
}

std::string_view in_words(Verdict verdict) {
  switch (verdict) {
    case Verdict::ready:
      return "ready for a data steward";
    case Verdict::needs_changes:
      return "needs changes";
    case Verdict::escalate:
      return "complete; a data steward may bring in Trust or Legal";
    case Verdict::not_a_form:
      return "no request form";
  }
  return "";
}

}  // namespace

std::string render_text(const Assessment& assessment, std::string_view file, const TextOptions& options) {
  const auto paint = [&](std::string_view code, const std::string& text) {
    return options.colour ? "\x1B[" + std::string(code) + "m" + text + "\x1B[0m" : text;
  };
  std::string out = one_line(file) + ": " + paint("1", std::string(in_words(assessment.verdict))) + "\n";
  for (const Finding& finding : assessment.findings) {
    out += "  " + (finding.line ? std::to_string(*finding.line) + ": " : std::string()) +
           paint(colour_of(finding.severity), std::string(spelling(finding.severity))) + ": " +
           one_line(finding.message) + "\n      " + one_line(finding.fix) + "\n";
  }
  return out;
}

}  // namespace review
