#include "review/form/questions.h"

#include "review/form/published_question.h"
#include "review/text/expression.h"

#include <re2/re2.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace review {
namespace {

/// How a line is set off from the text around it. Questions of one form are set off alike.
struct Style {
  int heading = 0;
  bool numbered = false;
  bool emphasised = false;
  auto operator<=>(const Style&) const = default;
};

Style style_of(const FormLine& line) {
  return {line.heading, line.ordinal != 0, line.emphasised};
}

/// The words of a line's first sentence, where a question is asked.
std::string asked(const FormLine& line) {
  constexpr std::size_t longest = 40;
  const std::size_t end = line.body.find_first_of("?:");
  std::vector<Word> words = words_of(std::string_view(line.body).substr(0, end));
  if (words.size() > longest) words.resize(longest);
  return key_of(words);
}

class Finder {
 public:
  Finder(const std::vector<FormLine>& lines, const LineWords& words, const Grammar& grammar)
      : lines_(lines), words_(words), grammar_(grammar), out_(lines.size()) {}

  std::vector<OpenedQuestion> run() {
    for (at_ = 0; at_ < lines_.size(); ++at_) {
      if (lines_[at_].cells.empty()) out_[at_] = published_question(lines_, words_, grammar_, at_);
    }
    headed();
    static const RE2 about_a_review(R"(\bdata (?:review|collection)\b)");
    static const RE2 about_a_renewal(R"(\brenew(?:al|ing)?\b)");
    constexpr std::size_t few_of_twelve = 5;
    if (is_without_questions()) labelled(Kind::request, about_a_review, few_of_twelve);
    if (is_without_questions()) labelled(Kind::renewal, about_a_renewal, 3);
    reworded();
    merged();
    if (is_without_questions()) unasked();
    return std::move(out_);
  }

 private:
  bool is_without_questions() const {
    return std::ranges::none_of(out_,
                                [](const OpenedQuestion& opened) { return opened.question != nullptr; });
  }

  /// Questions cut down to "Opt-out", or "**Opt-out:** the switch in the settings". Beside published ones
  /// only where the question belongs: an answer has labels and lists of its own.
  void headed() {
    constexpr std::size_t few = 3;
    const std::map<Question, std::size_t> published = found();
    std::set<Question> known;
    for (const auto& [question, line] : published) known.insert(question);
    for (at_ = 0; at_ < lines_.size(); ++at_) {
      const FormLine& line = lines_[at_];
      const bool is_set_off = is_marked(line) || line.body.starts_with('*') || line.body.starts_with('_');
      if (out_[at_].question != nullptr || !line.cells.empty() || words_[at_].empty() || !is_set_off)
        continue;
      const QuestionText* named = by_heading();
      if (named == nullptr || known.contains(named->question)) continue;
      if (published.size() >= few &&
          !(is_between(published, named->question) && numbers_fit(published, named->question, line)))
        continue;
      out_[at_] = {.question = named, .labelled = true};
      if (published.size() >= few) known.insert(named->question);
    }
  }

  /// The line of each question that was found.
  std::map<Question, std::size_t> found() const {
    std::map<Question, std::size_t> out;
    for (std::size_t i = 0; i < out_.size(); ++i) {
      if (out_[i].question != nullptr) out.emplace(out_[i].question->question, i);
    }
    return out;
  }

  /// Whether this line stands behind the questions before `question` and before those behind it.
  bool is_between(const std::map<Question, std::size_t>& found, Question question) const {
    return std::ranges::all_of(
        found, [&](const auto& other) { return (other.first < question) == (other.second < at_); });
  }

  const QuestionText* by_heading() const {
    const std::vector<Word> label = label_of(lines_[at_]);
    const auto named = std::ranges::find_if(
        grammar_.questions, [&](const QuestionText& question) { return is_heading_of(question, label); });
    return named == grammar_.questions.end() ? nullptr : &*named;
  }

  /// A form whose questions were shortened to labels: "Alternatives considered:", "## Why is this important?"
  /// Many of them have to stand in the form's order.
  void labelled(Kind kind, const RE2& about, std::size_t fewest) {
    if (std::ranges::none_of(words_,
                             [&](const std::vector<Word>& words) { return matches(key_of(words), about); }))
      return;
    std::map<std::size_t, const QuestionText*> found;
    auto next = grammar_.questions.begin();
    for (at_ = 0; at_ < lines_.size(); ++at_) {
      const FormLine& line = lines_[at_];
      if (words_[at_].empty() || !line.cells.empty()) continue;
      const std::vector<Word> label = label_of(line);
      const bool is_set_off = is_marked(line) || asks_alone(at_) || line.body.ends_with(':');
      const std::string words = is_set_off ? asked(line) : std::string();
      const auto question = std::find_if(next, grammar_.questions.end(), [&](const QuestionText& one) {
        return one.form == kind && (is_heading_of(one, label) || (is_set_off && one.signs != nullptr &&
                                                                  matches(words, one.signs->expression())));
      });
      if (question == grammar_.questions.end()) continue;
      found.emplace(at_, &*question);
      next = std::next(question);
    }
    if (found.size() < fewest) return;
    for (const auto& [line, question] : found)
      out_[line] = {.question = question, .reworded = true, .labelled = true};
  }

  /// Questions that the first pass left out, by their signs, or by the number that is left.
  void reworded() {
    std::map<Question, std::size_t> found;
    std::set<Style> styles;
    int of_renewal = 0;
    for (std::size_t i = 0; i < out_.size(); ++i) {
      if (out_[i].question == nullptr) continue;
      found.emplace(out_[i].question->question, i);
      styles.insert(style_of(lines_[i]));
      of_renewal += out_[i].question->form == Kind::renewal ? 1 : 0;
    }
    if (found.empty()) return;
    const Kind kind = 2 * of_renewal > static_cast<int>(found.size()) ? Kind::renewal : Kind::request;
    std::size_t from = 0;  // the line of the nearest question found before, in the form's order
    for (const QuestionText& question : grammar_.questions) {
      if (question.form != kind || question.signs == nullptr) continue;
      if (const auto here = found.find(question.question); here != found.end()) {
        from = here->second;
        continue;
      }
      std::size_t until = lines_.size();
      for (const auto& [other, line] : found) {
        if (other > question.question && line > from) until = std::min(until, line);
      }
      for (std::size_t i = from; i < until; ++i) {
        const FormLine& line = lines_[i];
        const bool is_set_off = is_marked(line) || asks_alone(i);
        if (out_[i].question != nullptr || !is_set_off || !styles.contains(style_of(line))) continue;
        if (!numbers_fit(found, question.question, line)) continue;
        if (!RE2::PartialMatch(asked(line), question.signs->expression()) &&
            !has_the_number_between(found, question.question, i))
          continue;
        out_[i] = {.question = &question, .reworded = true};
        found.emplace(question.question, i);
        from = i;
        break;
      }
    }
  }

  /// "The new expiry: version 172."
  static bool begins_with_label(std::string_view paragraph) {
    constexpr std::size_t longest = 60;
    constexpr std::size_t most_words = 10;
    const std::size_t colon = paragraph.find(": ");
    return colon <= longest && words_of(paragraph.substr(0, colon)).size() <= most_words;
  }

  /// A question, or a few words, at the head of a paragraph: how a form without numbers and marks asks.
  bool asks_alone(std::size_t at) const {
    constexpr std::size_t farthest = 100;
    constexpr std::size_t most_words = 4;
    const bool is_head = at == 0 || (words_[at - 1].empty() && lines_[at - 1].cells.empty());
    const std::string_view body = lines_[at].body;
    if (!is_head || body.empty()) return false;
    if (body.substr(0, farthest).find('?') != std::string_view::npos) return true;
    if (begins_with_label(body)) return true;
    const bool has_answer =
        at + 1 < lines_.size() && (!words_[at + 1].empty() || !lines_[at + 1].cells.empty());
    return has_answer && words_[at].size() <= most_words && body.back() != '.';
  }

  /// A numbered question's number lies between those of its neighbours; a point of an answer's own list
  /// starts again from one.
  bool numbers_fit(const std::map<Question, std::size_t>& found, Question question,
                   const FormLine& line) const {
    if (line.ordinal == 0) return true;
    for (const auto& [other, at] : found) {
      const int number = lines_[at].ordinal;
      if (number == 0) continue;
      const bool all_ones = number == 1 && line.ordinal == 1;
      if (all_ones) continue;
      if (other < question && number >= line.ordinal) return false;
      if (other > question && number <= line.ordinal) return false;
    }
    return true;
  }

  /// Whether 5 stands between the questions that have 4 and 6 and are its neighbours in the form, and asks.
  bool has_the_number_between(const std::map<Question, std::size_t>& found, Question question,
                              std::size_t at) const {
    const auto after = found.upper_bound(question);
    if (after == found.begin() || after == found.end()) return false;
    const auto before = std::prev(after);
    const auto number = [&](Question one) { return static_cast<int>(one); };
    return number(before->first) + 1 == number(question) && number(question) + 1 == number(after->first) &&
           lines_[before->second].ordinal + 1 == lines_[at].ordinal &&
           lines_[at].ordinal + 1 == lines_[after->second].ordinal;
  }

  /// "What questions will you answer with this data, and why does Mozilla need to?" asks two.
  void merged() {
    std::set<Question> found;
    for (const OpenedQuestion& opened : out_) {
      if (opened.question != nullptr) found.insert(opened.question->question);
    }
    for (std::size_t i = 0; i < out_.size(); ++i) {
      if (out_[i].question == nullptr || !is_marked(lines_[i])) continue;
      const std::string rest = without(out_[i].question->full, lines_[i]);
      for (const QuestionText& other : grammar_.questions) {
        if (other.form != out_[i].question->form || other.signs == nullptr || found.contains(other.question))
          continue;
        if (!RE2::PartialMatch(rest, other.signs->expression())) continue;
        out_[i].merged = &other;
        found.insert(other.question);
        break;
      }
    }
  }

  /// The words of a line's question that are not the published question's own.
  static std::string without(const Phrase& full, const FormLine& line) {
    std::vector<Word> words = words_of(std::string_view(line.body).substr(0, line.body.find('?')));
    std::erase_if(words, [&](const Word& word) { return std::ranges::find(full, word.text) != full.end(); });
    return key_of(words);
  }

  /// "1) Whether people find it. 2) If not, we take it out. ..." without the questions.
  void unasked() {
    std::vector<std::size_t> numbered;  // the lines of 1, 2, 3 ...
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (lines_[i].ordinal == static_cast<int>(numbered.size()) + 1) numbered.push_back(i);
    }
    const std::vector<Question> order = asked_by_number(numbered.size());
    if (order.empty()) return;
    static const RE2 about(R"(\bdata (?:review|collection)\b)");
    static const RE2 category(R"(\b(?:category|cat|technical|interaction|type) ?(?:data|[1-4])?\b)");
    static const RE2 time(
        R"(\b(?:months?|years?|until|till|permanent(?:ly)?|never|expires?|20\d\d|1\d\d)\b)");
    const auto reads_like = [&](Question question, const RE2& sign) {
      const auto at = static_cast<std::size_t>(std::ranges::find(order, question) - order.begin());
      const std::size_t end = at + 1 < numbered.size() ? numbered[at + 1] : lines_.size();
      for (std::size_t i = numbered[at]; i < end; ++i) {
        if (RE2::PartialMatch(key_of(words_[i]), sign)) return true;
      }
      return false;
    };
    const bool says_so = std::ranges::any_of(
        words_, [&](const std::vector<Word>& words) { return RE2::PartialMatch(key_of(words), about); });
    if (!says_so || !reads_like(Question::measurements, category) || !reads_like(Question::duration, time))
      return;
    for (std::size_t i = 0; i < numbered.size(); ++i)
      out_[numbered[i]] = {.question = &grammar_.of(order[i]), .unasked = true};
  }

  /// The questions in the order of the version that has so many; empty where none has.
  std::vector<Question> asked_by_number(std::size_t count) const {
    std::vector<Question> out;
    for (const QuestionText& question : grammar_.questions) {
      if (question.form != Kind::request) continue;
      if (question.question == Question::documentation && count < 12) continue;
      if (question.question == Question::third_party && count < 11) continue;
      out.push_back(question.question);
    }
    if (out.size() != count) out.clear();
    return out;
  }

  const std::vector<FormLine>& lines_;
  const LineWords& words_;
  const Grammar& grammar_;
  std::size_t at_ = 0;
  std::vector<OpenedQuestion> out_;
};

}  // namespace

std::vector<OpenedQuestion> find_questions(const std::vector<FormLine>& lines, const LineWords& words,
                                           const Grammar& grammar) {
  return Finder(lines, words, grammar).run();
}

}  // namespace review
