#include "service/store/sql/columns.h"
#include "service/store/store.h"

#include <charconv>

namespace service {
namespace {

using sql::to_value;

constexpr std::size_t most_parked_bytes = 64 * 1024;
constexpr int most_parked = 1000;

constexpr const char* comment = "comment-";
constexpr const char* delivery = "delivery-";
constexpr const char* matrix_message = "message-";

/// The number after the kind; nothing where the letter is of another kind.
std::optional<std::int64_t> number(std::string_view id, std::string_view kind) {
  if (!id.starts_with(kind)) return std::nullopt;
  id.remove_prefix(kind.size());
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), out);
  if (error != std::errc() || end != id.data() + id.size()) return std::nullopt;
  return out;
}

std::string named(const char* kind, const sql::Value& number) {
  return kind + std::to_string(std::get<std::int64_t>(number));
}

}  // namespace

void Store::park_delivery(const std::string& body, const std::string& why, Time now) {
  atomically([&] {
    run("INSERT INTO parked_deliveries (body, trouble, parked_at) VALUES ($1, $2, $3)",
        {body.substr(0, most_parked_bytes), why, to_value(now)});
    run("DELETE FROM parked_deliveries WHERE id <= (SELECT max(id) FROM parked_deliveries) - $1",
        {to_value(most_parked)});
  });
}

std::vector<DeadLetter> Store::dead_letters() {
  std::vector<DeadLetter> out;
  for (const sql::Row& row :
       run("SELECT id, bug, attachment, trouble FROM outbox WHERE state = 'dead' AND dropped = 0 ORDER BY id")
           .rows) {
    out.push_back({.id = named(comment, row.at(0)),
                   .bug = std::get<std::int64_t>(row.at(1)),
                   .attachment = std::get<std::int64_t>(row.at(2)),
                   .trouble = std::get<std::string>(row.at(3))});
  }
  for (const sql::Row& row :
       run("SELECT id, trouble FROM matrix_outbox WHERE state = 'dead' ORDER BY id").rows)
    out.push_back({.id = named(matrix_message, row.at(0)), .trouble = std::get<std::string>(row.at(1))});
  for (const sql::Row& row : run("SELECT id, trouble FROM parked_deliveries ORDER BY id").rows)
    out.push_back({.id = named(delivery, row.at(0)), .trouble = std::get<std::string>(row.at(1))});
  return out;
}

bool Store::replay_dead_letter(const std::string& id, Time now) {
  if (const auto at = number(id, comment)) {
    return run("UPDATE outbox SET state = 'pending', attempts = 0, unclear = 0, due = $1, leased_until = 0"
               " WHERE id = $2 AND state = 'dead' AND dropped = 0",
               {to_value(now), *at})
               .changed == 1;
  }
  const auto at = number(id, matrix_message);
  return at && run("UPDATE matrix_outbox SET state = 'waiting', attempts = 0, server_errors = 0, due = $1"
                   " WHERE id = $2 AND state = 'dead'",
                   {to_value(now), *at})
                       .changed == 1;
}

bool Store::drop_dead_letter(const std::string& id) {
  // What was dropped keeps its row and so its key: the next look at the bug plans the comment again.
  if (const auto at = number(id, comment)) return drop_comment(*at);
  if (const auto at = number(id, matrix_message)) {
    return run("UPDATE matrix_outbox SET state = 'sent', content = '' WHERE id = $1 AND state = 'dead'",
               {*at})
               .changed == 1;
  }
  if (const auto at = number(id, delivery))
    return run("DELETE FROM parked_deliveries WHERE id = $1", {*at}).changed == 1;
  return false;
}

bool Store::drop_comment(std::int64_t id) {
  bool is_dropped = false;
  atomically([&] {
    const auto found =
        run("SELECT attachment, key FROM outbox WHERE id = $1 AND state = 'dead' AND dropped = 0", {id});
    is_dropped = !found.rows.empty();
    if (!is_dropped) return;
    const sql::Row& row = found.rows[0];
    note_comment(std::get<std::int64_t>(row.at(0)), std::get<std::string>(row.at(1)),
                 CommentState::withdrawn);
    run("UPDATE outbox SET dropped = 1 WHERE id = $1", {id});
  });
  return is_dropped;
}

std::optional<std::string> Store::parked_delivery(const std::string& id) {
  const auto at = number(id, delivery);
  if (!at) return std::nullopt;
  const auto found = run("SELECT body FROM parked_deliveries WHERE id = $1", {*at});
  if (found.rows.empty()) return std::nullopt;
  return std::get<std::string>(found.rows[0].at(0));
}

}  // namespace service
