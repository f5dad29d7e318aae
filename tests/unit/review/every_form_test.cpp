// Every form at hand, taken apart by its own questions and put together otherwise: what a mail program, a
// tracker or another hand would have made of it. The assessment must stay the same.

#include "meaning.h"
#include "review/form/form.h"
#include "review/form/table.h"
#include "review/policy_data.h"
#include "review/text/words.h"
#include "support/forms.h"

#include <gmock/gmock.h>

#include <random>
#include <span>

namespace review {
namespace {

using nlohmann::json;
using Lines = std::vector<std::string>;

/// A form's lines, cut before each of its questions.
struct Block {
  Lines lines;
  const Section* section = nullptr;  ///< null: what stands above the first question
  Question question = Question::questions_answered;
};

struct TakenApart {
  Form form;
  std::vector<Block> blocks;
};

TakenApart taken_apart(const std::string& text) {
  TakenApart out{.form = read_form(decode(text), policy().data().grammar), .blocks = {}};
  const Lines lines = lines_of(text);
  std::map<int, Question> starts;
  for (const auto& [question, section] : out.form.sections) starts.emplace(section.line, question);
  out.blocks.emplace_back();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (const auto start = starts.find(static_cast<int>(i) + 1); start != starts.end()) {
      out.blocks.emplace_back();
      out.blocks.back().question = start->second;
      out.blocks.back().section = &out.form.sections.at(start->second);
    }
    out.blocks.back().lines.push_back(lines[i]);
  }
  return out;
}

std::string joined(const Lines& lines) {
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

std::string put_together(const std::vector<Block>& blocks) {
  std::string out;
  for (const Block& block : blocks) out += joined(block.lines);
  return out;
}

/// The forms that people wrote; where a question stands twice or a fence is open, cutting would change it.
std::map<std::string, std::string> plain_forms() {
  auto out = support::forms_at_hand();
  std::erase_if(out, [](const auto& named) {
    const Form form = read_form(decode(named.second), policy().data().grammar);
    const bool is_form = form.kind == Kind::request || form.kind == Kind::renewal;
    return !is_form || form.collections > 1 || form.broken_table ||
           named.second.find("```") != std::string::npos;
  });
  return out;
}

/// What stands in tables is laid out by its lines, and nobody wraps inside a link.
bool is_prose(std::string_view line) {
  constexpr std::string_view layout = "|<\t";
  return line.find_first_of(layout) == std::string_view::npos && line.find("   ") == std::string_view::npos &&
         line.find("](") == std::string_view::npos;
}

std::string wrapped(const std::string& line, std::size_t width) {
  const std::size_t mark_end = line.find_first_not_of("> ");
  const std::string mark = line.substr(0, mark_end == std::string::npos ? line.size() : mark_end);
  const std::string quote = mark.find('>') == std::string::npos ? "" : mark;
  std::istringstream in(line.substr(mark.size()));
  std::string out = mark;
  std::size_t column = 0;
  for (std::string word; in >> word; column += word.size() + 1) {
    if (column != 0 && column + word.size() > width) {
      out += "\n" + quote;
      column = 0;
    } else if (column != 0) {
      out += " ";
    }
    out += word;
  }
  return out;
}

TEST(EveryForm, MayBeWrapped) {
  for (const auto& [name, form] : plain_forms()) {
    for (const std::size_t width : {60U, 78U}) {
      const std::string changed = each_line(form, [&](const std::string& line) {
        return is_prose(line) && !line.starts_with('#') && line.size() > width ? wrapped(line, width) : line;
      });
      EXPECT_EQ(meaning(changed), meaning(form)) << name << " at " << width << "\n" << changed;
    }
  }
}

TEST(EveryForm, MayHaveItsQuestionsInAnyOrder) {
  std::mt19937 order(11);
  for (const auto& [name, form] : plain_forms()) {
    const json expected = meaning(form);
    TakenApart parts = taken_apart(form);
    for (int round = 0; round < 5; ++round) {
      // What stands above the first question and under the last one stays there. A table stands for its
      // question only at the top of an excerpt.
      const bool has_all_questions = std::ranges::none_of(parts.form.sections, [](const auto& entry) {
        return entry.first == Question::measurements && entry.second.first_line() == entry.second.line;
      });
      if (parts.blocks.size() < 4 || !has_all_questions) continue;
      std::shuffle(parts.blocks.begin() + 1, parts.blocks.end() - 1, order);
      EXPECT_EQ(meaning(put_together(parts.blocks)), expected) << name << "\n" << put_together(parts.blocks);
    }
  }
}

/// An answer that is taken away is what is told then; what hung on the answer is told no more.
TEST(EveryForm, WithOneAnswerTakenAwayLacksThatAnswer) {
  int blanked = 0;
  for (const auto& [name, form] : plain_forms()) {
    const json before = meaning(form);
    const TakenApart parts = taken_apart(form);
    for (std::size_t at = 1; at < parts.blocks.size(); ++at) {
      const Section& section = *parts.blocks[at].section;
      const auto first = section.first_line();
      if (section.text().empty() || !first || *first == section.line) continue;
      std::vector<Block> changed = parts.blocks;
      changed[at].lines.resize(static_cast<std::size_t>(*first - section.line));
      const std::string text = put_together(changed);
      const json after = meaning(text);
      if (after["kind"] == "blank_template") continue;  // it was the only answer
      ++blanked;
      const std::string question(spelling(parts.blocks[at].question));
      EXPECT_THAT(after["answers"][question], testing::AnyOf("missing", "placeholder", "not_asked"))
          << name << " without " << question;
      for (const auto& [other, state] : before["answers"].items()) {
        if (other == question) continue;
        EXPECT_EQ(after["answers"][other], state) << name << " without " << question;
      }
      const json& told = before["findings"];
      const auto was_told = [&](const auto& is_it) { return std::ranges::any_of(told, is_it); };
      int lacking = 0;
      for (const json& finding : after["findings"]) {
        if (was_told([&](const json& one) { return one == finding; })) continue;
        const bool says_so = finding[1] == question && lacking++ == 0;
        // What was told of the answer may show in another one, or in what it had denied.
        const std::string topic = finding[0].get<std::string>().substr(0, 11);
        const bool elsewhere = was_told([&](const json& one) {
          return one[1] == question && one[0].get<std::string>().starts_with(topic);
        });
        EXPECT_TRUE(says_so || elsewhere) << name << " without " << question << " also tells " << finding;
      }
    }
  }
  EXPECT_GE(blanked, 10) << "the forms of the demo at least";
}

/// The rows of the section's table with its head; nothing where words stand beside it.
std::vector<Lines> rows_of(const Section& section) {
  std::vector<Lines> rows;
  for (const AnswerLine& line : section.answer) {
    if (!line.cells.empty())
      rows.push_back(line.cells);
    else if (line.text.find('|') != std::string::npos)
      rows.push_back(cells_of(line.text));
    else if (!trim(line.text).empty())
      return {};
  }
  std::erase_if(rows, [](const Lines& row) { return row.size() > 1 && is_rule(joined(row)); });
  return rows;
}

using Written = std::function<std::string(const std::vector<Lines>& rows)>;

/// The form with other words in the place of its table.
using Rewritten = std::function<std::string(const std::string& table)>;

/// Every table of measurements whose rows are whole and that has nothing beside it.
void each_plain_table(
    const std::function<void(const std::string& name, const std::string& form, const std::vector<Lines>& rows,
                             const Rewritten& rewritten)>& take) {
  for (const auto& [name, form] : plain_forms()) {
    const TakenApart parts = taken_apart(form);
    for (std::size_t at = 1; at < parts.blocks.size(); ++at) {
      const Block& block = parts.blocks[at];
      if (block.question != Question::measurements) continue;
      const std::vector<Lines> rows = rows_of(*block.section);
      const bool is_plain = std::ranges::all_of(rows, [&](const Lines& row) {
        return row.size() == rows.front().size() && std::ranges::none_of(row, [](const std::string& cell) {
                 return cell.empty() || cell.find_first_of("|\t\n") != std::string::npos;
               });
      });
      if (rows.size() < 2 || !is_plain) continue;
      const auto first = static_cast<std::size_t>(*block.section->first_line() - block.section->line);
      take(name, form, rows, [&](const std::string& table) {
        std::vector<Block> changed = parts.blocks;
        changed[at].lines.resize(first);
        changed[at].lines.push_back("\n" + table);
        return put_together(changed);
      });
    }
  }
}

TEST(EveryForm, MayHaveItsTableOfMeasurementsInAnotherFormat) {
  const std::map<const char*, Written> ways = {
      {"pipes",
       [](const std::vector<Lines>& rows) {
         std::string out;
         for (std::size_t i = 0; i < rows.size(); ++i) {
           for (const std::string& cell : rows[i]) out += "| " + cell + " ";
           out += "|\n";
           if (i != 0) continue;
           for (std::size_t cell = 0; cell < rows[i].size(); ++cell) out += "| --- ";
           out += "|\n";
         }
         return out;
       }},
      {"pipes without outer bars",
       [](const std::vector<Lines>& rows) {
         std::string out;
         for (const Lines& row : rows) {
           for (std::size_t cell = 0; cell < row.size(); ++cell) out += (cell == 0 ? "" : " | ") + row[cell];
           out += "\n";
         }
         return out;
       }},
      {"tabs",
       [](const std::vector<Lines>& rows) {
         std::string out;
         for (const Lines& row : rows) {
           for (std::size_t cell = 0; cell < row.size(); ++cell) out += (cell == 0 ? "" : "\t") + row[cell];
           out += "\n";
         }
         return out;
       }},
      {"tightly written HTML", [](const std::vector<Lines>& rows) {
         std::string out = "<table style=\"border: 1px solid\"><tbody>";
         for (const Lines& row : rows) {
           out += "<tr>";
           for (const std::string& cell : row) {
             std::string escaped = replaced(replaced(cell, "&", "&amp;"), "<", "&lt;");
             out += "<td><p>" + escaped + "</p></td>";
           }
           out += "</tr>";
         }
         return out + "</tbody></table>\n";
       }}};
  each_plain_table([&](const std::string& name, const std::string& form, const std::vector<Lines>& rows,
                       const Rewritten& rewritten) {
    for (const auto& [way, write] : ways) {
      const std::string changed = rewritten(write(rows));
      EXPECT_EQ(meaning(changed), meaning(form)) << name << " as " << way << "\n" << changed;
    }
  });
}

/// "2" says nothing outside its column.
std::string spelt_out(const std::string& category) {
  return category.size() == 1 ? "Category " + category : category;
}

/// Only where the columns are what a line of a list says: what, its category and its bug.
TEST(EveryForm, MayHaveItsTableOfMeasurementsAsAList) {
  int lists = 0;
  each_plain_table([&](const std::string& name, const std::string& form, const std::vector<Lines>& rows,
                       const Rewritten& rewritten) {
    const Columns columns = columns_of(rows.front());
    if (!is_head(rows.front()) || rows.front().size() != 3 || columns.category < 0 || columns.bug < 0) return;
    ++lists;
    for (const char* mark : {"* ", "- ", "1. "}) {
      std::string list;
      for (const Lines& row : std::span(rows).subspan(1))
        list += mark + cell_at(row, columns.description) + " (" + spelt_out(cell_at(row, columns.category)) +
                ", " + cell_at(row, columns.bug) + ")\n";
      const std::string changed = rewritten(list);
      EXPECT_EQ(meaning(changed), meaning(form)) << name << " with " << mark << "\n" << changed;
    }
  });
  EXPECT_GE(lists, 1) << "a form of the demo at least";
}

}  // namespace
}  // namespace review
