#include "review/text/html.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace review {
namespace {

constexpr std::size_t longest_tag = 2000;

constexpr std::array<std::string_view, 41> known = {
    "p",     "br",    "li",    "ul",   "ol",   "h1",   "h2",     "h3",      "h4",      "h5",         "h6",
    "table", "thead", "tbody", "tr",   "td",   "th",   "b",      "i",       "u",       "s",          "a",
    "div",   "span",  "code",  "pre",  "hr",   "em",   "strong", "details", "summary", "blockquote", "img",
    "sup",   "sub",   "font",  "body", "html", "head", "input",  "del"};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::optional<std::string> entity(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 13> names = {{{"amp", "&"},
                                                                                           {"lt", "<"},
                                                                                           {"gt", ">"},
                                                                                           {"quot", "\""},
                                                                                           {"apos", "'"},
                                                                                           {"nbsp", " "},
                                                                                           {"ndash", "–"},
                                                                                           {"mdash", "—"},
                                                                                           {"hellip", "…"},
                                                                                           {"lsquo", "‘"},
                                                                                           {"rsquo", "’"},
                                                                                           {"ldquo", "“"},
                                                                                           {"rdquo", "”"}}};
  for (const auto& [known_name, character] : names) {
    if (known_name == name) return std::string(character);
  }
  if (!name.starts_with("#") || name.size() < 2) return std::nullopt;
  const bool hex = name[1] == 'x' || name[1] == 'X';
  const std::string_view digits = name.substr(hex ? 2 : 1);
  std::int32_t code = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
  if (error != std::errc{} || end != digits.data() + digits.size() || code < 0x20 ||
      !utf8proc_codepoint_valid(code)) {
    return std::nullopt;
  }
  std::array<utf8proc_uint8_t, 4> bytes{};
  const auto count = utf8proc_encode_char(code, bytes.data());
  return std::string(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(count));
}

}  // namespace

std::optional<Tag> tag_at(std::string_view text) {
  text = text.substr(0, longest_tag);
  if (text.starts_with("<!--")) {
    const auto end = text.find("-->", 4);
    if (end == std::string_view::npos) return std::nullopt;
    return Tag{.name = "!", .address = {}, .length = end + 3};
  }
  const auto close = text.find('>');
  if (close == std::string_view::npos) return std::nullopt;
  const std::string_view inside = text.substr(1, close - 1);
  const bool closing = inside.starts_with('/');
  const std::string_view rest = inside.substr(closing ? 1 : 0);
  const std::string name = lower(rest.substr(0, rest.find_first_of(" \t/")));
  if (std::ranges::find(known, name) == known.end()) return std::nullopt;
  Tag tag{.name = (closing ? "/" : "") + name, .address = {}, .length = close + 1};
  if (name == "a" && !closing) {
    static const RE2 href(R"re((?i)href\s*=\s*["']?([^"'\s>]+))re");
    RE2::PartialMatch(re2::StringPiece(rest.data(), rest.size()), href, &tag.address);
  }
  if ((name == "td" || name == "th") && !closing && rest.size() > name.size()) {
    static const RE2 rowspan(R"re((?i)rowspan\s*=\s*["']?(\d{1,3})\b)re");
    int rows = 1;
    if (RE2::PartialMatch(re2::StringPiece(rest.data(), rest.size()), rowspan, &rows))
      tag.rows = std::clamp(rows, 1, 100);
  }
  return tag;
}

std::string decode_entities(std::string_view text) {
  if (text.find('&') == std::string_view::npos) return std::string(text);
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '&') {
      const auto end = text.substr(at, 12).find(';');
      if (end != std::string_view::npos) {
        if (const auto character = entity(text.substr(at + 1, end - 1))) {
          out += *character;
          at += end;
          continue;
        }
      }
    }
    out += text[at];
  }
  return out;
}

bool is_block(std::string_view tag) {
  if (tag.starts_with('/')) tag.remove_prefix(1);
  static constexpr std::array<std::string_view, 21> blocks = {
      "p",     "br",    "li",    "ul", "ol", "h1", "h2", "h3",  "h4",      "h5",        "h6",
      "table", "thead", "tbody", "tr", "td", "th", "hr", "div", "summary", "blockquote"};
  return std::ranges::find(blocks, tag) != blocks.end();
}

}  // namespace review
