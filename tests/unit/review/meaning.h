#pragma once
// An assessment reduced to what a steward would read out of it, and small changes of a form's text, for tests
// that compare a form with itself in another layout.

#include "review/policy.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <string>
#include <vector>

namespace review {

/// The policy that the program is built with.
[[nodiscard]] const Policy& policy();

/// The assessment of `form` without lines, quotes and the wording of answers.
[[nodiscard]] nlohmann::json meaning(const std::string& form);

/// All of the assessment but lines and how sure it is; blanks and quotation marks count as such only.
[[nodiscard]] nlohmann::json whole_meaning(const std::string& form);

[[nodiscard]] std::vector<std::string> lines_of(const std::string& text);
[[nodiscard]] std::string each_line(const std::string& text,
                                    const std::function<std::string(const std::string&)>& change);
[[nodiscard]] std::string replaced(std::string text, const std::string& from, const std::string& to);

}  // namespace review
