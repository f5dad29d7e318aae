#include "review/form/sections.h"

#include "review/form/published_question.h"
#include "review/form/table.h"

#include <re2/re2.h>

#include <algorithm>
#include <optional>
#include <span>

namespace review {
namespace {

/// Whether the mark at `at` is part of an address: "https://bugzilla.mozilla.org/show_bug.cgi?id=1".
bool is_in_address(std::string_view body, std::size_t at) {
  const std::string_view before = body.substr(0, at);
  return before.substr(before.find_last_of(' ') + 1).find("://") != std::string_view::npos;
}

/// Where on the opening line the question ends; npos: not on this line. `end` is the published question's;
/// one that people reworded may end with a question mark or a colon instead.
std::size_t sentence_end(const std::string& body, char end, std::size_t from = 0) {
  for (std::size_t at = from; at < body.size(); ++at) {
    if (body[at] != end && body[at] != '?') continue;
    if (body[at] == '?' && is_in_address(body, at)) continue;
    if (body[at] == '?') return at + 1;
    const bool last = at + 1 == body.size();
    if (last || std::string_view(" *_:/=").find(body[at + 1]) != std::string_view::npos) return at + 1;
  }
  return std::string::npos;
}

/// Whether a line goes on with the question's own words: forms are re-wrapped.
bool continues(const std::vector<Word>& words, const Phrase& full) {
  if (words.empty()) return false;
  for (std::size_t i = 1; i < full.size(); ++i) {
    if (full[i] != words[0].text) continue;
    if (words.size() == 1 || i + 1 == full.size() || full[i + 1] == words[1].text) return true;
  }
  return false;
}

/// Whether somebody wrote something there: rules, and the head of the template's table, are nothing.
bool is_filled_in(Question question, const Section& section) {
  if (question != Question::measurements) return !section.key().empty();
  return std::ranges::any_of(section.answer, [](const AnswerLine& line) {
    const std::vector<std::string> cells = line.cells.empty() ? cells_of(line.text) : line.cells;
    return !is_head(cells) &&
           std::ranges::any_of(cells, [](const std::string& cell) { return !words_of(cell).empty(); });
  });
}

class Reader {
 public:
  /// `words` are those of each line's body.
  Reader(const FormLines& lines, const LineWords& words, const Grammar& grammar)
      : lines_(lines.lines),
        words_(words),
        grammar_(grammar),
        opened_(find_questions(lines.lines, words, grammar)) {}

  void run(Form& form) {
    for (at_ = 0; at_ < lines_.size(); ++at_) line(lines_[at_]);
    close();
    for (auto& [question, sections] : found_) {
      const auto is_answered = [&, asked = question](const Section& one) { return is_filled_in(asked, one); };
      form.collections =
          std::max(form.collections, static_cast<int>(std::ranges::count_if(sections, is_answered)));
      const auto answered = std::ranges::find_if(sections, is_answered);
      form.sections.emplace(question, answered == sections.end() ? sections.front() : *answered);
    }
    for (const OpenedQuestion& opened : opened_) {
      if (opened.merged != nullptr && form.sections.contains(opened.question->question))
        form.sections.emplace(opened.merged->question, form.sections.at(opened.question->question));
    }
    constexpr int fewest_review_lines = 3;
    form.review_form = review_lines_ >= fewest_review_lines;
    form.preamble = std::move(preamble_);
  }

 private:
  void line(const FormLine& line) {
    if (!line.cells.empty()) {
      if (question_ != nullptr) section_.answer.push_back({line.number, {}, line.cells, part_});
      return;
    }
    const std::vector<Word>& words = words_[at_];
    if (starts_with_any(words, grammar_.review_form)) ++review_lines_;
    if (opened_[at_].question != nullptr) {
      open(opened_[at_], line);
      return;
    }
    if (trim(line.text).starts_with("```")) return;  // a fence around the form or an answer
    if (question_ == nullptr && found_.empty() && is_table_head(words)) {
      // The form was cut off above its list of measurements.
      open_measurements(line);
      return;
    }
    if (question_ == nullptr) {
      if (found_.empty()) preamble_ += line.text + '\n';
      return;
    }
    const bool ends = line.heading != 0 && question_->question != Question::measurements &&
                      line.heading <= std::max(2, heading_);
    if (ends || starts_with_any(words, grammar_.stops) || starts_with_any(words, grammar_.review_form)) {
      close();
      return;
    }
    answer(line.number, line.text, line.body);
  }

  static bool is_table_head(const std::vector<Word>& words) {
    return words.size() >= 4 && words[0].text == "measurement" &&
           (words[1].text == "description" || words[1].text == "name") &&
           std::ranges::any_of(words, [](const Word& word) { return word.text == "category"; });
  }

  void open_measurements(const FormLine& line) {
    question_ = &grammar_.of(Question::measurements);
    heading_ = line.heading;
    section_ = Section{};
    section_.line = line.number;
    answer(line.number, line.text, line.body);
  }

  void open(const OpenedQuestion& opened, const FormLine& line) {
    close();
    const QuestionText& question = *opened.question;
    question_ = &question;
    heading_ = line.heading;
    section_ = Section{};
    section_.line = line.number;
    section_.ordinal = line.ordinal;
    section_.labelled = opened.labelled;
    if (opened.unasked) {
      answer(line.number, line.body, line.body);
      return;
    }
    const bool is_whole = is_label(line, question);
    // What ends a sentence behind "**Analysis:**" belongs to the answer.
    std::size_t end = is_whole && line.body.find(':') != std::string::npos
                          ? label_end(line, question)
                          : sentence_end(line.body, opened.reworded ? ':' : question.end, opened.begin);
    // "Link to the initial data collection review request: https://..." ends where the answer begins.
    if (const std::size_t colon = label_end(line, question);
        !is_whole && colon < end && words_of(line.body.substr(0, colon)).size() <= question.full.size())
      end = colon;
    const FormLine* last = &line;
    // A re-wrapped question goes on for some lines.
    for (int more = 0; end == std::string::npos && !is_whole && more < 8 && at_ + 1 < lines_.size(); ++more) {
      const FormLine& next = lines_[at_ + 1];
      if (!next.cells.empty() || next.ordinal != 0 || opened_[at_ + 1].question != nullptr ||
          !continues(words_[at_ + 1], question.full))
        break;
      ++at_;
      last = &next;
      end = sentence_end(next.body, question.end);
    }
    if (end == std::string::npos) end = label_end(line, question);
    if (end == std::string::npos) return;
    const std::string rest(trim_marks(std::string_view(last->body).substr(end)));
    if (!rest.empty()) answer(last->number, rest, rest);
  }

  /// Whether the line, up to its colon if there is one, is one of the question's headings.
  static bool is_label(const FormLine& line, const QuestionText& question) {
    return is_heading_of(question, label_of(line));
  }

  /// Where "**Opt-out:** the switch in the settings", or a question without its mark, goes over to the
  /// answer.
  static std::size_t label_end(const FormLine& line, const QuestionText& question) {
    const std::size_t colon = line.body.find(is_label(line, question) ? ":" : ": ");
    return colon == std::string::npos ? colon : colon + 1;
  }

  /// Takes the template's words from the front of a line; what is left is the requester's.
  void answer(int number, std::string shown, std::string_view body) {
    static const RE2 label(R"(^[\s*_]*(?i:a|ans|answer|response)\s?\d{0,2}\s?[:.][*_]*(?:\s+|$))");
    if (re2::StringPiece rest(body.data(), body.size());
        body.find_first_of(".:") < 12 && !section_.first_line() && RE2::Consume(&rest, label)) {
      body = std::string_view(rest.data(), rest.size());
      shown = body;
    }
    bool took = false;
    // The words of a whole line are known already.
    const bool is_line = body.data() == lines_[at_].body.data() && body.size() == lines_[at_].body.size();
    for (auto found = is_line ? template_text_at(body, words_[at_]) : template_text_at(body, words_of(body));
         found; found = template_text_at(body, words_of(body))) {
      took = true;
      const std::string_view line = found->more_lines > 0 ? lines_[at_ + found->more_lines].body : body;
      const std::string_view rest = without_marks(line.substr(found->end));
      if (found->text->role == TemplateRole::part)
        part_ = found->text->part;
      else if (found->text->role == TemplateRole::hint)
        section_.hints_left = true;
      else
        take_choice(number, with_stop(found->words, line.substr(found->end)));
      at_ += found->more_lines;
      if (found->more_lines > 0) number = lines_[at_].number;
      body = rest;
    }
    if (took && words_of(body).empty()) return;
    if (const std::size_t next =
            question_->question == Question::populations ? next_part(body) : std::string_view::npos;
        next != std::string_view::npos) {
      const std::string head(trim(body.substr(0, next)));
      const std::string tail(body.substr(next));
      section_.answer.push_back({number, head, {}, part_});
      answer(number, tail, tail);
      return;
    }
    section_.answer.push_back({number, took ? std::string(trim(body)) : std::move(shown), {}, part_});
  }

  void take_choice(int number, const std::string& words) {
    static const RE2 marked(R"(\[[xX]\]|[☑☒✅✓✔←]|<-{2,}|^\W*\*\*)");
    if (RE2::PartialMatch(lines_[at_].text, marked)) chosen_.push_back(section_.choices.size());
    section_.choices.push_back({number, words, {}, part_});
  }

  /// "- [ ] for 6 months, - [x] permanently": of the choices that were left one is marked, and answers.
  void answer_with_the_chosen() {
    static const RE2 ticked(R"(^\W*\[[xX]\])");
    const bool is_answered = std::ranges::any_of(
        section_.answer, [](const AnswerLine& line) { return RE2::PartialMatch(line.text, ticked); });
    if (is_answered) section_.choices.clear();
    if (chosen_.size() != 1 || section_.choices.size() < 2) return;
    section_.answer.insert(section_.answer.begin(), section_.choices[chosen_.front()]);
    section_.choices.clear();
  }

  /// A sentence of the template with the bracket and the stop that end it.
  static std::string with_stop(std::string words, std::string_view rest) {
    return words.append(rest.substr(0, std::min(rest.find_first_not_of(").?!"), rest.size())));
  }

  static std::string_view without_marks(std::string_view text) {
    while (!text.empty() &&
           std::string_view("?.:;,!)*_`\"' \t-").find(text.front()) != std::string_view::npos)
      text.remove_prefix(1);
    for (const std::string_view mark : {"”", "’", "“"}) {
      if (text.starts_with(mark)) text.remove_prefix(mark.size());
    }
    return text;
  }

  struct Found {
    const TemplateText* text = nullptr;
    std::string words;           ///< as they stand in the form
    std::size_t end = 0;         ///< byte after them on the line where they end
    std::size_t more_lines = 0;  ///< that they run on for
  };

  /// The template's text at the front of a line. It may be wrapped into the lines below.
  std::optional<Found> template_text_at(std::string_view body, const std::vector<Word>& words) const {
    if (words.empty()) return std::nullopt;
    for (const TemplateText& text : question_->template_texts) {
      if (fits(body, words, text)) {
        const std::size_t end = words[text.words.size() - 1].end;
        return Found{&text, std::string(body.substr(0, end)), end, 0};
      }
    }
    for (const TemplateText& text : question_->template_texts) {
      if (auto found = wrapped(body, words, text)) return found;
    }
    return std::nullopt;
  }

  static bool fits(std::string_view body, const std::vector<Word>& words, const TemplateText& text) {
    if (!starts_with(words, text.words)) return false;
    // A choice that goes on was filled in or explained: the requester's words.
    if (text.role == TemplateRole::choice) return words.size() <= text.words.size() + 1;
    const bool is_short_part = text.role == TemplateRole::part && text.words.size() < 3;
    return !is_short_part || words.size() == text.words.size() ||
           is_asked(body.substr(words[text.words.size() - 1].end));
  }

  /// Whether the answer begins there: "Which countries? US", "**Countries:** US".
  static bool is_asked(std::string_view rest) {
    const std::size_t at = rest.find_first_not_of("*_ ");
    return at != std::string_view::npos && (rest[at] == '?' || rest[at] == ':');
  }

  /// Where one more sub-question begins: "Which release channels? All. Which countries? US."
  std::size_t next_part(std::string_view body) const {
    if (body.find_first_of("?:") == std::string_view::npos) return std::string_view::npos;
    const std::vector<Word> words = words_of(body);
    for (std::size_t at = 1; at < words.size(); ++at) {
      const std::span<const Word> rest = std::span(words).subspan(at);
      for (const TemplateText& text : question_->template_texts) {
        if (text.role == TemplateRole::part && starts_with(rest, text.words) &&
            is_asked(body.substr(rest[text.words.size() - 1].end)))
          return words[at].begin;
      }
    }
    return std::string_view::npos;
  }

  std::optional<Found> wrapped(std::string_view body, std::vector<Word> words,
                               const TemplateText& text) const {
    constexpr std::size_t most_lines = 5;
    if (text.role == TemplateRole::part) return std::nullopt;
    std::string joined(body);
    for (std::size_t more = 1; more <= most_lines && at_ + more < lines_.size(); ++more) {
      const bool goes_on =
          words.size() < text.words.size() &&
          std::ranges::equal(words, std::span(text.words).first(words.size()), {}, &Word::text);
      const FormLine& next = lines_[at_ + more];
      if (!goes_on || words_[at_ + more].empty() || !next.cells.empty() ||
          opened_[at_ + more].question != nullptr)
        return std::nullopt;
      joined += ' ';
      const std::size_t from = joined.size();
      joined += next.body;
      words = words_of(joined);
      if (fits(joined, words, text)) {
        const std::size_t end = words[text.words.size() - 1].end;
        return Found{&text, joined.substr(0, end), end - from, more};
      }
    }
    return std::nullopt;
  }

  void close() {
    if (question_ != nullptr) {
      answer_with_the_chosen();
      section_.finish();
      found_[question_->question].push_back(std::move(section_));
    }
    question_ = nullptr;
    section_ = {};
    part_.clear();
    chosen_.clear();
  }

  const std::vector<FormLine>& lines_;
  const LineWords& words_;
  const Grammar& grammar_;
  const std::vector<OpenedQuestion> opened_;
  std::size_t at_ = 0;
  const QuestionText* question_ = nullptr;
  int heading_ = 0;
  int review_lines_ = 0;
  Section section_;
  std::vector<std::size_t> chosen_;  ///< of the section's choices: ticked, bold or pointed at
  std::string part_;
  std::string preamble_;
  std::map<Question, std::vector<Section>> found_;
};

}  // namespace

void read_sections(const FormLines& lines, const LineWords& words, const Grammar& grammar, Form& form) {
  Reader(lines, words, grammar).run(form);
}

}  // namespace review
