#include "review/render/points.h"

#include "review/policy_data.h"
#include "review/render/markup.h"

#include <algorithm>
#include <array>
#include <set>

namespace review {
namespace {

/// From so many on, findings about the same want of an answer become one point with a list.
constexpr std::size_t grouped_from = 3;

struct Group {
  std::string_view id;
  std::string_view begins;
  std::string_view ends;
};
constexpr std::array<Group, 3> groups = {
    {{"missing-answer", "No answer yet to ", ". Please answer each in a sentence or two."},
     {"placeholder-answer", "Still a placeholder: ", ". Please answer each in a sentence or two."},
     {"vague-answer", "Little to go by in what is said of ", ". One sentence more for each is enough."}}};

enum class About { anything, same_question, same_line };

/// Where the first is told the second would only repeat it.
struct Covers {
  std::string_view first;
  std::string_view second;
  About about;
};
constexpr std::array<Covers, 7> covering = {
    {{"permanent-in-renewal", "permanent-without-owner", About::same_question},
     {"end-unclear", "permanent-without-owner", About::same_question},
     {"end-in-the-past", "end-unclear", About::same_question},
     {"no-measurements", "category-missing", About::same_question},
     {"unfilled-skeleton", "placeholder-answer", About::anything},
     {"placeholder-answer", "template-text-left", About::same_question},
     {"category-understated", "free-text-collected", About::same_line}}};

bool covers(const Finding& first, const Finding& second) {
  return std::ranges::any_of(covering, [&](const Covers& each) {
    return each.first == first.id && each.second == second.id &&
           (each.about == About::anything || first.question == second.question) &&
           (each.about != About::same_line || first.line == second.line);
  });
}

/// The policy's rule, or the blank form, where the finding has such a place of its own; the policy as a whole
/// is at the comment's end.
std::string link_to(const Finding& finding) {
  if (finding.link.ends_with(".md")) return " ([the form](" + finding.link + "))";
  return finding.link.find('#') == std::string::npos ? "" : " ([the rule](" + finding.link + "))";
}

std::string point(const Finding& finding) {
  return (finding.line ? "Line " + std::to_string(*finding.line) + ": " : "") +
         escape_markdown(finding.message) + " " + escape_markdown(finding.fix) + link_to(finding);
}

/// "No answer yet to the duration (line 20) and the opt-out (line 31)." In the form's order.
std::string grouped(Findings findings, const Group& group, const Policy& policy) {
  std::ranges::stable_sort(findings, {}, [](const Finding* finding) { return *finding->question; });
  std::string out(group.begins);
  for (std::size_t i = 0; i < findings.size(); ++i) {
    out += i == 0 ? "" : i + 1 == findings.size() ? " and " : ", ";
    out += escape_markdown(policy.data().grammar.of(*findings[i]->question).name);
    if (findings[i]->line) out += " (line " + std::to_string(*findings[i]->line) + ")";
  }
  return out.append(group.ends);
}

}  // namespace

Findings worth_telling(const Assessment& assessment, Severity severity) {
  Findings out;
  for (const Finding& finding : assessment.findings) {
    const bool is_covered = std::ranges::any_of(assessment.findings,
                                                [&](const Finding& other) { return covers(other, finding); });
    if (finding.severity == severity && !is_covered) out.push_back(&finding);
  }
  // Of what a steward may ask, little to go by weighs least; a long list is cut at its end.
  if (severity == Severity::warning)
    std::ranges::stable_partition(out, [](const Finding* finding) { return finding->id != "vague-answer"; });
  return out;
}

std::string told(const Findings& findings, const Policy& policy, const ListStyle& style) {
  std::vector<std::string> points;
  std::set<std::string_view> told;
  for (const Finding* finding : findings) {
    if (told.contains(finding->id)) continue;
    Findings alike;
    std::ranges::copy_if(findings, std::back_inserter(alike), [&](const Finding* each) {
      return each->id == finding->id && each->severity == finding->severity && each->question;
    });
    const auto* const group = std::ranges::find(groups, finding->id, &Group::id);
    if (group == groups.end() || alike.size() < grouped_from) {
      points.push_back(point(*finding));
      continue;
    }
    told.insert(finding->id);
    points.push_back(grouped(std::move(alike), *group, policy));
  }
  return listed(points, style);
}

std::string listed(const std::vector<std::string>& points, const ListStyle& style) {
  if (points.empty()) return {};
  const std::string title = *style.title == '\0' ? "" : std::string("\n") + style.title + "\n";
  if (style.numbered && points.size() == 1) return title + "\n" + points.front() + "\n";
  std::string out = title + "\n";
  for (std::size_t i = 0; i < std::min(points.size(), style.most); ++i)
    out += (style.numbered ? std::to_string(i + 1) + ". " : "- ") + points[i] + "\n";
  if (points.size() > style.most) out += "\nand " + counted(points.size() - style.most, "more point") + ".\n";
  return out;
}

std::string counted(std::size_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

}  // namespace review
