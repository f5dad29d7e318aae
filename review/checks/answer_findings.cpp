#include "review/checks/finder.h"
#include "review/form/documentation.h"
#include "review/form/way_out.h"
#include "review/policy_data.h"
#include "review/text/quote.h"
#include "review/text/words.h"

#include <re2/re2.h>

#include <map>
#include <set>

namespace review {
namespace {

bool is_about_time(Question question) {
  return question == Question::duration || question == Question::new_expiry;
}

}  // namespace

void Finder::answers() {
  for (const auto& [question, answer] : out_.answers) {
    if (answer.state == AnswerState::missing) {
      missing(question, answer);
    } else if (answer.state == AnswerState::placeholder) {
      placeholder(question, answer);
    } else if (question == Question::opt_out) {
      const bool is_good = answer.state == AnswerState::answered && out_.collection.opt_out == true;
      if (answer.state != AnswerState::not_asked && !is_good) way_out(answer);
    } else if (answer.state == AnswerState::vague && question != Question::initial_request) {
      vague(question, answer);  // the first review is told of in renewal()
    }
    if (const auto section = from_.form.sections.find(question); section != from_.form.sections.end())
      left_of_the_template(question, section->second, answer);
  }
  if (from_.form.collections > 1) {
    add("several-collections", {}, {}, {});
    fill_in("{count}", std::to_string(from_.form.collections));
  } else {
    several_in_one();
  }
  unfilled();
}

void Finder::missing(Question question, const Answer& answer) {
  if (from_.text.truncated) return;  // it may stand in what was not read
  if (question == Question::opt_out)
    add("opt-out-missing", question, answer.line, {});
  else if (question == Question::initial_request)
    add("first-review-missing", question, answer.line, {});
  else if (question == Question::measurements && from_.form.sections.contains(question))
    add("no-measurements", question, answer.line, {});
  else
    add("missing-answer", question, answer.line, {});
}

void Finder::placeholder(Question question, const Answer& answer) {
  // "Permanently" with the form's own "put someone's name here": the missing name is what to tell.
  if (question == Question::duration && answer.text.empty() &&
      out_.collection.duration.kind == DurationKind::permanent)
    return;
  add("placeholder-answer", question, answer.line, answer.text,
      answer.text.empty() ? "placeholder-answer.form" : "");
}

void Finder::unfilled() {
  std::string questions;
  int count = 0;
  for (const auto& [question, answer] : out_.answers) {
    if (answer.state != AnswerState::placeholder) continue;
    questions += (count++ == 0 ? "" : ", ") + data_.grammar.of(question).name;
    if (answer.line) questions += " (line " + std::to_string(*answer.line) + ")";
  }
  if (out_.form == Template::generated && count >= 3) {
    add("unfilled-skeleton", {}, {}, {});
    fill_in("{questions}", questions);
  }
  constexpr std::string_view reminder = "automatically generated request skeleton";
  if (from_.form.everything.find(reminder) != std::string::npos)
    add("template-text-left", {}, line_in_document(reminder), {},
        count > 0 ? "template-text-left.reminder" : "template-text-left.reminder-only");
}

void Finder::several_in_one() {
  static const RE2 label(R"((?m)^[\s*_-]*([A-Z][\w ]{2,24}):\s)");
  constexpr int often = 4;
  // "Desktop: ... Android: ...": one collection on two platforms.
  static const RE2 place(
      R"((?i)desktop|mobile|android|ios|windows|mac(?: ?os)?|linux|web|browser|server|client|backend|frontend|nightly|beta|release|esr)");
  std::map<std::string, int> labels;
  for (const auto& [question, section] : from_.form.sections) {
    if (question == Question::measurements || question == Question::populations) continue;
    std::set<std::string> here;
    const std::string text = section.text();
    re2::StringPiece rest(text);
    for (std::string found; RE2::FindAndConsume(&rest, label, &found);) {
      if (!RE2::FullMatch(found, place)) here.insert(found);
    }
    for (const std::string& each : here) ++labels[each];
  }
  std::vector<std::string> parts;
  for (const auto& [name, count] : labels) {
    if (count >= often) parts.push_back(name);
  }
  if (parts.size() < 2) return;
  add("several-collections", {}, {}, {}, "several-collections.in-one");
  fill_in("{parts}", in_quotes(parts[0]) + " and " + in_quotes(parts[1]));
}

void Finder::vague(Question question, const Answer& answer) {
  if (question == Question::why_insufficient || question == Question::why_needed) {
    // A few words cannot hold a reason; in more of them a steward may see one that the bot does not.
    constexpr std::size_t most_words_without_reason = 12;
    const bool is_short = words_of(answer.text).size() <= most_words_without_reason;
    add("vague-answer", question, answer.line, answer.text, is_short ? "vague-answer.needed" : "");
  } else if (question == Question::documentation && private_place(answer.text, from_.policy).empty())
    add("documentation-not-a-link", question, answer.line, answer.text);
  else if (question == Question::documentation)
    return;  // told as a place that is not public
  else if (question == Question::measurements && from_.measurements.by_link_only)
    add("measurements-by-link-only", question, place_in(question, from_.measurements.link).line,
        from_.measurements.link);
  else if (question == Question::measurements)
    add("no-measurements", question, answer.line, answer.text, "no-measurements.words");
  else if (out_.collection.duration.kind == DurationKind::unclear && is_about_time(question) &&
           data_.speaks("retention", key_to(question)))
    return;  // told as a retention
  else if (is_about_time(question))
    end_unclear(question, answer);
  else
    add("vague-answer", question, answer.line, answer.text);
}

void Finder::way_out(const Answer& answer) {
  const auto tell = [&](const std::string& id, const std::string& wording = {}) {
    add(id, Question::opt_out, answer.line, answer.text, wording);
  };
  switch (read_opt_out(answer.text, from_.policy).way) {
    case WayOut::promised:
      tell("opt-out-not-in-place");
      break;
    case WayOut::detour:
      tell("opt-out-not-a-control");
      break;
    case WayOut::none:
      tell("opt-out-missing", "opt-out-missing.said");
      break;
    case WayOut::unclear:
      tell("vague-answer", "vague-answer.needed");
      break;
    case WayOut::control:
    case WayOut::off_by_default:
      break;
  }
}

void Finder::left_of_the_template(Question question, const Section& section, const Answer& answer) {
  const bool choices = section.choices.size() > 1;
  const bool instructions = question == Question::documentation && section.hints_left && !answer.text.empty();
  if (choices)
    add("template-text-left", question, section.choices.front().number, section.choices.front().text);
  else if (instructions)
    add("template-text-left", question, section.line, {}, "template-text-left.hint");
}

}  // namespace review
