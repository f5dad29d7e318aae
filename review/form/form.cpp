#include "review/form/form.h"

#include "review/text/words.h"

#include <re2/re2.h>

#include <algorithm>
#include <span>

namespace review {
namespace {

bool starts_with(const std::vector<Word>& words, std::size_t from, const Phrase& phrase) {
  if (words.size() < from + phrase.size()) return false;
  return std::equal(phrase.begin(), phrase.end(), words.begin() + static_cast<std::ptrdiff_t>(from),
                    [](const std::string& a, const Word& b) { return a == b.text; });
}

/// The same, but one word of five or more may be another: people retype questions.
bool roughly_starts_with(const std::vector<Word>& words, const Phrase& phrase) {
  if (phrase.size() < 5 || words.size() < phrase.size()) return false;
  int different = 0;
  for (std::size_t i = 0; i < phrase.size(); ++i) different += words[i].text == phrase[i] ? 0 : 1;
  return different <= 1;
}

bool any_starts(const std::vector<Phrase>& phrases, const std::vector<Word>& words) {
  return std::ranges::any_of(phrases, [&](const Phrase& phrase) { return starts_with(words, 0, phrase); });
}

/// The question that a line opens.
const QuestionText* opened_by(const FormLine& line, const std::vector<Word>& words, const Grammar& grammar) {
  // The right words of one question may be nearly the words of another: exact ones go first.
  for (const QuestionText& question : grammar.questions) {
    if (any_starts(question.openings, words)) return &question;
  }
  // A retyped question still looks like one.
  const bool looks_like_one =
      line.ordinal != 0 || line.heading != 0 || line.emphasised || line.body.find('?') != std::string::npos;
  for (const QuestionText& question : grammar.questions) {
    if (!looks_like_one) break;
    for (const Phrase& opening : question.openings) {
      if (roughly_starts_with(words, opening)) return &question;
    }
  }
  if (line.heading == 0 && line.ordinal == 0 && !line.emphasised) return nullptr;
  for (const QuestionText& question : grammar.questions) {
    for (const Phrase& heading : question.headings) {
      if (words.size() == heading.size() && starts_with(words, 0, heading)) return &question;
    }
  }
  return nullptr;
}

/// Where on the opening line the first sentence ends; npos: not on this line.
std::size_t sentence_end(const std::string& body, char end) {
  for (std::size_t at = 0; at < body.size(); ++at) {
    if (body[at] != end) continue;
    const bool last = at + 1 == body.size();
    if (end == '?' || last || body[at + 1] == ' ' || body[at + 1] == '*' || body[at + 1] == '_')
      return at + 1;
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

using LineWords = std::vector<std::vector<Word>>;

class Reader {
 public:
  /// `words` are those of each line's body.
  Reader(const FormLines& lines, const LineWords& words, const Grammar& grammar)
      : lines_(lines.lines), words_(words), grammar_(grammar) {}

  void run(Form& form) {
    for (at_ = 0; at_ < lines_.size(); ++at_) line(lines_[at_]);
    close();
    for (auto& [question, sections] : found_) {
      form.collections = std::max(
          form.collections, static_cast<int>(std::ranges::count_if(
                                sections, [](const Section& section) { return !section.text().empty(); })));
      const auto answered =
          std::ranges::find_if(sections, [](const Section& section) { return !section.text().empty(); });
      form.sections.emplace(question, answered == sections.end() ? sections.front() : *answered);
    }
    form.review_form = review_lines_ >= 3;
  }

 private:
  void line(const FormLine& line) {
    if (!line.cells.empty()) {
      if (question_ != nullptr) section_.answer.push_back({line.number, {}, line.cells, part_});
      return;
    }
    const std::vector<Word>& words = words_[at_];
    if (any_starts(grammar_.review_form, words)) ++review_lines_;
    const QuestionText* question = opened_by(line, words, grammar_);
    if (question == nullptr) question = opened_by_wrapped(line, words);
    if (question != nullptr) {
      open(*question, line);
      return;
    }
    if (trim(line.text).starts_with("```")) return;  // a fence around the form or an answer
    if (question_ == nullptr && found_.empty() && is_table_head(words)) {
      // The form was cut off above its list of measurements.
      open_measurements(line);
      return;
    }
    if (question_ == nullptr) return;
    const bool ends = line.heading != 0 && question_->question != Question::measurements &&
                      line.heading <= std::max(2, heading_);
    if (ends || any_starts(grammar_.stops, words) || any_starts(grammar_.review_form, words)) {
      close();
      return;
    }
    answer(line.number, line.text, line.body);
  }

  /// A question that is wrapped within its first words: they go on in the next lines.
  const QuestionText* opened_by_wrapped(const FormLine& line, const std::vector<Word>& words) const {
    if (words.size() < 2 || (words.size() < 4 && line.ordinal == 0)) return nullptr;
    for (const QuestionText& question : grammar_.questions) {
      for (const Phrase& opening : question.openings) {
        if (opening.size() > words.size() && goes_on_as(opening)) return &question;
      }
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

  void open(const QuestionText& question, const FormLine& line) {
    close();
    question_ = &question;
    heading_ = line.heading;
    section_ = Section{};
    section_.line = line.number;
    section_.ordinal = line.ordinal;
    std::size_t end = sentence_end(line.body, question.end);
    const FormLine* last = &line;
    // A re-wrapped question goes on for some lines.
    for (int more = 0; end == std::string::npos && more < 8 && at_ + 1 < lines_.size(); ++more) {
      const FormLine& next = lines_[at_ + 1];
      if (!next.cells.empty() || next.ordinal != 0 || !continues(words_[at_ + 1], question.full)) break;
      ++at_;
      last = &next;
      end = sentence_end(next.body, question.end);
    }
    if (end == std::string::npos) return;
    const std::string rest(trim_marks(std::string_view(last->body).substr(end)));
    if (!rest.empty()) answer(last->number, rest, rest);
  }

  /// Takes the template's words from the front of a line; what is left is the requester's.
  void answer(int number, std::string shown, std::string_view body) {
    bool took = false;
    static const RE2 label(R"(^\s*(?i:a|ans|answer|response)\s?[:.]\s+)");
    if (re2::StringPiece rest(body.data(), body.size());
        !section_.first_line() && RE2::Consume(&rest, label)) {
      body = std::string_view(rest.data(), rest.size());
      shown = body;
    }
    while (true) {
      const std::vector<Word> words = words_of(body);
      if (words.empty()) break;
      const TemplateText* hit = nullptr;
      std::size_t used = 0;
      for (const TemplateText& text : question_->template_texts) {
        if ((used = matched(words, text)) != 0) {
          hit = &text;
          break;
        }
      }
      if (hit == nullptr) break;
      took = true;
      const std::string_view matched_text = body.substr(0, words[used - 1].end);
      if (hit->role == TemplateRole::part)
        part_ = hit->part;
      else if (hit->role == TemplateRole::hint)
        section_.hints_left = true;
      else
        section_.choices.push_back({number, std::string(matched_text), {}, part_});
      body = body.substr(words[used - 1].end);
      while (!body.empty() &&
             std::string_view("?.:;,!)*_`\"' \t-").find(body.front()) != std::string_view::npos)
        body.remove_prefix(1);
      for (const std::string_view mark : {"”", "’", "“"}) {
        if (body.starts_with(mark)) body.remove_prefix(mark.size());
      }
    }
    if (took && words_of(body).empty()) return;
    section_.answer.push_back({number, took ? std::string(trim(body)) : shown, {}, part_});
  }

  /// How many words of the line are the template's text; it may run on in the next lines.
  std::size_t matched(const std::vector<Word>& words, const TemplateText& text) {
    if (text.role == TemplateRole::part && text.words.size() < 3 && words.size() != text.words.size())
      return 0;
    if (starts_with(words, 0, text.words)) {
      // A choice that goes on was filled in or explained: the requester's words.
      if (text.role == TemplateRole::choice && words.size() > text.words.size() + 1) return 0;
      return text.words.size();
    }
    if (words.size() < 4 || words.size() >= text.words.size() || text.role == TemplateRole::part) return 0;
    const auto go_on = [&](const std::vector<Word>& more, std::size_t from) {
      return from + more.size() <= text.words.size() &&
             std::ranges::equal(more, std::span(text.words).subspan(from, more.size()), {}, &Word::text);
    };
    std::size_t done = words.size();
    std::size_t lines = 0;
    if (!go_on(words, 0)) return 0;
    while (done < text.words.size() && lines < 4 && at_ + lines + 1 < lines_.size()) {
      const std::vector<Word>& more = words_[at_ + ++lines];
      if (more.empty() || !go_on(more, done)) return 0;
      done += more.size();
    }
    if (done != text.words.size()) return 0;
    at_ += lines;
    return words.size();
  }

  void close() {
    if (question_ != nullptr) found_[question_->question].push_back(std::move(section_));
    question_ = nullptr;
    section_ = {};
    part_.clear();
  }

  const std::vector<FormLine>& lines_;
  const LineWords& words_;
  const Grammar& grammar_;
  std::size_t at_ = 0;
  const QuestionText* question_ = nullptr;
  int heading_ = 0;
  int review_lines_ = 0;
  Section section_;
  std::string part_;
  std::map<Question, std::vector<Section>> found_;
};

bool contains(const std::string& key, const Phrase& phrase) {
  std::string joined;
  for (const std::string& word : phrase) joined += ' ' + word;
  return (' ' + key + ' ').find(joined + ' ') != std::string::npos;
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

}  // namespace

std::string Section::text() const {
  std::string out;
  for (const AnswerLine& one : answer) {
    std::string row = one.text;
    for (const std::string& cell : one.cells) row += (row.empty() ? "" : " | ") + cell;
    out += row + '\n';
  }
  return std::string(trim(out));
}

std::optional<int> Section::first_line() const {
  for (const AnswerLine& one : answer) {
    if (!trim(one.text).empty() || !one.cells.empty()) return one.number;
  }
  return std::nullopt;
}

Form read_form(const Text& text, const Grammar& grammar) {
  Form form;
  const FormLines lines = read_lines(text);
  form.broken_table = lines.broken_table;
  bool title = false;
  bool renewal_title = false;
  LineWords line_words;
  line_words.reserve(lines.lines.size());
  for (const FormLine& line : lines.lines) {
    const std::vector<Word>& words = line_words.emplace_back(words_of(line.body));
    if (words.size() <= 10) {
      title = title || any_starts(grammar.titles, words);
      renewal_title = renewal_title || any_starts(grammar.renewal_titles, words);
    }
    for (const Word& word : words) (form.everything += word.text) += ' ';
    for (const std::string& cell : line.cells) form.everything += key_of(cell) + ' ';
  }
  Reader(lines, line_words, grammar).run(form);

  int request = 0;
  int renewal = 0;
  int answered = 0;
  int left = 0;
  for (const auto& [question, section] : form.sections) {
    ++(grammar.of(question).form == Kind::request ? request : renewal);
    if (!section.text().empty()) ++answered;
    if (!section.choices.empty() || section.hints_left) ++left;
  }
  if (form.review_form && request < 3 && renewal < 2) return form;
  if (!form.sections.empty() && is_only_an_example(lines, form)) return form;
  const bool is_renewal = renewal >= 2 || (renewal >= 1 && renewal_title);
  const bool is_request = (request >= 3 && (answered >= 2 || title)) || (request >= 1 && title) ||
                          (request >= 2 && answered >= 2);
  if (is_renewal && request < 4)
    form.kind = Kind::renewal;
  else if (is_request)
    form.kind = Kind::request;
  else
    return form;
  std::erase_if(form.sections, [&](const auto& entry) { return grammar.of(entry.first).form != form.kind; });
  const auto real = std::ranges::count_if(form.sections, [&](const auto& entry) {
    if (entry.second.text().empty()) return false;
    if (entry.first != Question::measurements) return true;
    // The head of the template's table is no answer.
    return std::ranges::any_of(entry.second.answer, [](const AnswerLine& line) {
      const std::string key = key_of(line.cells.empty() ? line.text : line.cells.front());
      return !key.empty() && !key.starts_with("measurement description") &&
             !key.starts_with("measurement name");
    });
  });
  if (real == 0) form.kind = Kind::blank_template;
  form.version = version_of(form, grammar);
  if (form.kind == Kind::blank_template && is_renewal) form.version = Template::renewal;
  return form;
}

}  // namespace review
