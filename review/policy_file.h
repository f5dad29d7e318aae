#pragma once
// Reading one policy file, with errors that name the place.

#include "review/policy.h"

#include <toml++/toml.h>

namespace review {

[[nodiscard]] std::expected<toml::table, PolicyError> read_policy_file(const ConfigFiles& files,
                                                                       const std::string& file);
[[nodiscard]] PolicyError policy_error(const std::string& file, const toml::node& node, std::string message);

}  // namespace review
