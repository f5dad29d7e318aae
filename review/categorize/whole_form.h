#pragma once
// Categories of a whole form: each of its measurements, what two of them tell together, and what is said where no list
// could be read.

#include "review/assessment.h"
#include "review/form/measurements.h"
#include "review/policy.h"

namespace review {

/// Puts the list's measurements into `out` with the categories that they read like, and fills in the form's own. The
/// answers must stand there before.
void categorize_form(Assessment& out, MeasurementList list, const Policy& policy);

}  // namespace review
