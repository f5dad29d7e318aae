#include "review/source.h"

#include "review/limits.h"
#include "review/text/words.h"

#include <algorithm>
#include <array>
#include <string>

namespace review {
namespace {

struct Known {
  std::string_view beginning;
  Source source;
};

// The first that fits. The types of links are those that BMO gives to attached addresses.
constexpr std::array<Known, 22> known = {{
    {"text/plain", Source::text},
    {"text/html", Source::web_page},
    {"application/xhtml", Source::web_page},
    {"text/x-github-pull-request", Source::link},
    {"text/x-phabricator-request", Source::link},
    {"text/x-review-board-request", Source::link},
    {"text/x-google-doc", Source::link},
    {"text/x-patch", Source::patch},
    {"text/x-diff", Source::patch},
    {"application/pdf", Source::pdf},
    {"application/msword", Source::office},
    {"application/rtf", Source::office},
    {"text/rtf", Source::office},
    {"application/vnd.", Source::office},
    {"application/zip", Source::archive},
    {"application/gzip", Source::archive},
    {"application/x-gzip", Source::archive},
    {"application/x-7z", Source::archive},
    {"application/x-tar", Source::archive},
    {"image/", Source::image},
    {"audio/", Source::media},
    {"video/", Source::media},
}};

constexpr std::array<std::string_view, 5> patch_beginnings = {"diff --git ", "# HG changeset patch", "--- a/",
                                                              "Index: ", "From "};

bool is_address(std::string_view line) {
  return (line.starts_with("https://") || line.starts_with("http://")) &&
         line.find_first_of(" \t") == std::string_view::npos;
}

/// Without what a tracker puts around a text: quote marks. A fence of code is nothing.
std::string_view said_in(std::string_view line) {
  line = trim(line);
  while (line.starts_with('>')) line = trim(line.substr(1));
  return line.starts_with("```") ? std::string_view() : line;
}

}  // namespace

Source source_of(std::string_view content_type, std::int64_t bytes) {
  std::string type(trim(content_type));
  std::ranges::transform(type, type.begin(), [](unsigned char c) { return std::tolower(c); });
  const auto found =
      std::ranges::find_if(known, [&](const Known& each) { return type.starts_with(each.beginning); });
  const Source source = type.empty()           ? Source::text
                        : found == known.end() ? Source::hidden_text
                                               : found->source;
  const bool is_too_large = bytes > static_cast<std::int64_t>(limits::document_bytes);
  return is_read(source) && is_too_large ? Source::too_large : source;
}

bool is_read(Source source) {
  return source == Source::text || source == Source::hidden_text || source == Source::patch;
}

Source source_in(Source by_type, const std::vector<std::string>& lines) {
  if (!is_read(by_type)) return by_type;
  std::string_view first;
  std::size_t count = 0;
  for (const std::string& line : lines) {
    const std::string_view said = said_in(line);
    if (said.empty()) continue;
    if (++count > 1) break;
    first = said;
  }
  if (count == 1 && is_address(first)) return Source::link;
  const bool is_patch = std::ranges::any_of(
      patch_beginnings, [&](std::string_view beginning) { return first.starts_with(beginning); });
  return is_patch ? Source::patch : by_type;
}

std::string_view spelling(Source source) {
  switch (source) {
    case Source::text:
    case Source::hidden_text:
      return "";
    case Source::web_page:
      return "web-page";
    case Source::pdf:
      return "pdf";
    case Source::office:
      return "office";
    case Source::image:
      return "image";
    case Source::media:
      return "media";
    case Source::archive:
      return "archive";
    case Source::link:
      return "link";
    case Source::patch:
      return "patch";
    case Source::too_large:
      return "too-large";
  }
  return "";
}

}  // namespace review
