#include "service/store/sql/columns.h"
#include "service/store/store.h"

namespace service {
namespace {

using sql::to_value;

constexpr sql::Columns claim_columns(sql::column("bug", &Claim::bug), sql::column("login", &Claim::login),
                                     sql::column("since", &Claim::since));
constexpr sql::Columns snooze_columns(sql::column("bug", &Snooze::bug), sql::column("login", &Snooze::login),
                                      sql::column("until", &Snooze::until));
constexpr sql::Columns absence_columns(sql::column("login", &Absence::login),
                                       sql::column("until", &Absence::until));
constexpr sql::Columns step_columns(sql::column("attachment", &SentStep::attachment),
                                    sql::column("asked", &SentStep::asked),
                                    sql::column("step", &SentStep::step),
                                    sql::column("recipient", &SentStep::recipient),
                                    sql::column("message", &SentStep::message),
                                    sql::column("sent_at", &SentStep::at));

/// A statement for each change.
struct Statement {
  std::string text;
  std::vector<sql::Value> parameters;
};

struct ToStatement {
  Statement operator()(const Claim& claim) const {
    return {claim_columns.upsert_into("claims", "bug"), claim_columns.values(claim)};
  }
  Statement operator()(const ClaimEnded& ended) const {
    return {"DELETE FROM claims WHERE bug = $1", {to_value(ended.bug)}};
  }
  Statement operator()(const Snooze& snooze) const {
    return {snooze_columns.upsert_into("snoozes", "bug"), snooze_columns.values(snooze)};
  }
  Statement operator()(const Absence& absence) const {
    return {absence_columns.upsert_into("absences", "login"), absence_columns.values(absence)};
  }
  Statement operator()(const AbsenceEnded& ended) const {
    return {"DELETE FROM absences WHERE login = $1", {to_value(ended.login)}};
  }
};

}  // namespace

Desk Store::desk() {
  const auto all = [&](const auto& columns, const std::string& table) {
    return columns.read_all(run("SELECT " + columns.names() + " FROM " + table + " ORDER BY 1"));
  };
  return {.claims = all(claim_columns, "claims"),
          .snoozes = all(snooze_columns, "snoozes"),
          .absences = all(absence_columns, "absences")};
}

void Store::change_desk(const DeskChange& change) {
  const Statement statement = std::visit(ToStatement{}, change);
  run(statement.text, statement.parameters);
}

std::vector<SentStep> Store::sent_steps(Time since) {
  return step_columns.read_all(
      run("SELECT " + step_columns.names() +
              " FROM sent_steps WHERE sent_at >= $1 OR attachment IN (SELECT attachment FROM requests WHERE"
              " open = 1) ORDER BY sent_at, attachment, step",
          {to_value(since)}));
}

void Store::remember_sent(const std::vector<SentStep>& steps) {
  atomically([&] {
    for (const SentStep& step : steps) run(step_columns.insert_into("sent_steps"), step_columns.values(step));
  });
}

std::vector<std::string> Store::overtaken_messages() {
  const auto found =
      run("SELECT DISTINCT message FROM sent_steps AS told WHERE settled = 0 AND NOT EXISTS (SELECT 1 FROM"
          " sent_steps AS step JOIN requests ON requests.attachment = step.attachment WHERE step.message ="
          " told.message AND requests.open = 1 AND requests.flagged_at = step.asked) ORDER BY message");
  std::vector<std::string> out;
  for (const sql::Row& row : found.rows) out.push_back(std::get<std::string>(row.at(0)));
  return out;
}

std::vector<std::string> Store::late_messages(Time before) {
  const auto found = run(
      "SELECT key FROM matrix_outbox WHERE state = 'waiting' AND tried_at IS NULL AND server_errors = 0 AND"
      " key IN (SELECT message FROM sent_steps WHERE settled = 0 AND sent_at < $1) ORDER BY id",
      {to_value(before)});
  std::vector<std::string> out;
  for (const sql::Row& row : found.rows) out.push_back(std::get<std::string>(row.at(0)));
  return out;
}

void Store::settle(const std::string& message) {
  run("UPDATE sent_steps SET settled = 1 WHERE message = $1", {message});
}

}  // namespace service
