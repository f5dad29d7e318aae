#include "review/form/documentation.h"

#include "review/policy_data.h"
#include "review/text/expression.h"
#include "review/text/words.h"

#include <algorithm>

namespace review {

namespace {

/// Addresses with or without their scheme: "mozilla.github.io/foo".
std::vector<std::string> addresses_in(std::string_view answer) {
  static const RE2 bare(R"((?:^|[\s(<])((?:[\w-]+\.){2,}(?:org|com|net|io|dev|page)(?:/[^\s<>)]*)?))");
  std::vector<std::string> out = links_in(answer);
  re2::StringPiece rest = piece(answer);
  for (std::string found; RE2::FindAndConsume(&rest, bare, &found);) out.push_back(found);
  return out;
}

/// "docs/ping.rst": a file of a repository, which is public where nothing else is said.
bool names_a_file(std::string_view answer) {
  static const RE2 file(R"((?:^|[\s(`"'])[\w.-]+/[\w./-]*\w\.(?:rst|md|ya?ml|toml|json)\b)");
  return matches(answer, file);
}

}  // namespace

bool names_a_public_place(std::string_view answer, const Policy& policy) {
  const Policy::Data& data = policy.data();
  const std::string key = key_of(answer);
  if (data.speaks("always_public", key)) return true;
  if (data.affirms("closed_places", answer)) return false;
  if (data.speaks("documented_places", key) || names_a_file(answer)) return true;
  return std::ranges::any_of(addresses_in(answer), [&](const std::string& address) {
    return !data.speaks("private_places", key_of(address));
  });
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
