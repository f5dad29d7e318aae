// The policy's "Eligibility for Default on Data Collection" and its step 3, as tables: what is collected,
// where and with which way out, and what follows.

#include "meaning.h"
#include "review/assess.h"
#include "sample_form.h"

#include <gmock/gmock.h>

namespace review {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string clicks = "| Clicks on the button | Category 2 | Bug 1900001 |";
const std::string starts = "| How long the start takes in milliseconds | Category 1 | Bug 1900001 |";
const std::string pages = "| The URL of the page visited | Category 3 | Bug 1900001 |";
const std::string pages_too_low = "| The URL of the page visited | Category 2 | Bug 1900001 |";
const std::string email = "| The email address of the user | Category 4 | Bug 1900001 |";
const std::string on_release = "Release; all countries; all locales.";
const std::string on_esr = "ESR only; all countries; all locales.";
const std::string on_nightly = "Nightly and beta; all countries; all locales.";
const std::string everywhere = "All release channels, all countries, all locales.";
const std::string can_opt_out = "Settings > Privacy & Security > Firefox Data Collection and Use.";
const std::string cannot = "There is none.";
const std::string off = "It is off by default; people turn it on in the settings.";

Assessment assess_with(const std::map<std::string, std::string>& answers) {
  auto parts = good_form();
  for (Part& part : parts) {
    if (const auto found = answers.find(part.question); found != answers.end()) part.answer = found->second;
  }
  const std::string form = written(parts, {});
  return assess({.bytes = form, .content_type = "text/plain", .file_name = "form.txt"}, policy(),
                std::chrono::year(2026) / 11 / 24);
}

std::string table(const std::string& rows) {
  return "| Measurement Description | Data Collection Category | Tracking Bug # |\n| --- | --- | --- |\n" +
         rows;
}

struct Row {
  std::string measurements, populations, opt_out;
  Decision decision;
  const char* rule;
  const char* finding;  ///< about being on by default; "-": none
  Severity severity = Severity::note;
};

const Row rows[] = {
    {starts, on_release, can_opt_out, Decision::default_on, "category-1-2-release", "-"},
    {clicks, on_release, can_opt_out, Decision::default_on, "category-1-2-release", "-"},
    {clicks, everywhere, can_opt_out, Decision::default_on, "category-1-2-release", "-"},
    {clicks, on_esr, can_opt_out, Decision::default_on, "category-1-2-release", "-"},
    {clicks, on_release, cannot, Decision::default_on_with_opt_out, "category-1-2-release", "-"},
    {clicks, on_esr, cannot, Decision::default_on_with_opt_out, "category-1-2-release", "-"},
    {clicks, on_nightly, cannot, Decision::default_on, "category-1-2-pre-release", "-"},
    {pages, on_nightly, can_opt_out, Decision::pre_release_default_on_with_opt_out, "category-3-pre-release",
     "-"},
    {pages, on_release, can_opt_out, Decision::default_off, "category-3-release", "default-on-not-allowed",
     Severity::warning},
    {pages, on_esr, can_opt_out, Decision::default_off, "category-3-release", "default-on-not-allowed",
     Severity::warning},
    {pages, everywhere, can_opt_out, Decision::default_off, "category-3-release", "default-on-not-allowed",
     Severity::warning},
    {pages, on_release, off, Decision::default_off, "category-3-release", "-"},
    {pages_too_low, on_release, can_opt_out, Decision::default_off, "category-3-release",
     "default-on-not-allowed", Severity::warning},
    {email, on_nightly, can_opt_out, Decision::opt_in_only, "category-4", "default-on-not-allowed",
     Severity::blocking},
    {email, on_release, can_opt_out, Decision::opt_in_only, "category-4", "default-on-not-allowed",
     Severity::blocking},
    {email, on_release, off, Decision::opt_in_only, "category-4", "opt-in-conditions-missing",
     Severity::warning},
    {email, on_release, off + " A dialog asks for consent first.", Decision::opt_in_only, "category-4", "-"},
};

TEST(Decisions, FollowThePolicysTableOfEligibility) {
  for (const Row& row : rows) {
    const std::string what = row.measurements + " / " + row.populations + " / " + row.opt_out;
    const Assessment found = assess_with({{"measurements", table(row.measurements)},
                                          {"populations", row.populations},
                                          {"opt_out", row.opt_out}});
    EXPECT_EQ(found.eligibility.decision, row.decision) << what;
    EXPECT_EQ(found.eligibility.rule, row.rule) << what;
    const auto is_about_it = [](const Finding& finding) {
      return finding.id == "default-on-not-allowed" || finding.id == "opt-in-conditions-missing";
    };
    const auto told = std::ranges::find_if(found.findings, is_about_it);
    EXPECT_EQ(told == found.findings.end() ? "-" : told->id, row.finding) << what;
    if (told != found.findings.end()) {
      EXPECT_EQ(told->severity, row.severity) << what;
    }
  }
}

struct Reason {
  std::map<std::string, std::string> answers;
  const char* reason;
};

const Reason reasons[] = {
    {{{"measurements", table(email)}}, "category 4"},
    {{{"measurements", table(pages)}}, "category 3 and be on by default"},
    {{{"third_party", "Yes, SurveyMonkey."}}, "third-party tool"},
    {{{"measurements", table("| A new unique identifier per profile | Category 1 | Bug 1900001 |")}},
     "an identifier"},
    {{{"measurements", table("| Free text of the feedback | Category 3 | Bug 1900001 |")}}, "own words"},
    {{{"populations", everywhere + " Private windows are measured too."}}, "private windows"},
    {{{"populations", everywhere + " The study is about children."}}, "special care"},
    {{{"analysis", "A dashboard. We are updating the privacy notice for it."}}, "privacy notice"},
};

TEST(Decisions, BringInTrustOrLegalWithTheirReason) {
  for (const Reason& row : reasons) {
    const Assessment found = assess_with(row.answers);
    EXPECT_TRUE(found.escalation.recommended) << row.reason;
    EXPECT_THAT(found.escalation.reasons, Contains(HasSubstr(row.reason)));
  }
  const Assessment plain = assess_with({});
  EXPECT_FALSE(plain.escalation.recommended);
  EXPECT_THAT(plain.escalation.reasons, IsEmpty());
  const Assessment off_by_default = assess_with({{"measurements", table(pages)}, {"opt_out", off}});
  EXPECT_THAT(off_by_default.escalation.reasons, Not(Contains(HasSubstr("category 3"))));
}

}  // namespace
}  // namespace review
