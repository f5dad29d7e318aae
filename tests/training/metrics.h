#pragma once
// Labelled metrics, as the reference data have them: one JSON object a line.

#include "review/categorize/categorize.h"

#include <string>
#include <vector>

namespace training {

struct Metric {
  std::string app;   ///< no application stands on both sides of a measurement
  int category = 0;  ///< as its authors labelled it
  review::Subject subject;
};

/// How much of a metric is shown. A request form gives descriptions, seldom names and never types.
enum class View { everything, without_type, description_only };
[[nodiscard]] review::Subject seen(const review::Subject& subject, View view);
[[nodiscard]] const char* name_of(View view);

/// Appends; throws where a line is not such an object.
void read_metrics(const std::string& path, std::vector<Metric>& out);

}  // namespace training
