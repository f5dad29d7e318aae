#pragma once
// A form's lines with the layers taken off that trackers put on: quote marks, HTML, numbering.
// HTML tables become rows here; what the other lines mean is not decided here.

#include "review/text/decode.h"

#include <string>
#include <vector>

namespace review {

struct FormLine {
  int number = 0;                  ///< 1-based, in the attachment
  std::string text;                ///< without quote marks and tags, entities decoded; may be empty
  std::vector<std::string> cells;  ///< of a row of an HTML table; `text` is empty then
  int heading = 0;                 ///< level 1 to 6 of a Markdown or HTML heading; 0: none
  int ordinal = 0;                 ///< 5 for "5) List ..." and "5. List ..."; 0: none
  bool emphasised = false;         ///< the whole line is bold or italic
  std::string body;                ///< `text` without heading and list marks and the ordinal
};

struct FormLines {
  std::vector<FormLine> lines;
  bool broken_table = false;  ///< an HTML table that is not closed, or a cell that swallows the next question
};

[[nodiscard]] FormLines read_lines(const Text& text);

}  // namespace review
