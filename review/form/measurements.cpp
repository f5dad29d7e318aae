#include "review/form/measurements.h"

#include "review/limits.h"
#include "review/text/expression.h"
#include "review/text/words.h"

#include <algorithm>
#include <set>

namespace review {
namespace {

struct Row {
  int line = 0;
  std::vector<std::string> cells;
};

struct Columns {
  int name = -1;
  int description = 0;
  int category = 1;
  int bug = 2;
  int count = 0;  ///< of the head's cells; 0: the table has none
};

std::vector<std::string> split_pipes(std::string_view text) {
  text = trim(text);
  if (text.starts_with('|')) text.remove_prefix(1);
  std::vector<std::string> cells(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '|')
      cells.back() += text[++i];
    else if (text[i] == '|')
      cells.emplace_back();
    else
      cells.back() += text[i];
  }
  if (cells.size() > 1 && trim(cells.back()).empty()) cells.pop_back();
  for (std::string& cell : cells) cell = std::string(trim(cell));
  return cells;
}

/// Cells set apart by tabs or by two blanks and more. Runs of tabs that only align columns separate once.
std::vector<std::string> split_wide(std::string_view text) {
  std::vector<std::string> cells;
  text = trim(text);
  const bool tabs = text.find('\t') != std::string_view::npos;
  const bool aligned = text.find("\t\t\t") != std::string_view::npos;
  std::string cell;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool cut = tabs ? text[i] == '\t' : text.substr(i).starts_with("  ");
    if (cut) {
      if (!trim(cell).empty() || (tabs && !aligned)) cells.emplace_back(trim(cell));
      cell.clear();
      while (!tabs && i + 1 < text.size() && text[i + 1] == ' ') ++i;
    } else {
      cell += text[i];
    }
  }
  cells.emplace_back(trim(cell));
  return cells;
}

bool is_head(const std::vector<std::string>& cells) {
  int known = 0;
  for (const std::string& cell : cells) {
    const std::string key = key_of(cell);
    if (key.size() < 60 &&
        (key.starts_with("measurement") || key.find("category") != std::string::npos ||
         key.starts_with("tracking bug") || key == "bug" || key == "bugs" || key == "description" ||
         key == "name" || key == "metric" || key == "metric name" || key == "probe")) {
      ++known;
    }
  }
  return known >= 2;
}

Columns columns_of(const std::vector<std::string>& head) {
  Columns out{.name = -1, .description = -1, .category = -1, .bug = -1};
  int sensitivity = -1;  // Glean's word for the category
  for (int i = 0; i < static_cast<int>(head.size()); ++i) {
    const std::string key = key_of(head[static_cast<std::size_t>(i)]);
    if (key.find("categor") != std::string::npos)
      out.category = i;
    else if (key.find("sensitivity") != std::string::npos)
      sensitivity = i;
    else if (key.find("bug") != std::string::npos || key.find("issue") != std::string::npos)
      out.bug = i;
    else if (key.find("description") != std::string::npos)
      out.description = i;
    else if (out.name < 0 && (key.find("name") != std::string::npos || key.starts_with("metric") ||
                              key.starts_with("measurement") || key.starts_with("probe")))
      out.name = i;
  }
  if (out.category < 0) out.category = sensitivity;
  if (out.description < 0) std::swap(out.description, out.name);
  if (out.description < 0) out.description = 0;
  return out;
}

bool is_rule(std::string_view text) {
  static const RE2 rule(R"(^[\s|:+=-]+$)");
  return !trim(text).empty() && matches(text, rule);
}

std::optional<std::string> bug_in(std::string_view text) {
  static const RE2 link(
      R"((https?://\S*(?:show_bug\.cgi\?id=|/issues/|/pull/|/browse/|bugzil\.la/)[\w#-]+))");
  static const RE2 bug(R"((?i)\bbug\s*(?:#|id)?\s*(\d{4,8})\b)");
  static const RE2 number(R"((?:^|\s|\[)(#\d+|\d{5,8}|[\w./-]+#\d+|[A-Z][A-Z0-9]+[-‐‑]\d+)\b)");
  std::string found;
  for (const RE2* pattern : {&link, &bug, &number}) {
    if (RE2::PartialMatch(piece(text), *pattern, &found)) return found;
  }
  return std::nullopt;
}

std::string cell_at(const Row& row, int column) {
  return column >= 0 && column < static_cast<int>(row.cells.size())
             ? row.cells[static_cast<std::size_t>(column)]
             : std::string();
}

/// A row's words that did not fit into its first line: no category and no bug beside them.
bool is_rest_of_a_row(const std::vector<std::string>& cells, const Columns& columns) {
  for (int i = 0; i < static_cast<int>(cells.size()); ++i) {
    const bool is_words = i == columns.description || i == columns.name;
    if (!is_words && !trim(cells[static_cast<std::size_t>(i)]).empty()) return false;
  }
  return true;
}

/// "(on|off)" inside a cell gives a row a cell too many: it belongs to the description.
std::vector<std::string> rejoined(std::vector<std::string> cells, const Columns& columns) {
  const auto at = static_cast<std::ptrdiff_t>(std::max(columns.description, 0));
  while (columns.count > 0 && std::ssize(cells) > columns.count && at + 1 < std::ssize(cells)) {
    cells[static_cast<std::size_t>(at)] += "|" + cells[static_cast<std::size_t>(at) + 1];
    cells.erase(cells.begin() + at + 1);
  }
  return cells;
}

Measurement measurement_of(const Row& row, const Columns& columns) {
  Measurement out;
  out.line = row.line;
  out.description = std::string(trim(cell_at(row, columns.description)));
  if (const std::string name = cell_at(row, columns.name); !trim_marks(name).empty())
    out.name = std::string(trim_marks(name));
  if (out.description.empty() && out.name) out.description = *out.name;
  const StatedCategory stated = stated_category(cell_at(row, columns.category), true);
  out.stated_category = stated.category;
  out.stated_is_ambiguous = stated.ambiguous;
  out.tracking_bug = bug_in(cell_at(row, columns.bug));
  return out;
}

/// "All of these are Category 2, see <link>": says nothing of what is measured.
bool names_no_measurement(std::string_view text) {
  static const RE2 link(R"(\(?https?://\S+|\[|\]\()");
  static const RE2 filler(
      R"(\b(?:all|both|each|every|any|of|these|those|this|the|they|it|in|at|for|is|are|be|will|would|falls?|under|as|into|and|or|see|listed|described|defined|data|collected|collection|collections|collects|metrics?|measurements?|probes?|events?|pings?|telemetry|below|above|following|everything|here|there|link|bug|document|documented|file|yaml|json|categor(?:y|ies)|cat|type|tracking|tracked|\d+|technical|interaction|web activity|stored content|highly sensitive|communications?|proposed|our|we|new)\b)");
  std::string bare(text);
  RE2::GlobalReplace(&bare, link, " ");
  bare = key_of(bare);
  RE2::GlobalReplace(&bare, filler, " ");
  return words_of(bare).empty();
}

/// One point of a list in prose, with the lines that it was wrapped into and what stands indented under it.
struct Point {
  int line = 0;
  int last_line = 0;
  std::size_t indent = 0;
  bool listed = false;  ///< has a list mark or a number
  std::string text;
};

std::size_t indent_of(std::string_view text) {
  constexpr std::size_t tab = 4;
  std::size_t out = 0;
  for (const char c : text) {
    if (c != ' ' && c != '\t') break;
    out += c == ' ' ? 1 : tab;
  }
  return out;
}

/// Whether a line is what is left of a wrapped one.
bool continues(const Point& above, const AnswerLine& line) {
  constexpr std::size_t shortest_wrapped = 40;
  if (line.number != above.last_line + 1) return false;
  if (above.listed) return true;
  return above.text.size() >= shortest_wrapped &&
         std::string_view(".:;").find(trim(above.text).back()) == std::string_view::npos &&
         !stated_category(above.text, false).named;
}

/// Lines that were wrapped are one point again.
std::vector<Point> unwrapped(const std::vector<const AnswerLine*>& prose) {
  static const RE2 list_mark(R"(^\s*(?:[-+*•]|\d{1,2}[.)])\s+\S)");
  std::vector<Point> out;
  for (const AnswerLine* line : prose) {
    const bool listed = matches(line->text, list_mark);
    if (!out.empty() && !listed && continues(out.back(), *line)) {
      out.back().text += " " + std::string(trim_marks(line->text));
      out.back().last_line = line->number;
    } else {
      out.push_back({line->number, line->number, indent_of(line->text), listed, line->text});
    }
  }
  return out;
}

/// What is indented under a point and names one category at most is about that point: its type, category,
/// bug. With more categories the points under it are measurements of their own.
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
    const bool is_one = !stated_category(point.text, false).named && categories == 1 && details == 1;
    if (is_one) {
      for (std::size_t under = at + 1; under < end; ++under)
        point.text += ", " + std::string(trim_marks(lines[under].text));
    }
    out.push_back(std::move(point));
    at = is_one ? end : at + 1;
  }
  return out;
}

}  // namespace

StatedCategory stated_category(std::string_view text, bool bare) {
  static const RE2 number(
      R"((?i)\b(?:categor(?:y|ies)|cat\.?|type)\s*(?:is\s*)?[:#_-]?\s*\(?\**((?:[1-4](?:\s*(?:,|&|/|and|or|-|to)\s*(?:category\s*|cat\.?\s*)?)?)+)(\s*\?)?)");
  static const RE2 digit(R"(^[\s*_`"'(]*((?:[1-4](?:\s*(?:,|&|/|and|or|-|to)\s*)?)+)(\s*\?)?)");
  static const RE2 unsettled(R"((?i)\bor\b|/|\d\s*-\s*\d|\bto\b)");
  static const std::array<RE2, 4> names = {
      RE2(R"((?i)\btechnical\b)"), RE2(R"((?i)\binteraction\b)"),
      RE2(R"((?i)\b(?:web[ _-]?activity|stored[ _-]?content|communications)\b)"),
      RE2(R"((?i)\b(?:highly[ _-]?sensitive|(?:clearly )?identifiable personal)\b)")};
  StatedCategory out;
  std::set<int> seen;
  const auto take = [&](const std::string& digits, const std::string& doubt) {
    for (const char c : digits) {
      if (c >= '1' && c <= '4') seen.insert(c - '0');
    }
    if (!doubt.empty() || (std::ranges::count_if(digits, [](char c) { return c >= '1' && c <= '4'; }) > 1 &&
                           matches(digits, unsettled)))
      out.ambiguous = true;
  };
  std::string digits;
  std::string doubt;
  re2::StringPiece rest = piece(text);
  while (RE2::FindAndConsume(&rest, number, &digits, &doubt)) take(digits, doubt);
  if (seen.empty() && bare && RE2::PartialMatch(piece(text), digit, &digits, &doubt)) take(digits, doubt);
  if (seen.empty()) {
    static const RE2 data(
        R"((?i)\b(?:technical|interaction|web[ _-]?activity|stored[ _-]?content|highly[ _-]?sensitive)\s+data\b)");
    // "... is opened, *interaction*, bug 1": set apart from the words around it.
    static const RE2 set_apart(
        R"((?i)[*_(,.;:–—-]\s*[*_]*(?:technical|interaction|web[ _-]?activity|stored[ _-]?content|highly[ _-]?sensitive)[*_]*\s*(?:[),.;]|$))");
    if (bare || matches(text, data) || matches(text, set_apart)) {
      for (std::size_t i = 0; i < names.size(); ++i) {
        if (matches(text, names[i])) seen.insert(static_cast<int>(i) + 1);
      }
      static const RE2 either(R"((?i)\bor\b|\?)");
      if (!seen.empty() && matches(text, either) && bare) out.ambiguous = true;
    }
  }
  out.named = !seen.empty();
  if (!seen.empty() && !out.ambiguous) out.category = static_cast<Category>(*seen.rbegin());
  return out;
}

MeasurementList read_measurements(const Section& section) {
  MeasurementList out;
  Columns columns;
  bool in_table = false;
  bool had_table = false;
  bool in_grid = false;  // drawn with "+---+": a row may be several lines
  int last_row = 0;
  std::vector<const AnswerLine*> prose;
  const auto add = [&](const Row& row) {
    last_row = row.line;
    Measurement found = measurement_of(row, columns);
    const bool blank =
        std::ranges::all_of(row.cells, [](const std::string& cell) { return trim(cell).empty(); });
    if (!blank && !found.description.empty() && out.measurements.size() < limits::measurements)
      out.measurements.push_back(std::move(found));
  };
  for (const AnswerLine& line : section.answer) {
    std::vector<std::string> cells = line.cells;
    if (cells.empty() && !trim(line.text).empty()) {
      const bool pipes = line.text.find('|') != std::string::npos;
      cells = pipes ? split_pipes(line.text) : split_wide(line.text);
      if (is_rule(line.text)) {
        in_grid = in_grid || line.text.find('+') != std::string::npos;
        continue;
      }
      const bool goes_on = in_table && !out.measurements.empty() && line.number == last_row + 1;
      if (goes_on && (cells.size() == 1 ? !pipes : in_grid && is_rest_of_a_row(cells, columns))) {
        out.measurements.back().description += ' ' + cells.front();
        last_row = line.number;
        continue;
      }
      if (cells.size() < 2 || (!in_table && !pipes && !is_head(cells))) {
        prose.push_back(&line);
        if (!pipes) in_table = false;
        continue;
      }
    }
    if (cells.empty()) continue;
    if (is_head(cells)) {
      columns = columns_of(cells);
      columns.count = static_cast<int>(cells.size());
      in_table = had_table = true;
    } else if (in_table || !line.cells.empty() || cells.size() >= 3) {
      had_table = true;
      add({line.number, rejoined(std::move(cells), columns)});
    } else {
      prose.push_back(&line);
    }
  }
  out.empty_table = had_table && out.measurements.empty();

  std::string words;
  for (const AnswerLine* line : prose) words += line->text + '\n';
  out.overall = stated_category(words, false);
  if (!out.measurements.empty()) return out;

  const std::vector<std::string> links = links_in(words);
  // A list in prose: each point with a category is a measurement, or stands under a line that names one.
  StatedCategory above = out.overall;
  for (const Point& point : points_of(prose)) {
    const StatedCategory stated = stated_category(point.text, false);
    if (!stated.named && !(point.listed && above.named)) continue;
    if (names_no_measurement(point.text)) {
      if (stated.named) above = stated;
      continue;
    }
    Measurement found;
    found.line = point.line;
    static const RE2 ordinal(R"(^\s*\d{1,2}[.)]\s+)");
    re2::StringPiece words_only = piece(point.text);
    RE2::Consume(&words_only, ordinal);
    found.description = std::string(trim_marks({words_only.data(), words_only.size()}));
    found.stated_category = stated.named ? stated.category : above.category;
    found.stated_is_ambiguous = stated.ambiguous;
    found.tracking_bug = bug_in(point.text);
    if (out.measurements.size() < limits::measurements) out.measurements.push_back(std::move(found));
  }
  if (out.measurements.empty() && !links.empty()) {
    out.by_link_only = true;
    out.link = links.front();
  }
  return out;
}

}  // namespace review
