#pragma once
// The question that a line opens with the words of one of the published forms, as people retype and wrap
// them.

#include "review/form/questions.h"

namespace review {

/// Whether something sets the line off: a number, a heading, bold.
[[nodiscard]] bool is_marked(const FormLine& line);

/// The words before a line's colon, or all of them; none where they are too many for a heading.
[[nodiscard]] std::vector<Word> label_of(const FormLine& line);

/// Whether a label is one of the question's headings: "Opt-out", or "**Opt-out:** the switch in the
/// settings".
[[nodiscard]] bool is_heading_of(const QuestionText& question, const std::vector<Word>& label);

/// What `lines[at]` opens; no question where it opens none. `words` are those of each line's body.
[[nodiscard]] OpenedQuestion published_question(const std::vector<FormLine>& lines, const LineWords& words,
                                                const Grammar& grammar, std::size_t at);

}  // namespace review
