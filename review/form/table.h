#pragma once
// Tables as people write them into an answer: pipes with or without outer bars, tabs, aligned with blanks.

#include <string>
#include <string_view>
#include <vector>

namespace review {

/// Which cell of a row holds what; -1: none does.
struct Columns {
  int name = -1;
  int description = 0;
  int category = 1;
  int bug = 2;
  int expires = -1;
  int type = -1;
  int extra_keys = -1;
  int count = 0;  ///< of the head's cells; 0: the table has none
};

/// Cells set apart by pipes where there is one, else by tabs or by two blanks and more.
[[nodiscard]] std::vector<std::string> cells_of(std::string_view line);

/// "|---|---|" or "+---+---+".
[[nodiscard]] bool is_rule(std::string_view line);

/// Whether two cells or more are what columns are called.
[[nodiscard]] bool is_head(const std::vector<std::string>& cells);
[[nodiscard]] Columns columns_of(const std::vector<std::string>& head);

/// A row's words that did not fit into its first line: no category and no bug beside them.
[[nodiscard]] bool is_rest_of_a_row(const std::vector<std::string>& cells, const Columns& columns);

/// "(on|off)" inside a cell gives a row a cell too many: it belongs to the description.
[[nodiscard]] std::vector<std::string> rejoined(std::vector<std::string> cells, const Columns& columns);

/// Empty where the row has no such cell.
[[nodiscard]] std::string cell_at(const std::vector<std::string>& cells, int column);

}  // namespace review
