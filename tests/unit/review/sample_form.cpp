#include "sample_form.h"

namespace review {
namespace {

constexpr const char* table_head =
    "| Measurement Description | Data Collection Category | Tracking Bug # |\n| --- | --- | --- |\n";

const Part request_parts[] = {
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
     "| Measurement Description | Data Collection Category | Tracking Bug # |\n| --- | --- | --- |\n"
     "| Clicks on the button | Category 2 | Bug 1900001 |"},
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

const Part renewal_parts[] = {
    {"initial_request", "Provide a link to the initial Data Collection Review Request for this collection.",
     "https://bugzilla.mozilla.org/show_bug.cgi?id=1800002#c4"},
    {"new_expiry", "When will this collection now expire?", "2027-09-30"},
    {"why_insufficient", "Why was the initial period of collection insufficient?",
     "The redesign shipped five months late."},
};

/// The rows stand under the template's head, wherever they begin.
std::string with_table_head(std::string answer) {
  const std::size_t table = answer.find("| ");
  return table == std::string::npos ? answer : answer.insert(table, table_head);
}

std::vector<Part> with(std::span<const Part> parts, const std::string& question, const std::string& answer) {
  std::vector<Part> out(parts.begin(), parts.end());
  for (Part& part : out) {
    if (part.question == question)
      part.answer = question == "measurements" ? with_table_head(answer) : answer;
  }
  return out;
}

}  // namespace

std::vector<Part> good_form() {
  return {std::begin(request_parts), std::end(request_parts)};
}
std::vector<Part> good_renewal() {
  return {std::begin(renewal_parts), std::end(renewal_parts)};
}

bool is_of_renewal(const std::string& question) {
  return std::ranges::any_of(renewal_parts, [&](const Part& part) { return part.question == question; });
}

std::string written(const std::vector<Part>& parts, const Layout& layout) {
  std::string out = layout.title;
  int number = 0;
  for (const Part& part : parts)
    out += layout.question(++number, part.heading) + layout.gap + part.answer + "\n\n";
  return out;
}

std::string form_with(const std::string& question, const std::string& answer) {
  return written(with(request_parts, question, answer), {});
}

std::string renewal_with(const std::string& question, const std::string& answer) {
  return written(with(renewal_parts, question, answer),
                 {.title = "# Request for Data Collection Renewal\n\n"});
}

}  // namespace review
