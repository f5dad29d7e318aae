#include "service/store/sql/columns.h"
#include "service/store/store.h"

namespace service {

static sql::Value to_value(MessageState state) {
  switch (state) {
    case MessageState::waiting:
      return std::string("waiting");
    case MessageState::sent:
      return std::string("sent");
    case MessageState::dead:
      return std::string("dead");
  }
  return std::string();
}
static void from_value(const sql::Value& value, MessageState& out) {
  const auto& text = std::get<std::string>(value);
  out = text == "sent" ? MessageState::sent : text == "dead" ? MessageState::dead : MessageState::waiting;
}

namespace {

constexpr sql::Columns frozen_columns(sql::column("key", &FrozenMessage::key),
                                      sql::column("room", &FrozenMessage::room),
                                      sql::column("own_id", &FrozenMessage::id),
                                      sql::column("content", &FrozenMessage::content));
constexpr sql::Columns columns(sql::column("id", &OutgoingMessage::id),
                               sql::column("state", &OutgoingMessage::state),
                               sql::column("due", &OutgoingMessage::due),
                               sql::column("attempts", &OutgoingMessage::attempts),
                               sql::column("server_errors", &OutgoingMessage::server_errors),
                               sql::column("tried_at", &OutgoingMessage::tried_at),
                               sql::column("tried_room", &OutgoingMessage::tried_room),
                               sql::column("tried_device", &OutgoingMessage::tried_device),
                               sql::column("event_id", &OutgoingMessage::event_id),
                               sql::column("trouble", &OutgoingMessage::trouble));

OutgoingMessage read(const sql::Row& row) {
  OutgoingMessage out = columns.read(row);
  out.message = frozen_columns.read(row, columns.size());
  return out;
}

}  // namespace

void Store::owe_message(const FrozenMessage& message, const std::set<bugzilla::BugId>& bugs, Time now) {
  atomically([&] {
    const bool is_new =
        run(frozen_columns.insert_into("matrix_outbox", {"due"}) + " ON CONFLICT (key) DO NOTHING",
            frozen_columns.values(message, {sql::to_value(now)}))
            .changed == 1;
    if (!is_new) return;
    for (const bugzilla::BugId bug : bugs)
      run("INSERT INTO matrix_subjects (message, bug) VALUES ($1, $2)", {message.key, bug});
  });
}

std::vector<OutgoingMessage> Store::due_messages(Time now, int limit) {
  const auto found =
      run("SELECT " + columns.names() + ", " + frozen_columns.names() +
              " FROM matrix_outbox WHERE id IN (SELECT min(id) FROM matrix_outbox WHERE state ="
              " 'waiting' GROUP BY room) AND due <= $1 ORDER BY id LIMIT $2",
          {sql::to_value(now), sql::to_value(limit)});
  std::vector<OutgoingMessage> out;
  for (const sql::Row& row : found.rows) out.push_back(read(row));
  return out;
}

bool Store::save_message(const OutgoingMessage& message) {
  bool is_there = false;
  atomically([&] {
    run("UPDATE matrix_outbox SET own_id = $1, content = $2 WHERE id = $3 AND NOT (state = 'waiting' AND"
        " content = '')",
        {message.message.id, message.message.content, message.id});
    is_there = run(columns.update("matrix_outbox", "id"), columns.values(message)).changed == 1;
  });
  return is_there;
}

bool Store::hear_once(const std::string& event_id, Time now) {
  run("DELETE FROM matrix_heard WHERE heard_at < $1", {sql::to_value(now - heard_life)});
  return run("INSERT INTO matrix_heard (event_id, heard_at) VALUES ($1, $2) ON CONFLICT (event_id) DO "
             "NOTHING",
             {event_id, sql::to_value(now)})
             .changed == 1;
}

void Store::take_back_message(const std::string& key) {
  atomically([&] {
    const bool is_gone =
        run("DELETE FROM matrix_outbox WHERE key = $1 AND state <> 'sent' AND tried_at IS NULL", {key})
            .changed == 1;
    if (is_gone) run("DELETE FROM sent_steps WHERE message = $1", {key});
  });
}

void Store::forget_messages_about(bugzilla::BugId bug) {
  run("UPDATE matrix_outbox SET content = '' WHERE state <> 'sent' AND key IN (SELECT message FROM"
      " matrix_subjects WHERE bug = $1)",
      {bug});
  const auto untried =
      run("SELECT key FROM matrix_outbox WHERE state <> 'sent' AND content = '' AND tried_at IS NULL");
  for (const sql::Row& row : untried.rows) take_back_message(std::get<std::string>(row.at(0)));
}

std::optional<OutgoingMessage> Store::message(const std::string& key) {
  const auto found =
      run("SELECT " + columns.names() + ", " + frozen_columns.names() + " FROM matrix_outbox WHERE key = $1",
          {key});
  if (found.rows.empty()) return std::nullopt;
  return read(found.rows[0]);
}

}  // namespace service
