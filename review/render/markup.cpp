#include "review/render/markup.h"

#include "review/text/quote.h"
#include "review/text/words.h"

#include <algorithm>
#include <cctype>

namespace review {
namespace {

/// The longest of the links that stands at `at` as a whole; empty: none.
std::string_view link_at(std::string_view line, std::size_t at, const std::vector<std::string>& links) {
  std::string_view out;
  if (links.empty()) return out;
  for (const std::string& link : links) {
    if (link.size() > out.size() && line.substr(at).starts_with(link)) out = link;
  }
  const bool is_cut = line.substr(at + out.size()).starts_with("…");
  return is_cut ? std::string_view() : out;
}

/// Between angle brackets a link ends where it ends, and nothing in it is markup but an entity.
std::string linked(std::string_view link) {
  std::string out = "<";
  for (const char c : link) {
    out += c;
    if (c == '&' && link.find(';') != std::string_view::npos) out += "amp;";
  }
  return out + ">";
}

}  // namespace

std::string escape_markdown(std::string_view text) {
  constexpr std::size_t most_characters = 600;
  const std::string line = cut_line(text, most_characters);
  const std::vector<std::string> links = links_in(line);
  const auto is_word = [&](std::size_t at) {
    return at < line.size() && std::isalnum(static_cast<unsigned char>(line[at])) != 0;
  };
  std::string out;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (const std::string_view link = link_at(line, at, links); !link.empty()) {
      out += linked(link);
      at += link.size() - 1;
      continue;
    }
    const char c = line[at];
    const std::string_view rest = std::string_view(line).substr(at);
    const bool starts_entity = c == '&' && at + 1 < line.size() && line[at + 1] != ' ';
    const bool starts_line = at == 0 && std::string_view("#>+-=").find(c) != std::string_view::npos;
    const bool is_inner = c == '_' && at > 0 && is_word(at - 1) && is_word(at + 1);  // no markup there
    const bool is_markup = std::string_view("\\`*_[]<|~").find(c) != std::string_view::npos && !is_inner;
    if (starts_entity || starts_line || is_markup) out += '\\';
    out += c;
    // What is no link as a whole must not become one up to the next blank.
    if (c == ':' && rest.starts_with("://")) out += '\\';
    if (c == 'w' && rest.starts_with("www.")) {
      out += "ww\\.";
      at += 3;
    }
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
