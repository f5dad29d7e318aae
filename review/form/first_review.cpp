#include "review/form/first_review.h"

#include "review/policy_data.h"
#include "review/text/expression.h"
#include "review/text/words.h"

#include <algorithm>

namespace review {

FirstReview read_first_review(std::string_view answer, const Policy& policy) {
  // "1800002", "#1234": a bug, or a pull request of the repository at hand.
  static const RE2 bare_number(R"(\s*(?:\d{6,8}(?:\s*#?c\d+)?|#\d{2,8})[\s.]*)");
  // Of a place that stands there for another reason, "the pull request that landed it".
  static const RE2 is_lost(
      R"(\b(?:(?:nobody|no one|none of us) (?:\w+ )?(?:remembers?|knows?|recalls?|found)|(?:cannot|cant|could not|couldnt|did not|didnt) (?:find|locate))\b)");
  static const RE2 bug_number(R"(\bbug \d{6,8}\b)");
  const Policy::Data& data = policy.data();
  const std::string key = key_of(answer);
  const std::vector<std::string> links = links_in(answer);
  const auto is_known = [&](std::string_view place) { return data.speaks("review_places", key_of(place)); };
  // A remark beside the place ("discussed on Slack before") takes nothing from it.
  const bool is_named = std::ranges::any_of(links, is_known) || matches(key, bug_number) ||
                        RE2::FullMatch(piece(answer), bare_number);
  if (is_named && !matches(key, is_lost)) return FirstReview::known_place;
  if (data.speaks("unwritten_review", key)) return FirstReview::unwritten;
  if (data.speaks("review_places", key)) return FirstReview::known_place;
  return links.empty() ? FirstReview::not_named : FirstReview::other_place;
}

}  // namespace review
