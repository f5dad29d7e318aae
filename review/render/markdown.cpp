#include "review/limits.h"
#include "review/policy_data.h"
#include "review/render/render.h"
#include "review/text/words.h"

namespace review {
namespace {

/// The requester's words inside our Markdown: one line, nothing in it is markup.
std::string escape(std::string_view text) {
  std::string out;
  for (const char c : shorten(text, 400)) {
    if (std::string_view("\\`*_[]<>#|~&@").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string where(const Finding& finding) {
  return finding.line ? " (line " + std::to_string(*finding.line) + ")" : "";
}

std::string list(const Assessment& assessment, Severity severity, bool numbered) {
  constexpr std::size_t shown = 12;
  std::string out;
  std::size_t count = 0;
  for (const Finding& finding : assessment.findings) {
    if (finding.severity != severity) continue;
    if (++count > shown) continue;
    out += (numbered ? std::to_string(count) + ". " : "- ") + escape(finding.message) + where(finding) + " " +
           escape(finding.fix) + "\n";
  }
  if (count > shown) out += "\nand " + std::to_string(count - shown) + " more of this kind.\n";
  return out;
}

std::size_t count(const Assessment& assessment, Severity severity) {
  return static_cast<std::size_t>(std::ranges::count(assessment.findings, severity, &Finding::severity));
}

std::string number(std::optional<Category> category) {
  return category ? std::to_string(static_cast<int>(*category)) : "not given";
}

std::string yes_no(std::optional<bool> value) {
  return !value ? "the form does not say" : *value ? "yes" : "no";
}

std::string how_long(const Duration& duration) {
  std::string out(spelling(duration.kind));
  if (duration.kind == DurationKind::months)
    out = *duration.until + " months";
  else if (duration.until)
    out = "until " + *duration.until;
  if (duration.owner) out += ", watched by " + *duration.owner;
  return out;
}

std::string verdict_line(const Assessment& assessment) {
  const std::size_t blocking = count(assessment, Severity::blocking);
  switch (assessment.verdict) {
    case Verdict::ready:
      return "**Pre-review: ready.** Thank you, every question has an answer; a data steward can take it "
             "from here.";
    case Verdict::escalate:
      return "**Pre-review: complete.** A data steward can take it from here, and may bring in Trust or "
             "Legal.";
    case Verdict::not_a_form:
      return "**Pre-review: no request form found.**";
    case Verdict::needs_changes:
      break;
  }
  return "**Pre-review: " + std::to_string(blocking) + (blocking == 1 ? " thing" : " things") +
         " to change before a data steward can act.**";
}

}  // namespace

std::string render_comment(const Assessment& assessment, const Policy&, const CommentContext& context) {
  std::string out = verdict_line(assessment) + "\n";
  if (count(assessment, Severity::blocking) != 0) out += "\n" + list(assessment, Severity::blocking, true);
  if (count(assessment, Severity::warning) != 0)
    out += "\nA steward may ask:\n\n" + list(assessment, Severity::warning, false);
  if (count(assessment, Severity::note) != 0)
    out += "\nSmall things:\n\n" + list(assessment, Severity::note, false);
  if (!assessment.escalation.reasons.empty()) {
    out += "\nWhy Trust or Legal may look:";
    for (const std::string& reason : assessment.escalation.reasons) out += " " + reason;
    out += "\n";
  }
  if (assessment.kind == Kind::request) {
    out += "\nAs read from the form: category " + number(assessment.stated_category) + ", " +
           std::to_string(assessment.measurements.size()) +
           (assessment.measurements.size() == 1 ? " measurement, " : " measurements, ") +
           escape(how_long(assessment.collection.duration)) + ".\n";
  }
  const std::string file = context.file_name.empty() ? "" : " of " + escape(context.file_name);
  if (context.automatic_check) out += "\nThis is an automatic check" + file + "; a data steward decides.\n";
  const std::size_t room = limits::comment_characters - context.reference.size() - 8;
  if (out.size() > room) out = shorten(out, room / 4) + "\n";
  if (!context.reference.empty()) out += "\n" + context.reference + "\n";
  return out;
}

std::string render_steward(const Assessment& assessment, const Policy&) {
  const Collection& facts = assessment.collection;
  std::string documentation = facts.documentation.empty() ? "no link given" : "";
  for (const std::string& link : facts.documentation)
    documentation += (documentation.empty() ? "" : ", ") + link;
  if (assessment.kind == Kind::renewal) {
    return "# Data Collection Renewal Review (draft)\n\n1) Is the provided Data Collection Review complete, "
           "correct, and data-review+ by a Data Steward?\n\nTo be checked.\n\n"
           "2) Is the data collection covered by the existing Firefox Privacy Notice?\n\nTo be "
           "checked.\n\nNew end: " +
           how_long(facts.duration) + ".\n";
  }
  return "# Data Review (draft)\n\n1) Is there public documentation?\n\n" + documentation +
         "\n\n2) Is there a control mechanism?\n\n" + yes_no(facts.opt_out) +
         "\n\n3) If permanent, who will monitor the data?\n\n" + how_long(facts.duration) +
         "\n\n4) Which category?\n\nstated " + number(assessment.stated_category) + ", predicted " +
         number(assessment.predicted_category) + "\n\n5) Default on or off?\n\n" +
         (facts.default_on ? (*facts.default_on ? "default on" : "default off") : "the form does not say") +
         "\n\n6) New identifiers?\n\n" + yes_no(facts.new_identifiers) +
         "\n\n7) Covered by the existing privacy notice?\n\nTo be checked.\n\n8) Third-party tool?\n\n" +
         yes_no(facts.third_party) + "\n";
}

std::string render_text(const Assessment& assessment, std::string_view file, const TextOptions& options) {
  const auto paint = [&](std::string_view code, const std::string& text) {
    return options.colour ? "\x1B[" + std::string(code) + "m" + text + "\x1B[0m" : text;
  };
  std::string out = std::string(file) + ": " + paint("1", std::string(spelling(assessment.verdict))) + "\n";
  for (const Finding& finding : assessment.findings) {
    const std::string_view code = finding.severity == Severity::blocking  ? "31"
                                  : finding.severity == Severity::warning ? "33"
                                                                          : "36";
    std::string message;
    for (const char c : finding.message) {
      if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) message += c;
    }
    out += "  " + (finding.line ? std::to_string(*finding.line) + ": " : std::string()) +
           paint(code, std::string(spelling(finding.severity))) + ": " + message + "\n      " + finding.fix +
           "\n";
  }
  return out;
}

}  // namespace review
