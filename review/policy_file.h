#pragma once
// Reading one policy file, with errors that name the place.

#include "review/policy.h"

#include <re2/re2.h>
#include <toml++/toml.h>

#include <memory>

namespace review {

[[nodiscard]] std::expected<toml::table, PolicyError> read_policy_file(const ConfigFiles& files,
                                                                       const std::string& file);
/// Expressions on normalised text as one, between word boundaries. `entry` is named where `list` is missing.
[[nodiscard]] std::expected<std::shared_ptr<const RE2>, PolicyError> read_word_list(const std::string& file,
                                                                                    const toml::node& entry,
                                                                                    const toml::node* list);
[[nodiscard]] PolicyError policy_error(const std::string& file, const toml::node& node, std::string message);

}  // namespace review
