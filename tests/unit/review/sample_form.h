#pragma once
// A request and a renewal that a steward would grant, with one answer replaced or another layout where a test
// wants it.

#include <algorithm>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace review {

struct Part {
  std::string question;  ///< spelling of the assessment's schema
  std::string heading;
  std::string answer;
};

/// How people lay a form out.
struct Layout {
  std::string title = "# Request for data collection review form\n\n";
  std::function<std::string(int number, const std::string& heading)> question =
      [](int number, const std::string& heading) { return std::to_string(number) + ") " + heading; };
  std::string gap = "\n\n";  ///< between question and answer
};

[[nodiscard]] std::vector<Part> good_form();
[[nodiscard]] std::vector<Part> good_renewal();
[[nodiscard]] std::string written(const std::vector<Part>& parts, const Layout& layout);

/// Rows given for "measurements" stand under the head of the template's table.
[[nodiscard]] std::string form_with(const std::string& question, const std::string& answer);
[[nodiscard]] std::string renewal_with(const std::string& question, const std::string& answer);
[[nodiscard]] bool is_of_renewal(const std::string& question);

}  // namespace review
