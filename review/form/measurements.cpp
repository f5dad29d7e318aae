#include "review/form/measurements.h"

#include "review/form/points.h"
#include "review/form/table.h"
#include "review/limits.h"
#include "review/text/expression.h"
#include "review/text/sentences.h"
#include "review/text/words.h"

#include <algorithm>
#include <span>

namespace review {
namespace {

std::optional<std::string> bug_in(std::string_view text) {
  static const RE2 link(
      R"((https?://\S*(?:show_bug\.cgi\?id=|/issues/|/pull/|/browse/|bugzil\.la/)[\w#-]+))");
  static const RE2 bug(R"((?i)\bbug\s*(?:#|id|number|no\.?)?\s*[:=]?\s*#?(\d{4,8})\b)");
  static const RE2 number(R"((?:^|\s|\[)(#\d+|\d{5,8}|[\w./-]+#\d+|[A-Z][A-Z0-9]+[-‐‑]\d+)\b)");
  std::string found;
  for (const RE2* pattern : {&link, &bug, &number}) {
    if (RE2::PartialMatch(piece(text), *pattern, &found)) return found;
  }
  return std::nullopt;
}

Measurement measurement_of(int line, const std::vector<std::string>& cells, const Columns& columns) {
  Measurement out;
  out.line = line;
  out.description = std::string(trim(cell_at(cells, columns.description)));
  if (const std::string name = cell_at(cells, columns.name); !trim_marks(name).empty())
    out.name = std::string(trim_marks(name));
  if (out.description.empty() && out.name) out.description = *out.name;
  const StatedCategory stated = stated_category(cell_at(cells, columns.category), true);
  out.stated_category = stated.category;
  out.stated_is_ambiguous = stated.ambiguous;
  out.tracking_bug = bug_in(cell_at(cells, columns.bug));
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

  void line(const AnswerLine& line) {
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
      if (cells.size() < 2 || is_behind || is_prose) {
        prose_.push_back(&line);
        if (!has_pipes) in_table_ = false;
        return;
      }
    }
    if (cells.empty()) return;
    if (is_head(cells)) {
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

  void row(int line, const std::vector<std::string>& cells) {
    last_row_ = line;
    const bool has_head = columns_.count > 0;
    Measurement found = measurement_of(line, cells, has_head ? columns_ : columns_without_head(cells));
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

/// A list in prose: each point with a category is a measurement, or stands under a line that names one.
std::vector<Measurement> in_prose(const std::vector<const AnswerLine*>& prose, StatedCategory above) {
  static const RE2 ordinal(R"(^\s*\d{1,2}[.)]\s+)");
  std::vector<Measurement> out;
  for (const Point& point : points_of(prose)) {
    const StatedCategory stated = stated_category(point.text, false);
    if (!stated.named && !(point.listed && above.named)) continue;
    if (names_no_measurement(point.text)) {
      if (stated.named) above = stated;
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
  }
  return out;
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
  for (const AnswerLine& line : std::span(section.answer).first(count)) table.line(line);
  out.empty_table = table.had_table() && out.measurements.empty();

  std::string words;
  for (const AnswerLine* line : table.prose()) words += line->text + '\n';
  out.overall = stated_category(words, false);
  out.of_all = said_of_all(words, out.of_all_words);
  if (!out.measurements.empty()) return out;

  out.measurements = in_prose(table.prose(), out.overall);
  const std::vector<std::string> links = links_in(words);
  // "All of it is category 2, the list is in <link>" names no measurement, however it is put.
  const bool is_about_a_list = out.measurements.size() == 1 && out.of_all.named && !names_a_metric(words);
  if (is_about_a_list && !links.empty()) out.measurements.clear();
  if (out.measurements.empty() && !links.empty()) {
    out.by_link_only = true;
    out.link = links.front();
  }
  return out;
}

}  // namespace review
