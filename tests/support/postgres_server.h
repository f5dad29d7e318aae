#pragma once
// A PostgreSQL of the tests' own: made in a temporary directory, reached through a socket there, gone with
// the object. Without syncing, since nothing here cuts the power.

#include "support/process.h"
#include "support/temporary_directory.h"

#include <memory>
#include <string>

namespace support {

class PostgresServer {
 public:
  /// Where Debian keeps initdb and postgres; empty where no server of version 15 or later is installed, or
  /// where the test is root and there is no user to run it as.
  static std::string programs();

  /// Throws where it does not start; `programs()` must not be empty.
  PostgresServer();
  ~PostgresServer();

  /// The location of a new, empty database.
  std::string new_database();
  /// Ends every session, as when the server is restarted.
  void end_sessions();

 private:
  [[nodiscard]] std::string location(const std::string& database) const;
  void run(const std::string& statement);

  TemporaryDirectory directory_;
  std::unique_ptr<Process> server_;
  int databases_ = 0;
};

}  // namespace support
