#include "review/text/lines.h"

#include "review/text/html.h"
#include "review/text/words.h"

#include <algorithm>
#include <map>

namespace review {
namespace {

/// "> " and what some mail programs put instead, "| ": no table has a row with one bar only.
std::string_view without_quote_marks(std::string_view line) {
  while (true) {
    const std::string_view bare = trim(line);
    const bool is_barred = bare.starts_with("| ") && bare.find('|', 1) == std::string_view::npos;
    if (!bare.starts_with('>') && !is_barred) return line;
    line = bare.substr(1);
  }
}

bool starts_numbered(std::string_view line) {
  static const RE2 numbered(R"(^[\s*_#]*\d{1,2}\s?\\?[.)]\s)");
  return RE2::PartialMatch(re2::StringPiece(line.data(), line.size()), numbered);
}

/// Struck out is deleted.
std::string without_struck(std::string text) {
  static const RE2 struck(R"(~~[^~]+~~)");
  if (text.find("~~") != std::string::npos) RE2::GlobalReplace(&text, struck, "");
  return text;
}

/// Fills in what depends on the text alone.
void describe(FormLine& line) {
  static const RE2 heading(R"(^\s*(#{1,6})(?:\s|$|#*\*|[A-Z]))");  // "#channel" is a name
  // "1\." is what editors make of a "1." that is to stay as it is typed.
  static const RE2 ordinal(
      R"(^([\s*_]*(?:[-+]\s+)?[\s*_(]*(?:Q(?:uestion)?\s?)?(\d{1,2})\s?\\?[.):][*_]*\s*))");
  static const RE2 hashed(
      R"(^(#{1,6}(\d{1,2})[.):]?\s+))");  // "#5 List ...", and "#4 top crash" in an answer
  static const RE2 dashed(
      R"(^([\s*_]*(?:Q(?:uestion)?\s?)?(\d{1,2})[*_]*\s?[-–—][*_\s]+)[A-Z])");  // "Q5 - List ..."
  static const RE2 list_mark(R"(^(\s*[-+*•·]\s+))");
  std::string_view body = trim(line.text);
  std::string marks;
  // Most lines are plain words, which their first letter tells; the expressions are for the others.
  const auto first_is = [&](std::string_view letters) {
    return !body.empty() && letters.find(body.front()) != std::string_view::npos;
  };
  if (first_is("#") && RE2::PartialMatch(re2::StringPiece(body.data(), body.size()), heading, &marks)) {
    line.heading = static_cast<int>(marks.size());
    body = trim(body.substr(marks.size()));
    while (body.ends_with('#')) body.remove_suffix(1);
    body = trim(body);
  }
  line.emphasised = body.size() > 4 && (body.front() == '*' || body.front() == '_') &&
                    (body.back() == '*' || body.back() == '_') && body[1] != ' ';
  std::string taken;
  static const RE2 label(R"((?i)^([\s*_]*(?:question|q)\s?:[\s*_]+)\S)");  // and "Answer:" below
  if (first_is("Qq*_") && RE2::PartialMatch(re2::StringPiece(body.data(), body.size()), label, &taken)) {
    line.emphasised = true;
    body.remove_prefix(taken.size());
  }
  const re2::StringPiece words(body.data(), body.size());
  if (int number = 0; first_is("#0123456789*_-+(Qq") && (RE2::PartialMatch(words, ordinal, &taken, &number) ||
                                                         RE2::PartialMatch(words, hashed, &taken, &number) ||
                                                         RE2::PartialMatch(words, dashed, &taken, &number))) {
    line.ordinal = number;
    body.remove_prefix(taken.size());
  } else if (first_is("-+*\xE2\xC2") &&
             RE2::PartialMatch(re2::StringPiece(body.data(), body.size()), list_mark, &taken)) {
    body.remove_prefix(taken.size());
  }
  line.body = body;
}

/// Reads tags across lines: text becomes lines, table rows become cells.
class Reader {
 public:
  void line(std::string_view source, int number) {
    number_ = number;
    if (row_line_ != 0 && in_cell_ && starts_numbered(source)) {
      // The cell was never closed; a numbered line is the next question.
      out_.broken_table = true;
      end_row();
    }
    in_pipe_row_ = std::ranges::count(source, '|') >= 2;
    for (std::size_t at = 0; at < source.size();) {
      if (source[at] == '<') {
        if (const auto tag = tag_at(source.substr(at))) {
          take(*tag);
          at += tag->length;
          continue;
        }
      }
      const auto next = source.find('<', at + 1);
      text_ += source.substr(at, next == std::string_view::npos ? next : next - at);
      at = next == std::string_view::npos ? source.size() : next;
    }
    if (in_cell_)
      text_ += ' ';
    else
      end_line(true);
  }

  FormLines finish() {
    if (row_line_ != 0) {
      out_.broken_table = true;
      end_row();
    }
    underlined_headings();
    return std::move(out_);
  }

 private:
  void take(const Tag& tag) {
    if (tag.name == "tr" || tag.name == "/tr" || tag.name == "/table") {
      if (row_line_ != 0) end_row();
      if (tag.name == "/table") spans_.clear();
      if (tag.name == "tr") {
        end_line(false);
        row_line_ = number_;
      }
    } else if (row_line_ != 0 &&
               (tag.name == "td" || tag.name == "th" || tag.name == "/td" || tag.name == "/th")) {
      end_cell();
      in_cell_ = tag.name.front() != '/';
      rows_ = tag.rows;
    } else if (is_block(tag.name)) {
      if (in_cell_ || (tag.name == "br" && in_pipe_row_))
        text_ += ' ';
      else
        end_line(false);
      if (tag.name.size() == 2 && tag.name[0] == 'h' && tag.name[1] != 'r') heading_ = tag.name[1] - '0';
    } else if (tag.name == "a") {
      address_ = tag.address;
      address_from_ = text_.size();
    } else if (tag.name == "/a" && !address_.empty()) {
      if (address_from_ <= text_.size() && text_.find(address_, address_from_) == std::string::npos)
        text_ += " (" + address_ + ")";
      address_.clear();
    }
  }

  void end_cell() {
    if (in_cell_) {
      take_spans();
      cells_.emplace_back(trim(decode_entities(text_)));
      // Real tables have four columns; the bound keeps a hostile one from multiplying its cells.
      constexpr std::size_t most_columns = 20;
      if (rows_ > 1 && cells_.size() <= most_columns) spans_[cells_.size() - 1] = {rows_, cells_.back()};
    }
    text_.clear();
    in_cell_ = false;
  }

  /// Cells of rows above that reach down to here come first.
  void take_spans() {
    for (auto at = spans_.find(cells_.size()); at != spans_.end(); at = spans_.find(cells_.size()))
      cells_.push_back(at->second.text);
  }

  /// "<td>5) List all ...</td><td>...</td>": the whole form as a table of questions and answers.
  [[nodiscard]] bool is_question_with_answer() const {
    constexpr std::size_t shortest = 30;
    return cells_.size() == 2 && cells_[0].size() >= shortest && starts_numbered(cells_[0]);
  }

  void end_row() {
    end_cell();
    if (is_question_with_answer()) {
      for (std::string& cell : cells_) add_line(std::move(cell), row_line_);
    } else if (!cells_.empty()) {
      take_spans();
      for (auto& [column, span] : spans_) --span.rows;
      std::erase_if(spans_, [](const auto& span) { return span.second.rows <= 0; });
      FormLine row;
      row.number = row_line_;
      row.cells = std::move(cells_);
      out_.lines.push_back(std::move(row));
    }
    cells_.clear();
    row_line_ = 0;
  }

  void end_line(bool at_line_end) {
    const std::string text = without_struck(decode_entities(text_));
    const bool tag_only = trim(text).empty() && !at_line_end;
    text_.clear();
    if (tag_only) return;
    add_line(text, number_);
    if (heading_ != 0) out_.lines.back().heading = heading_;
    heading_ = 0;
  }

  void add_line(std::string text, int number) {
    FormLine line;
    line.number = number;
    line.text = std::move(text);
    describe(line);
    out_.lines.push_back(std::move(line));
  }

  /// Markdown's other headings: a line of "===" or "---" under the words. One that is much shorter than the
  /// words separates what stands above from what follows.
  void underlined_headings() {
    constexpr std::size_t shortest = 5;
    for (std::size_t i = 1; i < out_.lines.size(); ++i) {
      FormLine& line = out_.lines[i - 1];
      FormLine& under = out_.lines[i];
      const std::string_view rule = trim(under.text);
      const std::string_view words = trim(line.text);
      if (rule.size() < shortest || rule.find_first_not_of(rule.front() == '=' ? '=' : '-') != rule.npos)
        continue;
      if (words.empty() || 2 * rule.size() < words.size() || words.find('|') != words.npos) continue;
      line.heading = rule.front() == '=' ? 1 : 2;
      under.text.clear();
      under.body.clear();
    }
  }

  FormLines out_;
  std::string text_;
  std::string address_;
  std::size_t address_from_ = 0;
  std::vector<std::string> cells_;
  struct Span {
    int rows = 0;  ///< that it still covers, this one included
    std::string text;
  };
  std::map<std::size_t, Span> spans_;  ///< by column
  int rows_ = 1;                       ///< of the cell that is being read
  int number_ = 0;
  int row_line_ = 0;  ///< 0: not in a row
  int heading_ = 0;
  bool in_cell_ = false;
  bool in_pipe_row_ = false;  ///< "a | b | c": a line break inside is one of a cell
};

}  // namespace

FormLines read_lines(const Text& text) {
  Reader reader;
  int number = 0;
  for (const std::string& line : text.lines) reader.line(without_quote_marks(line), ++number);
  return reader.finish();
}

}  // namespace review
