// data-review-bot: the commands that only read forms and measurements, and the way to all others, which are in a
// program of their own. docs/adr/0015-two-programs.md

#include "service/cli/command_line.h"
#include "service/cli/common.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <unistd.h>

namespace {

/// Becomes data-review-botd, which stands beside this program, with the same arguments. Returns only where
/// that fails.
int go_on_as_daemon(char** arguments) {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  const auto other = self.parent_path() / "data-review-botd";
  if (!error) execv(other.c_str(), arguments);
  cli::complain(other.string() + " cannot be run: " + (error ? error.message() : std::strerror(errno)) +
                ". Install both programs, one beside the other.");
  return cli::usage;
}

}  // namespace

int main(int argc, char** argv) {
  const auto by_daemon = [&](const auto&...) { return go_on_as_daemon(argv); };
  return cli::run(argc, argv,
                  {.review = by_daemon,
                   .serve = by_daemon,
                   .queue = by_daemon,
                   .config_check = by_daemon,
                   .config_print = by_daemon,
                   .store_check = by_daemon,
                   .store_backup = by_daemon,
                   .breaker = by_daemon,
                   .dead_letters = by_daemon});
}
