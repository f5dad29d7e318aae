// The short comment on a new version of a form.

#include "meaning.h"
#include "review/render/render.h"

#include <gmock/gmock.h>

namespace review {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

Finding finding(const std::string& id, Severity severity, std::optional<Question> question,
                const std::string& message) {
  return {
      .id = id, .severity = severity, .question = question, .line = 3, .message = message, .fix = "Fix it."};
}

Assessment assessment(Verdict verdict, std::vector<Finding> findings) {
  Assessment out{.kind = Kind::request, .verdict = verdict};
  out.findings = std::move(findings);
  return out;
}

std::vector<Told> told(const Assessment& before) {
  return told_by(to_json(before, "request.txt").dump());
}

const Finding no_duration = finding("missing-answer", Severity::blocking, Question::duration, "No duration.");
const Finding no_opt_out = finding("opt-out-missing", Severity::blocking, Question::opt_out, "No way out.");

TEST(Update, TellsWhatIsSettledWhatIsOpenAndWhatIsNew) {
  const Finding added = finding("end-unclear", Severity::blocking, Question::duration, "When does it end?");
  const Assessment before = assessment(Verdict::needs_changes, {no_duration, no_opt_out});
  const std::string text =
      render_update(assessment(Verdict::needs_changes, {no_opt_out, added}), policy(), told(before), {});
  EXPECT_THAT(text,
              AllOf(HasSubstr("2 things left to change"), HasSubstr("Settled, thank you:\n\n- ~~No duration"),
                    HasSubstr("Still open:\n\n- Line 3: No way out"),
                    HasSubstr("New in this version:\n\n- Line 3: When does it end")));
}

TEST(Update, ThanksWhenAllIsWell) {
  const Assessment before = assessment(Verdict::needs_changes, {no_duration});
  EXPECT_THAT(render_update(assessment(Verdict::ready, {}), policy(), told(before), {}),
              AllOf(HasSubstr("new version: ready"), HasSubstr("Thank you"), Not(HasSubstr("Still open"))));
  EXPECT_THAT(render_update(assessment(Verdict::escalate, {}), policy(), {}, {}),
              HasSubstr("Trust or Legal"));
}

/// The same question, asked in other words because the answer changed, is still the same question.
TEST(Update, KnowsAFindingAgainByItsQuestion) {
  Finding reworded = no_duration;
  reworded.message = "No duration yet.";
  reworded.line = 90;
  const Assessment before = assessment(Verdict::needs_changes, {no_duration});
  EXPECT_THAT(render_update(assessment(Verdict::needs_changes, {reworded}), policy(), told(before), {}),
              AllOf(HasSubstr("Still open"), Not(HasSubstr("Settled"))));
}

TEST(Update, KeepsNotesToItself) {
  const Assessment before =
      assessment(Verdict::ready, {finding("tracking-bug-missing", Severity::note, std::nullopt, "No bug.")});
  EXPECT_THAT(told(before), IsEmpty());
}

TEST(Update, TakesNothingFromWhatIsNoAssessment) {
  for (const char* text :
       {"", "lost", "[]", "{}", R"({"findings": "x"})", R"({"findings": [1, null, [], "x"]})",
        R"({"findings": [{}, {"id": 1}, {"severity": "blocking"}]})", R"({"findings": {"id": "x"}})"})
    EXPECT_THAT(told_by(text), IsEmpty()) << text;
}

TEST(Update, KnowsAQuestionThatStillHasNoAnswer) {
  const Assessment before = assessment(Verdict::needs_changes, {no_duration});
  const Finding placeholder = finding("placeholder-answer", Severity::blocking, Question::duration, "TBD.");
  EXPECT_THAT(
      render_update(assessment(Verdict::needs_changes, {placeholder}), policy(), told(before), {}),
      AllOf(HasSubstr("1 thing left"), HasSubstr("Still open:\n\n- Line 3: TBD"), Not(HasSubstr("Settled"))));
}

/// The same count as in the first comment, whether points are grouped or not.
TEST(Update, CountsTheQuestionsNotThePoints) {
  std::vector<Finding> missing;
  for (const Question question :
       {Question::duration, Question::analysis, Question::sharing, Question::opt_out})
    missing.push_back(finding("missing-answer", Severity::blocking, question, "No answer."));
  const Assessment before = assessment(Verdict::needs_changes, missing);
  EXPECT_THAT(render_comment(before, policy(), {}), HasSubstr("4 things to change"));
  missing.pop_back();
  EXPECT_THAT(render_update(assessment(Verdict::needs_changes, missing), policy(), told(before), {}),
              AllOf(HasSubstr("3 things left to change"), HasSubstr("- No answer yet to how long")));
}

TEST(Update, TellsAWarningOnceAndTheReasonsForTrustAndLegal) {
  const Finding tool = finding("third-party-tool", Severity::warning, Question::third_party, "A tool.");
  const Finding identifier = finding("new-identifier", Severity::warning, Question::measurements, "An id.");
  Assessment now = assessment(Verdict::escalate, {tool, identifier});
  now.escalation = {.recommended = true, .reasons = {"The measurements speak of an identifier."}};
  const std::string text = render_update(now, policy(), told(assessment(Verdict::escalate, {tool})), {});
  EXPECT_THAT(text,
              AllOf(HasSubstr("- Line 3: An id."), Not(HasSubstr("A tool.")),
                    HasSubstr("1 point that a steward may ask about stands as before"),
                    HasSubstr("Why Trust or Legal may look: The measurements speak of an identifier.")));
}

TEST(Update, OfWhatIsNoFormSaysSo) {
  EXPECT_THAT(render_update({}, policy(), {}, {}), HasSubstr("new version: no request form found"));
}

TEST(Update, EndsWithItsReferenceAndStaysShort) {
  Assessment many = assessment(Verdict::needs_changes, {});
  for (int i = 0; i < 500; ++i)
    many.findings.push_back(finding("category-missing", Severity::blocking, std::nullopt,
                                    std::string(300, 'x') + std::to_string(i)));
  const std::string text =
      render_update(many, policy(), told(many), {.reference = "the reference", .file_name = "a.txt"});
  EXPECT_TRUE(text.ends_with("\nthe reference\n"));
  EXPECT_THAT(text.size(), testing::Lt(16'000U));
}

}  // namespace
}  // namespace review
