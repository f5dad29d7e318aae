#include "service/store/sql/columns.h"
#include "service/store/store.h"

#include <algorithm>
#include <set>

namespace service {

static sql::Value to_value(CommentState state) {
  return std::string(spelling(state));
}
static void from_value(const sql::Value& value, CommentState& out) {
  out = comment_state_by_spelling(std::get<std::string>(value));
}
static sql::Value to_value(Turn turn) {
  return std::string(spelling(turn));
}
static void from_value(const sql::Value& value, Turn& out) {
  out = turn_by_spelling(std::get<std::string>(value));
}

namespace {

constexpr sql::Columns columns(
    sql::column("attachment", &Request::attachment), sql::column("bug", &Request::bug),
    sql::column("hidden", &Request::hidden), sql::column("is_private", &Request::is_private),
    sql::column("bug_summary", &Request::bug_summary), sql::column("component", &Request::component),
    sql::column("file_name", &Request::file_name), sql::column("content_type", &Request::content_type),
    sql::column("requester", &Request::requester), sql::column("requestee", &Request::requestee),
    sql::column("flagged_at", &Request::flagged_at), sql::column("content_hash", &Request::content_hash),
    sql::column("kind", &Request::kind), sql::column("verdict", &Request::verdict),
    sql::column("category", &Request::category), sql::column("assessment", &Request::assessment),
    sql::column("comment", &Request::comment), sql::column("steward_review", &Request::steward_review),
    sql::column("comment_state", &Request::comment_state), sql::column("open", &Request::open),
    sql::column("outcome", &Request::outcome), sql::column("closed_at", &Request::closed_at),
    sql::column("turn", &Request::turn), sql::column("waits_since", &Request::waits_since),
    sql::column("last_activity", &Request::last_activity), sql::column("replaces", &Request::replaces),
    sql::column("bug_changed_at", &Request::bug_changed_at));

/// A form that was withdrawn or replaced is not: a new version of it may come, which is the same steward's.
bool is_reviewed(const Request& request) {
  return request.outcome == "granted" || request.outcome == "denied" || request.outcome == "bug closed";
}

std::string select(const std::string& where) {
  return "SELECT " + columns.names() + " FROM requests WHERE " + where;
}

}  // namespace

std::vector<Request> Store::requests_of(bugzilla::BugId bug) {
  static const std::string statement = select("bug = $1 ORDER BY attachment");
  return columns.read_all(run(statement, {bug}));
}

std::vector<Request> Store::open_requests() {
  return columns.read_all(run(select("open = 1 ORDER BY flagged_at NULLS FIRST, attachment")));
}

std::vector<Request> Store::requests_told_by(const std::string& message) {
  return columns.read_all(
      run(select("attachment IN (SELECT attachment FROM sent_steps WHERE message = $1) ORDER BY attachment"),
          {message}));
}

std::map<bugzilla::BugId, std::optional<Time>> Store::open_bugs() {
  std::map<bugzilla::BugId, std::optional<Time>> out;
  for (const sql::Row& row : run("SELECT bug, bug_changed_at FROM requests WHERE open = 1").rows) {
    std::optional<Time> changed_at;
    sql::from_value(row.at(1), changed_at);
    // Of several requests the one that was looked at longest ago speaks for the bug.
    const auto [at, is_new] = out.emplace(std::get<std::int64_t>(row.at(0)), changed_at);
    if (!is_new) at->second = std::min(at->second, changed_at);
  }
  return out;
}

std::optional<Request> Store::request(bugzilla::AttachmentId attachment) {
  static const std::string statement = select("attachment = $1");
  const auto found = run(statement, {attachment});
  if (found.rows.empty()) return std::nullopt;
  return columns.read(found.rows[0]);
}

void Store::end_claims(bugzilla::BugId bug) {
  for (const char* table : {"claims", "snoozes"}) {
    run("DELETE FROM " + std::string(table) +
            " WHERE bug = $1 AND NOT EXISTS (SELECT 1 FROM requests WHERE bug = $1 AND open = 1)",
        {bug});
  }
}

void Store::apply(const std::vector<Request>& requests, const std::vector<Effect>& effects, Time now) {
  static const std::string upsert = columns.upsert_into("requests", "attachment");
  atomically([&] {
    std::set<bugzilla::BugId> reviewed;
    for (const Request& request : requests) {
      const auto before = this->request(request.attachment);
      // Most looks find nothing new, and to write is what costs.
      if (before != request) run(upsert, columns.values(request));
      if (before && !before->is_number_only() && request.is_number_only()) forget_messages_about(request.bug);
      if (before && before->open && is_reviewed(request)) reviewed.insert(request.bug);
      drop_what_is_not_owed(request, effects);
    }
    for (const bugzilla::BugId bug : reviewed) end_claims(bug);
    for (const Effect& effect : effects) owe(effect, now);
  });
}

}  // namespace service
