#include "service/store/sql/sqlite.h"

#include <SQLiteCpp/Backup.h>
#include <sqlite3.h>

#include <algorithm>
#include <utility>

namespace service::sql {
namespace {

/// How long a statement waits while the command line or a backup has the file.
constexpr int busy_milliseconds = 5000;
/// Prepared statements kept; those that are put together in a loop could be many.
constexpr std::size_t most_statements = 200;

/// With ?1 for $1: SQLite takes the one for a number and the other for a name, which it looks for each time.
std::string numbered(std::string statement) {
  std::ranges::replace(statement, '$', '?');
  return statement;
}

void bind(SQLite::Statement& statement, int place, const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value))
    statement.bind(place, *number);
  else if (const auto* text = std::get_if<std::string>(&value))
    statement.bind(place, mended(*text));
  else
    statement.bind(place);
}

Value read(const SQLite::Column& column) {
  if (column.isNull()) return Null{};
  if (column.isInteger()) return column.getInt64();
  return column.getString();
}

/// The library's exceptions as the store's own.
template <class Work>
decltype(auto) translated(Work work) {
  try {
    return work();
  } catch (const SQLite::Exception& problem) {
    throw Failure(problem.what());
  }
}

}  // namespace

SqliteConnection::SqliteConnection(const std::string& path)
    : db_(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, busy_milliseconds) {
  db_.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
}

SQLite::Statement& SqliteConnection::prepared(const std::string& statement) {
  const auto known = statements_.find(statement);
  if (known != statements_.end()) return *known->second;
  if (statements_.size() >= most_statements) statements_.clear();
  auto made = std::make_unique<SQLite::Statement>(db_, numbered(statement));
  return *statements_.emplace(statement, std::move(made)).first->second;
}

Result SqliteConnection::run(const std::string& statement, const std::vector<Value>& parameters) {
  return translated([&] {
    SQLite::Statement& prepared_statement = prepared(statement);
    // Whatever happens, the statement must not keep the file's lock.
    struct Reset {
      SQLite::Statement& statement;
      ~Reset() { statement.tryReset(); }
    } reset{prepared_statement};
    prepared_statement.clearBindings();
    int place = 0;
    for (const Value& value : parameters) bind(prepared_statement, ++place, value);
    Result out;
    while (prepared_statement.executeStep()) {
      Row row;
      for (int i = 0; i < prepared_statement.getColumnCount(); ++i)
        row.push_back(read(prepared_statement.getColumn(i)));
      out.rows.push_back(std::move(row));
    }
    out.changed = prepared_statement.getChanges();
    return out;
  });
}

void SqliteConnection::run_script(const std::string& script) {
  translated([&] { db_.exec(script); });
}

void SqliteConnection::begin() {
  run("BEGIN IMMEDIATE", {});
}

void SqliteConnection::commit() {
  run("COMMIT", {});
}

void SqliteConnection::rollback() noexcept {
  try {
    run("ROLLBACK", {});
  } catch (const std::exception&) {  // SQLite had rolled back by itself, as after a full disk
  }
}

std::int64_t SqliteConnection::schema_version() {
  return std::get<std::int64_t>(run("PRAGMA user_version", {}).rows.at(0).at(0));
}

void SqliteConnection::set_schema_version(std::int64_t version) {
  run_script("PRAGMA user_version = " + std::to_string(version));
}

std::string SqliteConnection::check() {
  try {
    return first_problem();
  } catch (const Failure& problem) {  // too damaged to be looked through
    return problem.what();
  }
}

std::string SqliteConnection::first_problem() {
  for (const char* question : {"PRAGMA integrity_check", "PRAGMA foreign_key_check"}) {
    for (const Row& row : run(question, {}).rows) {
      const auto* answer = std::get_if<std::string>(&row.at(0));
      if (question == std::string("PRAGMA foreign_key_check"))
        return "a row of " + (answer == nullptr ? "a table" : *answer) + " refers to nothing";
      if (answer == nullptr || *answer != "ok") return answer == nullptr ? "no answer" : *answer;
    }
  }
  return "";
}

void SqliteConnection::backup(const std::string& path) {
  translated([&] {
    SQLite::Database target(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    SQLite::Backup copy(target, db_);
    if (const int result = copy.executeStep(-1); result != SQLITE_DONE)
      throw Failure("the copy was not finished: " + std::string(sqlite3_errstr(result)));
  });
}

}  // namespace service::sql
