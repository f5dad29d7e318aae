#include "review/checks/findings.h"

#include "review/checks/finder.h"
#include "review/limits.h"
#include "review/policy_data.h"
#include "review/text/words.h"

#include <algorithm>
#include <tuple>

namespace review {
namespace {

void replace(std::string& text, std::string_view from, std::string_view to) {
  if (const auto at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
}

/// "* N/A" is quoted as "N/A".
std::string_view without_list_mark(std::string_view text) {
  text = trim(text);
  return text.starts_with("* ") || text.starts_with("- ") ? trim(text.substr(2)) : text;
}

}  // namespace

Finder::Finder(Assessment& assessment, const FindingSources& sources)
    : out_(assessment), from_(sources), data_(sources.policy.data()) {}

const std::string& Finder::key_to(Question question) const {
  static const std::string none;
  const auto section = from_.form.sections.find(question);
  return section == from_.form.sections.end() ? none : section->second.key();
}

void Finder::add(const std::string& id, std::optional<Question> question, std::optional<int> line,
                 std::string_view quote, const std::string& wording) {
  const auto text = data_.findings.find(wording.empty() ? id : wording);
  if (text == data_.findings.end()) return;
  Finding finding{.id = id,
                  .severity = text->second.severity,
                  .question = question,
                  .line = line,
                  .quote = shorten(without_list_mark(quote), limits::quote_characters),
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
  replace(finding.message, "{quote}", finding.quote.empty() ? "the answer" : "“" + finding.quote + "”");
  out_.findings.push_back(std::move(finding));
}

std::string Finder::as_written(const std::string& key) const {
  for (const auto& [question, answer] : out_.answers) {
    std::string found = review::as_written(answer.text, key);
    if (found != key) return found;
  }
  return key;
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
