#include "review/form/grammar.h"

#include "review/policy_file.h"
#include "review/text/words.h"

#include <algorithm>

namespace review {
namespace {

const std::string file = "policy/questions.toml";

Phrase phrase_of(std::string_view text) {
  Phrase out;
  for (Word& word : words_of(text)) out.push_back(std::move(word.text));
  return out;
}

/// Strings of an array as phrases; the first thing wrong goes to `error`.
std::vector<Phrase> phrases(const toml::node& node, std::optional<PolicyError>& error) {
  std::vector<Phrase> out;
  const toml::array* array = node.as_array();
  if (array == nullptr) {
    error = policy_error(file, node, "expected an array of strings");
    return out;
  }
  for (const toml::node& item : *array) {
    const auto text = item.value_exact<std::string>();
    Phrase phrase = text ? phrase_of(*text) : Phrase{};
    if (phrase.empty()) {
      error = policy_error(file, item, "expected a string with words");
      return out;
    }
    out.push_back(std::move(phrase));
  }
  return out;
}

void add(QuestionText& question, TemplateRole role, std::vector<Phrase> texts, const std::string& part = {}) {
  for (Phrase& text : texts) question.template_texts.push_back({role, part, std::move(text)});
}

std::expected<QuestionText, PolicyError> read_question(Question which, const toml::table& table,
                                                       Lists lists) {
  QuestionText out{.question = which};
  std::optional<PolicyError> error;
  for (const auto& [key, node] : table) {
    if (key == "openings")
      out.openings = phrases(node, error);
    else if (key == "headings")
      out.headings = phrases(node, error);
    else if (key == "signs") {
      auto signs = read_word_list(file, node, lists);
      if (!signs) return std::unexpected(signs.error());
      out.signs = std::move(*signs);
    } else if (key == "hints")
      add(out, TemplateRole::hint, phrases(node, error));
    else if (key == "examples")
      add(out, TemplateRole::example, phrases(node, error));
    else if (key == "choices")
      add(out, TemplateRole::choice, phrases(node, error));
    else if (key == "parts" && node.is_table()) {
      for (const auto& [name, words] : *node.as_table())
        add(out, TemplateRole::part, phrases(words, error), std::string(name.str()));
    } else if (const auto text = node.value_exact<std::string>()) {
      if (key == "name")
        out.name = *text;
      else if (key == "example")
        out.example = *text;
      else if (key == "form" && (*text == "request" || *text == "renewal"))
        out.form = *text == "renewal" ? Kind::renewal : Kind::request;
      else if (key == "full" && !text->empty()) {
        out.full = phrase_of(*text);
        out.end = text->back();
      } else
        error = policy_error(file, node, "not a known key or value: " + std::string(key.str()));
    } else {
      error = policy_error(file, node, "not a known key or value: " + std::string(key.str()));
    }
    if (error) return std::unexpected(*error);
  }
  if (out.name.empty() || out.example.empty() || out.openings.empty() || out.full.empty()) {
    return std::unexpected(policy_error(file, table, "a question needs name, example, openings and full"));
  }
  // The longest template text that fits is the one that is meant.
  std::ranges::stable_sort(out.template_texts, std::ranges::greater{},
                           [](const TemplateText& text) { return text.words.size(); });
  return out;
}

}  // namespace

bool starts_with(std::span<const Word> words, const Phrase& phrase) {
  return words.size() >= phrase.size() &&
         std::equal(phrase.begin(), phrase.end(), words.begin(),
                    [](const std::string& a, const Word& b) { return a == b.text; });
}

bool starts_with_any(const std::vector<Word>& words, const std::vector<Phrase>& phrases) {
  return std::ranges::any_of(phrases, [&](const Phrase& phrase) { return starts_with(words, phrase); });
}

const QuestionText& Grammar::of(Question question) const {
  return *std::ranges::find(questions, question, &QuestionText::question);
}

std::expected<Grammar, PolicyError> read_grammar(const ConfigFiles& files, Lists lists) {
  const auto table = read_policy_file(files, file);
  if (!table) return std::unexpected(table.error());
  Grammar out;
  std::optional<PolicyError> error;
  for (const auto& [key, node] : *table) {
    if (key == "titles")
      out.titles = phrases(node, error);
    else if (key == "renewal_titles")
      out.renewal_titles = phrases(node, error);
    else if (key == "generated_marks")
      out.generated_marks = phrases(node, error);
    else if (key == "review_form")
      out.review_form = phrases(node, error);
    else if (key == "stops")
      out.stops = phrases(node, error);
    else if (key == "questions" && node.is_table()) {
      for (const auto& [name, entry] : *node.as_table()) {
        const auto which = question_by_spelling(name.str());
        if (!which || !entry.is_table())
          return std::unexpected(
              policy_error(file, entry, "not a question's name: " + std::string(name.str())));
        auto question = read_question(*which, *entry.as_table(), lists);
        if (!question) return std::unexpected(question.error());
        out.questions.push_back(std::move(*question));
      }
    } else
      error = policy_error(file, node, "not a known key: " + std::string(key.str()));
    if (error) return std::unexpected(*error);
  }
  std::ranges::sort(out.questions, {}, &QuestionText::question);
  if (out.questions.size() != 15)
    return std::unexpected(PolicyError{file, 0, 0, "all 15 questions are needed"});
  for (const QuestionText& question : out.questions) {
    for (const Phrase& opening : question.openings)
      out.openings.emplace(opening.front(), Grammar::Opening{&question, &opening});
  }
  return out;
}

}  // namespace review
