#pragma once
// A store in PostgreSQL 15 or later, for several replicas of the bot. Text protocol through libpq.

#include "service/config/secret.h"
#include "service/store/sql/connection.h"

#include <libpq-fe.h>
#include <memory>
#include <set>

namespace service::sql {

class PostgresConnection : public Connection {
 public:
  /// `location` is "postgresql://user@host/database?..." without a password. Throws Unreachable where there
  /// is no such server or it does not let the bot in.
  PostgresConnection(const std::string& location, const Secret& password);

  Result run(const std::string& statement, const std::vector<Value>& parameters) override;
  void run_script(const std::string& script) override;
  /// Opens a new session first where the old one was lost.
  void begin() override;
  void commit() override;
  void rollback() noexcept override;
  [[nodiscard]] std::string skip_locked() const override { return " FOR UPDATE SKIP LOCKED"; }
  std::int64_t schema_version() override;
  void set_schema_version(std::int64_t version) override;
  bool try_lead(const std::string& role) override;
  std::string check() override;
  void backup(const std::string& path) override;

 private:
  void connect();
  Result result_of(PGresult* answer);
  [[nodiscard]] bool is_lost() const { return !session_ || PQstatus(session_.get()) != CONNECTION_OK; }

  std::string location_;
  Secret password_;
  std::unique_ptr<PGconn, decltype(&PQfinish)> session_{nullptr, &PQfinish};
  std::set<std::string> leads_;  ///< roles of this session
};

}  // namespace service::sql
