#pragma once
// Words of strangers on their way into a Matrix message.

#include <string>
#include <string_view>

namespace service::matrix {

/// Well-formed UTF-8 without control characters (line feeds stay), without characters that turn the
/// direction of writing, and without anything that an old client takes for a call to the whole room.
/// A homeserver answers 500 to half a surrogate pair, each time.
[[nodiscard]] std::string clean(std::string_view text);

/// Text as HTML shows it; also safe inside a double-quoted attribute.
[[nodiscard]] std::string escape_html(std::string_view text);

/// At most `bytes` bytes, cut between code points, with "…" where something was cut.
[[nodiscard]] std::string cut(std::string_view text, std::size_t bytes);

/// One segment of a URL's path, or one value of its query: all but unreserved characters as %XX.
[[nodiscard]] std::string escape_url(std::string_view text);

/// "@local:server" as the specification allows it to be mentioned: at most 255 bytes, no blanks.
[[nodiscard]] bool is_user_id(std::string_view text);

}  // namespace service::matrix
