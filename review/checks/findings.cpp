#include "review/checks/findings.h"

#include "review/form/facts.h"
#include "review/limits.h"
#include "review/policy_data.h"
#include "review/text/words.h"

#include <tuple>

namespace review {
namespace {

void replace(std::string& text, std::string_view from, std::string_view to) {
  if (const auto at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
}

class Finder {
 public:
  Finder(Assessment& assessment, const FindingSources& sources)
      : out_(assessment), from_(sources), data_(sources.policy.data()) {}

  void document() {
    const std::string_view type = from_.document.content_type;
    if (out_.kind == Kind::not_a_form) {
      if (from_.text.binary || (!type.empty() && !type.starts_with("text/")))
        add("wrong-attachment-type", {}, {}, type.empty() ? "binary data" : type);
      else
        add("not-a-form", {}, {}, {});
    }
    if (out_.kind == Kind::blank_template) add("blank-template", {}, {}, {});
    std::string reading = from_.text.assumed;
    if (from_.text.truncated)
      reading +=
          std::string(reading.empty() ? "" : ", ") + "longer than the bot reads; the rest was left out";
    if (!reading.empty()) add("unreadable-text", {}, {}, reading);
  }

  void answers() {
    int placeholders = 0;
    for (const auto& [question, answer] : out_.answers) {
      if (answer.state == AnswerState::missing) {
        if (question == Question::opt_out)
          add("opt-out-missing", question, answer.line, {});
        else if (question == Question::initial_request)
          add("first-review-missing", question, answer.line, {});
        else if (question == Question::measurements && from_.form.sections.contains(question))
          add("no-measurements", question, answer.line, {});
        else
          add("missing-answer", question, answer.line, {});
      } else if (answer.state == AnswerState::placeholder) {
        ++placeholders;
        // "Permanently" with the form's own "put someone's name here": the missing name is what to tell.
        if (question == Question::duration && answer.text.empty() &&
            out_.collection.duration.kind == DurationKind::permanent)
          continue;
        add("placeholder-answer", question, answer.line,
            answer.text.empty() ? "the form's own words" : answer.text);
      } else if (answer.state == AnswerState::vague) {
        vague(question, answer);
      }
      const auto section = from_.form.sections.find(question);
      if (section != from_.form.sections.end() && !answer.text.empty() &&
          section->second.choices.size() > 1) {
        add("template-text-left", question, section->second.choices.front().number, {});
      }
    }
    if (from_.form.collections > 1)
      add("several-collections", {}, {}, std::to_string(from_.form.collections));
    if (out_.form == Template::generated && placeholders >= 3) add("unfilled-skeleton", {}, {}, {});
  }

  void measurements() {
    if (out_.kind != Kind::request) return;
    const auto missing = [](const Measurement& one) {
      return !one.stated_category && !one.stated_is_ambiguous;
    };
    const auto& all = out_.measurements;
    if (const auto count = std::ranges::count_if(all, missing);
        count > 0 && !from_.measurements.overall.category) {
      const auto first = std::ranges::find_if(all, missing);
      add("category-missing", Question::measurements, first->line,
          count == 1 ? first->description : std::to_string(count) + " measurements");
    }
    for (const Measurement& one : all) {
      if (one.stated_is_ambiguous) {
        add("category-ambiguous", Question::measurements, one.line, one.description);
        break;
      }
    }
    for (const Measurement& one : all) {
      if (one.stated_category && one.predicted_category > one.stated_category && one.confidence > 0.8 &&
          *one.predicted_category >= Category::stored_content) {
        add("category-understated", Question::measurements, one.line, one.description);
        break;
      }
    }
    const auto untracked =
        std::ranges::find_if(all, [](const Measurement& one) { return !one.tracking_bug; });
    if (untracked != all.end())
      add("tracking-bug-missing", Question::measurements, untracked->line, untracked->description);
    if (from_.form.broken_table) add("broken-table", Question::measurements, {}, {});
  }

  void duration() {
    const Question question = out_.kind == Kind::renewal ? Question::new_expiry : Question::duration;
    const Answer& answer = out_.answers[question];
    const Duration& duration = out_.collection.duration;
    if (answer.state == AnswerState::missing || answer.state == AnswerState::not_asked) return;
    if (duration.kind == DurationKind::permanent) {
      if (out_.kind == Kind::renewal) add("permanent-in-renewal", question, answer.line, answer.text);
      if (!duration.owner)
        add("permanent-without-owner", question, answer.line, answer.text);
      else if (data_.speaks("not_a_person", key_of(duration.owner->substr(0, duration.owner->find('@')))))
        add("owner-is-a-list", question, answer.line, *duration.owner);
    }
    if (duration.kind == DurationKind::date) {
      if (const auto end = date_in(*duration.until);
          end && std::chrono::sys_days(*end) < std::chrono::sys_days(from_.as_of))
        add("end-in-the-past", question, answer.line, *duration.until);
    }
    if (duration.kind == DurationKind::unclear && answer.state == AnswerState::answered)
      add("end-unclear", question, answer.line, answer.text);
  }

  void policy() {
    if (out_.kind != Kind::request) return;
    const Answer& documentation = out_.answers[Question::documentation];
    if (documentation.state == AnswerState::answered) {
      for (const std::string& link : out_.collection.documentation) {
        if (data_.speaks("private_places", key_of(link))) {
          add("documentation-not-public", Question::documentation, documentation.line, link);
          break;
        }
      }
    }
    if (out_.collection.third_party == true) {
      std::string tool;
      static_cast<void>(data_.speaks("third_parties", from_.form.everything, &tool));
      const Answer& answer = out_.answers[Question::third_party];
      add("third-party-tool", Question::third_party, answer.line, tool.empty() ? answer.text : tool);
    } else if (std::string tool; out_.collection.third_party == false &&
                                 data_.speaks("third_parties", from_.form.everything, &tool)) {
      add("third-party-undeclared", Question::third_party, out_.answers[Question::third_party].line, tool);
    }
    if (std::string word;
        out_.collection.new_identifiers == true &&
        data_.speaks("new_identifiers", key_of(out_.answers[Question::measurements].text), &word)) {
      add("new-identifier", Question::measurements, out_.answers[Question::measurements].line, word);
    }
    const bool default_on = out_.collection.default_on == true;
    if (default_on && (out_.eligibility.decision == Decision::default_off ||
                       out_.eligibility.decision == Decision::opt_in_only))
      add("default-on-not-allowed", Question::opt_out, out_.answers[Question::opt_out].line, {});
  }

  void finish() {
    std::ranges::stable_sort(out_.findings, std::ranges::less{}, [](const Finding& finding) {
      return std::tuple(static_cast<int>(finding.severity), finding.line.value_or(0));
    });
  }

 private:
  void vague(Question question, const Answer& answer) {
    if (question == Question::opt_out)
      add(data_.speaks("no_controls", key_of(answer.text)) ? "opt-out-not-a-control" : "vague-answer",
          question, answer.line, answer.text);
    else if (question == Question::documentation)
      add("documentation-not-a-link", question, answer.line, answer.text);
    else if (question == Question::measurements && from_.measurements.by_link_only)
      add("measurements-by-link-only", question, answer.line, from_.measurements.link);
    else if (question == Question::measurements)
      add("no-measurements", question, answer.line, answer.text);
    else if (question == Question::duration || question == Question::new_expiry)
      add("end-unclear", question, answer.line, answer.text);
    else
      add("vague-answer", question, answer.line, answer.text);
  }

  void add(const std::string& id, std::optional<Question> question, std::optional<int> line,
           std::string_view quote) {
    const auto text = data_.findings.find(id);
    if (text == data_.findings.end()) return;
    Finding finding{.id = id,
                    .severity = text->second.severity,
                    .question = question,
                    .line = line,
                    .quote = shorten(quote, limits::quote_characters),
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

  Assessment& out_;
  const FindingSources& from_;
  const Policy::Data& data_;
};

}  // namespace

void find_all(Assessment& assessment, const FindingSources& sources) {
  Finder finder(assessment, sources);
  finder.document();
  if (assessment.kind == Kind::request || assessment.kind == Kind::renewal) {
    finder.answers();
    finder.measurements();
    finder.duration();
    finder.policy();
  }
  finder.finish();
}

}  // namespace review
