#include "review/form/documentation.h"

#include "review/policy_data.h"
#include "review/text/words.h"

#include <algorithm>

namespace review {

bool names_a_public_place(std::string_view answer, const Policy& policy) {
  const Policy::Data& data = policy.data();
  const std::string key = key_of(answer);
  if (data.speaks("closed_places", key)) return false;
  if (data.speaks("documented_places", key)) return true;
  const std::vector<std::string> links = links_in(answer);
  return std::ranges::any_of(
      links, [&](const std::string& link) { return !data.speaks("private_places", key_of(link)); });
}

std::string private_place(std::string_view answer, const Policy& policy) {
  if (names_a_public_place(answer, policy)) return {};
  const Policy::Data& data = policy.data();
  std::string words;
  if (!data.speaks("private_places", key_of(answer), &words)) return {};
  const std::vector<std::string> links = links_in(answer);
  return links.empty() ? words : links.front();
}

}  // namespace review
