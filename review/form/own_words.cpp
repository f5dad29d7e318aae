#include "review/form/own_words.h"

#include "review/policy_data.h"
#include "review/text/sentences.h"
#include "review/text/words.h"

namespace review {
namespace {

/// Smaller than sentences: "`label` (the name the user gave), `length` of the prompt" are two things.
std::vector<std::string> parts_of(std::string_view text) {
  std::vector<std::string> out;
  for (const std::string& clause : clauses_of(text)) {
    std::size_t from = 0;
    for (std::size_t at = 0; at < clause.size(); ++at) {
      const bool is_cut =
          clause[at] == '(' || (clause[at] == ',' && at + 1 < clause.size() && clause[at + 1] == ' ');
      if (!is_cut) continue;
      out.push_back(clause.substr(from, at - from));
      from = at + 1;
    }
    out.push_back(clause.substr(from));
  }
  return out;
}

}  // namespace

std::string own_words_in(std::string_view description, const Policy& policy) {
  const Policy::Data& data = policy.data();
  std::string found;
  // Most measurements do not speak of it at all, which is cheap to tell.
  if (!data.speaks("free_text", key_of(description))) return found;
  for (const std::string& part : parts_of(description)) {
    if (data.affirms("free_text", part, &found) && !data.speaks("reduced_text", key_of(part)))
      return as_written(part, found);
  }
  return {};
}

}  // namespace review
