#pragma once
// The command line, as docs/command-line.md describes it. Only wiring: each command lives in a unit of its
// own.

#include "service/cli/commands.h"

#include <functional>

namespace cli {

/// The commands that go by a configuration file, to the store or the network.
struct ConfiguredCommands {
  std::function<int(const ReviewOptions&)> review;
  std::function<int(const std::string& config)> serve;
  std::function<int(const std::string& config, const std::string& format)> queue;
  std::function<int(const std::string& config)> config_check;
  std::function<int(const std::string& config)> config_print;
  std::function<int(const std::string& config)> store_check;
  std::function<int(const std::string& config, const std::string& file)> store_backup;
  std::function<int(const std::string& config, const std::string& action)> breaker;
  std::function<int(const std::string& config, const std::string& action, const std::string& id)>
      dead_letters;
};

/// Runs the command that the arguments name, and gives the process's exit status.
int run(int argc, char** argv, const ConfiguredCommands& configured);

}  // namespace cli
