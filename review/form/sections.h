#pragma once
// What is written under each question of a form, and which of it is the template's.

#include "review/form/form.h"
#include "review/form/questions.h"

namespace review {

/// Fills in sections, collections, preamble and whether it is the stewards' form. `words` are those of each
/// line's body.
void read_sections(const FormLines& lines, const LineWords& words, const Grammar& grammar, Form& form);

}  // namespace review
