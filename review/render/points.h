#pragma once
// Findings as the points of a comment: what says the same is told once, what is alike in one sentence.

#include "review/assessment.h"
#include "review/policy.h"

#include <cstddef>
#include <string>
#include <vector>

namespace review {

using Findings = std::vector<const Finding*>;  ///< of an assessment that outlives them

/// The findings of this severity that another one does not already say.
[[nodiscard]] Findings worth_telling(const Assessment& assessment, Severity severity);

/// A titled list in Markdown, empty where there is nothing to tell; the first `most` points, the rest is
/// counted.
struct ListStyle {
  const char* title = "";
  bool numbered = false;
  std::size_t most = 10;
};
[[nodiscard]] std::string told(const Findings& findings, const Policy& policy, const ListStyle& style);
[[nodiscard]] std::string listed(const std::vector<std::string>& points, const ListStyle& style);

/// "1 thing", "4 things".
[[nodiscard]] std::string counted(std::size_t count, const std::string& what);

}  // namespace review
