// The pre-review comment: the verdict first, then what the requester must do, then what may come up.

#include "review/limits.h"
#include "review/render/markup.h"
#include "review/render/points.h"
#include "review/render/render.h"
#include "review/text/quote.h"

#include <algorithm>
#include <functional>

namespace review {
namespace {

enum class Version { first, next };

std::string verdict_line(const Assessment& assessment, Version version, std::size_t to_do,
                         std::size_t may_come_up) {
  const std::string begins =
      version == Version::first ? "**Pre-review: " : "**Pre-review of the new version: ";
  const std::string steward = "a data steward can take it from here";
  switch (assessment.verdict) {
    case Verdict::ready:
      if (may_come_up == 0)
        return begins + "ready.** Thank you, every question has an answer; " + steward + ".";
      return begins + "ready.** Thank you, " + steward + ", and may ask about the " +
             (may_come_up == 1 ? "point" : std::to_string(may_come_up) + " points") + " below.";
    case Verdict::escalate:
      return begins + "complete.** Thank you, " + steward + ", and may bring in Trust or Legal.";
    case Verdict::not_a_form:
      return begins + "no request form found.**";
    case Verdict::needs_changes:
      break;
  }
  if (assessment.kind == Kind::blank_template) return begins + "the form is still empty.**";
  return begins + counted(to_do, "thing") +
         (version == Version::first ? " to change before a data steward can act.**" : " left to change.**");
}

std::string why_escalate(const Assessment& assessment) {
  if (assessment.escalation.reasons.empty()) return {};
  std::string out = "\nWhy Trust or Legal may look:";
  for (const std::string& reason : assessment.escalation.reasons) out += " " + escape_markdown(reason);
  return out + "\n";
}

/// What a misreading would show in at once.
std::string as_read(const Assessment& assessment) {
  if (assessment.kind != Kind::request) return {};
  std::vector<std::string> read;
  if (assessment.stated_category) read.push_back("category " + category_number(assessment.stated_category));
  if (!assessment.measurements.empty())
    read.push_back(counted(assessment.measurements.size(), "measurement"));
  const auto how_long_said = assessment.answers.find(Question::duration);
  if (how_long_said != assessment.answers.end() && how_long_said->second.state == AnswerState::answered &&
      assessment.collection.duration.kind != DurationKind::unclear)
    read.push_back(escape_markdown(how_long(assessment.collection.duration)));
  std::string out;
  for (const std::string& each : read) out += (out.empty() ? "" : ", ") + each;
  return out.empty() ? out : "\nAs read from the form: " + out + ".\n";
}

std::string closing(const Assessment& assessment, const CommentContext& context) {
  std::string out;
  if (context.pasted_in) {
    out += "\nComment " + std::to_string(*context.pasted_in) +
           " holds a filled-in form. Please copy its text into a file, for example request.txt, attach that "
           "file and set `data-review?` on it; a steward can then review it.\n";
  } else if (assessment.verdict == Verdict::needs_changes && assessment.kind != Kind::blank_template) {
    out +=
        "\nTo have it looked at again, attach the corrected form as .txt, mark this attachment obsolete and "
        "set "
        "`data-review?` on the new one.\n";
  }
  constexpr std::size_t longest_name = 100;
  // A name may have nothing in it that can be seen.
  const std::string name = cut_line(context.file_name, longest_name);
  const std::string file = name.empty() ? "" : " of " + escape_markdown(name);
  out += "\nThis is an automatic check" + file +
         " against the [data collection policy](https://wiki.mozilla.org/Data_Collection); a data steward "
         "decides.\n";
  return out;
}

/// With as many points as there is room for.
std::string fitted(const std::function<std::string(std::size_t most)>& written,
                   const std::string& reference) {
  const std::string end = reference.empty() ? "" : "\n" + reference + "\n";
  std::size_t most = ListStyle{}.most;
  std::string out = written(most);
  while (out.size() + end.size() >= limits::comment_characters && most > 1) out = written(--most);
  return out + end;
}

/// Findings that say of a question that it has no real answer; one may take the place of the other.
bool tells_of_no_answer(std::string_view id) {
  constexpr std::string_view ids[] = {"missing-answer", "placeholder-answer", "no-measurements",
                                      "first-review-missing", "opt-out-missing"};
  return std::ranges::find(ids, id) != std::end(ids);
}

/// Lines move between versions, and the words around a point may; what is asked for stays the same.
bool is_same(const Told& told, const Finding& finding) {
  const std::string question(finding.question ? spelling(*finding.question) : "");
  if (told.question != question) return false;
  if (question.empty()) return told.id == finding.id && told.message == finding.message;
  return told.id == finding.id || (tells_of_no_answer(told.id) && tells_of_no_answer(finding.id));
}

}  // namespace

std::string render_comment(const Assessment& assessment, const Policy& policy,
                           const CommentContext& context) {
  const Findings to_do = worth_telling(assessment, Severity::blocking);
  const Findings may_come_up = worth_telling(assessment, Severity::warning);
  const Findings small = worth_telling(assessment, Severity::note);
  return fitted(
      [&](std::size_t most) {
        return verdict_line(assessment, Version::first, to_do.size(), may_come_up.size()) + "\n" +
               told(to_do, policy, {.numbered = true, .most = most}) +
               told(may_come_up, policy, {.title = "A steward may ask:", .most = most}) +
               told(small, policy, {.title = "Small things:", .most = most}) + why_escalate(assessment) +
               as_read(assessment) + closing(assessment, context);
      },
      context.reference);
}

std::string render_update(const Assessment& assessment, const Policy& policy, const std::vector<Told>& before,
                          const CommentContext& context) {
  const auto is_known = [&](const Finding* finding) {
    return std::ranges::any_of(before, [&](const Told& each) { return is_same(each, *finding); });
  };
  Findings open = worth_telling(assessment, Severity::blocking);
  const std::size_t to_do = open.size();
  const auto first_new = std::ranges::stable_partition(open, is_known);
  const Findings added(first_new.begin(), first_new.end());
  open.erase(first_new.begin(), open.end());
  Findings may_come_up = worth_telling(assessment, Severity::warning);
  const std::size_t stand = std::erase_if(may_come_up, is_known);
  std::vector<std::string> settled;
  for (const Told& each : before) {
    const bool is_left = std::ranges::any_of(assessment.findings,
                                             [&](const Finding& finding) { return is_same(each, finding); });
    if (!is_left) settled.push_back("~~" + escape_markdown(each.message) + "~~");
  }
  const std::string as_before = stand == 0
                                    ? ""
                                    : "\n" + counted(stand, "point") + " that a steward may ask about " +
                                          (stand == 1 ? "stands" : "stand") + " as before.\n";
  return fitted(
      [&](std::size_t most) {
        return verdict_line(assessment, Version::next, to_do, may_come_up.size() + stand) + "\n" +
               listed(settled, {.title = "Settled, thank you:", .most = most}) +
               told(open, policy, {.title = "Still open:", .most = most}) +
               told(added, policy, {.title = "New in this version:", .most = most}) +
               told(may_come_up, policy, {.title = "A steward may ask:", .most = most}) + as_before +
               why_escalate(assessment) + closing(assessment, context);
      },
      context.reference);
}

}  // namespace review
