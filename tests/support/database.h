#pragma once
// An empty database of either kind, and sessions with it, for tests that hold for both.

#include "service/store/sql/postgres.h"
#include "service/store/sql/sqlite.h"
#include "support/postgres_server.h"
#include "support/temporary_directory.h"

#include <memory>
#include <string>

namespace support {

enum class DatabaseKind { sqlite, postgres };

/// As tests are called by it; those with "PostgreSQL" in their name share one server.
inline std::string name_of(DatabaseKind kind) {
  return kind == DatabaseKind::sqlite ? "SQLite" : "PostgreSQL";
}

class Database {
 public:
  virtual ~Database() = default;
  virtual std::unique_ptr<service::sql::Connection> connect() = 0;
};

class SqliteDatabase : public Database {
 public:
  std::unique_ptr<service::sql::Connection> connect() override {
    return std::make_unique<service::sql::SqliteConnection>(directory_.file("store.db"));
  }

 private:
  TemporaryDirectory directory_;
};

class PostgresDatabase : public Database {
 public:
  std::unique_ptr<service::sql::Connection> connect() override {
    return std::make_unique<service::sql::PostgresConnection>(location_, service::Secret());
  }
  static PostgresServer& server() {
    static PostgresServer one;
    return one;
  }

 private:
  std::string location_ = server().new_database();
};

/// Null where PostgreSQL 15 is not installed: then the test is to be skipped.
inline std::unique_ptr<Database> new_database(DatabaseKind kind) {
  if (kind == DatabaseKind::sqlite) return std::make_unique<SqliteDatabase>();
  if (PostgresServer::programs().empty()) return nullptr;
  return std::make_unique<PostgresDatabase>();
}

}  // namespace support
