#include "service/store/sqlite_store.h"

#include "service/store/schema.h"

#include <SQLiteCpp/Backup.h>

#include <stdexcept>

namespace service {
namespace {

std::int64_t number(Time time) {
  return time.time_since_epoch().count();
}
Time time(std::int64_t seconds) {
  return Time(std::chrono::seconds(seconds));
}

void bind(SQLite::Statement& statement, int index, const std::optional<Time>& value) {
  if (value)
    statement.bind(index, number(*value));
  else
    statement.bind(index);
}

std::optional<Time> optional_time(const SQLite::Column& column) {
  if (column.isNull()) return std::nullopt;
  return time(column.getInt64());
}

constexpr const char* request_columns =
    "attachment, bug, hidden, bug_summary, component, file_name, content_type, requester, requestee, "
    "flagged_at,"
    " content_hash, kind, verdict, category, assessment, comment, steward_review, comment_state, open, "
    "outcome,"
    " closed_at, turn, waits_since, last_activity, replaces, bug_changed_at";

Request read_request(SQLite::Statement& row) {
  Request out;
  out.attachment = row.getColumn(0).getInt64();
  out.bug = row.getColumn(1).getInt64();
  out.hidden = row.getColumn(2).getInt() != 0;
  out.bug_summary = row.getColumn(3).getString();
  out.component = row.getColumn(4).getString();
  out.file_name = row.getColumn(5).getString();
  out.content_type = row.getColumn(6).getString();
  out.requester = row.getColumn(7).getString();
  out.requestee = row.getColumn(8).getString();
  out.flagged_at = optional_time(row.getColumn(9));
  out.content_hash = row.getColumn(10).getString();
  out.kind = row.getColumn(11).getString();
  out.verdict = row.getColumn(12).getString();
  out.category = row.getColumn(13).getInt();
  out.assessment = row.getColumn(14).getString();
  out.comment = row.getColumn(15).getString();
  out.steward_review = row.getColumn(16).getString();
  out.comment_state = comment_state_by_spelling(row.getColumn(17).getString());
  out.open = row.getColumn(18).getInt() != 0;
  out.outcome = row.getColumn(19).getString();
  out.closed_at = optional_time(row.getColumn(20));
  out.turn = turn_by_spelling(row.getColumn(21).getString());
  out.waits_since = optional_time(row.getColumn(22));
  out.last_activity = optional_time(row.getColumn(23));
  out.replaces = row.getColumn(24).getInt64();
  out.bug_changed_at = optional_time(row.getColumn(25));
  return out;
}

}  // namespace

SqliteStore::SqliteStore(const std::string& path)
    : db_(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 5000) {
  db_.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
  migrate();
}

void SqliteStore::migrate() {
  const int version = db_.execAndGet("PRAGMA user_version").getInt();
  if (version > static_cast<int>(schema.size())) {
    throw std::runtime_error("the store was written by a newer data-review-bot (schema " +
                             std::to_string(version) + "); start that version or restore a backup");
  }
  for (std::size_t step = static_cast<std::size_t>(version); step < schema.size(); ++step) {
    SQLite::Transaction transaction(db_);
    db_.exec(std::string(schema.at(step)));
    db_.exec("PRAGMA user_version = " + std::to_string(step + 1));
    transaction.commit();
  }
}

void SqliteStore::want_look(bugzilla::BugId bug, Time due, bool follow_up) {
  SQLite::Statement insert(
      db_,
      "INSERT INTO looks (bug, due, follow_up) VALUES (?, ?, ?) ON CONFLICT (bug) DO UPDATE SET"
      " due = min(due, excluded.due), attempts = 0, revision = revision + 1,"
      " follow_up = max(follow_up, excluded.follow_up)");
  insert.bind(1, bug);
  insert.bind(2, number(due));
  insert.bind(3, follow_up ? 1 : 0);
  insert.exec();
}

std::vector<Look> SqliteStore::due_looks(Time now, int limit) {
  SQLite::Statement select(
      db_,
      "SELECT bug, due, attempts, follow_up, revision FROM looks WHERE due <= ? ORDER BY due, bug LIMIT ?");
  select.bind(1, number(now));
  select.bind(2, limit);
  std::vector<Look> out;
  while (select.executeStep()) {
    out.push_back({.bug = select.getColumn(0).getInt64(),
                   .due = time(select.getColumn(1).getInt64()),
                   .attempts = select.getColumn(2).getInt(),
                   .follow_up = select.getColumn(3).getInt() != 0,
                   .revision = select.getColumn(4).getInt64()});
  }
  return out;
}

void SqliteStore::look_done(const Look& look, Time follow_up_at) {
  SQLite::Statement change(db_, look.follow_up ? "UPDATE looks SET due = ?3, follow_up = 0, attempts = 0, "
                                                 "trouble = '' WHERE bug = ?1 AND revision = ?2"
                                               : "DELETE FROM looks WHERE bug = ?1 AND revision = ?2");
  change.bind(1, look.bug);
  change.bind(2, look.revision);
  if (look.follow_up) change.bind(3, number(follow_up_at));
  change.exec();
}

void SqliteStore::look_failed(const Look& look, Time again, const std::string& why) {
  SQLite::Statement change(
      db_, "UPDATE looks SET due = ?, attempts = attempts + 1, trouble = ? WHERE bug = ? AND revision = ?");
  change.bind(1, number(again));
  change.bind(2, why);
  change.bind(3, look.bug);
  change.bind(4, look.revision);
  change.exec();
}

std::vector<Request> SqliteStore::select_requests(const std::string& where, std::int64_t parameter) {
  SQLite::Statement select(db_, "SELECT " + std::string(request_columns) + " FROM requests WHERE " + where);
  select.bind(1, parameter);
  std::vector<Request> out;
  while (select.executeStep()) out.push_back(read_request(select));
  return out;
}

std::vector<Request> SqliteStore::requests_of(bugzilla::BugId bug) {
  return select_requests("bug = ? ORDER BY attachment", bug);
}

std::vector<Request> SqliteStore::open_requests() {
  return select_requests("open = ? ORDER BY flagged_at, attachment", 1);
}

std::optional<Request> SqliteStore::request(bugzilla::AttachmentId attachment) {
  auto found = select_requests("attachment = ?", attachment);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

void SqliteStore::save(const Request& request) {
  SQLite::Statement insert(db_, "INSERT OR REPLACE INTO requests (" + std::string(request_columns) +
                                    ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
  int at = 0;
  insert.bind(++at, request.attachment);
  insert.bind(++at, request.bug);
  insert.bind(++at, request.hidden ? 1 : 0);
  insert.bind(++at, request.bug_summary);
  insert.bind(++at, request.component);
  insert.bind(++at, request.file_name);
  insert.bind(++at, request.content_type);
  insert.bind(++at, request.requester);
  insert.bind(++at, request.requestee);
  bind(insert, ++at, request.flagged_at);
  insert.bind(++at, request.content_hash);
  insert.bind(++at, request.kind);
  insert.bind(++at, request.verdict);
  insert.bind(++at, request.category);
  insert.bind(++at, request.assessment);
  insert.bind(++at, request.comment);
  insert.bind(++at, request.steward_review);
  insert.bind(++at, std::string(spelling(request.comment_state)));
  insert.bind(++at, request.open ? 1 : 0);
  insert.bind(++at, request.outcome);
  bind(insert, ++at, request.closed_at);
  insert.bind(++at, std::string(spelling(request.turn)));
  bind(insert, ++at, request.waits_since);
  bind(insert, ++at, request.last_activity);
  insert.bind(++at, request.replaces);
  bind(insert, ++at, request.bug_changed_at);
  insert.exec();
}

void SqliteStore::apply(const std::vector<Request>& requests, const std::vector<Effect>& effects, Time now) {
  SQLite::Transaction transaction(db_);
  // Replacing a row that the outbox refers to is checked at the end of the transaction only.
  db_.exec("PRAGMA defer_foreign_keys = ON");
  for (const Request& request : requests) {
    save(request);
    if (request.comment_state == CommentState::pending) continue;
    SQLite::Statement drop(db_, "DELETE FROM outbox WHERE attachment = ? AND state = 'pending'");
    drop.bind(1, request.attachment);
    drop.exec();
  }
  for (const Effect& effect : effects) {
    SQLite::Statement insert(
        db_,
        "INSERT OR IGNORE INTO outbox (key, bug, attachment, text, reference, is_private, due)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, effect.key);
    insert.bind(2, effect.bug);
    insert.bind(3, effect.attachment);
    insert.bind(4, effect.text);
    insert.bind(5, effect.reference);
    insert.bind(6, effect.is_private ? 1 : 0);
    insert.bind(7, number(now));
    insert.exec();
  }
  transaction.commit();
}

std::vector<Outgoing> SqliteStore::due_effects(Time now, int limit) {
  SQLite::Statement select(
      db_,
      "SELECT id, key, bug, attachment, text, reference, is_private, attempts FROM outbox"
      " WHERE state = 'pending' AND due <= ? ORDER BY id LIMIT ?");
  select.bind(1, number(now));
  select.bind(2, limit);
  std::vector<Outgoing> out;
  while (select.executeStep()) {
    out.push_back({.id = select.getColumn(0).getInt64(),
                   .effect = {.key = select.getColumn(1).getString(),
                              .bug = select.getColumn(2).getInt64(),
                              .attachment = select.getColumn(3).getInt64(),
                              .text = select.getColumn(4).getString(),
                              .reference = select.getColumn(5).getString(),
                              .is_private = select.getColumn(6).getInt() != 0},
                   .attempts = select.getColumn(7).getInt()});
  }
  return out;
}

void SqliteStore::effect_done(const Outgoing& outgoing) {
  SQLite::Transaction transaction(db_);
  SQLite::Statement done(db_, "UPDATE outbox SET state = 'done', trouble = '' WHERE id = ?");
  done.bind(1, outgoing.id);
  done.exec();
  SQLite::Statement posted(db_, "UPDATE requests SET comment_state = 'posted' WHERE attachment = ?");
  posted.bind(1, outgoing.effect.attachment);
  posted.exec();
  transaction.commit();
}

void SqliteStore::effect_later(const Outgoing& outgoing, Time due, const std::string& why) {
  SQLite::Statement later(db_,
                          "UPDATE outbox SET due = ?, attempts = attempts + 1, trouble = ? WHERE id = ?");
  later.bind(1, number(due));
  later.bind(2, why);
  later.bind(3, outgoing.id);
  later.exec();
}

void SqliteStore::effect_dead(const Outgoing& outgoing, const std::string& why) {
  SQLite::Statement dead(
      db_, "UPDATE outbox SET state = 'dead', attempts = attempts + 1, trouble = ? WHERE id = ?");
  dead.bind(1, why);
  dead.bind(2, outgoing.id);
  dead.exec();
}

std::vector<DeadLetter> SqliteStore::dead_letters() {
  SQLite::Statement select(
      db_, "SELECT id, bug, attachment, trouble FROM outbox WHERE state = 'dead' ORDER BY id");
  std::vector<DeadLetter> out;
  while (select.executeStep()) {
    out.push_back({.id = select.getColumn(0).getInt64(),
                   .bug = select.getColumn(1).getInt64(),
                   .attachment = select.getColumn(2).getInt64(),
                   .trouble = select.getColumn(3).getString()});
  }
  return out;
}

bool SqliteStore::replay_dead_letter(std::int64_t id, Time now) {
  SQLite::Statement change(
      db_, "UPDATE outbox SET state = 'pending', attempts = 0, due = ? WHERE id = ? AND state = 'dead'");
  change.bind(1, number(now));
  change.bind(2, id);
  return change.exec() == 1;
}

bool SqliteStore::drop_dead_letter(std::int64_t id) {
  SQLite::Statement change(db_, "DELETE FROM outbox WHERE id = ? AND state = 'dead'");
  change.bind(1, id);
  return change.exec() == 1;
}

std::optional<std::string> SqliteStore::note(const std::string& key) {
  SQLite::Statement select(db_, "SELECT value FROM notes WHERE key = ?");
  select.bind(1, key);
  if (!select.executeStep()) return std::nullopt;
  return select.getColumn(0).getString();
}

void SqliteStore::set_note(const std::string& key, const std::string& value) {
  SQLite::Statement insert(db_, "INSERT OR REPLACE INTO notes (key, value) VALUES (?, ?)");
  insert.bind(1, key);
  insert.bind(2, value);
  insert.exec();
}

Counts SqliteStore::counts() {
  const auto count = [&](const char* query) { return db_.execAndGet(query).getInt64(); };
  return {.looks = count("SELECT count(*) FROM looks"),
          .pending_effects = count("SELECT count(*) FROM outbox WHERE state = 'pending'"),
          .dead_effects = count("SELECT count(*) FROM outbox WHERE state = 'dead'"),
          .open_requests = count("SELECT count(*) FROM requests WHERE open = 1")};
}

std::string SqliteStore::check() {
  const std::string answer = db_.execAndGet("PRAGMA integrity_check").getString();
  return answer == "ok" ? "" : answer;
}

void SqliteStore::backup(const std::string& path) {
  SQLite::Database target(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  SQLite::Backup copy(target, db_);
  copy.executeStep(-1);
}

}  // namespace service
