// How a finding is told: its severity, the requester's words, and the line on which they stand.

#include "meaning.h"
#include "review/assess.h"
#include "sample_form.h"

#include <gmock/gmock.h>

#include <set>

namespace review {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr Severity blocking = Severity::blocking;
constexpr Severity warning = Severity::warning;
constexpr Severity note = Severity::note;

Assessment assess_text(const std::string& text) {
  return assess({.bytes = text, .content_type = "text/plain", .file_name = "form.txt"}, policy(),
                std::chrono::year(2026) / 11 / 24);
}

const Finding* finding_of(const Assessment& assessment, const std::string& id) {
  const auto found = std::ranges::find(assessment.findings, id, &Finding::id);
  return found == assessment.findings.end() ? nullptr : &*found;
}

struct Row {
  const char* question;
  const char* answer;
  const char* id;
  Severity severity;
  const char* quote;  ///< empty: nothing can be quoted
};

const Row rows[] = {
    {"questions_answered", "TBD", "placeholder-answer", blocking, "TBD"},
    {"alternatives", "* **None.**", "vague-answer", warning, "None."},
    {"why_needed", "N/A", "vague-answer", blocking, "N/A"},
    {"analysis", "", "missing-answer", blocking, ""},
    {"measurements", "| Clicks on the button | | Bug 1900001 |", "category-missing", blocking,
     "Clicks on the button"},
    {"measurements", "| Clicks on the button | 1 or 2 | Bug 1900001 |", "category-ambiguous", warning,
     "Clicks on the button"},
    {"measurements", "| Starts | Category 1 | Bug 1900001 |\n| Clicks on the red button | Category 2 | |",
     "tracking-bug-missing", warning, "Clicks on the red button"},
    {"measurements", "| The URL visited | Category 2 | Bug 1900001 |", "category-understated", warning,
     "The URL visited"},
    {"measurements", "| The URL visited | Category 3 | Bug 1900001 |", "default-on-not-allowed", warning,
     "The URL visited"},
    {"measurements", "| The email address of the user | Category 4 | Bug 1900001 |", "default-on-not-allowed",
     blocking, "The email address of the user"},
    {"measurements",
     "| Starts | Category 1 | Bug 1900001 |\n| A new unique identifier per profile | Category 1 | Bug "
     "1900001 |",
     "new-identifier", warning, "unique identifier"},
    {"measurements", "| Free text of the feedback | Category 3 | Bug 1900001 |", "free-text-collected",
     warning, "Free text"},
    {"measurements", "https://example.org/list", "measurements-by-link-only", warning,
     "https://example.org/list"},
    {"measurements", "All of these are category 1.\n\n| Clicks on the button | Category 2 | Bug 1900001 |",
     "conflicting-statements", blocking, "All of these are category 1"},
    {"documentation", "See the code.", "documentation-not-a-link", blocking, "See the code."},
    {"documentation", "It is described.\nSee https://docs.google.com/document/d/1/edit for all.",
     "documentation-not-public", blocking, "https://docs.google.com/document/d/1/edit"},
    {"duration", "Permanently.", "permanent-without-owner", blocking, "Permanently."},
    {"duration", "Permanently. The team list fx-team@mozilla.com watches it.", "owner-is-a-list", warning,
     "fx-team@mozilla.com"},
    {"duration", "Until March 31, 2019", "end-in-the-past", blocking, "Until March 31, 2019"},
    {"duration", "We keep it for 90 days on the server.", "retention-instead-of-duration", blocking,
     "We keep it for 90 days on the server."},
    {"duration", "As long as:\n* we need it\n* people use it", "end-unclear", blocking,
     "As long as: we need it people use it"},
    {"opt_out", "There is none.", "opt-out-missing", blocking, "There is none."},
    {"opt_out", "Uninstall Firefox.", "opt-out-not-a-control", blocking, "Uninstall Firefox."},
    {"opt_out", "A preference will be added later.", "opt-out-not-in-place", blocking,
     "A preference will be added later."},
    {"analysis", "We look at it in the existing\nGA4 property.", "third-party-undeclared", warning, "GA4"},
    {"third_party", "Yes, SurveyMonkey.", "third-party-tool", warning, "SurveyMonkey"},
    {"populations", "Everybody.\nIt is also collected in private windows.", "private-browsing-collection",
     warning, "private windows"},
    {"why_needed", "If few use it we remove it.\nThis renews the telemetry.", "request-used-as-renewal",
     warning, "renews the telemetry"},
    {"initial_request", "https://example.org/", "first-review-not-a-review", blocking,
     "https://example.org/"},
    {"new_expiry", "Never.", "permanent-in-renewal", blocking, "Never."},
};

/// The first line on which the quote begins.
int line_of(const std::string& form, const std::string& quote) {
  const std::string first_word = quote.substr(0, quote.find(' '));
  for (const std::string& words : {quote, first_word}) {
    const auto lines = lines_of(form);
    const auto found = std::ranges::find_if(
        lines, [&](const std::string& line) { return line.find(words) != std::string::npos; });
    if (found != lines.end()) return static_cast<int>(found - lines.begin()) + 1;
  }
  return 0;
}

TEST(Tells, TheRequestersWordsWithTheirLineAndHowMuchTheyMatter) {
  for (const Row& row : rows) {
    const std::string form = is_of_renewal(row.question) ? renewal_with(row.question, row.answer)
                                                         : form_with(row.question, row.answer);
    const Assessment found = assess_text(form);
    const Finding* finding = finding_of(found, row.id);
    ASSERT_NE(finding, nullptr) << row.id << " for " << row.answer;
    EXPECT_EQ(finding->severity, row.severity) << row.id;
    EXPECT_EQ(finding->quote, row.quote) << row.id;
    if (*row.quote != '\0') {
      EXPECT_EQ(finding->line, line_of(form, row.quote)) << row.id << "\n" << form;
      EXPECT_THAT(finding->message, HasSubstr(std::string("“") + row.quote + "”")) << row.id;
    }
    ASSERT_TRUE(finding->question) << row.id;
    EXPECT_EQ(spelling(*finding->question), row.question) << row.id;
    EXPECT_EQ(
        found.verdict == Verdict::needs_changes,
        std::ranges::any_of(found.findings, [](const Finding& each) { return each.severity == blocking; }))
        << row.id;
  }
}

TEST(Tells, OneOfTheFormsChoicesKeptAloneAsTheAnswer) {
  const std::string choice =
      "I want this data to be collected for 6 months initially (potentially renewable).";
  const Assessment found = assess_text(form_with("duration", choice));
  const Answer& answer = found.answers.at(Question::duration);
  EXPECT_EQ(answer.text, choice);
  EXPECT_EQ(answer.line, line_of(form_with("duration", choice), choice));
}

TEST(Tells, TheKeptChoiceWhereItLacksAName) {
  const Assessment found = assess_text(
      form_with("duration", "I want to permanently monitor this data. (put someone's name here)"));
  EXPECT_THAT(finding_of(found, "permanent-without-owner")->message, HasSubstr("permanently monitor"));
}

TEST(Tells, WhatItSaysItselfWithoutQuotationMarks) {
  const Assessment twice = assess_text(form_with("", "") + form_with("", ""));
  EXPECT_THAT(finding_of(twice, "several-collections")->message, HasSubstr("filled in 2 times"));
  const Assessment latin = assess_text(form_with("sharing", "In Z\xFCrich, on our dashboard."));
  EXPECT_THAT(finding_of(latin, "unreadable-text")->message, HasSubstr("read as Latin-1."));
  EXPECT_EQ(finding_of(latin, "unreadable-text")->severity, note);
}

TEST(Tells, ThatALongFormWasCutAndMissesNothingOfWhatWasNotRead) {
  std::string table;
  for (int i = 0; i < 8000; ++i) table += "| Clicks on the button | Category 2 | Bug 1900001 |\n";
  const Assessment found = assess_text(form_with("measurements", table));
  EXPECT_EQ(finding_of(found, "missing-answer"), nullptr);
  EXPECT_EQ(finding_of(found, "unreadable-text")->severity, blocking);
}

TEST(Tells, WhatWasAttachedInsteadOfAForm) {
  EXPECT_THAT(finding_of(assess_text("\n\n# How to bake\n\nStir.\n"), "not-a-form")->message,
              HasSubstr("begins with “# How to bake”"));
  EXPECT_EQ(finding_of(assess_text("\n\n# How to bake\n\nStir.\n"), "not-a-form")->line, 3);
  EXPECT_THAT(finding_of(assess_text(""), "not-a-form")->message, HasSubstr("empty"));
  EXPECT_THAT(finding_of(assess_text("button:\n  clicked:\n    type: counter\n    notification_emails:\n"
                                     "      - jo@example.org\n    expires: never\n"),
                         "not-a-form")
                  ->message,
              HasSubstr("definition of metrics"));
  const std::string review =
      "1) Is there or will there be documentation that describes the schema?\n\nYes.\n\n"
      "2) Is there a control mechanism that allows the user to turn the data collection on and "
      "off?\n\nYes.\n\n"
      "3) If the request is for permanent data collection, is there someone who will monitor it?\n\nNo.\n";
  EXPECT_THAT(finding_of(assess_text(review), "not-a-form")->message, HasSubstr("data steward answers"));
}

/// No name in braces is left, and nobody is called a steward who may ask twice.
TEST(Tells, EveryWordingIsFilledIn) {
  for (const Row& row : rows) {
    const std::string form = is_of_renewal(row.question) ? renewal_with(row.question, row.answer)
                                                         : form_with(row.question, row.answer);
    for (const Finding& finding : assess_text(form).findings) {
      EXPECT_THAT(finding.message, Not(HasSubstr("{"))) << finding.id;
      EXPECT_THAT(finding.fix, Not(HasSubstr("{"))) << finding.id;
      EXPECT_THAT(finding.fix, Not(HasSubstr("A steward"))) << finding.id;
    }
  }
}

}  // namespace
}  // namespace review
