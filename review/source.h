#pragma once
// What a data-review flag hangs on, told from what Bugzilla says of the attachment.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace review {

enum class Source {
  text,         ///< text/plain: Bugzilla shows it beside the bug
  hidden_text,  ///< another type that may hold text: read, though Bugzilla does not show it beside the bug
  web_page,
  pdf,
  office,
  image,
  media,
  archive,
  link,   ///< a pull request, a Phabricator revision, a shared document
  patch,  ///< a change of source code
  too_large,
};

/// `content_type` as the uploader said, in any case and with parameters; "": unknown, taken for text.
/// `bytes` is the size; more than limits::document_bytes is too large for a form.
[[nodiscard]] Source source_of(std::string_view content_type, std::int64_t bytes);

/// Whether the attachment's data is worth fetching: everything else is told by its type alone.
[[nodiscard]] bool is_read(Source source);

/// The same from the lines of the data: what was attached as text, but is a patch or nothing but a link.
[[nodiscard]] Source source_in(Source by_type, const std::vector<std::string>& lines);

/// For the wording of config/policy/findings.toml: "pdf", "patch"; "" for what is read.
[[nodiscard]] std::string_view spelling(Source source);

}  // namespace review
