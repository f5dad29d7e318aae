#pragma once
// What the store needs of a database, so that its statements are written once for SQLite and PostgreSQL. This
// is the store's seam: a fault test wraps a connection and lets its n-th call fail.
//
// Statements keep to what both understand: parameters are $1, $2 ...; whole numbers and texts are the only
// types; "INSERT ... ON CONFLICT", "RETURNING" and "WITH" are at hand.

#include <cstdint>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace service::sql {

using Null = std::monostate;
using Value = std::variant<Null, std::int64_t, std::string>;
using Row = std::vector<Value>;

struct Result {
  std::vector<Row> rows;
  std::int64_t changed = 0;  ///< rows inserted, updated or deleted
};

/// A statement failed; its transaction is to be rolled back.
struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The database cannot be reached; nothing else can be done now. The next begin() tries anew.
struct Unreachable : Failure {
  using Failure::Failure;
};

/// One session with a database. Not thread-safe. Every call may throw Failure.
class Connection {
 public:
  Connection() = default;
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Runs one statement. Text that PostgreSQL could not keep (NUL, malformed UTF-8) arrives mended, in both
  /// databases alike.
  virtual Result run(const std::string& statement, const std::vector<Value>& parameters) = 0;
  /// Runs several statements without parameters, written in SQLite's words (schema.h).
  virtual void run_script(const std::string& script) = 0;

  /// What was changed is on disk when commit() returns. A commit that throws may have happened all the same.
  virtual void begin() = 0;
  virtual void commit() = 0;
  /// Never throws: a lost connection has rolled back already.
  virtual void rollback() noexcept = 0;

  /// Ends a SELECT that takes jobs, so that what another replica is taking is passed over.
  [[nodiscard]] virtual std::string skip_locked() const = 0;
  /// How many migrations the database has had; keeps others from migrating it until the transaction's end.
  virtual std::int64_t schema_version() = 0;
  virtual void set_schema_version(std::int64_t version) = 0;
  /// Whether this session leads in that role: it does until the session ends, and then another may.
  virtual bool try_lead(const std::string& role) = 0;
  /// Empty when the database is sound, else what is wrong.
  virtual std::string check() = 0;
  /// A consistent copy in a new file while the store is in use.
  virtual void backup(const std::string& path) = 0;
};

/// The text with NUL and malformed UTF-8 replaced by U+FFFD.
[[nodiscard]] std::string mended(const std::string& text);

}  // namespace service::sql
