#pragma once
// Reading one policy file, with errors that name the place.

#include "review/policy.h"
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
[[nodiscard]] PolicyError policy_error(const std::string& file, const toml::node& node, std::string message);

}  // namespace review
