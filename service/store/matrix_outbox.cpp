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

/// How long an event is remembered as heard.
constexpr std::chrono::days heard_life{30};

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

void Store::owe_message(const FrozenMessage& message, Time now) {
  run(frozen_columns.insert_into("matrix_outbox", {"due"}) + " ON CONFLICT (key) DO NOTHING",
      frozen_columns.values(message, {sql::to_value(now)}));
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

void Store::save_message(const OutgoingMessage& message) {
  atomically([&] {
    run(columns.update("matrix_outbox", "id"), columns.values(message));
    run("UPDATE matrix_outbox SET own_id = $1, content = $2 WHERE id = $3",
        {message.message.id, message.message.content, message.id});
  });
}

bool Store::hear_once(const std::string& event_id, Time now) {
  run("DELETE FROM matrix_heard WHERE heard_at < $1", {sql::to_value(now - heard_life)});
  return run("INSERT INTO matrix_heard (event_id, heard_at) VALUES ($1, $2) ON CONFLICT (event_id) DO "
             "NOTHING",
             {event_id, sql::to_value(now)})
             .changed == 1;
}

void Store::withdraw_message(const std::string& key) {
  run("DELETE FROM matrix_outbox WHERE key = $1 AND state = 'waiting' AND tried_at IS NULL", {key});
}

std::optional<OutgoingMessage> Store::message(const std::string& key) {
  const auto found =
      run("SELECT " + columns.names() + ", " + frozen_columns.names() + " FROM matrix_outbox WHERE key = $1",
          {key});
  if (found.rows.empty()) return std::nullopt;
  return read(found.rows[0]);
}

}  // namespace service
