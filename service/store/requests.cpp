#include "service/store/sql/columns.h"
#include "service/store/store.h"

namespace service {

static sql::Value to_value(CommentState state) {
  return std::string(spelling(state));
}
static void from_value(const sql::Value& value, CommentState& out) {
  out = comment_state_by_spelling(std::get<std::string>(value));
}

namespace {

constexpr sql::Columns columns(
    sql::column("attachment", &Request::attachment), sql::column("bug", &Request::bug),
    sql::column("hidden", &Request::hidden), sql::column("bug_summary", &Request::bug_summary),
    sql::column("component", &Request::component), sql::column("file_name", &Request::file_name),
    sql::column("content_type", &Request::content_type), sql::column("requester", &Request::requester),
    sql::column("requestee", &Request::requestee), sql::column("flagged_at", &Request::flagged_at),
    sql::column("content_hash", &Request::content_hash), sql::column("kind", &Request::kind),
    sql::column("verdict", &Request::verdict), sql::column("category", &Request::category),
    sql::column("assessment", &Request::assessment), sql::column("comment", &Request::comment),
    sql::column("steward_review", &Request::steward_review),
    sql::column("comment_state", &Request::comment_state), sql::column("open", &Request::open),
    sql::column("outcome", &Request::outcome), sql::column("closed_at", &Request::closed_at));

std::string select(const std::string& where) {
  return "SELECT " + columns.names() + " FROM requests WHERE " + where;
}

}  // namespace

std::vector<Request> Store::requests_of(bugzilla::BugId bug) {
  return columns.read_all(run(select("bug = $1 ORDER BY attachment"), {bug}));
}

std::vector<Request> Store::open_requests() {
  return columns.read_all(run(select("open = 1 ORDER BY flagged_at NULLS FIRST, attachment")));
}

std::optional<Request> Store::request(bugzilla::AttachmentId attachment) {
  const auto found = run(select("attachment = $1"), {attachment});
  if (found.rows.empty()) return std::nullopt;
  return columns.read(found.rows[0]);
}

void Store::apply(const std::vector<Request>& requests, const std::vector<Effect>& effects, Time now) {
  atomically([&] {
    for (const Request& request : requests) {
      run(columns.upsert_into("requests", "attachment"), columns.values(request));
      if (request.comment_state != CommentState::pending)
        run("DELETE FROM outbox WHERE attachment = $1 AND state = 'pending'", {request.attachment});
    }
    for (const Effect& effect : effects) owe(effect, now);
  });
}

}  // namespace service
