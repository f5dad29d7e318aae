#include "review/form/points.h"

#include "review/form/stated_category.h"
#include "review/text/expression.h"
#include "review/text/words.h"

#include <algorithm>

namespace review {
namespace {

std::size_t indent_of(std::string_view text) {
  constexpr std::size_t tab = 4;
  std::size_t out = 0;
  for (const char c : text) {
    if (c != ' ' && c != '\t') break;
    out += c == ' ' ? 1 : tab;
  }
  return out;
}

/// "Bug 1234567", "https://bugzilla.mozilla.org/...": belongs to what stands above.
bool is_only_a_bug(std::string_view text) {
  static const RE2 bug(
      R"((?i)^\W*(?:tracking )?(?:bug|issue)?\W*(?:number|id)?\W*(?:\d{4,8}|[a-z]{2,12}\W{1,3}\d{2,6}|https?://\S+)\W*$)");
  return matches(text, bug);
}

/// "Category 1:" under the points of category 2.
bool begins_anew(const AnswerLine& line) {
  return indent_of(line.text) == 0 && names_no_measurement(line.text) && trim_marks(line.text).ends_with(':');
}

/// "Category 2. Bug 1900001": says something of what stands above and names nothing itself.
bool is_only_said_of_above(const AnswerLine& line) {
  const std::string_view text = trim(line.text);
  return !text.empty() && !trim_marks(text).ends_with(':') && names_no_measurement(text) &&
         (stated_category(text, false).named || is_only_a_bug(text));
}

/// Whether a line is what is left of a wrapped one. `last` is the line above it, `width` where lines end.
bool continues(const Point& above, const AnswerLine& last, const AnswerLine& line, std::size_t width) {
  constexpr std::size_t shortest_wrapped = 40;
  if (line.number != above.last_line + 1) return false;
  if (is_only_a_bug(line.text)) return true;
  if (above.listed) return !begins_anew(line);
  const std::string_view told = trim(above.text);
  const bool is_whole = told.empty() || std::string_view(".:;").find(told.back()) != std::string_view::npos;
  const bool has_category = stated_category(above.text, false).named;
  if (above.text.size() >= shortest_wrapped && !is_whole && !has_category) return true;
  // Its first word found no room above.
  const std::string_view words = trim(line.text);
  const std::size_t first_word = std::min(words.find(' '), words.size());
  return last.text.size() >= shortest_wrapped && last.text.size() + 1 + first_word > width &&
         !(has_category && stated_category(line.text, false).named);
}

/// Whether the point has no category, or no bug, where the line says one.
bool lacks_what(const Point& above, const AnswerLine& line) {
  return !trim(above.text).empty() && !names_no_measurement(above.text) &&
         !(stated_category(above.text, false).named && stated_category(line.text, false).named);
}

/// Lines that were wrapped are one point again, and so are "Measurement: ...", "Category: 1", "Bug: 12345".
std::vector<Point> unwrapped(const std::vector<const AnswerLine*>& prose) {
  static const RE2 list_mark(R"(^\s*(?:[-+*•]|\d{1,2}[.)])\s+\S)");
  static const RE2 record(
      R"((?i)^[\s*_+•-]*(?:measurements?|metric|probe|event|histogram|scalar)(?: name| description)?[*_]*\s*:\s*[*_]*\s*)");
  static const RE2 detail(
      R"((?i)^[\s*_+•-]*(?:(?:data )?(?:collection )?(?:category|cat|sensitivity)|type|tracking bug|bug|description|what|extras?|extra keys|name)(?: number| no| #)?[*_]*\s*[:=])");
  std::size_t width = 0;
  for (const AnswerLine* line : prose) width = std::max(width, line->text.size());
  std::vector<Point> out;
  bool in_record = false;
  const AnswerLine* last = nullptr;
  const auto is_above_a_list = [&](std::size_t at) {
    const auto next = std::find_if(prose.begin() + static_cast<std::ptrdiff_t>(at) + 1, prose.end(),
                                   [](const AnswerLine* line) { return !trim(line->text).empty(); });
    return next != prose.end() && matches((*next)->text, list_mark);
  };
  for (std::size_t at = 0; at < prose.size(); ++at) {
    const AnswerLine* line = prose[at];
    if (trim(line->text).empty()) continue;
    const bool listed = matches(line->text, list_mark);
    const bool is_next = !out.empty() && line->number == out.back().last_line + 1;
    if (re2::StringPiece words = piece(line->text); RE2::Consume(&words, record)) {
      out.push_back({line->number, line->number, indent_of(line->text), listed, words.as_string()});
      in_record = true;
    } else if (in_record && is_next && matches(line->text, detail)) {
      out.back().text += ", " + std::string(trim_marks(line->text));
      out.back().last_line = line->number;
    } else if (!out.empty() && !listed &&
               (continues(out.back(), *last, *line, width) ||
                (!out.back().listed && !is_above_a_list(at) && is_only_said_of_above(*line) &&
                 lacks_what(out.back(), *line)))) {
      out.back().text += " " + std::string(trim_marks(line->text));
      out.back().last_line = line->number;
    } else {
      out.push_back({line->number, line->number, indent_of(line->text), listed, line->text});
      in_record = false;
    }
    last = line;
  }
  return out;
}

}  // namespace

bool names_no_measurement(std::string_view text) {
  static const RE2 link(R"(\(?https?://\S+|\[|\]\(|\b[A-Z][A-Z0-9]+-\d+\b)");  // or "VPN-7391"
  static const RE2 filler(
      R"(\b(?:all|both|each|every|any|of|these|those|this|the|they|it|in|at|for|is|are|be|will|would|falls?|under|as|into|and|or|see|listed|described|defined|data|collected|collection|collections|collects|metrics?|measurements?|probes?|events?|pings?|telemetry|below|above|following|everything|here|there|link|bug|document|documented|file|yaml|json|categor(?:y|ies)|cat|type|tracking|tracked|\d+|technical|interaction|web activity|stored content|highly sensitive|communications?|proposed|our|we|new)\b)");
  std::string bare(text);
  RE2::GlobalReplace(&bare, link, " ");
  bare = key_of(bare);
  RE2::GlobalReplace(&bare, filler, " ");
  return words_of(bare).empty();
}

std::vector<Point> points_of(const std::vector<const AnswerLine*>& prose) {
  const std::vector<Point> lines = unwrapped(prose);
  std::vector<Point> out;
  for (std::size_t at = 0; at < lines.size();) {
    Point point = lines[at];
    std::size_t end = at + 1;
    int categories = 0;
    int details = 0;
    for (; end < lines.size() && point.listed && lines[end].listed && lines[end].indent > point.indent;
         ++end) {
      const bool names_category = stated_category(lines[end].text, false).named;
      categories += names_category ? 1 : 0;
      details += names_category && names_no_measurement(lines[end].text) ? 1 : 0;
    }
    // A measurement with its category, and under it its extra keys.
    const bool has_keys =
        stated_category(point.text, false).named && categories == 0 && !names_no_measurement(point.text);
    const bool is_one =
        has_keys || (!stated_category(point.text, false).named && categories == 1 && details == 1);
    if (is_one) {
      for (std::size_t under = at + 1; under < end; ++under)
        point.text += ", " + std::string(trim_marks(lines[under].text));
    }
    out.push_back(std::move(point));
    at = is_one ? end : at + 1;
  }
  return out;
}

}  // namespace review
