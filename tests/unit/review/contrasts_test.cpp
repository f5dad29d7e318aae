// contrasts.txt: one answer of a good form replaced, and the findings that it must lead to, mostly one or
// none.

#include "review/assess.h"
#include "service/builtin/files.h"

#include <gmock/gmock.h>

#include <fstream>
#include <set>
#include <sstream>

namespace review {
namespace {

const Policy& policy() {
  static const Policy built_in = *Policy::parse(builtin::files());
  return built_in;
}

struct Part {
  const char* question;
  const char* heading;
  const char* answer;
};

constexpr const char* table_head =
    "| Measurement Description | Data Collection Category | Tracking Bug # |\n| --- | --- | --- |\n";
constexpr const char* table_row = "| Clicks on the button | Category 2 | Bug 1900001 |";

const Part good_form[] = {
    {"questions_answered", "What questions will you answer with this data?",
     "Do people find the new button, and do they use it again?"},
    {"why_needed", "Why does Mozilla need to answer these questions?",
     "If fewer than two in a hundred click it we remove it before beta."},
    {"alternatives",
     "What alternative methods did you consider to answer these questions? Why were they not sufficient?",
     "A user study with eight people, which could not tell us how often it is used."},
    {"current_instrumentation", "Can current instrumentation answer these questions?", "No."},
    {"measurements",
     "List all proposed measurements and indicate the category of data collection for each measurement, "
     "using the Firefox data collection categories found on the Mozilla wiki.",
     ""},
    {"documentation",
     "Please provide a link to the documentation for this data collection which describes the ultimate data "
     "set in a public, complete, and accurate way.",
     "This collection is documented in the Glean Dictionary at https://dictionary.telemetry.mozilla.org/"},
    {"duration", "How long will this data be collected?", "Until 2027-06-30."},
    {"populations", "What populations will you measure?",
     "All release channels, all countries, all locales."},
    {"opt_out", "If this data collection is default on, what is the opt-out mechanism for users?",
     "Settings > Privacy & Security > Firefox Data Collection and Use."},
    {"analysis", "Please provide a general description of how you will analyze this data.",
     "A dashboard with clicks per client and week, split by channel."},
    {"sharing", "Where do you intend to share the results of your analysis?",
     "In the team's monthly report."},
    {"third_party",
     "Is there a third-party tool (i.e. not Glean or Telemetry) that you are proposing to use for this data "
     "collection?",
     "No."},
};

/// The rows stand under the template's head, wherever they begin.
std::string with_table_head(std::string answer) {
  const std::size_t table = answer.find("| ");
  return table == std::string::npos ? answer : answer.insert(table, table_head);
}

std::string form_with(const std::string& question, const std::string& answer) {
  std::string out = "# Request for data collection review form\n\n";
  int number = 0;
  for (const Part& part : good_form) {
    out += std::to_string(++number) + ") " + part.heading + "\n\n";
    const bool is_replaced = part.question == question;
    if (std::string(part.question) != "measurements") {
      out += is_replaced ? answer : part.answer;
    } else if (!is_replaced) {
      out += std::string(table_head) + table_row;
    } else {
      out += with_table_head(answer);
    }
    out += "\n\n";
  }
  return out;
}

const Part good_renewal[] = {
    {"initial_request", "Provide a link to the initial Data Collection Review Request for this collection.",
     "https://bugzilla.mozilla.org/show_bug.cgi?id=1800002#c4"},
    {"new_expiry", "When will this collection now expire?", "2027-09-30"},
    {"why_insufficient", "Why was the initial period of collection insufficient?",
     "The redesign shipped five months late."},
};

bool is_of_renewal(const std::string& question) {
  return std::ranges::any_of(good_renewal, [&](const Part& part) { return part.question == question; });
}

std::string renewal_with(const std::string& question, const std::string& answer) {
  std::string out = "# Request for Data Collection Renewal\n\n";
  int number = 0;
  for (const Part& part : good_renewal) {
    out += std::to_string(++number) + ") " + part.heading + "\n\n" +
           (part.question == question ? answer : part.answer) + "\n\n";
  }
  return out;
}

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
}

}  // namespace
}  // namespace review
