#include "review/render/markup.h"

#include "review/text/words.h"

#include <cctype>

namespace review {

std::string escape_markdown(std::string_view text) {
  constexpr std::size_t most_characters = 400;
  const std::string line = shorten(text, most_characters);
  const auto is_word = [&](std::size_t at) {
    return at < line.size() && std::isalnum(static_cast<unsigned char>(line[at])) != 0;
  };
  std::string out;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    const bool starts_entity = c == '&' && at + 1 < line.size() && line[at + 1] != ' ';
    const bool starts_line = at == 0 && std::string_view("#>+-=").find(c) != std::string_view::npos;
    // Inside a word an underscore is no markup, and a backslash would break a link.
    const bool is_inner = c == '_' && at > 0 && is_word(at - 1) && is_word(at + 1);
    const bool is_markup = std::string_view("\\`*_[]<|~").find(c) != std::string_view::npos && !is_inner;
    if (starts_entity || starts_line || is_markup) out += '\\';
    out += c;
  }
  return out;
}

std::string how_long(const Duration& duration) {
  if (duration.kind == DurationKind::unclear) return "end unclear";
  std::string out(spelling(duration.kind));
  if (duration.kind == DurationKind::months)
    out = *duration.until + " months";
  else if (duration.until)
    out = (duration.kind == DurationKind::version ? "until version " : "until ") + *duration.until;
  if (duration.owner) out += ", watched by " + *duration.owner;
  return out;
}

std::string category_number(std::optional<Category> category) {
  return category ? std::to_string(static_cast<int>(*category)) : "not given";
}

}  // namespace review
