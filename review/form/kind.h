#pragma once
// What a document is: a request, a renewal, a blank template, or no form at all although it has a form's
// words.

#include "review/form/form.h"

namespace review {

/// Whether a line of the document is a form's title.
struct Titles {
  bool request = false;
  bool renewal = false;
};

/// Sets kind and version of a form whose sections are read, and drops the sections of the other form.
void tell_kind(const FormLines& lines, const Titles& titles, const Grammar& grammar, Form& form);

}  // namespace review
