#include "review/checks/finder.h"
#include "review/form/first_review.h"
#include "review/policy_data.h"
#include "review/text/expression.h"
#include "review/text/sentences.h"
#include "review/text/words.h"

#include <algorithm>

namespace review {
namespace {

/// Whether the sentence asks for more than is collected now. "The rewrite goes to release", "it is used by
/// the ads team as well": the feature and the readers may change, the collection does not.
bool widens_the_collection(const std::string& sentence, const Policy::Data& data) {
  static const RE2 of_the_collection(
      R"(\b(?:collect|record|measur|sen[dt]|count|includ|cover|enrol|metric|probe|event|ping|key|label|field|extra|id|histogram|sampl|renew|extension|default on)\w*)");
  static const RE2 of_the_feature(
      R"(^(?:(?:and|but|so|because|since|as|now|while|once|the|this|our|its|a|new) )*(?:\w+ )?(?:feature|roll ?out|rewrite|redesign|experiment|adoption|launch|migration|traffic|usage) )");
  static const RE2 of_the_readers(R"(\b(?:used|needed|watched|read|shown) (?:by|for|in|on)\b)");
  static const RE2 data_word(
      R"(\b(?:metric|probe|event|ping|key|label|field|extra|telemetry|collection)s?\b)");
  if (matches(sentence, of_the_readers)) return false;
  if (matches(sentence, of_the_feature) && !matches(sentence, data_word)) return false;
  const std::vector<std::string> one{sentence};
  return data.affirms("scope_change", one) ||
         (data.affirms("scope_change_hints", one) && matches(sentence, of_the_collection));
}

}  // namespace

void Finder::renewal() {
  if (out_.kind != Kind::renewal) return;
  const Answer& first = out_.answers[Question::initial_request];
  if (first.state == AnswerState::answered || first.state == AnswerState::vague) {
    const auto tell = [&](const char* id, const char* wording = "") {
      add(id, Question::initial_request, first.line, first.text, wording);
    };
    // Reviews stood on revisions for some years.
    const bool is_revision = key_to(Question::initial_request).contains("phabricator");
    switch (read_first_review(first.text, from_.policy)) {
      case FirstReview::known_place:
        break;
      case FirstReview::other_place:
        tell("first-review-not-a-review", is_revision ? "first-review-not-a-review.revision" : "");
        break;
      case FirstReview::unwritten:
        tell("first-review-not-a-review");
        break;
      case FirstReview::not_named:
        tell("first-review-missing", "first-review-missing.said");
        break;
    }
  }
  for (const auto& [question, answer] : out_.answers) {
    const std::vector<std::string> sentences = sentences_of(answer.text);
    if (std::ranges::any_of(sentences,
                            [&](const auto& each) { return widens_the_collection(each, data_); })) {
      add("scope-change-in-renewal", question, answer.line, answer.text);
      break;
    }
  }
  for (const auto& [question, answer] : out_.answers) {
    if (question != Question::initial_request && private_link(question)) break;
  }
}

}  // namespace review
