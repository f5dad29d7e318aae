#pragma once
// Just enough HTML: the tags that forms copied from a web page carry.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace review {

struct Tag {
  std::string name;        ///< lower case, "/td" for a closing one, "!" for a comment
  std::string address;     ///< href of <a>
  std::size_t length = 0;  ///< bytes from "<" to ">"
  int rows = 1;            ///< rowspan of <td> and <th>, 1 to 100
};

/// The tag that starts at text[0] == '<'. Unknown names ("<metric name>") are text, not tags.
[[nodiscard]] std::optional<Tag> tag_at(std::string_view text);

/// "&amp;" and the like to characters; what is not known stays.
[[nodiscard]] std::string decode_entities(std::string_view text);

/// Starts a new line of text.
[[nodiscard]] bool is_block(std::string_view tag);

}  // namespace review
