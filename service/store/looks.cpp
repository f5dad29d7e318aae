#include "service/store/sql/columns.h"
#include "service/store/store.h"

#include <algorithm>
#include <map>

namespace service {
namespace {

using sql::to_value;

constexpr sql::Columns columns(sql::column("bug", &Look::bug), sql::column("due", &Look::due),
                               sql::column("attempts", &Look::attempts),
                               sql::column("follow_up", &Look::follow_up),
                               sql::column("revision", &Look::revision), sql::column("lease", &Look::lease));

/// One statement writes this many wishes.
constexpr std::size_t wishes_at_once = 100;

std::string insert_wishes(std::size_t count) {
  std::string places;
  for (std::size_t i = 0; i < count; ++i) {
    places += (i == 0 ? "($" : ", ($") + std::to_string(i * 3 + 1) + ", $" + std::to_string(i * 3 + 2) +
              ", $" + std::to_string(i * 3 + 3) + ")";
  }
  return "INSERT INTO looks (bug, due, follow_up) VALUES " + places +
         " ON CONFLICT (bug) DO UPDATE SET"
         " due = CASE WHEN excluded.due < looks.due THEN excluded.due ELSE looks.due END,"
         " attempts = 0, revision = looks.revision + 1,"
         " follow_up = CASE WHEN excluded.follow_up > looks.follow_up THEN 1 ELSE looks.follow_up END";
}

}  // namespace

void Store::want_looks(const std::vector<Wish>& wishes) {
  // Each bug once and in one order: replicas that write the same bugs wait for each other instead of blocking
  // each other.
  std::map<bugzilla::BugId, Wish> by_bug;
  for (const Wish& wish : wishes) {
    Wish& merged = by_bug.try_emplace(wish.bug, wish).first->second;
    merged.due = std::min(merged.due, wish.due);
    merged.follow_up = merged.follow_up || wish.follow_up;
  }
  atomically([&] {
    std::vector<sql::Value> values;
    const auto write = [&] {
      if (!values.empty()) run(insert_wishes(values.size() / 3), values);
      values.clear();
    };
    for (const auto& [bug, wish] : by_bug) {
      values.insert(values.end(), {to_value(bug), to_value(wish.due), to_value(wish.follow_up)});
      if (values.size() == 3 * wishes_at_once) write();
    }
    write();
  });
}

std::vector<Look> Store::take_looks(Time now, int limit) {
  auto looks = columns.read_all(run(
      "WITH free AS MATERIALIZED (SELECT bug FROM looks WHERE due <= $1 AND leased_until <= $1"
      // Not while a comment is being posted there: what the look remembers would be out of date at its end.
      " AND bug NOT IN (SELECT bug FROM outbox WHERE leased_until > $1)"
      " ORDER BY due, bug LIMIT $2" +
          connection_->skip_locked() +
          ") UPDATE looks SET lease = lease + 1, leased_until = $3 WHERE bug IN (SELECT bug FROM free)"
          " RETURNING " +
          columns.names(),
      {to_value(now), to_value(limit), to_value(now + lease_)}));
  std::ranges::sort(looks, {}, [](const Look& look) { return std::pair(look.due, look.bug); });
  for (Look& look : looks) look.remembered = requests_of(look.bug);
  return looks;
}

bool Store::look_done(const Look& look, Time follow_up_at) {
  bool is_ours = false;
  atomically([&] {
    is_ours = run("UPDATE looks SET leased_until = 0 WHERE bug = $1 AND lease = $2",
                  {to_value(look.bug), to_value(look.lease)})
                  .changed == 1;
    if (!is_ours) return;
    if (look.follow_up) {
      run("UPDATE looks SET due = $1, follow_up = 0, attempts = 0, trouble = '' WHERE bug = $2 AND revision "
          "= "
          "$3",
          {to_value(follow_up_at), to_value(look.bug), to_value(look.revision)});
    } else {
      run("DELETE FROM looks WHERE bug = $1 AND revision = $2",
          {to_value(look.bug), to_value(look.revision)});
    }
  });
  return is_ours;
}

void Store::look_failed(const Look& look, Time again, const std::string& why) {
  atomically([&] {
    run("UPDATE looks SET due = $1, attempts = attempts + 1, trouble = $2 WHERE bug = $3 AND lease = $4 AND "
        "revision = $5",
        {to_value(again), why, to_value(look.bug), to_value(look.lease), to_value(look.revision)});
    run("UPDATE looks SET leased_until = 0 WHERE bug = $1 AND lease = $2",
        {to_value(look.bug), to_value(look.lease)});
  });
}

}  // namespace service
