#pragma once
// The tables, as migrations: entry N brings a file from version N to N + 1. Never edit one that was released.

#include <array>
#include <string_view>

namespace service {

inline constexpr std::array<std::string_view, 1> schema = {R"sql(
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
  closed_at INTEGER,
  turn TEXT NOT NULL,
  waits_since INTEGER,
  last_activity INTEGER,
  replaces INTEGER NOT NULL,
  bug_changed_at INTEGER
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
)sql"};

}  // namespace service
