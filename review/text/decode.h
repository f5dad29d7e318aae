#pragma once
// Bytes of an attachment to lines of UTF-8, whatever they were.

#include <string>
#include <string_view>
#include <vector>

namespace review {

struct Text {
  std::vector<std::string> lines;  ///< valid UTF-8, no line ends, no NUL; at most limits::document_lines
  bool binary = false;             ///< a picture, a PDF, an archive: no lines then
  bool truncated = false;          ///< longer than the limits; the rest is not read
  std::string assumed;             ///< what was read other than plain UTF-8, in words; empty: nothing
};

[[nodiscard]] Text decode(std::string_view bytes);

}  // namespace review
