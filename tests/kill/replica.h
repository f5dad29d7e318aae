#pragma once
// One daemon process of the kill test: started, killed, started again.

#include "support/process.h"

#include <memory>
#include <string>

namespace kill_test {

class Replica {
 public:
  /// `program` is data-review-bot, `config` its configuration with server.port = 0, `log` a file of its own.
  Replica(std::string program, std::string config, std::string log)
      : program_(std::move(program)), config_(std::move(config)), log_(std::move(log)) {}

  void start();
  /// Throws std::runtime_error with the log's end when the daemon had ended by itself.
  void kill();
  /// Ends it as SIGTERM does; throws when its exit status is not 0.
  void stop();
  /// Where it listens; 0 as long as it does not.
  [[nodiscard]] int port() const;
  [[nodiscard]] bool is_running() { return process_ && process_->is_running(); }
  /// The end of what it logged since its start.
  [[nodiscard]] std::string log_end() const;

 private:
  std::string program_;
  std::string config_;
  std::string log_;
  std::unique_ptr<support::Process> process_;
};

/// Sends a webhook delivery about the bug; true when it was answered 200.
[[nodiscard]] bool deliver(int port, const std::string& secret, long bug);

}  // namespace kill_test
