#include "review/form/kind.h"

#include "review/text/words.h"

#include <re2/re2.h>

#include <algorithm>

namespace review {
namespace {

/// `key` has a blank after each word.
bool contains(const std::string& key, const Phrase& phrase) {
  std::string words;
  for (const std::string& word : phrase) (words += word) += ' ';
  for (std::size_t at = 0; (at = key.find(words, at)) != std::string::npos; ++at) {
    if (at == 0 || key[at - 1] == ' ') return true;
  }
  return false;
}

bool contains_any(const std::string& key, const std::vector<Phrase>& phrases) {
  return std::ranges::any_of(phrases, [&](const Phrase& phrase) { return contains(key, phrase); });
}

Template version_of(const Form& form, const Grammar& grammar) {
  if (contains_any(form.everything, grammar.generated_marks)) return Template::generated;
  if (form.kind == Kind::renewal) return Template::renewal;
  if (contains(form.everything, {"i", "e", "not", "glean", "or", "telemetry"})) return Template::y2022;
  const auto ordinal = [&](Question question) {
    const auto found = form.sections.find(question);
    return found == form.sections.end() ? 0 : found->second.ordinal;
  };
  const bool has_documentation =
      form.sections.contains(Question::documentation) || ordinal(Question::duration) == 7;
  if (has_documentation) return Template::y2021;
  if (form.sections.contains(Question::third_party)) return Template::y2019;
  if (form.sections.contains(Question::sharing) && form.sections.contains(Question::analysis))
    return Template::y2017;
  if (ordinal(Question::duration) == 6) return Template::y2019;
  return Template::y2022;  // an excerpt; the newest is expected
}

/// A page that explains forms and shows one as an example in a code fence is no request; a form that was
/// pasted into a fence with a few words around it is.
bool is_only_an_example(const FormLines& lines, const Form& form) {
  const auto is_fence = [](const FormLine& line) {
    return line.text.find("```") != std::string::npos || line.text.find("~~~") != std::string::npos;
  };
  if (std::ranges::none_of(lines.lines, is_fence)) return false;
  constexpr std::size_t long_page = 150;
  std::size_t inside = 0;
  std::size_t outside = 0;
  std::vector<int> fenced;
  bool in_fence = false;
  for (const FormLine& line : lines.lines) {
    const std::string_view text = trim(line.text);
    if (text.starts_with("```") || text.starts_with("~~~")) {
      in_fence = !in_fence;
      continue;
    }
    (in_fence ? inside : outside) += words_of(line.body).size();
    if (in_fence) fenced.push_back(line.number);
  }
  if (outside < long_page || 2 * outside < 3 * inside) return false;
  return std::ranges::all_of(form.sections, [&](const auto& entry) {
    return std::ranges::binary_search(fenced, entry.second.line);
  });
}

/// A program or a patch that has the form's words in it.
bool is_code(const FormLines& lines) {
  static const RE2 code(
      R"(^\s*(?:from [\w.]+ import|import [\w.{"']|def \w|class \w+[:({]|return\b|#include|const \w|let \w|var \w|function\b|public |private |package \w|@\w+$|diff --git|@@ |[+][+][+] |--- [ab]/|index [0-9a-f]{6,}|\}|\)|\]|"""|//|/[*]|<[?])|[{;(\[]\s*$|=> |\w\(\)|\w = \S)");
  constexpr std::size_t fewest = 20;
  // A form's lines seldom end so; the expression is tried on the others only.
  constexpr std::string_view ends = ";{}()[],:\"'=";
  std::size_t written = 0;
  std::vector<const FormLine*> suspects;
  for (const FormLine& line : lines.lines) {
    const std::string_view text = trim(line.text);
    if (text.empty()) continue;
    ++written;
    if (ends.find(text.back()) != std::string_view::npos) suspects.push_back(&line);
  }
  if (suspects.size() < fewest) return false;
  const auto like_code = std::ranges::count_if(
      suspects, [](const FormLine* line) { return RE2::PartialMatch(line->text, code); });
  return like_code >= std::ssize(suspects) / 2 && 4 * static_cast<std::size_t>(like_code) > written;
}

/// A page on something else that names the questions and answers none of them.
bool is_about_forms(const Form& form) {
  constexpr std::size_t long_preamble = 150;
  const bool answered =
      std::ranges::any_of(form.sections, [](const auto& entry) { return !entry.second.text().empty(); });
  return !answered && words_of(form.preamble).size() >= long_preamble;
}

/// A page with chapters of its own that quotes some of the questions and says how to answer them.
bool is_a_page_of_its_own(const FormLines& lines, const Form& form) {
  constexpr std::size_t most_quoted = 5;
  constexpr int chapters = 3;
  if (form.sections.size() > most_quoted) return false;
  const auto line_of = [](const auto& entry) { return entry.second.line; };
  const int first = line_of(*std::ranges::min_element(form.sections, {}, line_of));
  return std::ranges::count_if(lines.lines, [&](const FormLine& line) {
           return line.heading > 0 && line.number < first;
         }) >= chapters;
}

std::string_view first_cell(const AnswerLine& line) {
  if (!line.cells.empty()) return line.cells.front();
  std::string_view text = trim(line.text);
  if (text.starts_with('|')) text.remove_prefix(1);
  return trim(text.substr(0, text.find('|')));
}

/// "(Category #)" or "[explain]": the template of a repository of its own.
bool is_bracketed(std::string_view text) {
  text = trim_marks(text);
  return text.size() >= 2 &&
         ((text.front() == '(' && text.back() == ')') || (text.front() == '[' && text.back() == ']'));
}

/// Whether somebody wrote more under the question than the template did.
bool is_filled_in(const std::pair<const Question, Section>& entry) {
  const auto& [question, section] = entry;
  if (section.text().empty() || is_bracketed(section.text())) return false;
  if (question != Question::measurements) return true;
  // The head of the template's table is no answer.
  return std::ranges::any_of(section.answer, [](const AnswerLine& line) {
    const std::string_view cell = first_cell(line);
    const std::string key = key_of(cell);
    return !is_bracketed(cell) && !key.empty() && !key.starts_with("measurement description") &&
           !key.starts_with("measurement name");
  });
}

}  // namespace

void tell_kind(const FormLines& lines, const Titles& titles, const Grammar& grammar, Form& form) {
  int request = 0;
  int renewal = 0;
  int answered = 0;
  int published = 0;  // the others are headings that any page may have: "Documentation", "Analysis"
  for (const auto& [question, section] : form.sections) {
    published += section.labelled ? 0 : 1;
    ++(grammar.of(question).form == Kind::request ? request : renewal);
    if (!section.text().empty()) ++answered;
  }
  if (form.review_form && request < 3 && renewal < 2) return;
  if (!form.sections.empty() && (is_only_an_example(lines, form) || is_code(lines) || is_about_forms(form)))
    return;
  const bool has_title = titles.request || titles.renewal;
  if (!form.sections.empty() && !has_title && is_a_page_of_its_own(lines, form)) return;
  constexpr int enough_headings = 5;
  const bool is_renewal = renewal >= 2 || (renewal >= 1 && titles.renewal);
  const bool is_request = (request >= 3 && (answered >= 2 || titles.request)) ||
                          (request >= 1 && titles.request) || (request >= 2 && answered >= 2) ||
                          (request >= enough_headings && published >= enough_headings);
  const bool is_a_form = titles.request || published >= 2 || request >= enough_headings;
  if (is_renewal && request < 4)
    form.kind = Kind::renewal;
  else if (is_request && is_a_form)
    form.kind = Kind::request;
  else
    return;
  std::erase_if(form.sections, [&](const auto& entry) { return grammar.of(entry.first).form != form.kind; });
  if (std::ranges::none_of(form.sections, is_filled_in)) form.kind = Kind::blank_template;
  form.version = version_of(form, grammar);
  if (form.kind == Kind::blank_template && is_renewal) form.version = Template::renewal;
}

}  // namespace review
