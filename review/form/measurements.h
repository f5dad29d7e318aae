#pragma once
// The list of measurements under "List all proposed measurements": tables of every make, lists, prose.

#include "review/form/form.h"

namespace review {

struct StatedCategory {
  std::optional<Category> category;  ///< the highest named
  bool ambiguous = false;            ///< "1 or 2", "2?": then no category counts as stated
  bool named = false;                ///< a category is spoken of at all
};

/// `bare`: the whole text is a category's cell, where "2" and "interaction" are enough.
[[nodiscard]] StatedCategory stated_category(std::string_view text, bool bare);

struct MeasurementList {
  std::vector<Measurement> measurements;
  StatedCategory overall;    ///< what the prose around the list says
  bool empty_table = false;  ///< a table with a head and nothing under it
  bool by_link_only = false;
  std::string link;
};

[[nodiscard]] MeasurementList read_measurements(const Section& section);

}  // namespace review
