#include "service/plan/plan.h"
#include "service/store/sql/columns.h"
#include "service/store/store.h"

#include <algorithm>

namespace service {
namespace {

using sql::to_value;

constexpr sql::Columns columns(sql::column("id", &Outgoing::id), sql::column("attempts", &Outgoing::attempts),
                               sql::column("unclear", &Outgoing::unclear),
                               sql::column("lease", &Outgoing::lease), sql::column("key", &Outgoing::key),
                               sql::column("bug", &Outgoing::bug),
                               sql::column("attachment", &Outgoing::attachment));

}  // namespace

void Store::owe(const Effect& effect, Time now) {
  run("INSERT INTO outbox (key, bug, attachment, due) VALUES ($1, $2, $3, $4) ON CONFLICT (key) DO NOTHING",
      {effect.key, effect.bug, effect.attachment, to_value(now)});
  // It may have been carried out since the look that planned it again, or an operator dropped it.
  run("UPDATE requests SET comment_state = CASE WHEN EXISTS (SELECT 1 FROM outbox WHERE key = $2 AND dropped "
      "= 1)"
      " THEN 'withdrawn' ELSE 'posted' END WHERE attachment = $1 AND comment_state = 'pending'"
      " AND EXISTS (SELECT 1 FROM outbox WHERE key = $2 AND (state = 'done' OR dropped = 1))",
      {effect.attachment, effect.key});
}

void Store::note_comment(bugzilla::AttachmentId attachment, const std::string& key, CommentState state) {
  const auto request = this->request(attachment);
  if (!request || key != reference_line(attachment, request->content_hash)) return;
  run("UPDATE requests SET comment_state = $1 WHERE attachment = $2 AND content_hash = $3",
      {std::string(spelling(state)), attachment, request->content_hash});
}

void Store::drop_what_is_not_owed(const Request& request, const std::vector<Effect>& effects) {
  const auto pending =
      run("SELECT key FROM outbox WHERE attachment = $1 AND state = 'pending'", {request.attachment});
  for (const sql::Row& row : pending.rows) {
    const auto& key = std::get<std::string>(row.at(0));
    if (std::ranges::find(effects, key, &Effect::key) == effects.end())
      run("DELETE FROM outbox WHERE key = $1 AND state = 'pending'", {key});
  }
}

std::int64_t Store::bugs_commented_on(Time since, std::int64_t most) {
  return count(
      "(SELECT DISTINCT bug FROM (SELECT bug FROM outbox WHERE state = 'pending'"
      " UNION ALL SELECT bug FROM outbox WHERE state = 'done' AND due >= $1) AS said LIMIT $2) AS bugs",
      {to_value(since), most + 1});
}

std::vector<Outgoing> Store::take_effects(Time now, int limit) {
  auto out = columns.read_all(
      run("WITH free AS MATERIALIZED (SELECT id FROM outbox WHERE state = 'pending' AND due <= $1"
          " AND leased_until <= $1 AND bug NOT IN (SELECT bug FROM looks WHERE leased_until > $1)"
          " ORDER BY due, id LIMIT $2" +
              connection_->skip_locked() +
              ") UPDATE outbox SET lease = lease + 1, leased_until = $3 WHERE id IN (SELECT id FROM free)"
              " RETURNING " +
              columns.names(),
          {to_value(now), to_value(limit), to_value(now + lease_)}));
  std::ranges::sort(out, {}, &Outgoing::id);
  for (Outgoing& each : out) each.remembered = requests_of(each.bug);
  return out;
}

bool Store::keep(const Outgoing& outgoing, Time now) {
  const auto found = run("SELECT leased_until FROM outbox WHERE id = $1 AND lease = $2 AND state = 'pending'",
                         {outgoing.id, outgoing.lease});
  if (found.rows.empty()) return false;
  Time leased_until;
  sql::from_value(found.rows[0].at(0), leased_until);
  // Until then nobody else takes it, and to write is what costs.
  if (leased_until >= now + lease_ / 2) return true;
  return run("UPDATE outbox SET leased_until = $1 WHERE id = $2 AND lease = $3 AND state = 'pending'",
             {to_value(now + lease_), outgoing.id, outgoing.lease})
             .changed == 1;
}

void Store::effect_done(const Outgoing& outgoing, Time now) {
  atomically([&] {
    // Whoever holds it now: it has been said. The request first, as apply() does, so that the two wait for
    // each other instead of blocking each other.
    note_comment(outgoing.attachment, outgoing.key, CommentState::posted);
    run("UPDATE outbox SET state = 'done', due = $1, trouble = '', leased_until = 0 WHERE id = $2",
        {to_value(now), outgoing.id});
  });
}

void Store::effect_later(const Outgoing& outgoing, Time due, const std::string& why, bool is_unclear) {
  run("UPDATE outbox SET due = $1, attempts = attempts + 1, unclear = unclear + $2, trouble = $3,"
      " leased_until = 0 WHERE id = $4 AND lease = $5",
      {to_value(due), to_value(is_unclear), why, outgoing.id, outgoing.lease});
}

void Store::effect_dead(const Outgoing& outgoing, const std::string& why) {
  run("UPDATE outbox SET state = 'dead', attempts = attempts + 1, trouble = $1, leased_until = 0"
      " WHERE id = $2 AND lease = $3",
      {why, outgoing.id, outgoing.lease});
}

}  // namespace service
