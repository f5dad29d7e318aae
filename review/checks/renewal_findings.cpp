#include "review/checks/finder.h"
#include "review/form/first_review.h"
#include "review/policy_data.h"
#include "review/text/words.h"

#include <algorithm>

namespace review {

void Finder::renewal() {
  if (out_.kind != Kind::renewal) return;
  const Answer& first = out_.answers[Question::initial_request];
  if (first.state == AnswerState::answered || first.state == AnswerState::vague) {
    const auto tell = [&](const char* id, const char* wording = "") {
      add(id, Question::initial_request, first.line, first.text, wording);
    };
    switch (read_first_review(first.text, from_.policy)) {
      case FirstReview::known_place:
        break;
      case FirstReview::other_place:
      case FirstReview::unwritten:
        tell("first-review-not-a-review");
        break;
      case FirstReview::not_named:
        tell("first-review-missing", "first-review-missing.said");
        break;
    }
  }
  for (const auto& [question, answer] : out_.answers) {
    if (data_.affirms("scope_change", answer.text)) {
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
    add("documentation-not-public", question, place_in(question, *hidden).line, *hidden);
    break;
  }
}

}  // namespace review
