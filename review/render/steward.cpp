// The drafted steward's review: the published review forms' questions, each answered as far as the form
// answers it, with the requester's words and their line. What only a person can say is marked so.

#include "review/render/markup.h"
#include "review/render/points.h"
#include "review/render/render.h"
#include "review/text/quote.h"

#include <algorithm>
#include <initializer_list>
#include <span>

namespace review {
namespace {

const std::string your_judgement = "Needs your judgement";

const Answer& answer_to(const Assessment& assessment, Question question) {
  static const Answer none;
  const auto found = assessment.answers.find(question);
  return found == assessment.answers.end() ? none : found->second;
}

/// “This collection is documented ...”
std::string in_short(std::string_view words) {
  constexpr std::size_t most_characters = 200;
  return escape_markdown(in_quotes(quote_of(words, most_characters)));
}

/// " (line 26: “This collection is documented ...”)"
std::string quote(std::optional<int> line, std::string_view words) {
  if (one_line(words).empty()) return "";
  return " (" + (line ? "line " + std::to_string(*line) + ": " : "") + in_short(words) + ")";
}
std::string quote(const Answer& answer) {
  return quote(answer.line, answer.text);
}
std::string quote(const Finding& finding) {
  return quote(finding.line, finding.quote);
}

/// The first finding of this id, about this question where one is given.
const Finding* finding_of(const Assessment& assessment, std::string_view id,
                          std::optional<Question> question = {}) {
  const auto found = std::ranges::find_if(assessment.findings, [&](const Finding& finding) {
    return finding.id == id && (!question || finding.question == question);
  });
  return found == assessment.findings.end() ? nullptr : &*found;
}

/// What a finding makes of an answer.
struct Reading {
  std::string_view id;
  std::string says;
};
/// The first of these that was found about the question, with the words that it is about.
std::optional<std::string> found_about(const Assessment& assessment, Question question,
                                       std::initializer_list<Reading> readings) {
  for (const Reading& reading : readings) {
    if (const Finding* finding = finding_of(assessment, reading.id, question))
      return reading.says + quote(*finding) + ".";
  }
  return std::nullopt;
}

std::string documentation(const Assessment& assessment) {
  const Answer& answer = answer_to(assessment, Question::documentation);
  if (answer.text.empty()) return "No: the form names none.";
  if (const auto found = found_about(assessment, Question::documentation,
                                     {{"documentation-not-public", "No: what is named may not be public"},
                                      {"placeholder-answer", "Not yet: the answer is still a placeholder"}}))
    return *found;
  if (answer.state != AnswerState::answered)
    return your_judgement + ": no public place is named" + quote(answer) + ".";
  return "Yes, as stated" + quote(answer) + "." +
         (assessment.collection.documentation.empty() ? "" : " Please open the link.");
}

std::string control(const Assessment& assessment) {
  const Answer& answer = answer_to(assessment, Question::opt_out);
  if (const auto found =
          found_about(assessment, Question::opt_out,
                      {{"opt-out-missing", "No: the form names none"},
                       {"opt-out-not-a-control", "No: this is no control over the collection alone"},
                       {"opt-out-not-in-place", "Not yet: it is still to come"},
                       {"placeholder-answer", "Not yet: the answer is still a placeholder"}}))
    return *found;
  if (answer.text.empty()) return "The form does not say.";
  return (assessment.collection.opt_out == true ? "Yes" : your_judgement) + quote(answer) + ".";
}

std::string end_of(const Assessment& assessment, Question question) {
  const Duration& duration = assessment.collection.duration;
  const Answer& answer = answer_to(assessment, question);
  if (answer.text.empty() && duration.kind == DurationKind::unclear) return "The form does not say how long.";
  // What contradicts it may stand in another answer; the other contradiction is that of categories.
  const auto contradicts = [](const Finding& finding) {
    return finding.id == "conflicting-statements" && finding.question != Question::measurements;
  };
  if (const auto found = std::ranges::find_if(assessment.findings, contradicts);
      found != assessment.findings.end())
    return your_judgement + ": two ends are given" + (found->question == question ? "" : quote(answer)) +
           quote(*found) + ".";
  if (const auto found = found_about(
          assessment, question,
          {{"placeholder-answer", "Not yet: the answer is still a placeholder"},
           {"retention-instead-of-duration", your_judgement + ": only how long records are kept is said"},
           {"end-unclear", your_judgement + ": the end is not clear"},
           {"end-in-the-past", "Not permanent, and the end is past"},
           {"permanent-in-renewal", "Permanent, which a renewal does not cover"},
           {"permanent-without-owner", "No: permanent, and nobody is named"},
           {"owner-is-a-list", your_judgement + ": permanent, and a team or list is named"}}))
    return *found;
  const std::string said = escape_markdown(how_long(duration)) + quote(answer) + ".";
  if (duration.kind == DurationKind::unclear) return your_judgement + ": " + said;
  if (question == Question::new_expiry) return "As stated: " + said;
  return (duration.kind == DurationKind::permanent ? "Yes: " : "Not permanent: ") + said;
}

std::string stated(const Assessment& assessment) {
  const auto& all = assessment.measurements;
  const auto highest = std::ranges::find(all, assessment.stated_category, &Measurement::stated_category);
  if (assessment.stated_category)
    return "Category " + category_number(assessment.stated_category) + ", as stated" +
           (highest == all.end() ? "" : quote(highest->line, highest->description)) + ".";
  if (const Finding* open = finding_of(assessment, "category-ambiguous"))
    return "Not settled: more than one is given" + quote(*open) + ".";
  return "The form gives none.";
}

/// What the text says beside what is stated: the highest and surest first, as many as anybody reads.
std::string categories(const Assessment& assessment) {
  constexpr std::size_t most = 10;
  std::vector<const Measurement*> other;
  for (const Measurement& one : assessment.measurements) {
    if (one.predicted_category && one.predicted_category != one.stated_category && !one.evidence.empty())
      other.push_back(&one);
  }
  std::ranges::stable_sort(other, std::ranges::greater{}, [](const Measurement* one) {
    return std::pair(*one->predicted_category, one->confidence);
  });
  std::string out = stated(assessment);
  for (const Measurement* one : std::span(other).first(std::min(most, other.size()))) {
    const Evidence& why = one->evidence.front();
    out += "\n- " + (one->line ? "Line " + std::to_string(*one->line) + ": " : "") +
           in_short(one->description) + " reads like category " + category_number(one->predicted_category) +
           " (" + in_short(why.text) + ": " + escape_markdown(why.why) + ").";
  }
  if (other.size() > most) out += "\n- and " + counted(other.size() - most, "other") + ".";
  return out;
}

std::string allowed(Decision decision) {
  switch (decision) {
    case Decision::default_on:
      return " The policy lets this be on by default.";
    case Decision::default_on_with_opt_out:
      return " The policy lets categories 1 and 2 be on by default, with an opt-out.";
    case Decision::pre_release_default_on_with_opt_out:
      return " The policy lets category 3 be on by default on pre-release channels, with an opt-out.";
    case Decision::default_off:
      return " On release channels the policy wants category 3 off by default, unless you find the risk "
             "small.";
    case Decision::opt_in_only:
      return " The policy never lets category 4 be on by default: people are told and agree first.";
    case Decision::unknown:
      return "";
  }
  return "";
}

std::string default_on(const Assessment& assessment) {
  const auto on = assessment.collection.default_on;
  const std::string said =
      !on ? your_judgement + ": the form does not say."
          : (*on ? "Default on" : "Default off") + quote(answer_to(assessment, Question::opt_out)) + ".";
  return said + allowed(assessment.eligibility.decision);
}

std::string identifiers(const Assessment& assessment) {
  const auto added = assessment.collection.new_identifiers;
  if (!added) return your_judgement + ".";
  if (!*added) return "None is named in the measurements.";
  const Finding* finding = finding_of(assessment, "new-identifier");
  return "It seems so" + (finding == nullptr ? "" : quote(*finding)) +
         ". Please ask what it is, how long it lives and how it is reset.";
}

std::string privacy_notice(const Assessment& assessment) {
  std::string out = your_judgement + ".";
  if (assessment.escalation.recommended) out += " Reasons to ask Trust or Legal:";
  for (const std::string& reason : assessment.escalation.reasons) out += " " + escape_markdown(reason);
  return out;
}

std::string third_party(const Assessment& assessment) {
  const Answer& answer = answer_to(assessment, Question::third_party);
  const auto uses = assessment.collection.third_party;
  if (const Finding* finding = finding_of(assessment, "third-party-undeclared"))
    return your_judgement + ": the form says no" + quote(answer) + ", but speaks of a tool" +
           quote(*finding) + ".";
  if (const Finding* finding = finding_of(assessment, "third-party-tool"))
    return "Yes" + quote(*finding) + ". Escalate to legal.";
  if (answer.state == AnswerState::not_asked) return "The form's version does not ask.";
  if (answer.text.empty()) return "The form does not say.";
  if (!uses || answer.state != AnswerState::answered) return your_judgement + quote(answer) + ".";
  return (*uses ? "Yes" : "No") + quote(answer) + ".";
}

std::string section(int number, const char* question, const std::string& answer) {
  return std::to_string(number) + ") " + question + "\n\n" + answer + "\n\n";
}

std::string heading(const char* title) {
  return std::string("# ") + title + "\n\n*Drafted from the request; nothing here is decided.*\n\n";
}

}  // namespace

std::string render_steward(const Assessment& assessment, const Policy&) {
  if (assessment.kind == Kind::renewal) {
    const Answer& first = answer_to(assessment, Question::initial_request);
    return heading("Data Collection Renewal Review") +
           section(1,
                   "Is the provided Data Collection Review complete, correct, and data-review+ by a Data "
                   "Steward?",
                   found_about(assessment, Question::initial_request,
                               {{"first-review-missing", "The first review is not linked"},
                                {"first-review-not-a-review",
                                 your_judgement + ": what is named may not be the first review"}})
                       .value_or(your_judgement + quote(first) + ".")) +
           section(2, "Is the data collection covered by the existing Firefox Privacy Notice?",
                   your_judgement + ".") +
           "When it is to end now:\n\n" + end_of(assessment, Question::new_expiry) + "\n";
  }
  if (assessment.kind != Kind::request)
    return heading("Data Review") + "There is no completed request form to review.\n";
  return heading("Data Review") +
         section(1,
                 "Is there or will there be documentation that describes the schema for the ultimate data "
                 "set in a public, complete, and accurate way?",
                 documentation(assessment)) +
         section(2,
                 "Is there a control mechanism that allows the user to turn the data collection on and off?",
                 control(assessment)) +
         section(3,
                 "If the request is for permanent data collection, is there someone who will monitor the "
                 "data over time?",
                 end_of(assessment, Question::duration)) +
         section(4,
                 "Using the category system of data types, what collection type of data do the requested "
                 "measurements fall under?",
                 categories(assessment)) +
         section(5, "Is the data collection request for default-on or default-off?", default_on(assessment)) +
         section(6, "Does the instrumentation include the addition of any new identifiers?",
                 identifiers(assessment)) +
         section(7, "Is the data collection covered by the existing Firefox privacy notice?",
                 privacy_notice(assessment)) +
         section(8, "Does the data collection use a third-party collection tool?", third_party(assessment));
}

}  // namespace review
