#include "review/checks/findings.h"

#include "review/form/facts.h"
#include "review/limits.h"
#include "review/policy_data.h"
#include "review/source.h"
#include "review/text/sentences.h"
#include "review/text/words.h"

#include <map>
#include <set>
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

class Finder {
 public:
  Finder(Assessment& assessment, const FindingSources& sources)
      : out_(assessment), from_(sources), data_(sources.policy.data()) {}

  void document() {
    const std::string_view type = from_.document.content_type;
    const Source by_type = source_of(type, from_.document.size);
    if (out_.kind == Kind::not_a_form) {
      Source source = source_in(by_type, from_.document.bytes);
      if (from_.document.is_patch) source = Source::patch;
      if (!spelling(source).empty())
        add("wrong-attachment-type", {}, {}, type.empty() ? "text" : type,
            "wrong-attachment-type." + std::string(spelling(source)));
      else if (from_.text.binary)
        add("wrong-attachment-type", {}, {}, type.empty() || by_type == Source::text ? "binary data" : type);
      else
        add("not-a-form", {}, {}, {});
    } else if (by_type == Source::hidden_text) {
      add("not-shown-inline", {}, {}, type);
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
      if (const auto section = from_.form.sections.find(question); section != from_.form.sections.end())
        left_of_the_template(question, section->second, answer);
    }
    if (from_.form.collections > 1)
      add("several-collections", {}, {}, std::to_string(from_.form.collections));
    else
      several_in_one();
    if (out_.form == Template::generated && placeholders >= 3) add("unfilled-skeleton", {}, {}, {});
    if (from_.form.everything.find("automatically generated request skeleton") != std::string::npos)
      add("template-text-left", {}, {}, {}, "template-text-left.reminder");
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
      add("category-missing", Question::measurements, first->line, first->description,
          count == 1 ? "" : "category-missing.several");
    }
    for (const Measurement& one : all) {
      if (one.stated_is_ambiguous) {
        add("category-ambiguous", Question::measurements, one.line, one.description);
        break;
      }
    }
    for (const Measurement& one : all) {
      if (one.stated_category && one.predicted_category > one.stated_category &&
          one.confidence > limits::worth_asking && *one.predicted_category >= Category::stored_content) {
        add("category-understated", Question::measurements, one.line, one.description);
        if (!one.evidence.empty()) {
          const Evidence& why = one.evidence.front();
          out_.findings.back().message += " It reads like category " +
                                          std::to_string(static_cast<int>(*one.predicted_category)) + ": “" +
                                          shorten(why.text, limits::quote_characters) + "” " + why.why + ".";
        }
        break;
      }
    }
    for (const Measurement& one : all) {
      if (one.stated_category >= Category::stored_content &&
          one.predicted_category <= Category::interaction && one.confidence > 0.9) {
        add("category-overstated", Question::measurements, one.line, one.description);
        break;
      }
    }
    const auto untracked =
        std::ranges::find_if(all, [](const Measurement& one) { return !one.tracking_bug; });
    if (untracked != all.end())
      add("tracking-bug-missing", Question::measurements, untracked->line, untracked->description);
    const Answer& answer = out_.answers[Question::measurements];
    if (all.empty() && answer.state == AnswerState::vague && !from_.measurements.overall.named &&
        !from_.measurements.by_link_only)
      add("category-missing", Question::measurements, answer.line, "what is measured");
    stated_against_each_other(answer);
    if (from_.form.broken_table) add("broken-table", Question::measurements, {}, {});
  }

  void duration() {
    const Question question = out_.kind == Kind::renewal ? Question::new_expiry : Question::duration;
    const Answer& answer = out_.answers[question];
    const Duration& duration = out_.collection.duration;
    if (answer.state == AnswerState::missing || answer.state == AnswerState::not_asked) return;
    const std::string& key = key_to(question);
    two_choices(question, answer);
    if (duration.kind == DurationKind::permanent) {
      if (out_.kind == Kind::request && ends_too(answer.text, key))
        add("conflicting-statements", question, answer.line, answer.text);
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
    if (duration.kind == DurationKind::unclear && answer.state != AnswerState::placeholder) {
      if (data_.speaks("retention", key))
        add("retention-instead-of-duration", question, answer.line, answer.text);
      else if (answer.state == AnswerState::answered)
        end_unclear(question, answer);
    }
  }

  void renewal() {
    if (out_.kind != Kind::renewal) return;
    const Answer& first = out_.answers[Question::initial_request];
    if (first.state == AnswerState::answered) {
      const std::vector<std::string> links = links_in(first.text);
      const bool known_place = data_.speaks("review_places", key_to(Question::initial_request)) ||
                               std::ranges::any_of(links, [&](const std::string& link) {
                                 return data_.speaks("review_places", key_of(link));
                               });
      if (data_.speaks("unwritten_review", key_to(Question::initial_request)))
        add("first-review-not-a-review", Question::initial_request, first.line, first.text);
      else if (!known_place)
        add(links.empty() ? "first-review-missing" : "first-review-not-a-review", Question::initial_request,
            first.line, first.text);
    }
    for (const auto& [question, answer] : out_.answers) {
      if (data_.speaks("scope_change", key_to(question))) {
        add("scope-change-in-renewal", question, answer.line, answer.text);
        break;
      }
    }
    for (const auto& [question, answer] : out_.answers) {
      if (question == Question::initial_request) continue;
      const auto links = links_in(answer.text);
      const auto hidden = std::ranges::find_if(
          links, [&](const std::string& link) { return data_.speaks("private_places", key_of(link)); });
      if (hidden == links.end()) continue;
      add("documentation-not-public", question, answer.line, *hidden);
      break;
    }
  }

  void policy() {
    if (out_.kind != Kind::request) return;
    const Answer& documentation = out_.answers[Question::documentation];
    // A private note beside a public place does no harm.
    const auto& links = out_.collection.documentation;
    const bool all_private = !links.empty() && std::ranges::all_of(links, [&](const std::string& link) {
      return data_.speaks("private_places", key_of(link));
    });
    if (all_private && !data_.speaks("documented_places", key_to(Question::documentation)))
      add("documentation-not-public", Question::documentation, documentation.line, links.front());
    else
      private_link_beside();
    if (out_.collection.third_party == true) {
      std::string tool;
      static_cast<void>(data_.affirms("third_parties", own_sentences(), &tool));
      const Answer& answer = out_.answers[Question::third_party];
      const bool denied = is_denial(sentences_of(answer.text));
      add(denied ? "third-party-undeclared" : "third-party-tool", Question::third_party, answer.line,
          tool.empty() ? answer.text : tool);
    }
    if (std::string word;
        out_.collection.new_identifiers == true &&
        data_.affirms("new_identifiers", out_.answers[Question::measurements].text, &word)) {
      add("new-identifier", Question::measurements, out_.answers[Question::measurements].line, word);
    }
    const Answer& opt_out = out_.answers[Question::opt_out];
    const bool default_on = out_.collection.default_on == true;
    if (default_on && (out_.eligibility.decision == Decision::default_off ||
                       out_.eligibility.decision == Decision::opt_in_only))
      add("default-on-not-allowed", Question::opt_out, opt_out.line, {});
    if (out_.eligibility.decision == Decision::opt_in_only && !data_.speaks("consent", from_.form.everything))
      add("opt-in-conditions-missing", Question::opt_out, opt_out.line, {});
    if (opt_out.state == AnswerState::answered && data_.speaks("promised", key_to(Question::opt_out)))
      add("opt-out-not-in-place", Question::opt_out, opt_out.line, opt_out.text);
    what_is_collected();
    if (std::string word; data_.speaks("renewing", purpose(), &word))
      add("request-used-as-renewal", Question::questions_answered,
          out_.answers[Question::questions_answered].line, word);
  }

  void finish() {
    std::ranges::stable_sort(out_.findings, std::ranges::less{}, [](const Finding& finding) {
      return std::tuple(static_cast<int>(finding.severity), finding.line.value_or(0));
    });
  }

 private:
  /// The words of an answer as key_of() gives them; empty where the question does not stand in the form.
  const std::string& key_to(Question question) const {
    static const std::string none;
    const auto section = from_.form.sections.find(question);
    return section == from_.form.sections.end() ? none : section->second.key();
  }

  static bool is_about_time(Question question) {
    return question == Question::duration || question == Question::new_expiry;
  }

  void vague(Question question, const Answer& answer) {
    if (question == Question::opt_out)
      no_way_out(answer);
    else if (question == Question::why_insufficient || question == Question::why_needed)
      add("vague-answer", question, answer.line, answer.text, "vague-answer.needed");
    else if (question == Question::documentation && out_.collection.documentation.empty())
      add("documentation-not-a-link", question, answer.line, answer.text);
    else if (question == Question::documentation)
      return;  // told as a place that is not public
    else if (question == Question::measurements && from_.measurements.by_link_only)
      add("measurements-by-link-only", question, answer.line, from_.measurements.link);
    else if (question == Question::measurements)
      add("no-measurements", question, answer.line, answer.text);
    else if (out_.collection.duration.kind == DurationKind::unclear && is_about_time(question) &&
             data_.speaks("retention", key_to(question)))
      return;  // told as a retention
    else if (is_about_time(question))
      end_unclear(question, answer);
    else
      add("vague-answer", question, answer.line, answer.text);
  }

  /// What the requester leaves open has to be settled; what the bot cannot read may be clear to a steward.
  void end_unclear(Question question, const Answer& answer) {
    const std::string& key = key_to(question);
    const bool left_open = data_.speaks("hedged_end", key) || data_.speaks("relative_end", key);
    add("end-unclear", question, answer.line, answer.text, left_open ? "end-unclear.open" : "");
  }

  /// "Downloads: ... Screenshots: ..." answer after answer: one form for two collections.
  void several_in_one() {
    static const RE2 label(R"((?m)^[\s*_-]*([A-Z][\w ]{2,24}):\s)");
    constexpr int often = 4;
    std::map<std::string, int> labels;
    for (const auto& [question, section] : from_.form.sections) {
      if (question == Question::measurements || question == Question::populations) continue;
      std::set<std::string> here;
      const std::string text = section.text();
      re2::StringPiece rest(text);
      for (std::string found; RE2::FindAndConsume(&rest, label, &found);) here.insert(found);
      for (const std::string& each : here) ++labels[each];
    }
    std::vector<std::string> parts;
    for (const auto& [name, count] : labels) {
      if (count >= often) parts.push_back(name);
    }
    if (parts.size() >= 2)
      add("several-collections", {}, {}, parts[0] + " and " + parts[1], "several-collections.in-one");
  }

  void no_way_out(const Answer& answer) {
    const std::string& key = key_to(Question::opt_out);
    if (data_.speaks("promised", key))
      add("opt-out-not-in-place", Question::opt_out, answer.line, answer.text);
    else if (data_.speaks("no_controls", key))
      add("opt-out-not-a-control", Question::opt_out, answer.line, answer.text);
    else if (data_.speaks("controls", key) && !data_.affirms("controls", answer.text))
      add("opt-out-missing", Question::opt_out, answer.line, answer.text);
    else
      add("vague-answer", Question::opt_out, answer.line, answer.text, "vague-answer.needed");
  }

  /// Choices not deleted, sample answers kept, instructions above the answer.
  void left_of_the_template(Question question, const Section& section, const Answer& answer) {
    const bool choices = section.choices.size() > 1;
    const bool instructions =
        question == Question::documentation && section.hints_left && !answer.text.empty();
    if (choices)
      add("template-text-left", question, section.choices.front().number, {});
    else if (instructions)
      add("template-text-left", question, section.line, {});
  }

  /// "All of these are category 1" over a table with a category 2.
  void stated_against_each_other(const Answer& answer) {
    const auto overall = from_.measurements.overall.category;
    if (!overall || out_.measurements.empty()) return;
    const bool higher = std::ranges::any_of(
        out_.measurements, [&](const Measurement& one) { return one.stated_category > overall; });
    if (higher)
      add("conflicting-statements", Question::measurements, answer.line,
          "category " + std::to_string(static_cast<int>(*overall)));
  }

  /// One of the form's choices left as it is beside another that was filled in.
  void two_choices(Question question, const Answer& answer) {
    const auto section = from_.form.sections.find(question);
    if (section == from_.form.sections.end() || section->second.choices.size() != 1 || answer.text.empty())
      return;
    const DurationKind other = read_duration(section->second.choices.front().text, from_.policy).kind;
    if (other != DurationKind::unclear && out_.collection.duration.kind != DurationKind::unclear &&
        other != out_.collection.duration.kind)
      add("conflicting-statements", question, answer.line, answer.text);
  }

  /// Whether a permanent collection is said to end as well; how long a record is kept is another matter.
  bool ends_too(const std::string& text, const std::string& key) const {
    if (data_.speaks("retention", key)) return false;
    static const RE2 months(
        R"(\b(?:for|initially|after) (?:\d{1,2}|one|two|three|six|twelve) (?:months?|years?)\b)");
    static const RE2 review(R"(\b(?:review|check|revisit|evaluate|look)(?:ed|ing)?\b)");
    return (date_in(text) || RE2::PartialMatch(key, months)) && !RE2::PartialMatch(key, review);
  }

  /// A private document that the request leans on, beside a public place or in another answer.
  void private_link_beside() {
    for (const Question question : {Question::documentation, Question::questions_answered,
                                    Question::why_needed, Question::alternatives, Question::measurements}) {
      const Answer& answer = out_.answers[question];
      for (const std::string& link : links_in(answer.text)) {
        if (!data_.speaks("private_documents", key_of(link))) continue;
        add("documentation-not-public", question, answer.line, link, "documentation-not-public.beside");
        return;
      }
    }
  }

  void what_is_collected() {
    for (const Measurement& one : out_.measurements) {
      const std::string text = one.name ? *one.name + ". " + one.description : one.description;
      if (std::string word;
          data_.affirms("free_text", text, &word) && !data_.speaks("reduced_text", key_of(text))) {
        add("free-text-collected", Question::measurements, one.line, word);
        break;
      }
    }
    for (const Question question :
         {Question::measurements, Question::populations, Question::questions_answered}) {
      const Answer& answer = out_.answers[question];
      std::string word;
      if (!data_.speaks("private_windows", key_to(question)) ||
          !data_.affirms("private_windows", sentences_of(answer.text), &word) ||
          data_.speaks("not_in_private", key_to(question)))
        continue;
      add("private-browsing-collection", question, answer.line, word);
      break;
    }
  }

  /// What the requester says of the collection itself: tools that were considered and dropped take no part in
  /// it.
  const std::vector<std::string>& own_sentences() {
    if (!own_sentences_.empty()) return own_sentences_;
    for (const auto& [question, answer] : out_.answers) {
      if (question == Question::alternatives || question == Question::current_instrumentation) continue;
      for (std::string& sentence : sentences_of(answer.text)) own_sentences_.push_back(std::move(sentence));
    }
    return own_sentences_;
  }

  /// Where people say what the request is for.
  std::string purpose() {
    std::string out = key_of(from_.form.preamble);
    for (const Question question :
         {Question::questions_answered, Question::why_needed, Question::current_instrumentation})
      out += " " + key_to(question);
    return out;
  }

  void add(const std::string& id, std::optional<Question> question, std::optional<int> line,
           std::string_view quote, const std::string& wording = {}) {
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

  Assessment& out_;
  const FindingSources& from_;
  const Policy::Data& data_;
  std::vector<std::string> own_sentences_;
};

}  // namespace

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
