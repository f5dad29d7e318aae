#pragma once
// The published forms' wording (config/policy/questions.toml), ready for comparison.

#include "review/assessment.h"
#include "review/policy.h"
#include "review/text/word_list.h"
#include "review/text/words.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace review {

using Phrase = std::vector<std::string>;  ///< words as words_of() gives them

[[nodiscard]] bool starts_with(std::span<const Word> words, const Phrase& phrase);
[[nodiscard]] bool starts_with_any(const std::vector<Word>& words, const std::vector<Phrase>& phrases);

enum class TemplateRole { hint, example, choice, part };

/// Words of the template that are no answer.
struct TemplateText {
  TemplateRole role = TemplateRole::hint;
  std::string part;  ///< of a sub-question: "channels"
  Phrase words;
};

struct QuestionText {
  Question question = Question::questions_answered;
  Kind form = Kind::request;
  std::string name;     ///< "the public documentation"
  std::string example;  ///< an answer to go by
  std::vector<Phrase> openings;
  Phrase full;
  char end = '?';  ///< of the first sentence
  std::vector<Phrase> headings;
  std::shared_ptr<const WordList> signs;  ///< what tells a reworded question; null: nothing does
  std::vector<TemplateText> template_texts;
};

struct Grammar {
  Grammar() = default;
  Grammar(Grammar&&) = default;  // and no copies: `openings` points into `questions`
  Grammar& operator=(Grammar&&) = default;

  std::vector<Phrase> titles;
  std::vector<Phrase> renewal_titles;
  std::vector<Phrase> generated_marks;
  std::vector<Phrase> review_form;
  std::vector<Phrase> stops;
  std::vector<QuestionText> questions;  ///< in the forms' order

  struct Opening {
    const QuestionText* question = nullptr;
    const Phrase* words = nullptr;
  };
  /// Every opening by its first word; points into `questions`.
  std::unordered_multimap<std::string_view, Opening> openings;

  [[nodiscard]] const QuestionText& of(Question question) const;
};

[[nodiscard]] std::expected<Grammar, PolicyError> read_grammar(const ConfigFiles& files, Lists lists);

}  // namespace review
