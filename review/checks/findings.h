#pragma once
// What the bot has to say about a form, in the words of config/policy/findings.toml.

#include "review/assess.h"
#include "review/form/form.h"
#include "review/form/measurements.h"

namespace review {

struct FindingSources {
  const Document& document;
  const Text& text;
  const Form& form;
  const MeasurementList& measurements;
  const Policy& policy;
  std::chrono::year_month_day as_of;
};

/// Adds every finding to the assessment, blocking first, then by line.
void find_all(Assessment& assessment, const FindingSources& sources);

}  // namespace review
