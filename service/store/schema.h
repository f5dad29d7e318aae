#pragma once
// The tables, as migrations: entry N brings a store from version N to N + 1. Never edit one that was
// released. Written in SQLite's words, of which sql/postgres.cpp translates INTEGER, AUTOINCREMENT and
// STRICT: use no others that PostgreSQL does not know.

#include "service/store/sql/connection.h"

#include <array>
#include <string_view>

namespace service {

inline constexpr std::array<std::string_view, 7> schema = {R"sql(
CREATE TABLE notes (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE looks (
  bug INTEGER PRIMARY KEY,
  due INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  follow_up INTEGER NOT NULL,
  revision INTEGER NOT NULL DEFAULT 1,
  trouble TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX looks_by_due ON looks (due);
CREATE TABLE requests (
  attachment INTEGER PRIMARY KEY,
  bug INTEGER NOT NULL,
  hidden INTEGER NOT NULL,
  bug_summary TEXT NOT NULL,
  component TEXT NOT NULL,
  file_name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  requester TEXT NOT NULL,
  requestee TEXT NOT NULL,
  flagged_at INTEGER,
  content_hash TEXT NOT NULL,
  kind TEXT NOT NULL,
  verdict TEXT NOT NULL,
  category INTEGER NOT NULL,
  assessment TEXT NOT NULL,
  comment TEXT NOT NULL,
  steward_review TEXT NOT NULL,
  comment_state TEXT NOT NULL,
  open INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  closed_at INTEGER
) STRICT;
CREATE INDEX requests_by_bug ON requests (bug);
CREATE INDEX requests_open ON requests (flagged_at) WHERE open = 1;
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  bug INTEGER NOT NULL,
  attachment INTEGER NOT NULL REFERENCES requests (attachment),
  text TEXT NOT NULL,
  reference TEXT NOT NULL,
  is_private INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'dead')),
  attempts INTEGER NOT NULL DEFAULT 0,
  due INTEGER NOT NULL,
  trouble TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX outbox_pending ON outbox (due) WHERE state = 'pending';
)sql",
                                                           R"sql(
ALTER TABLE looks ADD COLUMN lease INTEGER NOT NULL DEFAULT 0;
ALTER TABLE looks ADD COLUMN leased_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN lease INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN leased_until INTEGER NOT NULL DEFAULT 0;
CREATE INDEX looks_by_lease ON looks (leased_until);
CREATE INDEX outbox_by_lease ON outbox (leased_until);
CREATE INDEX outbox_by_attachment ON outbox (attachment);
CREATE INDEX outbox_dead ON outbox (id) WHERE state = 'dead';
CREATE TABLE parked_deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  body TEXT NOT NULL,
  trouble TEXT NOT NULL,
  parked_at INTEGER NOT NULL
) STRICT;
ALTER TABLE requests ADD COLUMN turn TEXT NOT NULL DEFAULT 'steward';
ALTER TABLE requests ADD COLUMN waits_since INTEGER;
ALTER TABLE requests ADD COLUMN last_activity INTEGER;
ALTER TABLE requests ADD COLUMN replaces INTEGER NOT NULL DEFAULT 0;
ALTER TABLE requests ADD COLUMN bug_changed_at INTEGER;
CREATE TABLE claims (bug INTEGER PRIMARY KEY, login TEXT NOT NULL, since INTEGER NOT NULL) STRICT;
CREATE TABLE snoozes (bug INTEGER PRIMARY KEY, login TEXT NOT NULL, until INTEGER NOT NULL) STRICT;
CREATE TABLE absences (login TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT;
CREATE TABLE sent_steps (
  attachment INTEGER NOT NULL,
  asked INTEGER NOT NULL,
  step TEXT NOT NULL,
  recipient TEXT NOT NULL,
  message TEXT NOT NULL,
  sent_at INTEGER NOT NULL,
  settled INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (attachment, asked, step)
) STRICT;
CREATE INDEX sent_steps_by_time ON sent_steps (sent_at);
CREATE INDEX sent_steps_by_message ON sent_steps (message) WHERE settled = 0;
CREATE INDEX outbox_bugs ON outbox (state, due, bug);
)sql",
                                                           R"sql(
CREATE TABLE matrix_outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  room TEXT NOT NULL,
  own_id TEXT NOT NULL,
  content TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'dead')),
  due INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  server_errors INTEGER NOT NULL DEFAULT 0,
  tried_at INTEGER,
  tried_room TEXT NOT NULL DEFAULT '',
  tried_device TEXT NOT NULL DEFAULT '',
  event_id TEXT NOT NULL DEFAULT '',
  trouble TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE matrix_heard (event_id TEXT PRIMARY KEY, heard_at INTEGER NOT NULL) STRICT;
CREATE INDEX matrix_heard_by_time ON matrix_heard (heard_at);
CREATE INDEX matrix_outbox_waiting ON matrix_outbox (room, id) WHERE state = 'waiting';
CREATE INDEX matrix_outbox_dead ON matrix_outbox (id) WHERE state = 'dead';
)sql",
                                                           // What was written before counts as private until
                                                           // it is looked at again.
                                                           R"sql(
ALTER TABLE requests ADD COLUMN is_private INTEGER NOT NULL DEFAULT 1;
)sql",
                                                           R"sql(
ALTER TABLE outbox ADD COLUMN unclear INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN dropped INTEGER NOT NULL DEFAULT 0;
)sql",
                                                           // What waited before tells of the bugs whose
                                                           // address is in it.
                                                           R"sql(
CREATE TABLE matrix_subjects (
  message TEXT NOT NULL REFERENCES matrix_outbox (key) ON DELETE CASCADE,
  bug INTEGER NOT NULL,
  PRIMARY KEY (message, bug)
) STRICT;
CREATE INDEX matrix_subjects_by_bug ON matrix_subjects (bug);
INSERT INTO matrix_subjects (message, bug)
  SELECT DISTINCT matrix_outbox.key, requests.bug FROM matrix_outbox JOIN requests
    ON matrix_outbox.content LIKE '%show_bug.cgi?id=' || requests.bug || ')%'
  WHERE matrix_outbox.state <> 'sent';
DROP INDEX outbox_pending;
DROP INDEX outbox_bugs;
CREATE INDEX outbox_pending ON outbox (due, id) WHERE state = 'pending';
CREATE INDEX outbox_done ON outbox (due, bug) WHERE state = 'done';
)sql",
                                                           R"sql(
ALTER TABLE outbox DROP COLUMN text;
ALTER TABLE outbox DROP COLUMN reference;
ALTER TABLE outbox DROP COLUMN is_private;
)sql"};

/// Brings the database to the newest version, one transaction a step; several may try at once. Throws
/// std::runtime_error when it was written by a newer program.
void migrate(sql::Connection& connection);

/// Throws std::runtime_error where the database is not of the newest version.
void require_newest(sql::Connection& connection);

}  // namespace service
