#pragma once
// Text as the form reader compares it: words without case, punctuation, marks and links' addresses.

#include <string>
#include <string_view>
#include <vector>

namespace review {

struct Word {
  std::string text;       ///< lower case, letters and digits only
  std::size_t begin = 0;  ///< byte offsets into the text that was read
  std::size_t end = 0;
};

/// "**Which release channels?**" is {which, release, channels}. An apostrophe joins: "someone's" is
/// "someones". The address of a Markdown link is passed over; a bare address is words.
[[nodiscard]] std::vector<Word> words_of(std::string_view text);

/// The words joined by single blanks.
[[nodiscard]] std::string key_of(std::string_view text);
[[nodiscard]] std::string key_of(const std::vector<Word>& words);

/// Where in `text` the words of `key` stand, as they are written there; `key` itself where they do not.
[[nodiscard]] std::string as_written(std::string_view text, std::string_view key);

/// Whether there is a digit of ASCII in it.
[[nodiscard]] bool has_digit(std::string_view text);

[[nodiscard]] std::string_view trim(std::string_view text);
/// Also takes list marks, emphasis and quotation marks from both ends.
[[nodiscard]] std::string_view trim_marks(std::string_view text);

/// White space runs become one blank; at most `characters` code points, then "…".
[[nodiscard]] std::string shorten(std::string_view text, std::size_t characters);

[[nodiscard]] std::vector<std::string> links_in(std::string_view text);

}  // namespace review
