#pragma once
// A connection whose n-th call fails, once or until it is mended.

#include "service/store/sql/connection.h"

#include <atomic>
#include <memory>

namespace support {

/// Shared with the test; the calls come from the store's thread.
struct StoreFaults {
  std::atomic<int> from = 0;  ///< the call that fails, counted from 1; 0: none
  std::atomic<bool> for_ever = false;
  std::atomic<bool> after = false;  ///< a commit is carried out before it fails, as when its answer is lost
  std::atomic<bool> leads = true;   ///< false: another replica leads
  std::atomic<int> calls = 0;
  std::atomic<int> hits = 0;

  [[nodiscard]] bool is_next() {
    const int first = from;
    if (first == 0) return false;
    const int call = ++calls;
    if (call != first && !(for_ever && call > first)) return false;
    ++hits;
    return true;
  }
};

class FaultyConnection : public service::sql::Connection {
 public:
  FaultyConnection(std::unique_ptr<Connection> inner, StoreFaults& faults)
      : inner_(std::move(inner)), faults_(faults) {}

  service::sql::Result run(const std::string& statement,
                           const std::vector<service::sql::Value>& parameters) override {
    fail();
    return inner_->run(statement, parameters);
  }
  void run_script(const std::string& script) override {
    fail();
    inner_->run_script(script);
  }
  void begin() override {
    fail();
    inner_->begin();
  }
  void commit() override {
    const bool fails = faults_.is_next();
    if (!fails || faults_.after) inner_->commit();
    if (fails) throw service::sql::Failure("the disk is full");
  }
  void rollback() noexcept override { inner_->rollback(); }
  [[nodiscard]] std::string skip_locked() const override { return inner_->skip_locked(); }
  std::int64_t schema_version() override {
    fail();
    return inner_->schema_version();
  }
  void set_schema_version(std::int64_t version) override { inner_->set_schema_version(version); }
  bool try_lead(const std::string& role) override {
    fail();
    return faults_.leads && inner_->try_lead(role);
  }
  std::string check() override { return inner_->check(); }
  void backup(const std::string& path) override { inner_->backup(path); }

 private:
  void fail() {
    if (faults_.is_next()) throw service::sql::Failure("the disk is full");
  }

  std::unique_ptr<Connection> inner_;
  StoreFaults& faults_;
};

}  // namespace support
