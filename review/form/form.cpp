#include "review/form/form.h"

#include "review/form/kind.h"
#include "review/form/sections.h"
#include "review/text/words.h"

#include <algorithm>
#include <iterator>

namespace review {

void Section::finish() {
  std::string out;
  for (const AnswerLine& one : answer) {
    out += one.text;
    for (std::size_t i = 0; i < one.cells.size(); ++i) {
      if (i != 0 || !one.text.empty()) out += " | ";
      out += one.cells[i];
    }
    out += '\n';
  }
  text_ = trim(out);
  key_ = key_of(text_);
}

std::optional<int> Section::first_line() const {
  for (const AnswerLine& one : answer) {
    if (!trim(one.text).empty() || !one.cells.empty()) return one.number;
  }
  return std::nullopt;
}

std::optional<int> Section::line_of(std::string_view words, int from) const {
  const std::vector<Word> sought = words_of(words);
  if (sought.empty()) return std::nullopt;
  std::vector<Word> all;
  std::vector<int> numbers;  // of the line of each word
  for (const AnswerLine& one : answer) {
    if (one.number < from) continue;
    if (one.text.find(words) != std::string::npos) return one.number;  // such as the address of a link
    std::ranges::move(words_of(one.text), std::back_inserter(all));
    for (const std::string& cell : one.cells) std::ranges::move(words_of(cell), std::back_inserter(all));
    numbers.resize(all.size(), one.number);
  }
  const auto found = std::ranges::search(all, sought, {}, &Word::text, &Word::text);
  if (found.empty()) return std::nullopt;
  return numbers[static_cast<std::size_t>(found.begin() - all.begin())];
}

Form read_form(const Text& text, const Grammar& grammar) {
  Form form;
  const FormLines lines = read_lines(text);
  form.broken_table = lines.broken_table;
  Titles titles;
  LineWords line_words;
  line_words.reserve(lines.lines.size());
  constexpr std::size_t usual_line = 64;
  form.everything.reserve(lines.lines.size() * usual_line);
  for (const FormLine& line : lines.lines) {
    const std::vector<Word>& words = line_words.emplace_back(words_of(line.body));
    if (words.size() <= 10) {
      titles.request = titles.request || starts_with_any(words, grammar.titles);
      titles.renewal = titles.renewal || starts_with_any(words, grammar.renewal_titles);
    }
    for (const Word& word : words) (form.everything += word.text) += ' ';
    for (const std::string& cell : line.cells) form.everything += key_of(cell) + ' ';
  }
  read_sections(lines, line_words, grammar, form);
  tell_kind(lines, titles, grammar, form);
  return form;
}

}  // namespace review
