#include "review/form/first_review.h"

#include "review/policy_data.h"
#include "review/text/words.h"

#include <algorithm>

namespace review {

FirstReview read_first_review(std::string_view answer, const Policy& policy) {
  const Policy::Data& data = policy.data();
  const std::string key = key_of(answer);
  if (data.speaks("unwritten_review", key)) return FirstReview::unwritten;
  const std::vector<std::string> links = links_in(answer);
  const auto is_known = [&](std::string_view place) { return data.speaks("review_places", key_of(place)); };
  if (data.speaks("review_places", key) || std::ranges::any_of(links, is_known))
    return FirstReview::known_place;
  return links.empty() ? FirstReview::not_named : FirstReview::other_place;
}

}  // namespace review
