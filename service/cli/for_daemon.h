#pragma once
// What the commands need that go by a configuration file.

#include "service/cli/policy_files.h"
#include "service/config/settings.h"
#include "service/remind/wording.h"

#include <optional>
#include <string>

namespace cli {

/// Reads and checks the configuration; tells every problem on standard error.
[[nodiscard]] std::optional<service::Settings> load_settings(const std::string& path);

/// What the daemon speaks by, from the directory that the configuration names or built in.
struct DaemonTexts {
  review::Policy policy;
  std::string queue_page;
  service::Wording wording;
};
/// Tells the first mistake on standard error.
[[nodiscard]] std::optional<DaemonTexts> load_texts(const std::string& directory);

}  // namespace cli
