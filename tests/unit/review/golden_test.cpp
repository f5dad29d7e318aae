// The comment and the draft of some forms, word for word, as somebody read them aloud and found them right.
// After a change of wording, run this with DRB_WRITE_GOLDEN=1, read what changed in tests/unit/review/golden,
// and commit it.

#include "meaning.h"
#include "review/assess.h"
#include "review/render/render.h"
#include "sample_form.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>

namespace review {
namespace {

struct Sample {
  const char* name;
  std::map<std::string, std::string> answers;
};

const char* const table =
    "| Measurement Description | Data Collection Category | Tracking Bug # |\n| --- | --- | --- |\n";

/// Good forms with these answers instead; a question of the renewal form makes it a renewal.
const Sample samples[] = {
    {"good", {}},
    {"good-renewal", {{"new_expiry", "2027-09-30"}}},
    {"three-missing", {{"why_needed", ""}, {"analysis", ""}, {"third_party", ""}}},
    {"vague",
     {{"questions_answered", "Usage."}, {"alternatives", "* None"}, {"why_needed", "Product wants it."}}},
    {"past-end-and-private-document",
     {{"duration", "Until March 31, 2019"},
      {"documentation", "https://docs.google.com/document/d/1/edit?a=1&b=_2_"}}},
    {"permanent-without-owner", {{"duration", "Permanently."}, {"opt_out", "Uninstall Firefox."}}},
    {"web-activity-and-a-tool",
     {{"measurements", std::string(table) + "| URLs of the pages visited | Category 2 | Bug 1900001 |\n"
                                            "| A new unique identifier per profile | Category 1 | |"},
      {"analysis", "In the existing GA4 property."}}},
    {"email-by-default",
     {{"measurements", std::string(table) + "| The email address of the user | Category 4 | Bug 1900001 |"},
      {"third_party", "Yes, SurveyMonkey."}}},
    {"hostile",
     {{"alternatives", "<b>None</b> | ~ [them](https://evil.example/)"},
      {"duration", "maybe *never* `x` \u202Eabc https://example.org/~user/_/?a=1&copy;=2"}}},
    {"renewal-forever-without-review", {{"initial_request", ""}, {"new_expiry", "Never."}}},
};

Assessment assess_sample(const Sample& sample) {
  const bool is_renewal =
      std::ranges::any_of(sample.answers, [](const auto& answer) { return is_of_renewal(answer.first); });
  auto parts = is_renewal ? good_renewal() : good_form();
  for (Part& part : parts) {
    if (const auto found = sample.answers.find(part.question); found != sample.answers.end())
      part.answer = found->second;
  }
  const Layout layout = is_renewal ? Layout{.title = "# Request for Data Collection Renewal\n\n"} : Layout{};
  const std::string form = written(parts, layout);
  return assess({.bytes = form, .content_type = "text/plain", .file_name = "form.txt"}, policy(),
                std::chrono::year(2026) / 11 / 24);
}

void expect_golden(const std::string& name, const std::string& text) {
  const std::string path = std::string(DRB_SOURCE_DIR) + "/tests/unit/review/golden/" + name + ".md";
  if (std::getenv("DRB_WRITE_GOLDEN") != nullptr) std::ofstream(path) << text;
  std::ifstream in(path);
  const std::string golden{std::istreambuf_iterator<char>(in), {}};
  EXPECT_EQ(text, golden) << path;
}

TEST(Golden, CommentsAndDraftsAreAsTheyWereReadAloud) {
  for (const Sample& sample : samples) {
    const Assessment found = assess_sample(sample);
    expect_golden(std::string(sample.name) + ".comment",
                  render_comment(found, policy(), {.reference = "The reference.", .file_name = "form.txt"}));
    expect_golden(std::string(sample.name) + ".draft", render_steward(found, policy()));
  }
}

}  // namespace
}  // namespace review
