#include "support/process.h"

#include <cerrno>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace support {
namespace {

int exit_status(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

Process::Process(const std::vector<std::string>& command, const ProcessOptions& options) {
  // Everything is made ready before the fork: the child of a program with threads may only call the system.
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  std::vector<std::string> settings;
  for (char** at = environ; *at != nullptr; ++at) settings.emplace_back(*at);
  for (const auto& [name, value] : options.environment) settings.push_back(name + "=" + value);
  std::vector<char*> environment;
  for (std::string& setting : settings) environment.push_back(setting.data());
  environment.push_back(nullptr);
  const passwd* user = options.user.empty() || geteuid() != 0 ? nullptr : getpwnam(options.user.c_str());
  const int output = open(options.output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (output < 0) throw std::system_error(errno, std::generic_category(), options.output);

  id_ = fork();
  if (id_ == 0) {
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    if (user != nullptr && (setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)) _exit(126);
    // A test that is killed leaves nothing behind.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    execve(words[0], words.data(), environment.data());
    _exit(127);
  }
  close(output);
  if (id_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
}

Process::~Process() {
  if (!is_running()) return;
  signal(SIGKILL);
  wait();
}

void Process::signal(int number) const {
  if (id_ > 0) kill(id_, number);
}

int Process::wait() {
  int status = 0;
  if (id_ > 0 && waitpid(id_, &status, 0) == id_) status_ = exit_status(status);
  id_ = -1;
  return status_;
}

bool Process::is_running() {
  int status = 0;
  if (id_ > 0 && waitpid(id_, &status, WNOHANG) == id_) {
    status_ = exit_status(status);
    id_ = -1;
  }
  return id_ > 0;
}

}  // namespace support
