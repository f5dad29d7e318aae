#pragma once
// Whether an answer is one: answered, vague, a placeholder, missing.

#include "review/form/form.h"
#include "review/policy.h"

namespace review {

[[nodiscard]] AnswerState state_of(Question question, const Section& section, const Policy& policy);

/// Whether the form's own version asked this question.
[[nodiscard]] bool asked(Question question, Template version);

}  // namespace review
