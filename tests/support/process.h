#pragma once
// A program that a test starts, and ends by its process id.

#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

namespace support {

struct ProcessOptions {
  std::map<std::string, std::string> environment = {};  ///< besides the test's own
  std::string output = "/dev/null";                     ///< file that both output streams are added to
  std::string user = {};  ///< run as that user where the test is root; empty: as the test
};

class Process {
 public:
  /// `command` is the program's path and its arguments. Throws where it cannot be started; a program that
  /// does not exist ends at once with status 127.
  explicit Process(const std::vector<std::string>& command, const ProcessOptions& options = {});
  /// Kills what still runs.
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void signal(int number) const;
  /// Waits for the end: the exit status, or 128 + the signal's number. Ask once.
  int wait();
  [[nodiscard]] bool is_running();

 private:
  pid_t id_ = -1;
  int status_ = 0;
};

}  // namespace support
