// The short comment on a new version of a form.

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
      render_update(assessment(Verdict::needs_changes, {no_opt_out, added}), told(before), {});
  EXPECT_THAT(text,
              AllOf(HasSubstr("2 things left to change"), HasSubstr("Settled, thank you:\n\n- ~~No duration"),
                    HasSubstr("Still open:\n\n- Line 3: No way out"),
                    HasSubstr("New in this version:\n\n- Line 3: When does it end")));
}

TEST(Update, ThanksWhenAllIsWell) {
  const Assessment before = assessment(Verdict::needs_changes, {no_duration});
  EXPECT_THAT(render_update(assessment(Verdict::ready, {}), told(before), {}),
              AllOf(HasSubstr("new version: ready"), HasSubstr("Thank you"), Not(HasSubstr("Still open"))));
  EXPECT_THAT(render_update(assessment(Verdict::escalate, {}), {}, {}), HasSubstr("Trust or Legal"));
}

/// The same question, asked in other words because the answer changed, is still the same question.
TEST(Update, KnowsAFindingAgainByItsQuestion) {
  Finding reworded = no_duration;
  reworded.message = "No duration yet.";
  reworded.line = 90;
  const Assessment before = assessment(Verdict::needs_changes, {no_duration});
  EXPECT_THAT(render_update(assessment(Verdict::needs_changes, {reworded}), told(before), {}),
              AllOf(HasSubstr("Still open"), Not(HasSubstr("Settled"))));
}

TEST(Update, KeepsNotesToItself) {
  const Assessment before =
      assessment(Verdict::ready, {finding("tracking-bug-missing", Severity::note, std::nullopt, "No bug.")});
  EXPECT_THAT(told(before), IsEmpty());
}

TEST(Update, TakesNothingFromWhatIsNoAssessment) {
  for (const char* text : {"", "lost", "[]", "{}"}) EXPECT_THAT(told_by(text), IsEmpty()) << text;
}

TEST(Update, EndsWithItsReferenceAndStaysShort) {
  Assessment many = assessment(Verdict::needs_changes, {});
  for (int i = 0; i < 500; ++i)
    many.findings.push_back(finding("category-missing", Severity::blocking, std::nullopt,
                                    std::string(300, 'x') + std::to_string(i)));
  const std::string text =
      render_update(many, told(many), {.reference = "the reference", .file_name = "a.txt"});
  EXPECT_TRUE(text.ends_with("\nthe reference\n"));
  EXPECT_THAT(text.size(), testing::Lt(16'000U));
}

}  // namespace
}  // namespace review
