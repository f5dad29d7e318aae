#include "review/form/measurements.h"

#include "review/form/points.h"
#include "review/form/table.h"
#include "review/limits.h"
#include "review/text/expression.h"
#include "review/text/sentences.h"
#include "review/text/words.h"

#include <algorithm>

namespace review {
namespace {

std::optional<std::string> bug_in(std::string_view text) {
  static const RE2 link(
      R"(((?:https?://\S*|[\w.-]*(?:github|bugzilla)[\w.-]*/\S*)(?:show_bug\.cgi\?id=|/issues/|/pull/|/browse/|bugzil\.la/|bugzilla\.mozilla\.org/)[\w#-]+))");
  static const RE2 bug(R"((?i)\bbug\s*(?:#|id|number|no\.?)?\s*[:=]?\s*#?(\d{4,8})\b)");
  static const RE2 number(R"((?:^|\s|\[)(#\d+|\d{5,8}|[\w./-]+#\d+|[A-Z][A-Z0-9]+[-‐‑]\d+|D\d{4,6})\b)");
  std::string found;
  for (const RE2* pattern : {&link, &bug, &number}) {
    if (RE2::PartialMatch(piece(text), *pattern, &found)) return found;
  }
  return std::nullopt;
}

/// Where a column asks for bugs, any number is one, and "this bug" is the one that the form hangs on.
std::optional<std::string> bug_in_column(std::string_view cell) {
  static const RE2 told(R"((?i)((?:\bthis bug\b|\bthis (?:issue|ticket)\b)|\b\d{3,8}\b))");
  if (auto bug = bug_in(cell)) return bug;
  std::string found;
  return RE2::PartialMatch(piece(cell), told, &found) ? std::optional(found) : std::nullopt;
}

/// A cell that says what the one above it does.
bool is_ditto(std::string_view cell) {
  static const RE2 same(R"(^(?:same|ditto|idem|as above|see above|same as above|dto)$)");
  const std::string_view mark = trim(cell);
  return mark == "\"" || mark == "''" || mark == "〃" || mark == "”" || mark == "^" ||
         matches(key_of(cell), same);
}

/// "page_url: where it leads, position".
std::vector<std::pair<std::string, std::string>> keys_in(std::string_view cell) {
  static const RE2 key(R"(([\w-]+)\s*(?::\s*([^,;]*))?)");
  std::vector<std::pair<std::string, std::string>> out;
  re2::StringPiece rest = piece(cell);
  std::string name;
  std::string meaning;
  while (RE2::FindAndConsume(&rest, key, &name, &meaning)) out.emplace_back(name, meaning);
  return out;
}

Measurement measurement_of(int line, const std::vector<std::string>& cells, const Columns& columns) {
  Measurement out;
  out.line = line;
  out.description = std::string(trim(cell_at(cells, columns.description)));
  if (const std::string name = cell_at(cells, columns.name); !trim_marks(name).empty())
    out.name = std::string(trim_marks(name));
  if (out.description.empty() && out.name) out.description = *out.name;
  out.type = key_of(cell_at(cells, columns.type));
  std::ranges::replace(out.type, ' ', '_');  // Glean's own spelling: "string_list"
  out.extra_keys = keys_in(cell_at(cells, columns.extra_keys));
  const StatedCategory stated = stated_category(cell_at(cells, columns.category), true);
  out.stated_category = stated.category;
  out.stated_is_ambiguous = stated.ambiguous;
  out.tracking_bug = bug_in_column(cell_at(cells, columns.bug));
  // The row slid by a cell.
  if (trim(cell_at(cells, columns.bug)).empty() && !stated.named)
    out.tracking_bug = bug_in(cell_at(cells, columns.category));
  static const RE2 expires(
      R"((?i)\bexpires?(?: in| on|:)?\s+(never|(?:firefox |version |fx ?)?\d{3}\b|\d{4}-\d\d-\d\d))");
  std::string end = cell_at(cells, columns.expires);
  if (end.empty()) RE2::PartialMatch(out.description, expires, &end);
  if (!end.empty()) out.expires = end;
  return out;
}

/// The columns of a row that has no head above it, by what stands in them.
Columns columns_without_head(const std::vector<std::string>& cells) {
  Columns out{.name = -1, .description = 0, .category = -1, .bug = -1};
  int words = 0;
  for (int i = 0; i < static_cast<int>(cells.size()); ++i) {
    const std::string& cell = cells[static_cast<std::size_t>(i)];
    if (out.category < 0 && i > 0 && stated_category(cell, true).named)
      out.category = i;
    else if (out.bug < 0 && i > 0 && bug_in(cell))
      out.bug = i;
    else if (out.category < 0 && out.bug < 0)
      words = i;
  }
  // The usual order, where a row does not tell.
  if (out.category < 0 && out.bug < 0) return {};
  if (words > 0) {
    out.name = 0;
    out.description = words;
  }
  return out;
}

/// Takes rows from an answer's lines; what belongs to no table is prose.
class TableReader {
 public:
  explicit TableReader(std::vector<Measurement>& out) : out_(out) {}

  /// `is_ruled`: a rule stands right below, so this is a head, whatever its columns are called.
  void line(const AnswerLine& line, bool is_ruled) {
    std::vector<std::string> cells = line.cells;
    if (cells.empty() && !trim(line.text).empty()) {
      if (is_rule(line.text)) {
        in_grid_ = in_grid_ || line.text.find('+') != std::string::npos;
        last_row_ = line.number;
        return;
      }
      const bool has_pipes = line.text.find('|') != std::string::npos;
      cells = cells_of(line.text);
      if (is_rest_of_row(line, cells, has_pipes)) {
        out_.back().description +=
            ' ' + (cells.size() == 1 ? cells.front() : cell_at(cells, columns_.description));
        last_row_ = line.number;
        return;
      }
      // Words behind a table whose columns are only set apart by blanks.
      const bool is_behind = in_table_ && !has_pipes && line.number > last_row_ + 1 &&
                             static_cast<int>(cells.size()) < columns_.count;
      // Nor do some words between its rows end such a table.
      const bool is_row_again =
          columns_.count >= 3 && static_cast<int>(cells.size()) == columns_.count && !is_behind;
      const bool is_prose = !in_table_ && !has_pipes && !is_row_again && !is_head(cells);
      if (cells.size() < 2 || is_behind || (is_prose && !is_ruled)) {
        prose_.push_back(&line);
        if (!has_pipes) in_table_ = false;
        return;
      }
    }
    if (cells.empty()) return;
    if (is_head(cells) || (is_ruled && !in_table_ && cells.size() >= 2)) {
      columns_ = columns_of(cells);
      columns_.count = static_cast<int>(cells.size());
      in_table_ = had_table_ = true;
      last_row_ = line.number;
    } else if (in_table_ || !line.cells.empty() || cells.size() >= 3) {
      had_table_ = true;
      row(line.number, rejoined(std::move(cells), columns_));
    } else {
      prose_.push_back(&line);
    }
  }

  [[nodiscard]] bool had_table() const { return had_table_; }
  [[nodiscard]] const std::vector<const AnswerLine*>& prose() const { return prose_; }

 private:
  [[nodiscard]] bool is_rest_of_row(const AnswerLine& line, const std::vector<std::string>& cells,
                                    bool has_pipes) const {
    if (!in_table_ || out_.empty() || line.number != last_row_ + 1) return false;
    constexpr std::string_view deep = "    ";  // its words stand under those of the row
    const bool is_row_below = in_grid_ || line.text.starts_with(deep);
    return cells.size() == 1 ? !has_pipes : is_row_below && is_rest_of_a_row(cells, columns_);
  }

  /// "**Events**" alone, or over all columns, names a group of rows.
  static bool names_a_group(const std::vector<std::string>& cells) {
    const auto is_blank = [](const std::string& cell) { return trim(cell).empty(); };
    if (cells.size() == 1) return true;
    if (std::ranges::count_if(cells, is_blank) + 1 != std::ssize(cells)) return false;
    const std::string_view words = trim(*std::ranges::find_if_not(cells, is_blank));
    return words.ends_with(':') || (words.starts_with("**") && words.ends_with("**")) ||
           (words.starts_with("__") && words.ends_with("__"));
  }

  void row(int line, const std::vector<std::string>& cells) {
    last_row_ = line;
    const bool has_head = columns_.count > 0;
    if (has_head && columns_.count > 1 && names_a_group(cells)) return;
    Measurement found = measurement_of(line, cells, has_head ? columns_ : columns_without_head(cells));
    if (!out_.empty() && is_ditto(cell_at(cells, columns_.category)))
      found.stated_category = out_.back().stated_category;
    if (!out_.empty() && is_ditto(cell_at(cells, columns_.bug)))
      found.tracking_bug = out_.back().tracking_bug;
    const bool blank = std::ranges::all_of(cells, [](const std::string& cell) { return trim(cell).empty(); });
    if (!blank && !found.description.empty() && out_.size() < limits::measurements)
      out_.push_back(std::move(found));
  }

  std::vector<Measurement>& out_;
  Columns columns_;
  bool in_table_ = false;
  bool had_table_ = false;
  bool in_grid_ = false;  ///< drawn with "+---+": a row may be several lines
  int last_row_ = 0;      ///< or head, or rule
  std::vector<const AnswerLine*> prose_;
};

/// "The events below are of category 2, bug 1900001:" above a list.
bool introduces_list(const Point& point) {
  static const RE2 ahead(R"((?i)\b(?:below|following|follows?)\b)");
  return !point.listed && (trim_marks(point.text).ends_with(':') || trim(point.text).ends_with(":**") ||
                           matches(point.text, ahead));
}

/// "We do not collect: ...", "No URLs are recorded."
bool says_what_is_not_collected(const std::string& text) {
  static const RE2 denied(
      R"(^(?:no|none|nothing|not|never|neither|(?:we|it|this|these|they) (?:do not|dont|does not|doesnt|never|will not|wont|are not|is not))\b|^(?:\w+ ){1,4}(?:is|are|will|do|does) (?:not|never|nothing)\b)");
  return matches(key_of(text), denied);
}

bool is_about_something_else(const std::string& text) {
  static const RE2 notes(R"(^(?:notes?|remarks?|nb|out of scope)\b)");
  return matches(key_of(text), notes) || says_what_is_not_collected(text);
}

/// A list in prose: each point with a category is a measurement, or stands under a line that names one.
std::vector<Measurement> in_prose(const std::vector<const AnswerLine*>& prose, StatedCategory above) {
  static const RE2 ordinal(R"(^\s*\d{1,2}[.)]\s+)");
  std::vector<Measurement> out;
  std::optional<std::string> bug_above;
  bool is_no_list = false;  // the points are notes, or what is not collected
  const std::vector<Point> points = points_of(prose);
  for (std::size_t at = 0; at < points.size(); ++at) {
    const Point& point = points[at];
    const bool names_none = names_no_measurement(point.text);
    const bool is_heading = names_none && trim_marks(point.text).ends_with(':');
    const StatedCategory stated = stated_category(point.text, is_heading);
    if (!point.listed) is_no_list = false;
    if (const bool leads = at + 1 < points.size() && points[at + 1].listed; leads && introduces_list(point)) {
      is_no_list = is_about_something_else(point.text);
      if (stated.named) above = stated;
      if (auto bug = bug_in(point.text)) bug_above = std::move(bug);
      continue;
    }
    if (!stated.named && !(point.listed && above.named)) continue;
    if (point.listed && (is_no_list || (!stated.named && says_what_is_not_collected(point.text)))) continue;
    if (names_none) {
      if (stated.named) above = stated;
      if (auto bug = bug_in(point.text); bug && !point.listed) bug_above = std::move(bug);
      continue;
    }
    if (out.size() >= limits::measurements) break;
    Measurement& found = out.emplace_back();
    found.line = point.line;
    re2::StringPiece words_only = piece(point.text);
    RE2::Consume(&words_only, ordinal);
    found.description = std::string(trim_marks({words_only.data(), words_only.size()}));
    found.stated_category = stated.named ? stated.category : above.category;
    found.stated_is_ambiguous = stated.ambiguous;
    found.tracking_bug = bug_in(point.text);
    if (!found.tracking_bug && point.listed) found.tracking_bug = bug_above;
  }
  return out;
}

/// "All of them are category 2, tracked in bug 1900001": said beside the list, where none of it has its own.
void share_what_is_said_of_all(MeasurementList& list, const std::string& words) {
  const auto has_category = [](const Measurement& one) {
    return one.stated_category || one.stated_is_ambiguous;
  };
  const auto has_bug = [](const Measurement& one) { return one.tracking_bug.has_value(); };
  if (std::ranges::none_of(list.measurements, has_category)) {
    for (Measurement& one : list.measurements) one.stated_category = list.of_all.category;
  }
  if (std::ranges::none_of(list.measurements, has_bug)) {
    for (Measurement& one : list.measurements) one.tracking_bug = bug_in(words);
  }
}

/// "All of these are category 2": what is said of the whole list, and where.
StatedCategory said_of_all(const std::string& words, std::string& said) {
  static const RE2 all(R"((?i)\b(?:all|both|each|every|everything|everythings|these|they|whole)\b)");
  StatedCategory out;
  for (const std::string& clause : clauses_of(words)) {
    if (!matches(clause, all)) continue;
    const StatedCategory stated = stated_category(clause, false);
    if (!stated.named || (out.named && stated.category <= out.category)) continue;
    out = stated;
    said = clause;
  }
  return out;
}

/// Whether a name of a metric stands in the text, outside of links and files' names: "urlbar.picked",
/// "tab_count".
bool names_a_metric(std::string text) {
  static const RE2 link(R"(https?://\S+|\S+\.(?:ya?ml|json|toml|md|rst|txt|html?)\b)");
  static const RE2 name(R"(\b[a-z][a-z0-9]*(?:[._][a-z0-9]+)+\b)");
  RE2::GlobalReplace(&text, link, " ");
  return matches(text, name);
}

}  // namespace

MeasurementList read_measurements(const Section& section) {
  MeasurementList out;
  TableReader table(out.measurements);
  const std::size_t count = std::min(section.answer.size(), limits::answer_lines);
  for (std::size_t at = 0; at < count; ++at) {
    const bool is_ruled = at + 1 < count && section.answer[at + 1].cells.empty() &&
                          section.answer[at + 1].text.find('-') != std::string::npos &&
                          section.answer[at + 1].text.find('|') != std::string::npos &&
                          is_rule(section.answer[at + 1].text);
    table.line(section.answer[at], is_ruled);
  }
  out.empty_table = table.had_table() && out.measurements.empty();

  std::string words;
  for (const AnswerLine* line : table.prose()) words += line->text + '\n';
  out.overall = stated_category(words, false);
  out.of_all = said_of_all(words, out.of_all_words);
  if (!out.measurements.empty()) {
    share_what_is_said_of_all(out, words);
    return out;
  }

  out.measurements = in_prose(table.prose(), out.overall);
  share_what_is_said_of_all(out, words);
  const std::vector<std::string> links = links_in(words);
  // "All of it is category 2, the list is in <link>" names no measurement, however it is put; nor does "They
  // are all in the patch. Nothing above category 1".
  static const RE2 elsewhere(
      R"((?i)\b(?:all|every\w*|list(?:ed)?|they|these)\b(?:\W+\w+){0,4}\W+(?:in|at|see|under|from)\b)");
  const bool is_about_a_list = out.measurements.size() == 1 && !names_a_metric(words) &&
                               (out.of_all.named || matches(words, elsewhere));
  if (is_about_a_list && !links.empty()) out.measurements.clear();
  if (out.measurements.empty() && !links.empty()) {
    out.by_link_only = true;
    out.link = links.front();
  }
  return out;
}

}  // namespace review
