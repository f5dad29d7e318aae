#pragma once
// Reading one policy file, with errors that name the place.

#include "review/policy.h"
#include "review/text/phrase_book.h"
#include "review/text/word_list.h"

#include <toml++/toml.h>

#include <memory>
#include <string>
#include <vector>

namespace review {

[[nodiscard]] std::expected<toml::table, PolicyError> read_policy_file(const ConfigFiles& files,
                                                                       const std::string& file);
/// Expressions on normalised text as one. With Lists::tested a mistake in them is not looked for.
[[nodiscard]] std::expected<std::shared_ptr<const WordList>, PolicyError> read_word_list(
    const std::string& file, const toml::node& list, Lists lists);
/// An array of strings that is not empty.
[[nodiscard]] std::expected<std::vector<std::string>, PolicyError> read_strings(const std::string& file,
                                                                                const toml::node& node);
/// Adds patterns that stand at `node`; the error names the one that is none.
[[nodiscard]] std::expected<void, PolicyError> add_phrases(PhraseBook& book,
                                                           const std::vector<std::string>& patterns,
                                                           std::uint16_t group, const std::string& file,
                                                           const toml::node& node);
[[nodiscard]] PolicyError policy_error(const std::string& file, const toml::node& node, std::string message);

}  // namespace review
