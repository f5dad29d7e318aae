#pragma once
// Which lines of a document open which questions. By meaning and never by number: people renumber, shorten,
// reword, merge and re-wrap them.

#include "review/form/grammar.h"
#include "review/text/lines.h"
#include "review/text/words.h"

#include <vector>

namespace review {

/// The words of each line's body.
using LineWords = std::vector<std::vector<Word>>;

struct OpenedQuestion {
  const QuestionText* question = nullptr;  ///< null: the line opens none
  const QuestionText* merged = nullptr;    ///< a second question asked in the same sentence
  std::size_t begin = 0;                   ///< byte of the line's body where the question's words begin
  bool reworded = false;                   ///< recognised by its signs only
  bool labelled = false;                   ///< by a heading of a word or two, which other pages have as well
  bool unasked = false;  ///< the line is the answer's first: only the form's number stands before it
};

/// One entry a line. First by the published words, then, for the questions not found so, by signs on lines
/// that are marked as the found ones are and stand where the question belongs. Answers under the form's
/// numbers alone are taken where they read like answers to the questions of those numbers.
[[nodiscard]] std::vector<OpenedQuestion> find_questions(const std::vector<FormLine>& lines,
                                                         const LineWords& words, const Grammar& grammar);

}  // namespace review
