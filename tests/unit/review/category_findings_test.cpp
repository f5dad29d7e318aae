// What is said of a form's categories: the gravest first, what two measurements tell together, what is stated
// too high.

#include "meaning.h"
#include "review/assess.h"
#include "sample_form.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace review {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

Assessment assess_measurements(const std::string& answer) {
  const std::string form = form_with("measurements", answer);
  return assess({.bytes = form, .content_type = "text/plain"}, policy(), 2026y / 11 / 24);
}

/// Under a head of its own, that the sample form does not add another.
Assessment assess_table(const std::string& table) {
  std::vector<Part> parts = good_form();
  for (Part& part : parts) {
    if (part.question == "measurements") part.answer = table;
  }
  const std::string form = written(parts, {});
  return assess({.bytes = form, .content_type = "text/plain"}, policy(), 2026y / 11 / 24);
}

const Finding* told(const Assessment& assessment, std::string_view id) {
  for (const Finding& finding : assessment.findings) {
    if (finding.id == id) return &finding;
  }
  return nullptr;
}

TEST(CategoryFindings, TellTheGravestFirstAndNameTheOthers) {
  const Assessment result = assess_measurements(
      "| The URL visited | Category 2 | Bug 1900001 |\n"
      "| The e-mail address of the user | Category 1 | Bug 1900002 |\n"
      "| Clicks on the button | Category 2 | Bug 1900003 |");
  const Finding* finding = told(result, "category-understated");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->quote, "The e-mail address of the user");
  EXPECT_THAT(finding->message, HasSubstr("category 4"));
  EXPECT_THAT(finding->message, HasSubstr("So may “The URL visited” (category 3)."));
  EXPECT_EQ(result.eligibility.decision, Decision::opt_in_only);
}

TEST(CategoryFindings, TellWhatAnIdentifierBesideContentMakesOfIt) {
  const Assessment result = assess_measurements(
      "| Host name of the site | Category 3 | Bug 1900001 |\n| The client id | Category 2 | Bug 1900002 |");
  EXPECT_EQ(result.predicted_category, Category::highly_sensitive);
  EXPECT_EQ(result.eligibility.decision, Decision::opt_in_only);
  const Finding* finding = told(result, "category-understated");
  ASSERT_NE(finding, nullptr);
  EXPECT_THAT(finding->message, HasSubstr("“Host name”"));
  EXPECT_THAT(finding->message, HasSubstr("“client id”"));

  const Assessment denied =
      assess_measurements("| Host name of the site, without a client id | Category 3 | Bug 1900001 |");
  EXPECT_EQ(denied.predicted_category, Category::stored_content);
  EXPECT_EQ(told(denied, "category-understated"), nullptr);
}

TEST(CategoryFindings, ReadWhatIsSaidInPlaceOfAList) {
  const Assessment result = assess_measurements(
      "All of it is category 2, the list is at https://example.org/url-metrics.md. It includes the e-mail "
      "address of "
      "the account.");
  EXPECT_EQ(result.predicted_category, Category::highly_sensitive);
  EXPECT_NE(told(result, "category-understated"), nullptr);

  const Assessment harmless =
      assess_measurements("All of it is category 2, the list is at https://example.org/url-metrics.md.");
  EXPECT_EQ(told(harmless, "category-understated"), nullptr);
}

TEST(CategoryFindings, NoteACategoryThatIsStatedTooHigh) {
  for (const char* row : {"| Number of URLs visited | Category 3 | Bug 1900001 |",
                          "| Whether a password was saved | Category 4 | Bug 1900001 |",
                          "| The URL visited | Category 4 | Bug 1900001 |"}) {
    const Assessment result = assess_measurements(row);
    const Finding* finding = told(result, "category-overstated");
    ASSERT_NE(finding, nullptr) << row;
    EXPECT_EQ(finding->severity, Severity::note);
    EXPECT_THAT(finding->message, HasSubstr("It reads like category"));
  }
  EXPECT_EQ(
      told(assess_measurements("| The URL visited | Category 3 | Bug 1900001 |"), "category-overstated"),
      nullptr);
}

TEST(CategoryFindings, ReadNamesTypesAndExtraKeysOfARow) {
  const std::string head =
      "| Name | Description | Type | Extra keys | Category | Bug |\n| --- | --- | --- | --- | --- | --- |\n";
  EXPECT_EQ(assess_table(
                head +
                "| page.opened | A page was opened | event | page_url, position | Category 2 | Bug 1900001 |")
                .predicted_category,
            Category::stored_content);
  EXPECT_EQ(assess_table(head + "| account.email | Set on sign-in | string | | Category 2 | Bug 1900001 |")
                .predicted_category,
            Category::highly_sensitive);
  EXPECT_EQ(
      assess_table(head + "| page.opened | A page was opened | event | position | Category 2 | Bug 1900001 |")
          .predicted_category,
      Category::interaction);
}

}  // namespace
}  // namespace review
