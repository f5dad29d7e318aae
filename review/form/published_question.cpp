#include "review/form/published_question.h"

#include <algorithm>
#include <cctype>
#include <span>

namespace review {
namespace {

/// The same, but one word of five or more may be another: people retype questions.
bool roughly_starts_with(const std::vector<Word>& words, const Phrase& phrase) {
  if (phrase.size() < 5 || words.size() < phrase.size()) return false;
  int different = 0;
  for (std::size_t i = 0; i < phrase.size(); ++i) different += words[i].text == phrase[i] ? 0 : 1;
  return different <= 1;
}

class Reader {
 public:
  Reader(const std::vector<FormLine>& lines, const LineWords& words, const Grammar& grammar, std::size_t at)
      : lines_(lines), words_(words), grammar_(grammar), at_(at) {}

  OpenedQuestion published() const {
    // The right words of one question may be nearly the words of another: exact ones go first.
    if (const QuestionText* question = opens(words_[at_])) return {.question = question};
    if (const OpenedQuestion opened = behind_a_mark(); opened.question != nullptr) return opened;
    return {.question = nearly_published()};
  }

 private:
  const QuestionText* opens(std::span<const Word> words) const {
    if (words.empty()) return nullptr;
    const auto [first, last] = grammar_.openings.equal_range(words.front().text);
    for (auto at = first; at != last; ++at) {
      if (starts_with(words, *at->second.words)) return at->second.question;
    }
    return nullptr;
  }

  /// "e) List all ...", "[5] List all ...", "== 5) List all ...": marks that number no line elsewhere.
  OpenedQuestion behind_a_mark() const {
    constexpr std::size_t longest_mark = 8;
    const std::vector<Word>& words = words_[at_];
    const std::string_view body = lines_[at_].body;
    for (std::size_t first = 0; first < words.size() && words[first].begin <= longest_mark; ++first) {
      const std::string_view mark = trim(body.substr(0, words[first].begin));
      const bool is_mark = !mark.empty() && std::isalnum(static_cast<unsigned char>(mark.back())) == 0;
      const bool is_quoted = mark.ends_with('"') || mark.ends_with("“") || mark.ends_with("„");
      if (!is_mark || is_quoted) continue;
      if (const QuestionText* question = opens(std::span(words).subspan(first)))
        return {.question = question, .begin = words[first].begin};
    }
    return {};
  }

  const QuestionText* nearly_published() const {
    const std::vector<Word>& words = words_[at_];
    const FormLine& line = lines_[at_];
    if (words.empty()) return nullptr;
    // A retyped question still looks like one.
    if (is_marked(line) || line.body.find('?') != std::string::npos) {
      for (const QuestionText& question : grammar_.questions) {
        if (std::ranges::any_of(question.openings,
                                [&](const Phrase& opening) { return roughly_starts_with(words, opening); }))
          return &question;
      }
    }
    return wrapped();
  }

  /// A question that is wrapped within its first words: they go on in the next lines.
  const QuestionText* wrapped() const {
    const std::vector<Word>& words = words_[at_];
    if (words.size() < 2 || (words.size() < 4 && lines_[at_].ordinal == 0)) return nullptr;
    const auto [first, last] = grammar_.openings.equal_range(words.front().text);
    for (auto at = first; at != last; ++at) {
      if (at->second.words->size() > words.size() && goes_on_as(*at->second.words))
        return at->second.question;
    }
    return nullptr;
  }

  /// Whether this line and up to two after it begin with the words of `opening`.
  bool goes_on_as(const Phrase& opening) const {
    std::size_t matched_words = 0;
    for (std::size_t at = at_; at <= at_ + 2 && at < lines_.size(); ++at) {
      if (at != at_ && (words_[at].empty() || lines_[at].ordinal != 0 || !lines_[at].cells.empty()))
        return false;
      for (const Word& word : words_[at]) {
        if (word.text != opening[matched_words]) return false;
        if (++matched_words == opening.size()) return true;
      }
    }
    return false;
  }

  const std::vector<FormLine>& lines_;
  const LineWords& words_;
  const Grammar& grammar_;
  std::size_t at_;
};

}  // namespace

bool is_marked(const FormLine& line) {
  return line.ordinal != 0 || line.heading != 0 || line.emphasised;
}

std::vector<Word> label_of(const FormLine& line) {
  constexpr std::size_t longest_heading = 80;
  const std::string_view words = std::string_view(line.body).substr(0, line.body.find(':'));
  return words.size() > longest_heading ? std::vector<Word>() : words_of(words);
}

bool is_heading_of(const QuestionText& question, const std::vector<Word>& label) {
  return std::ranges::any_of(question.headings, [&](const Phrase& heading) {
    return label.size() == heading.size() && starts_with(label, heading);
  });
}

OpenedQuestion published_question(const std::vector<FormLine>& lines, const LineWords& words,
                                  const Grammar& grammar, std::size_t at) {
  return Reader(lines, words, grammar, at).published();
}

}  // namespace review
