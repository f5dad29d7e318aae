#include "review/form/table.h"

#include "review/text/expression.h"
#include "review/text/words.h"

#include <algorithm>

namespace review {
namespace {

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

}  // namespace

std::vector<std::string> cells_of(std::string_view line) {
  return line.find('|') != std::string_view::npos ? split_pipes(line) : split_wide(line);
}

bool is_rule(std::string_view text) {
  static const RE2 rule(R"(^[\s|:+=-]+$)");
  return !trim(text).empty() && matches(text, rule);
}

bool is_head(const std::vector<std::string>& cells) {
  static const RE2 what(
      R"(^(?:measurements?|metrics?|probes?|events?|descriptions?|names?|what|data|fields?|pings?|histograms?|scalars?)(?: \w+){0,3}$)");
  static const RE2 how(
      R"(^(?:(?:\w+ ){0,3}(?:categor(?:y|ies)|sensitivity)(?: \w+){0,2}|cat|(?:\w+ )?(?:bugs?|ticket|issue)(?: (?:number|no|id|link|s))?|(?:where )?track(?:ed|ing)(?: \w+)?)$)");
  // "Event count | Category 2 | 1934567" is a row, whatever its words.
  static const RE2 filled_in(R"(^(?:(?:category|cat|type) )?[1-4](?: |$)|\b\d{4,8}\b)");
  int known = 0;
  bool is_telling = false;
  for (const std::string& cell : cells) {
    const std::string key = key_of(cell);
    if (key.empty()) continue;
    if (matches(key, filled_in)) return false;
    const bool tells_how = matches(key, how);
    is_telling = is_telling || tells_how;
    if (tells_how || matches(key, what)) ++known;
  }
  return known >= 2 && (is_telling || known == static_cast<int>(cells.size()));
}

Columns columns_of(const std::vector<std::string>& head) {
  Columns out{.name = -1, .description = -1, .category = -1, .bug = -1, .expires = -1};
  int sensitivity = -1;  // Glean's word for the category
  int explanation = -1;
  static const RE2 explains(
      R"(^(?:what|meaning|explanation|details?|notes?|contents?|records?|triggers?|when|summary)\b)");
  for (int i = 0; i < static_cast<int>(head.size()); ++i) {
    const std::string key = key_of(head[static_cast<std::size_t>(i)]);
    if (key.find("categor") != std::string::npos || key == "cat")
      out.category = i;
    else if (key.find("sensitivity") != std::string::npos)
      sensitivity = i;
    else if (key.find("bug") != std::string::npos || key.find("issue") != std::string::npos ||
             key.find("ticket") != std::string::npos || key.find("track") != std::string::npos)
      out.bug = i;
    else if (key.find("description") != std::string::npos)
      out.description = i;
    else if (key.find("expir") != std::string::npos || key == "end" || key == "until")
      out.expires = i;
    else if (key == "type" || key.ends_with(" type"))
      out.type = i;
    else if (key.starts_with("extra"))
      out.extra_keys = i;
    else if (explanation < 0 && matches(key, explains))
      explanation = i;
    else if (out.name < 0 && (key.find("name") != std::string::npos || key.starts_with("metric") ||
                              key.starts_with("measurement") || key.starts_with("probe")))
      out.name = i;
  }
  if (out.category < 0) out.category = sensitivity;
  if (out.description < 0) out.description = explanation;
  if (out.description < 0) std::swap(out.description, out.name);
  if (out.description < 0) out.description = 0;
  return out;
}

bool is_rest_of_a_row(const std::vector<std::string>& cells, const Columns& columns) {
  for (int i = 0; i < static_cast<int>(cells.size()); ++i) {
    const bool is_words = i == columns.description || i == columns.name;
    if (!is_words && !trim(cells[static_cast<std::size_t>(i)]).empty()) return false;
  }
  return true;
}

std::vector<std::string> rejoined(std::vector<std::string> cells, const Columns& columns) {
  const auto at = static_cast<std::ptrdiff_t>(std::max(columns.description, 0));
  while (columns.count > 0 && std::ssize(cells) > columns.count && at + 1 < std::ssize(cells)) {
    cells[static_cast<std::size_t>(at)] += "|" + cells[static_cast<std::size_t>(at) + 1];
    cells.erase(cells.begin() + at + 1);
  }
  return cells;
}

std::string cell_at(const std::vector<std::string>& cells, int column) {
  return column >= 0 && column < static_cast<int>(cells.size()) ? cells[static_cast<std::size_t>(column)]
                                                                : std::string();
}

}  // namespace review
