#pragma once
// The requester's words inside sentences of ours.

#include <cstddef>
#include <string>
#include <string_view>

namespace review {

/// The text on one line: white space runs become one blank; controls and marks that turn the direction of
/// what stands around them are left out; bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string one_line(std::string_view text);

/// one_line() of at most `characters` code points; a longer one is cut, between words where there are some,
/// and ends with "…".
[[nodiscard]] std::string cut_line(std::string_view text, std::size_t characters);

/// The same without marks of lists and quoted mail at line starts and without bold: what people say, not how
/// they lay it out.
[[nodiscard]] std::string quote_of(std::string_view text, std::size_t characters);

/// “words”; quotation marks inside become single ones.
[[nodiscard]] std::string in_quotes(std::string_view words);

}  // namespace review
