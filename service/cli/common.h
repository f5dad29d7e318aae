#pragma once
// What several commands need: the configuration, the policy, a report on standard error.

#include "review/policy.h"
#include "service/config/settings.h"
#include "service/remind/wording.h"

#include <optional>
#include <string>

namespace cli {

/// Reads and checks the configuration; tells every problem on standard error.
[[nodiscard]] std::optional<service::Settings> load_settings(const std::string& path);

/// The policy and templates: built in, or from `directory` where one is given.
struct LoadedPolicy {
  review::Policy policy;
  std::string queue_page;
  service::Wording wording;
};
[[nodiscard]] std::optional<LoadedPolicy> load_policy(const std::string& directory);

/// The file's bytes, "-" is standard input; at most `limit` + 1 bytes, so that the caller can tell "too
/// long".
[[nodiscard]] std::optional<std::string> read_file(const std::string& path, std::size_t limit);

void complain(const std::string& sentence);
/// Where the model file is empty.
void complain_if_untrained(const review::Knowledge& known);

}  // namespace cli
