#pragma once
// What is done to a sensitive thing so that it is not collected itself, as config/policy/modifiers.toml lists
// it for stewards to read and edit.

#include "review/policy.h"
#include "review/text/phrases.h"
#include "review/text/word_list.h"

#include <expected>
#include <memory>
#include <string>
#include <vector>

namespace review {

struct Modifier {
  std::string name;
  std::string rests_on;                ///< the policy's sentence
  std::vector<std::string> reduced;    ///< measurements of category 1 or 2 because of it
  std::vector<std::string> collected;  ///< measurements of 3 or 4 in spite of its words
};

/// The lists of all modifiers together; the file says what each is for.
struct Modifiers {
  /// The groups of `anew`.
  static constexpr std::uint16_t anywhere = 0;
  static constexpr std::uint16_t after_comma = 1;

  std::vector<Modifier> all;
  std::shared_ptr<const WordList> opens;  ///< matches at the start of a statement only
  std::shared_ptr<const WordList> before;
  std::shared_ptr<const WordList> after;  ///< matches at the start of what follows only
  std::shared_ptr<const WordList> lists;  ///< matches up to the end only
  std::shared_ptr<const WordList> kinds;  ///< matches up to the end only
  std::shared_ptr<const WordList> carries;
  std::shared_ptr<const WordList> kept;
  Phrases anew;
};

/// The error names the line. With Lists::tested a mistake in an expression is not looked for.
[[nodiscard]] std::expected<Modifiers, PolicyError> read_modifiers(const ConfigFiles& files, Lists lists);

}  // namespace review
