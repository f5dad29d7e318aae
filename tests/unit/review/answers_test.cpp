// answers.txt: how many people answer one question, and what each answer comes to.

#include "meaning.h"
#include "review/assess.h"
#include "sample_form.h"

#include <gmock/gmock.h>

#include <fstream>
#include <map>
#include <set>

namespace review {
namespace {

using Ids = std::set<std::string>;

/// What the finding, blocking or a warning, may be called where an answer comes to that; none: there must be
/// no finding.
const std::map<std::string, Ids>& expectations() {
  static const std::map<std::string, Ids> all = {
      {"ok", {}},
      {"ends", {}},
      {"permanent with owner", {}},
      {"no third party", {}},
      {"permanent without owner", {"permanent-without-owner"}},
      {"permanent, owner a list", {"owner-is-a-list", "permanent-without-owner"}},
      {"permanent renewal", {"permanent-in-renewal"}},
      {"ended", {"end-in-the-past"}},
      {"end unclear", {"end-unclear", "vague-answer", "placeholder-answer"}},
      {"retention", {"retention-instead-of-duration"}},
      {"control promised", {"opt-out-not-in-place"}},
      {"no control", {"opt-out-not-a-control"}},
      {"no opt-out", {"opt-out-missing", "opt-out-not-a-control"}},
      {"third party", {"third-party-tool", "third-party-undeclared"}},
      {"not public", {"documentation-not-public"}},
      {"no documentation",
       {"documentation-not-a-link", "documentation-not-public", "vague-answer", "placeholder-answer"}},
      {"no first review", {"first-review-missing", "first-review-not-a-review", "missing-answer"}},
      {"scope change", {"scope-change-in-renewal"}},
      {"renewal", {"request-used-as-renewal"}},
      {"vague", {"vague-answer", "placeholder-answer"}},
  };
  return all;
}

Ids loud_findings(const std::string& form) {
  const auto found = assess({.bytes = form, .content_type = "text/plain", .file_name = "form.txt"}, policy(),
                            std::chrono::year(2026) / 11 / 24);
  Ids out;
  for (const Finding& finding : found.findings) {
    if (finding.severity != Severity::note) out.insert(finding.id);
  }
  return out;
}

bool comes_to(const Ids& found, const Ids& expected) {
  if (expected.empty()) return found.empty();
  return std::ranges::any_of(expected, [&](const std::string& id) { return found.contains(id); });
}

TEST(Answers, EachComesToWhatItSays) {
  std::ifstream in(std::string(DRB_SOURCE_DIR) + "/tests/unit/review/answers.txt");
  std::map<std::string, int> count;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    const std::size_t first = line.find(" | ");
    const std::size_t second = line.find(" | ", first + 1);
    const std::string question = line.substr(0, first);
    const std::string expected = line.substr(first + 3, second - first - 3);
    std::string answer = line.substr(second + 3);
    for (std::size_t at = 0; (at = answer.find("\\n", at)) != std::string::npos;) answer.replace(at, 2, "\n");
    const std::string form =
        is_of_renewal(question) ? renewal_with(question, answer) : form_with(question, answer);
    ASSERT_TRUE(expectations().contains(expected)) << line;
    const Ids found = loud_findings(form);
    EXPECT_TRUE(comes_to(found, expectations().at(expected)))
        << "answers.txt:" << number << ": " << line << "\n  found " << testing::PrintToString(found);
    ++count[expected];
  }
  for (const auto& [expected, ids] : expectations()) EXPECT_GE(count[expected], 10) << expected;
}

}  // namespace
}  // namespace review
