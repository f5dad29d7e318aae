#pragma once
// The list of measurements under "List all proposed measurements": tables of every make, lists, prose.

#include "review/form/form.h"
#include "review/form/stated_category.h"

namespace review {

struct MeasurementList {
  std::vector<Measurement> measurements;
  StatedCategory overall;    ///< what the prose around the list says
  StatedCategory of_all;     ///< what it says of all of them: "everything is category 1"
  std::string of_all_words;  ///< in these words
  bool empty_table = false;  ///< a table with a head and nothing under it
  bool by_link_only = false;
  std::string link;
};

[[nodiscard]] MeasurementList read_measurements(const Section& section);

}  // namespace review
