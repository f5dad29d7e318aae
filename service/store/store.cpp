#include "service/store/store.h"

#include "service/store/schema.h"
#include "service/store/sql/columns.h"

namespace service {

using sql::to_value;

Store::Store(std::unique_ptr<sql::Connection> connection, std::chrono::seconds lease, OldSchema old)
    : connection_(std::move(connection)), lease_(lease) {
  if (old == OldSchema::migrate)
    migrate(*connection_);
  else
    require_newest(*connection_);
}

void Store::atomically(const std::function<void()>& work) {
  if (in_transaction_) {
    work();
    return;
  }
  connection_->begin();
  in_transaction_ = true;
  try {
    work();
    in_transaction_ = false;
    connection_->commit();
  } catch (...) {
    in_transaction_ = false;
    connection_->rollback();
    throw;
  }
}

std::optional<std::string> Store::note(const std::string& key) {
  const auto found = run("SELECT value FROM notes WHERE key = $1", {key});
  if (found.rows.empty()) return std::nullopt;
  return std::get<std::string>(found.rows[0].at(0));
}

void Store::set_note(const std::string& key, const std::string& value) {
  run("INSERT INTO notes (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      {key, value});
}

std::int64_t Store::count(const std::string& from, const std::vector<sql::Value>& parameters) {
  return std::get<std::int64_t>(run("SELECT count(*) FROM " + from, parameters).rows.at(0).at(0));
}

Counts Store::counts() {
  return {.looks = count("looks"),
          .pending_effects = count("outbox WHERE state = 'pending'"),
          .waiting_messages = count("matrix_outbox WHERE state = 'waiting'"),
          .dead_letters = count("outbox WHERE state = 'dead' AND dropped = 0") +
                          count("matrix_outbox WHERE state = 'dead'") + count("parked_deliveries"),
          .open_requests = count("requests WHERE open = 1")};
}

bool Store::has_looks(Time now) {
  return count("looks WHERE due <= $1", {to_value(now)}) > 0;
}

bool Store::has_work(Time now) {
  return count("looks WHERE due <= $1", {to_value(now)}) +
             count("outbox WHERE state = 'pending' AND due <= $1", {to_value(now)}) >
         0;
}

}  // namespace service
