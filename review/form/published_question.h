#pragma once
// The question that a line opens with the words of one of the published forms, as people retype and wrap
// them.

#include "review/form/questions.h"

namespace review {

/// Whether something sets the line off: a number, a heading, bold.
[[nodiscard]] bool is_marked(const FormLine& line);

/// What `lines[at]` opens; no question where it opens none. `words` are those of each line's body.
[[nodiscard]] OpenedQuestion published_question(const std::vector<FormLine>& lines, const LineWords& words,
                                                const Grammar& grammar, std::size_t at);

}  // namespace review
