// The pre-review comment: the verdict first, then what the requester must do, then what may come up.

#include "review/limits.h"
#include "review/policy_data.h"
#include "review/render/markup.h"
#include "review/render/render.h"

#include <algorithm>
#include <set>

namespace review {
namespace {

/// From so many on, findings of one kind become one point with a list.
constexpr std::ptrdiff_t grouped_from = 3;
/// Nobody reads more; the rest is counted.
constexpr std::size_t most_points = 10;

std::string line_of(const Finding& finding) {
  return finding.line ? "Line " + std::to_string(*finding.line) + ": " : "";
}

/// A rule with a place of its own in the policy is linked; the policy as a whole is at the comment's end.
std::string rule_link(const Finding& finding) {
  return finding.link.find('#') == std::string::npos ? "" : " ([the rule](" + finding.link + "))";
}

std::string point(const Finding& finding) {
  return line_of(finding) + escape_markdown(finding.message) + " " + escape_markdown(finding.fix) +
         rule_link(finding);
}

/// "No answer yet to: the duration (line 20), the opt-out (line 31)."
std::string group(const std::vector<const Finding*>& findings, const Policy& policy) {
  const bool is_missing = findings.front()->id == "missing-answer";
  std::string out = is_missing ? "No answer yet to " : "Still a placeholder: ";
  std::size_t told = 0;
  for (const Finding* finding : findings) {
    out += told == 0 ? "" : told + 1 == findings.size() ? " and " : ", ";
    ++told;
    out += escape_markdown(policy.data().grammar.of(*finding->question).name);
    if (finding->line) out += " (line " + std::to_string(*finding->line) + ")";
  }
  return out + ". Please answer each in a sentence or two.";
}

std::vector<std::string> points(const Assessment& assessment, Severity severity, const Policy& policy) {
  std::vector<std::string> out;
  std::set<std::string> told;
  for (const Finding& finding : assessment.findings) {
    if (finding.severity != severity || told.contains(finding.id)) continue;
    std::vector<const Finding*> alike;
    for (const Finding& each : assessment.findings) {
      if (each.id == finding.id && each.question) alike.push_back(&each);
    }
    const bool may_be_grouped = finding.id == "missing-answer" || finding.id == "placeholder-answer";
    if (may_be_grouped && std::ssize(alike) >= grouped_from) {
      told.insert(finding.id);
      out.push_back(group(alike, policy));
    } else {
      out.push_back(point(finding));
    }
  }
  return out;
}

std::string list(const std::vector<std::string>& points, bool numbered) {
  std::string out = "\n";
  for (std::size_t i = 0; i < std::min(points.size(), most_points); ++i)
    out += (numbered ? std::to_string(i + 1) + ". " : "- ") + points[i] + "\n";
  if (points.size() > most_points)
    out += "\nand " + std::to_string(points.size() - most_points) + " more of this kind.\n";
  return out;
}

std::string verdict_line(const Assessment& assessment, std::size_t to_do) {
  switch (assessment.verdict) {
    case Verdict::ready:
      return "**Pre-review: ready.** Thank you, every question has an answer; a data steward can take it "
             "from here.";
    case Verdict::escalate:
      return "**Pre-review: complete.** Thank you; a data steward can take it from here, and may bring in "
             "Trust or Legal.";
    case Verdict::not_a_form:
      return "**Pre-review: no request form found.**";
    case Verdict::needs_changes:
      break;
  }
  if (assessment.kind == Kind::blank_template) return "**Pre-review: the form is still empty.**";
  return "**Pre-review: " + std::to_string(to_do) + (to_do == 1 ? " thing" : " things") +
         " to change before a data steward can act.**";
}

std::string as_read(const Assessment& assessment) {
  const std::size_t count = assessment.measurements.size();
  return "\nAs read from the form: category " + category_number(assessment.stated_category) + ", " +
         std::to_string(count) + (count == 1 ? " measurement, " : " measurements, ") +
         escape_markdown(how_long(assessment.collection.duration)) + ".\n";
}

std::string closing(const Assessment& assessment, const CommentContext& context) {
  std::string out;
  const bool is_to_change =
      assessment.verdict == Verdict::needs_changes || assessment.verdict == Verdict::not_a_form;
  if (context.pasted_in) {
    out += "\nComment " + std::to_string(*context.pasted_in) +
           " holds a filled-in form. Please copy its text into a file, for example request.txt, attach that "
           "file and set `data-review?` on it; a steward can then review it.\n";
  } else if (is_to_change) {
    out += "\nTo have it looked at again, attach the " +
           std::string(assessment.verdict == Verdict::not_a_form ? "" : "corrected ") +
           "form as .txt, mark this attachment obsolete and set `data-review?` on the new one.\n";
  }
  const std::string file = context.file_name.empty() ? "" : " of " + escape_markdown(context.file_name);
  out += "\nThis is an automatic check" + file +
         " against the [data collection policy](https://wiki.mozilla.org/Data_Collection); a data steward "
         "decides.\n";
  return out;
}

/// Everything but the verdict and the reference is left out when, against all limits above, it is too much.
std::string fitted(std::string text, const std::string& verdict, std::size_t room) {
  if (text.size() <= room) return text;
  return verdict + "\n\nThere is too much to list here; `data-review-bot check` lists it all.\n";
}

/// Lines move between versions, and the words around a point may; what is asked for stays the same.
bool is_same(const Told& told, const Finding& finding) {
  const std::string question(finding.question ? spelling(*finding.question) : "");
  return told.id == finding.id && told.question == question &&
         (!question.empty() || told.message == finding.message);
}

std::string update_verdict(const Assessment& assessment, std::size_t to_do) {
  if (assessment.verdict == Verdict::needs_changes) {
    return "**Pre-review of the new version: " + std::to_string(to_do) + (to_do == 1 ? " thing" : " things") +
           " left to change.**";
  }
  return std::string("**Pre-review of the new version: ") +
         (assessment.verdict == Verdict::escalate ? "complete" : "ready") +
         ".** Thank you, a data steward can take it from here" +
         (assessment.verdict == Verdict::escalate ? ", and may bring in Trust or Legal." : ".");
}

/// A titled list of those findings, or nothing.
std::string titled(const char* title, const std::vector<const Finding*>& findings) {
  std::vector<std::string> out;
  for (const Finding* finding : findings) out.push_back(point(*finding));
  return out.empty() ? "" : std::string("\n") + title + "\n" + list(out, false);
}

}  // namespace

std::string render_comment(const Assessment& assessment, const Policy& policy,
                           const CommentContext& context) {
  const auto to_do = points(assessment, Severity::blocking, policy);
  const auto may_come_up = points(assessment, Severity::warning, policy);
  const auto small = points(assessment, Severity::note, policy);
  const std::string verdict = verdict_line(assessment, to_do.size());
  std::string out = verdict + "\n";
  if (to_do.size() == 1) out += "\n" + to_do.front() + "\n";
  if (to_do.size() > 1) out += list(to_do, true);
  if (!may_come_up.empty()) out += "\nA steward may ask:\n" + list(may_come_up, false);
  if (!small.empty()) out += "\nSmall things:\n" + list(small, false);
  if (!assessment.escalation.reasons.empty()) {
    out += "\nWhy Trust or Legal may look:";
    for (const std::string& reason : assessment.escalation.reasons) out += " " + reason;
    out += "\n";
  }
  if (assessment.kind == Kind::request) out += as_read(assessment);
  out += closing(assessment, context);
  const std::string reference = context.reference.empty() ? "" : "\n" + context.reference + "\n";
  return fitted(std::move(out), verdict, limits::comment_characters - reference.size() - 1) + reference;
}

std::string render_update(const Assessment& assessment, const std::vector<Told>& told,
                          const CommentContext& context) {
  std::vector<const Finding*> open;
  std::vector<const Finding*> added;
  std::vector<const Finding*> may_come_up;
  for (const Finding& finding : assessment.findings) {
    const bool is_known = std::ranges::any_of(told, [&](const Told& each) { return is_same(each, finding); });
    if (finding.severity == Severity::blocking) (is_known ? open : added).push_back(&finding);
    if (finding.severity == Severity::warning) may_come_up.push_back(&finding);
  }
  std::vector<std::string> settled;
  for (const Told& each : told) {
    const bool is_left = std::ranges::any_of(assessment.findings,
                                             [&](const Finding& finding) { return is_same(each, finding); });
    if (!is_left) settled.push_back("~~" + escape_markdown(each.message) + "~~");
  }
  const std::string verdict = update_verdict(assessment, open.size() + added.size());
  std::string out = verdict + "\n";
  if (!settled.empty()) out += "\nSettled, thank you:\n" + list(settled, false);
  out += titled("Still open:", open);
  out += titled("New in this version:", added);
  out += titled("A steward may ask:", may_come_up);
  out += closing(assessment, context);
  const std::string reference = context.reference.empty() ? "" : "\n" + context.reference + "\n";
  return fitted(std::move(out), verdict, limits::comment_characters - reference.size() - 1) + reference;
}

}  // namespace review
