#pragma once
// Lists in prose: the points of a list, each one measurement.

#include "review/form/form.h"

#include <string>
#include <string_view>
#include <vector>

namespace review {

/// One point of a list in prose, with the lines that it was wrapped into and what stands indented under it.
struct Point {
  int line = 0;
  int last_line = 0;
  std::size_t indent = 0;
  bool listed = false;  ///< has a list mark or a number
  std::string text;
};

/// Lines that were wrapped are one point again. What is indented under a point and names one category at most
/// is about that point: its type, category, bug. With more categories the points under it are measurements of
/// their own.
[[nodiscard]] std::vector<Point> points_of(const std::vector<const AnswerLine*>& prose);

/// "All of these are Category 2, see <link>": says nothing of what is measured.
[[nodiscard]] bool names_no_measurement(std::string_view text);

}  // namespace review
