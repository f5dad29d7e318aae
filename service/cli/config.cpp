#include "service/cli/commands.h"
#include "service/cli/for_daemon.h"

#include <iostream>

namespace cli {

int config_check(const std::string& config) {
  const auto settings = load_settings(config);
  if (!settings || !load_texts(settings->policy_directory)) return usage;
  std::cout << config << " is fine." << (settings->comment.post ? "" : " post = false: this is a dry run.")
            << "\n";
  return well;
}

int config_print(const std::string& config) {
  const auto settings = load_settings(config);
  if (!settings) return usage;
  std::cout << service::print_settings(*settings);
  return well;
}

}  // namespace cli
