#pragma once
// What the bot has to say about one request: the result of assess(), the input of every renderer, and
// field by field the JSON schema data-review-bot/assessment/1.

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace review {

enum class Kind { request, renewal, blank_template, not_a_form };

/// The published version of the form that a document follows.
enum class Template { y2017, y2019, y2021, y2022, renewal, generated, other };

enum class Verdict { ready, needs_changes, escalate, not_a_form };

/// Every question of the request form and of the renewal form, named by its meaning.
enum class Question {
  questions_answered,
  why_needed,
  alternatives,
  current_instrumentation,
  measurements,
  documentation,
  duration,
  populations,
  opt_out,
  analysis,
  sharing,
  third_party,
  initial_request,
  new_expiry,
  why_insufficient,
};

enum class AnswerState { answered, vague, placeholder, missing, not_asked };

struct Answer {
  AnswerState state = AnswerState::missing;
  std::optional<int> line;  ///< 1-based line where the answer starts
  std::string text;         ///< the requester's own words, UTF-8
};

/// The four categories of the policy ("Data Collection Categories").
enum class Category : std::uint8_t {
  technical = 1,
  interaction = 2,
  stored_content = 3,
  highly_sensitive = 4
};

struct Evidence {
  std::optional<int> line;  ///< none where the text did not come from a form
  std::string text;         ///< the words that spoke for the category
  std::string why;          ///< what they mean, as a phrase: "direct interaction with the product"
};

struct Measurement {
  std::optional<std::string> name;  ///< metric name as in the product's definitions, where one is given
  std::string description;
  std::string type;                                             ///< Glean's metric type, where one is given
  std::vector<std::pair<std::string, std::string>> extra_keys;  ///< key and its description
  std::optional<int> line;
  std::optional<Category> stated_category;
  bool stated_is_ambiguous = false;  ///< "1 or 2", "2?": a category is named but not settled
  std::optional<Category> predicted_category;
  double confidence = 0;  ///< of the prediction, 0 to 1
  std::vector<Evidence> evidence;
  std::optional<std::string> tracking_bug;  ///< "1234567", "#5518", or a link
  std::optional<std::string> expires;       ///< as its row says: "never", "2027-03-01"
};

/// A category that a form reads like.
struct Prediction {
  Category category = Category::interaction;
  double confidence = 0;  ///< 0 to 1
  std::vector<Evidence> evidence;
};

enum class DurationKind { permanent, date, version, months, unclear };

struct Duration {
  DurationKind kind = DurationKind::unclear;
  std::optional<std::string> until;  ///< "2027-03-01", "148" or "6", by kind
  std::optional<std::string> owner;  ///< who watches a permanent collection
};

struct Collection {
  Duration duration;
  std::vector<std::string> channels;  ///< lower case; "all" for all
  std::vector<std::string> countries;
  std::vector<std::string> locales;
  std::optional<bool> default_on;  ///< none: the form does not say
  std::optional<bool> opt_out;
  std::optional<bool> third_party;
  std::optional<bool> new_identifiers;
  std::vector<std::string> documentation;  ///< links
};

enum class Decision {
  default_on,
  default_on_with_opt_out,
  pre_release_default_on_with_opt_out,
  default_off,
  opt_in_only,
  unknown,
};

/// What the policy's "Eligibility for Default on Data Collection" allows for this request.
struct Eligibility {
  Decision decision = Decision::unknown;
  std::string rule;  ///< id of the rule that decided, "category-1-2-release"
};

struct Escalation {
  bool recommended = false;
  std::vector<std::string> reasons;  ///< sentences
};

enum class Severity { blocking, warning, note };

struct Finding {
  std::string id;  ///< one of the contract's table: "missing-answer"
  Severity severity = Severity::note;
  std::optional<Question> question;
  std::optional<int> line;
  std::string quote;    ///< the requester's words that caused it; may be empty
  std::string message;  ///< one sentence: what is wrong
  std::string fix;      ///< one sentence: what to write instead, with an example
  std::string link;     ///< where the rule comes from
};

struct Assessment {
  Kind kind = Kind::not_a_form;
  Template form = Template::other;
  Verdict verdict = Verdict::not_a_form;
  std::map<Question, Answer> answers;  ///< the kind's questions, all of them
  std::vector<Measurement> measurements;
  std::optional<Category> stated_category;     ///< highest stated
  std::optional<Category> predicted_category;  ///< highest predicted
  /// What two measurements tell together, or what is said where no list could be read.
  std::optional<Prediction> told_by_the_whole;
  Collection collection;
  Eligibility eligibility;
  Escalation escalation;
  std::vector<Finding> findings;  ///< blocking first, then by line
};

// The contract's spellings.
[[nodiscard]] std::string_view spelling(Kind kind);
[[nodiscard]] std::string_view spelling(Template form);
[[nodiscard]] std::string_view spelling(Verdict verdict);
[[nodiscard]] std::string_view spelling(Question question);
[[nodiscard]] std::string_view spelling(AnswerState state);
[[nodiscard]] std::string_view spelling(DurationKind kind);
[[nodiscard]] std::string_view spelling(Decision decision);
[[nodiscard]] std::string_view spelling(Severity severity);
[[nodiscard]] std::optional<Question> question_by_spelling(std::string_view text);

}  // namespace review
