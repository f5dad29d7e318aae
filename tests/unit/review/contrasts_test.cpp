// contrasts.txt: one answer of a good form replaced, and the findings that it must lead to, mostly one or
// none.

#include "meaning.h"
#include "review/assess.h"
#include "sample_form.h"

#include <gmock/gmock.h>

#include <fstream>
#include <set>
#include <sstream>

namespace review {
namespace {

std::set<std::string> findings_of(const std::string& form) {
  const auto found = assess({.bytes = form, .content_type = "text/plain", .file_name = "form.txt"}, policy(),
                            std::chrono::year(2026) / 11 / 24);
  std::set<std::string> out;
  for (const Finding& finding : found.findings) out.insert(finding.id);
  return out;
}

struct Row {
  int line;
  std::string question, findings, answer;
};

std::vector<Row> rows() {
  std::ifstream in(std::string(DRB_SOURCE_DIR) + "/tests/unit/review/contrasts.txt");
  std::vector<Row> out;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    const auto trimmed = [](std::string text) {
      text.erase(0, text.find_first_not_of(' '));
      text.erase(text.find_last_not_of(' ') + 1);
      return text;
    };
    const std::size_t first = line.find('|');
    const std::size_t second = line.find('|', first + 1);
    std::string answer = trimmed(line.substr(second + 1));
    for (std::size_t at = 0; (at = answer.find("\\n", at)) != std::string::npos;) answer.replace(at, 2, "\n");
    out.push_back({number, trimmed(line.substr(0, first)),
                   trimmed(line.substr(first + 1, second - first - 1)), answer});
  }
  return out;
}

TEST(Contrasts, TheGoodFormsAreGood) {
  EXPECT_THAT(findings_of(form_with("", "")), testing::IsEmpty());
  EXPECT_THAT(findings_of(renewal_with("", "")), testing::IsEmpty());
}

TEST(Contrasts, EachAnswerLeadsToItsFindingAndToNoOther) {
  const auto all = rows();
  for (const Row& row : all) {
    std::set<std::string> expected;
    std::istringstream ids(row.findings);
    for (std::string id; ids >> id;) {
      if (id != "-") expected.insert(id);
    }
    const std::string form = is_of_renewal(row.question) ? renewal_with(row.question, row.answer)
                                                         : form_with(row.question, row.answer);
    EXPECT_EQ(findings_of(form), expected)
        << "contrasts.txt:" << row.line << ": " << row.question << ": " << row.answer;
  }
  EXPECT_GE(all.size(), 150U);
  const auto good = std::ranges::count(all, "-", &Row::findings);
  EXPECT_GE(good * 9, std::ssize(all) * 4)
      << good << " of " << all.size() << " are good; half of them are to be";
}

}  // namespace
}  // namespace review
