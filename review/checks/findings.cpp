#include "review/checks/findings.h"

#include "review/checks/finder.h"
#include "review/limits.h"
#include "review/policy_data.h"
#include "review/text/quote.h"
#include "review/text/sentences.h"
#include "review/text/words.h"

#include <algorithm>
#include <tuple>

namespace review {
namespace {

void replace(std::string& text, std::string_view from, std::string_view to) {
  if (const auto at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
}

/// Puts the words between quotation marks. A sentence that they end has its stop already.
void replace_quote(std::string& message, const std::string& quote) {
  if (quote.ends_with('.') || quote.ends_with('!') || quote.ends_with('?') || quote.ends_with("…"))
    replace(message, "{quote}.", "{quote}");
  replace(message, "{quote}", in_quotes(quote));
}

}  // namespace

Finder::Finder(Assessment& assessment, const FindingSources& sources)
    : out_(assessment), from_(sources), data_(sources.policy.data()) {}

const std::string& Finder::key_to(Question question) const {
  static const std::string none;
  const auto section = from_.form.sections.find(question);
  return section == from_.form.sections.end() ? none : section->second.key();
}

Place Finder::place_of(Question question, const Answer& answer) const {
  const auto section = from_.form.sections.find(question);
  if (!answer.text.empty() || section == from_.form.sections.end() || section->second.choices.empty())
    return {question, answer.line, answer.text};
  const AnswerLine& choice = section->second.choices.front();
  return {question, choice.number, choice.text};
}

void Finder::add(const std::string& id, std::optional<Question> question, std::optional<int> line,
                 std::string_view quote, const std::string& wording) {
  const auto text = data_.findings.find(wording.empty() ? id : wording);
  if (text == data_.findings.end()) return;
  Finding finding{.id = id,
                  .severity = text->second.severity,
                  .question = question,
                  .line = line,
                  .quote = quote_of(quote, limits::quote_characters),
                  .message = text->second.message,
                  .fix = text->second.fix,
                  .link = text->second.link};
  if (question) {
    const QuestionText& words = data_.grammar.of(*question);
    for (std::string* part : {&finding.message, &finding.fix}) {
      replace(*part, "{question}", words.name);
      replace(*part, "{example}", words.example);
    }
  }
  replace_quote(finding.message, finding.quote);
  out_.findings.push_back(std::move(finding));
}

void Finder::add(const std::string& id, const Place& place, const std::string& wording) {
  add(id, place.question, place.line, place.words, wording);
}

void Finder::fill_in(std::string_view name, std::string_view value) {
  replace(out_.findings.back().message, name, value);
  replace(out_.findings.back().fix, name, value);
}

Place Finder::place_in(Question question, std::string_view key, int from) const {
  const Answer& answer = out_.answers.at(question);
  const auto section = from_.form.sections.find(question);
  const auto line = section == from_.form.sections.end() ? std::nullopt : section->second.line_of(key, from);
  return {question, line ? line : answer.line, as_written(answer.text, key)};
}

std::optional<int> Finder::line_in_document(std::string_view key) const {
  const auto& lines = from_.text.lines;
  const auto found = std::ranges::find_if(
      lines, [&](const std::string& line) { return key_of(line).find(key) != std::string::npos; });
  if (found == lines.end()) return std::nullopt;
  return static_cast<int>(found - lines.begin()) + 1;
}

std::optional<Place> Finder::affirmed_in(std::span<const Question> questions, std::string_view list) const {
  for (const Question question : questions) {
    const auto answer = out_.answers.find(question);
    std::string words;
    if (answer != out_.answers.end() && data_.speaks(list, key_to(question)) &&
        data_.affirms(list, sentences_of(answer->second.text), &words))
      return place_in(question, words);
  }
  return std::nullopt;
}

void Finder::finish() {
  std::ranges::stable_sort(out_.findings, std::ranges::less{}, [](const Finding& finding) {
    return std::tuple(static_cast<int>(finding.severity), finding.line.value_or(0));
  });
}

void find_all(Assessment& assessment, const FindingSources& sources) {
  Finder finder(assessment, sources);
  finder.document();
  if (assessment.kind == Kind::request || assessment.kind == Kind::renewal) {
    finder.answers();
    finder.measurements();
    finder.duration();
    finder.renewal();
    finder.policy();
  }
  finder.finish();
}

}  // namespace review
