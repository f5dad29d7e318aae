#include "review/checks/finder.h"
#include "review/form/facts.h"
#include "review/policy_data.h"
#include "review/text/words.h"

#include <algorithm>

namespace review {

void Finder::renewal() {
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
    add("documentation-not-public", question, answer.line, *hidden);
    break;
  }
}

}  // namespace review
