// Any bytes as an attachment: assessed and rendered in every format without a crash, never over Bugzilla's
// limit, and without characters that reach a terminal or turn the text around them. The first bytes choose
// what surrounds the text: its content type, its file's name, the comment that it was pasted in, what an
// earlier comment asked for.

#include "review/assess.h"
#include "review/limits.h"
#include "review/render/render.h"
#include "review/text/quote.h"
#include "service/builtin/files.h"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <sstream>

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

/// Whether each line is as one_line() leaves it, but for the blanks that lay it out.
bool is_plain(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    if (review::one_line(line) != line.substr(indent)) return false;
  }
  return true;
}

void check_comment(const std::string& text) {
  require(text.size() < review::limits::comment_characters);
  require(is_plain(text));
}

constexpr std::array<std::string_view, 6> types = {
    "text/plain", "", "text/markdown", "application/pdf", "text/html", "application/octet-stream"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const review::Policy policy = *review::Policy::parse(builtin::files());
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto byte = [&](std::size_t at) { return at < size ? data[at] : 0U; };
  const std::string_view type = byte(0) < ' ' ? types.at(byte(0) % types.size()) : types.front();
  const std::string file = bytes.substr(0, bytes.find('\n')).substr(0, 200);
  const std::chrono::year_month_day today = std::chrono::year(2026) / 11 / 24;
  const auto found = review::assess({.bytes = bytes, .content_type = type, .file_name = file}, policy, today);
  const review::CommentContext context{
      .reference = "r",
      .file_name = file,
      .pasted_in = byte(1) == 0 ? std::optional<std::int64_t>(byte(2)) : std::nullopt};
  check_comment(review::render_comment(found, policy, context));
  // What an earlier version was told: the same, the half of the form, and whatever the bytes say.
  const auto half = review::assess({.bytes = std::string_view(bytes).substr(0, size / 2)}, policy, today);
  const std::string json =
      review::to_json(half, file).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  check_comment(review::render_update(found, policy, review::told_by(json), context));
  check_comment(review::render_update(found, policy, review::told_by(bytes), context));
  check_comment(review::render_steward(found, policy));
  require(is_plain(review::render_text(found, file, {})));
  (void)review::render_text(found, file, {.colour = true});
  // Both throw where a text of the form is not UTF-8, which would be a finding.
  (void)review::to_json(found, "form.txt").dump();
  (void)review::to_sarif({{"form.txt", found}}, policy, "1").dump();
  return 0;
}
