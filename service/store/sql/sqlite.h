#pragma once
// A store in one file: WAL and synchronous=FULL, so that what was committed survives a power cut.

#include "service/store/sql/connection.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <memory>
#include <unordered_map>

namespace service::sql {

class SqliteConnection : public Connection {
 public:
  /// Opens or makes the file. Throws where it cannot.
  explicit SqliteConnection(const std::string& path);

  Result run(const std::string& statement, const std::vector<Value>& parameters) override;
  void run_script(const std::string& script) override;
  void begin() override;
  void commit() override;
  void rollback() noexcept override;
  /// A transaction that writes has the file for itself.
  [[nodiscard]] std::string skip_locked() const override { return ""; }
  std::int64_t schema_version() override;
  void set_schema_version(std::int64_t version) override;
  bool try_lead(const std::string&) override { return true; }
  std::string check() override;
  void backup(const std::string& path) override;

 private:
  std::string first_problem();
  SQLite::Statement& prepared(const std::string& statement);

  SQLite::Database db_;
  std::unordered_map<std::string, std::unique_ptr<SQLite::Statement>> statements_;
};

}  // namespace service::sql
