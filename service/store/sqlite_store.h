#pragma once
// The store in one SQLite file: WAL, synchronous=FULL, so that what was answered "stored" survives a power
// cut.

#include "service/store/store.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <string>

namespace service {

class SqliteStore : public Store {
 public:
  /// Opens or makes the file and brings it to the newest schema. Throws when it cannot, or when the file was
  /// written by a newer program.
  explicit SqliteStore(const std::string& path);

  void want_look(bugzilla::BugId bug, Time due, bool follow_up) override;
  std::vector<Look> due_looks(Time now, int limit) override;
  void look_done(const Look& look, Time follow_up_at) override;
  void look_failed(const Look& look, Time again, const std::string& why) override;
  std::vector<Request> requests_of(bugzilla::BugId bug) override;
  std::vector<Request> open_requests() override;
  std::optional<Request> request(bugzilla::AttachmentId attachment) override;
  void apply(const std::vector<Request>& requests, const std::vector<Effect>& effects, Time now) override;
  std::vector<Outgoing> due_effects(Time now, int limit) override;
  void effect_done(const Outgoing& outgoing) override;
  void effect_later(const Outgoing& outgoing, Time due, const std::string& why) override;
  void effect_dead(const Outgoing& outgoing, const std::string& why) override;
  std::vector<DeadLetter> dead_letters() override;
  bool replay_dead_letter(std::int64_t id, Time now) override;
  bool drop_dead_letter(std::int64_t id) override;
  std::optional<std::string> note(const std::string& key) override;
  void set_note(const std::string& key, const std::string& value) override;
  Counts counts() override;
  std::string check() override;
  void backup(const std::string& path) override;

 private:
  void migrate();
  void save(const Request& request);
  std::vector<Request> select_requests(const std::string& where, std::int64_t parameter);

  SQLite::Database db_;
};

}  // namespace service
