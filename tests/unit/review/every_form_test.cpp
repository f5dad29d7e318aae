// Every form at hand, taken apart by its own questions and put together otherwise: what a mail program, a
// tracker or another hand would have made of it. The assessment must stay the same.

#include "meaning.h"
#include "review/assess.h"
#include "review/form/form.h"
#include "review/form/table.h"
#include "review/policy_data.h"
#include "review/text/words.h"
#include "support/forms.h"

#include <gmock/gmock.h>

#include <random>
#include <set>
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

/// Where the wrapped words are cut makes a difference to an answer's text, though to nothing that is told: a
/// question put in other words leaves its end in the answer; quotation marks that a line begins or ends with
/// are taken off.
const std::set<std::string> told_alike_when_wrapped = {"055-dap-attribution-v2", "120-fxlite-msrp-expired"};

TEST(EveryForm, MayBeWrapped) {
  for (const auto& [name, form] : plain_forms()) {
    for (const std::size_t width : {60U, 78U}) {
      const std::string changed = each_line(form, [&](const std::string& line) {
        return is_prose(line) && !line.starts_with('#') && line.size() > width ? wrapped(line, width) : line;
      });
      const auto taken = told_alike_when_wrapped.contains(name) ? meaning : whole_meaning;
      const json expected = taken(form);
      const json found = taken(changed);
      EXPECT_EQ(found, expected) << name << " at " << width << "\n" << json::diff(expected, found).dump(1);
    }
  }
}

TEST(EveryForm, MayHaveItsQuestionsInAnyOrder) {
  std::mt19937 order(11);
  for (const auto& [name, form] : plain_forms()) {
    const json expected = whole_meaning(form);
    TakenApart parts = taken_apart(form);
    for (int round = 0; round < 5; ++round) {
      // What stands above the first question and under the last one stays there. A table stands for its
      // question only at the top of an excerpt.
      const bool has_all_questions = std::ranges::none_of(parts.form.sections, [](const auto& entry) {
        return entry.first == Question::measurements && entry.second.first_line() == entry.second.line;
      });
      if (parts.blocks.size() < 4 || !has_all_questions) continue;
      std::shuffle(parts.blocks.begin() + 1, parts.blocks.end() - 1, order);
      const json found = whole_meaning(put_together(parts.blocks));
      EXPECT_EQ(found, expected) << name << "\n" << json::diff(expected, found).dump(1);
    }
  }
}

/// Whether the quote begins on this line, or on one of the row's lines below it.
bool stands_on(const Lines& lines, int line, const std::string& quote) {
  const std::vector<Word> quoted = words_of(quote);
  const std::size_t few = std::min<std::size_t>(quoted.size(), 2);
  const std::string begins =
      key_of(std::vector<Word>(quoted.begin(), quoted.begin() + static_cast<int>(few)));
  const auto at = static_cast<std::size_t>(line) - 1;
  constexpr std::size_t longest_row = 8;
  const bool is_row = lines.at(at).find('<') != std::string::npos;
  for (std::size_t i = at; i < std::min(lines.size(), at + (is_row ? longest_row : 1)); ++i) {
    const Text plain{.lines = {lines[i]}, .assumed = {}};
    for (const FormLine& shown : read_lines(plain).lines) {
      std::string key = key_of(shown.text);
      for (const std::string& cell : shown.cells) key += ' ' + key_of(cell);
      if (key.find(begins) != std::string::npos) return true;
    }
    if (lines[i].find(quote) != std::string::npos || key_of(lines[i]).find(begins) != std::string::npos)
      return true;
  }
  return false;
}

TEST(EveryForm, IsQuotedWithTheLineOnWhichTheQuoteStands) {
  int quotes = 0;
  for (const auto& [name, form] : support::forms_at_hand()) {
    const auto found = assess({.bytes = form, .content_type = "text/plain", .file_name = "form.txt"},
                              policy(), std::chrono::year(2026) / 11 / 24);
    const Lines lines = decode(form).lines;
    for (const Finding& finding : found.findings) {
      if (key_of(finding.quote).empty()) continue;
      ++quotes;
      ASSERT_TRUE(finding.line) << name << " " << finding.id << " " << finding.quote;
      EXPECT_TRUE(stands_on(lines, *finding.line, finding.quote))
          << name << ":" << *finding.line << " " << finding.id << " " << finding.quote << "\n"
          << lines.at(static_cast<std::size_t>(*finding.line) - 1);
    }
  }
  EXPECT_GE(quotes, 1) << "of the forms of the demo";
}

/// "missing-answer", or what says the same of this question.
bool says_that_it_is_missing(const json& finding, const std::string& question) {
  const std::string id = finding["id"];
  return finding["question"] == question &&
         (id == "missing-answer" || id == "no-measurements" || id == "opt-out-missing" ||
          id == "first-review-missing" || id == "placeholder-answer");
}

using Ids = std::multiset<std::string>;

/// What is told of the other questions, or of none.
Ids told_besides(const json& assessment, const std::string& question) {
  Ids out;
  for (const json& finding : assessment["findings"]) {
    const std::string id = finding["id"];
    // Whether it is on by default is read from the answer about the opt-out.
    const bool hangs_on_opt_out = id == "default-on-not-allowed" || id == "opt-in-conditions-missing";
    if (finding["question"] != question && !(question == "opt_out" && hangs_on_opt_out)) out.insert(id);
  }
  return out;
}

/// A form with one answer taken away gets exactly the finding that says so, and loses only what was told of
/// that answer; what was told of it may show in another one.
TEST(EveryForm, WithOneAnswerTakenAwayGetsExactlyThatFindingMore) {
  // A "No" that denied what the rest of the form speaks of.
  const std::map<std::string, std::string> otherwise = {{"066-dap-attribution-v1", "third_party"}};
  int blanked = 0;
  for (const auto& [name, form] : plain_forms()) {
    const json before = whole_meaning(form);
    const TakenApart parts = taken_apart(form);
    for (std::size_t at = 1; at < parts.blocks.size(); ++at) {
      const Section& section = *parts.blocks[at].section;
      const auto first = section.first_line();
      if (section.text().empty() || !first || *first == section.line) continue;
      const std::string question(spelling(parts.blocks[at].question));
      if (otherwise.contains(name) && otherwise.at(name) == question) continue;
      std::vector<Block> changed = parts.blocks;
      changed[at].lines.resize(static_cast<std::size_t>(*first - section.line));
      const json after = whole_meaning(put_together(changed));
      if (after["kind"] == "blank_template") continue;  // it was the only answer
      ++blanked;
      const bool is_asked = after["answers"][question]["state"] != "not_asked";
      const auto lacking = std::ranges::count_if(
          after["findings"], [&](const json& finding) { return says_that_it_is_missing(finding, question); });
      EXPECT_EQ(lacking, is_asked ? 1 : 0) << name << " without " << question;
      Ids expected = told_besides(before, question);
      const Ids found = told_besides(after, question);
      for (const json& finding : before["findings"]) {
        const std::string id = finding["id"];
        if (finding["question"] == question && found.count(id) > expected.count(id)) expected.insert(id);
      }
      EXPECT_EQ(found, expected) << name << " without " << question;
      for (const auto& [other, answer] : before["answers"].items()) {
        if (other == question) continue;
        EXPECT_EQ(after["answers"][other], answer) << name << " without " << question;
      }
    }
  }
  EXPECT_GE(blanked, 20) << "the forms of the demo at least";
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
