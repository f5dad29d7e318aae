#include "rest.h"

#include <algorithm>

namespace sandbox {
namespace {

struct Chart {
  std::string field;
  std::string op;
  std::string value;
};

/// Flag values of the bug and of all its attachments: private ones too, whoever asks (BMO does not look).
std::vector<const Flag*> flags_of(const State& state, const Bug& bug) {
  std::vector<const Flag*> out;
  for (const Flag& flag : bug.flags) out.push_back(&flag);
  for (const Attachment* each : state.attachments_of(bug.id)) {
    for (const Flag& flag : each->flags) out.push_back(&flag);
  }
  return out;
}

Outcome<bool> fits(const std::string& found, const Chart& chart) {
  if (chart.op == "equals") return found == chart.value;
  if (chart.op == "notequals") return found != chart.value;
  if (chart.op == "substring") return found.find(chart.value) != std::string::npos;
  if (chart.op == "anyexact") return ("," + chart.value + ",").find("," + found + ",") != std::string::npos;
  return refuse(400, 68000, "The value \"" + chart.op + "\" is not a valid search operator.");
}

Outcome<bool> fits_any(const std::vector<std::string>& found, const Chart& chart) {
  bool any = false;
  Outcome<bool> last = fits("", chart);
  if (!last) return last;
  for (const std::string& each : found) any = any || *fits(each, chart);
  return any;
}

Outcome<bool> fits(const State& state, const Bug& bug, const Chart& chart) {
  std::vector<std::string> found;
  if (chart.field == "flagtypes.name") {
    for (const Flag* flag : flags_of(state, bug)) found.push_back(flag->type + flag->status);
  } else if (chart.field == "requestees.login_name") {
    for (const Flag* flag : flags_of(state, bug)) found.push_back(flag->requestee.value_or(""));
  } else if (chart.field == "setters.login_name") {
    for (const Flag* flag : flags_of(state, bug)) found.push_back(flag->setter);
  } else if (chart.field == "comment_tag") {
    for (const Comment* each : state.comments_of(bug.id))
      found.insert(found.end(), each->tags.begin(), each->tags.end());
  } else if (chart.field == "bug_id" && chart.op == "greaterthan") {
    return bug.id > std::atoll(chart.value.c_str());
  } else if (chart.field == "bug_id") {
    found.push_back(std::to_string(bug.id));
  } else if (chart.field == "delta_ts" && chart.op == "greaterthaneq") {
    const auto since = read_timestamp(chart.value);
    return since && bug.changed >= *since;
  } else {
    return refuse(400, 108, "Can't use " + chart.field + " as a field name.");
  }
  return fits_any(found, chart);
}

std::string value_of(const boost::urls::params_view& query, const std::string& key) {
  const auto at = query.find(key);
  return at == query.end() ? "" : std::string((*at).value);
}

/// Those bugs that there are, in the order of their ids.
std::vector<const Bug*> named(const State& state, const std::set<Id>& ids) {
  std::vector<const Bug*> out;
  for (const Id id : ids) {
    const auto at = state.bugs().find(id);
    if (at != state.bugs().end()) out.push_back(&at->second);
  }
  return out;
}

std::vector<const Bug*> all(const State& state) {
  std::vector<const Bug*> out;
  for (const auto& [id, bug] : state.bugs()) out.push_back(&bug);
  return out;
}

}  // namespace

Outcome<Json> search(const State& state, const User* who, const boost::urls::params_view& query,
                     const Fields& fields) {
  std::map<int, Chart> charts;
  int numbered = 0;
  for (int n = 1; n < 20; ++n) {
    const std::string number = std::to_string(n);
    if (!query.contains("f" + number)) continue;
    ++numbered;
    charts[n] = {value_of(query, "f" + number), value_of(query, "o" + number), value_of(query, "v" + number)};
  }
  if (query.contains("last_change_time")) {
    const std::string value = value_of(query, "last_change_time");
    if (!read_timestamp(value)) return refuse(400, 56, "'" + value + "' is not a legal date.");
    // It takes the number after as many charts as there are: a gap in the numbers makes it overwrite one of
    // yours.
    charts[numbered + 1] = {"delta_ts", "greaterthaneq", value};
  }
  std::set<Id> ids;
  for (const auto param : query) {
    if (param.key != "id") continue;
    std::string list(param.value);
    for (char& c : list) c = c == ',' ? ' ' : c;
    const char* at = list.c_str();
    for (char* end = nullptr; *at != '\0'; at = end) {
      const Id id = std::strtoll(at, &end, 10);
      if (end == at) break;
      ids.insert(id);
    }
  }
  const bool has_criteria = !charts.empty() || query.contains("id") || query.contains("product") ||
                            query.contains("status") || query.contains("resolution");
  if (!has_criteria)
    return refuse(400, 1000, "You may not search, or create saved searches, without any search terms.");
  if (query.contains("offset") && !query.contains("limit")) {
    return refuse(400, 50,
                  "The function Bug.search() requires a limit argument, and that argument was not set.");
  }
  std::size_t limit = query.contains("limit")
                          ? static_cast<std::size_t>(std::atoll(value_of(query, "limit").c_str()))
                          : 10000;
  std::size_t skip = static_cast<std::size_t>(std::atoll(value_of(query, "offset").c_str()));
  if (limit == 0 || limit > 10000) {
    skip = limit == 0 ? 0 : skip;
    limit = 10000;
  }

  const bool has_product = query.contains("product");
  const std::string product = value_of(query, "product");
  const bool only_open = value_of(query, "status") == "__open__" || value_of(query, "resolution") == "---";
  Json bugs = Json::array();
  for (const Bug* each : query.contains("id") ? named(state, ids) : all(state)) {
    const Bug& bug = *each;
    if (bugs.size() == limit) break;
    if (!state.can_see(bug, who)) continue;
    if (has_product && product != bug.product) continue;
    if (only_open && !bug.is_open()) continue;
    bool fits_all = true;
    for (const auto& [number, chart] : charts) {
      const auto fit = fits(state, bug, chart);
      if (!fit) return std::unexpected(fit.error());
      fits_all = fits_all && *fit;
    }
    if (!fits_all) continue;
    if (skip > 0) {
      --skip;
      continue;
    }
    bugs.push_back(rest_bug(state, bug, who, fields));
  }
  if (value_of(query, "count_only") == "1") return Json{{"bug_count", bugs.size()}};
  return Json{{"bugs", std::move(bugs)}};
}

}  // namespace sandbox
