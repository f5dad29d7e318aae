#include "rest.h"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>

namespace sandbox {
namespace {

using boost::urls::params_view;
using Path = std::vector<std::string>;

constexpr std::chrono::seconds rate_window{60};
constexpr std::chrono::minutes block_time{60};
constexpr std::size_t most_bad_keys = 5;
constexpr std::size_t most_anonymous_reads = 75;

std::string value_of(const params_view& query, const std::string& key) {
  const auto at = query.find(key);
  return at == query.end() ? "" : std::string((*at).value);
}

Fields fields_of(const params_view& query) {
  Fields out;
  for (const auto param : query) {
    if (param.key != "include_fields" && param.key != "exclude_fields") continue;
    auto& into = param.key == "include_fields" ? out.include : out.exclude;
    std::string name;
    for (const char c : std::string(param.value) + ",") {
      if (c != ',')
        name += c;
      else if (!name.empty())
        into.insert(std::exchange(name, ""));
    }
  }
  return out;
}

std::optional<Id> number(const std::string& text) {
  if (text.empty() || text.size() > 15 ||
      !std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c) != 0; }))
    return std::nullopt;
  return std::stoll(text);
}

std::unexpected<Refusal> log_in_first() {
  return refuse(401, 410, "You must log in before using this part of Bugzilla.");
}

std::unexpected<Refusal> no_route(const std::string& method, const Path& path) {
  std::string shown;
  for (const std::string& part : path) shown += "/" + part;
  return refuse(404, 32614, "A REST API resource was not found for '" + method + " " + shown + "'.");
}

Outcome<Id> bug_id(const std::string& text) {
  const auto id = number(text);
  if (!id) {
    std::string upper = text;
    std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return std::toupper(c); });
    return refuse(
        400, 100,
        "Sorry, I can't find \"" + upper + "\". It does not seem like bug number nor an alias to a bug.");
  }
  if (*id == 0) return refuse(400, 100, "You must enter a valid bug number!");
  return *id;
}

std::string text_at(const Json& body, const char* key) {
  const auto at = body.find(key);
  return at != body.end() && at->is_string() ? at->get<std::string>() : "";
}

bool truth_at(const Json& body, const char* key) {
  const auto at = body.find(key);
  if (at == body.end()) return false;
  return at->is_boolean() ? at->get<bool>() : at->is_number() && *at != 0;
}

std::optional<std::string> maybe_text(const Json& body, const char* key) {
  return body.contains(key) ? std::optional(text_at(body, key)) : std::nullopt;
}

std::optional<bool> maybe_truth(const Json& body, const char* key) {
  return body.contains(key) ? std::optional(truth_at(body, key)) : std::nullopt;
}

std::vector<std::string> texts_at(const Json& body, const char* key) {
  std::vector<std::string> out;
  const auto at = body.find(key);
  if (at == body.end() || !at->is_array()) return out;
  for (const Json& each : *at) {
    if (each.is_string()) out.push_back(each.get<std::string>());
  }
  return out;
}

std::vector<FlagChange> flags_at(const Json& body) {
  std::vector<FlagChange> out;
  const auto at = body.find("flags");
  if (at == body.end() || !at->is_array()) return out;
  for (const Json& each : *at) {
    FlagChange change{.id = {},
                      .type = text_at(each, "name"),
                      .status = text_at(each, "status"),
                      .requestee = maybe_text(each, "requestee"),
                      .is_new = truth_at(each, "new")};
    if (each.contains("id") && each["id"].is_number_integer()) change.id = each["id"].get<Id>();
    if (each.contains("type_id"))
      change.type = each["type_id"] == 5 ? "data-review" : each["type_id"] == 1 ? "needinfo" : "gated-review";
    out.push_back(std::move(change));
  }
  return out;
}

Json changes_json(const Changes& changes) {
  Json out = Json::object();
  for (const auto& [field, change] : changes)
    out[field] = {{"removed", change.first}, {"added", change.second}};
  return out;
}

template <class T>
Outcome<Json> as_json(const Outcome<T>& outcome, const auto& make) {
  if (!outcome) return std::unexpected(outcome.error());
  return Json(make(*outcome));
}

/// Bodies that BMO takes: JSON whatever the type says, but none at all without a type.
Outcome<Json> read_body(const Request& request) {
  if (request.body.empty() || request.header("content-type").empty()) return Json::object();
  const Json body = Json::parse(request.body, nullptr, false);
  if (body.is_discarded()) {
    return refuse(400, 32000,
                  "Could not parse the 'params' argument as valid JSON. Error: , or } expected while parsing "
                  "object/hash");
  }
  return body;
}

}  // namespace

std::string Request::header(const std::string& name) const {
  const auto at = headers.find(name);
  return at == headers.end() ? "" : at->second;
}

Answer json_answer(int status, const Json& body) {
  return {.status = status, .body = body.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

Answer refusal(const Refusal& refusal) {
  return json_answer(refusal.status, {{"error", true},
                                      {"code", refusal.code},
                                      {"message", refusal.message},
                                      {"documentation", "docs/%lang%/html/api/"}});
}

bool Rest::is_over(std::deque<Time>& seen, std::size_t limit) const {
  const Time now = state_.now();
  std::erase_if(seen, [&](Time each) { return each + rate_window <= now; });
  seen.push_back(now);
  return seen.size() > limit;
}

std::optional<Answer> Rest::page(const Request& request) const {
  const bool is_bug = request.target.starts_with("/show_bug.cgi?id=");
  const bool is_attachment = request.target.starts_with("/attachment.cgi?id=");
  if (!is_bug && !is_attachment) return std::nullopt;
  Answer out{.content_type = "text/plain; charset=utf-8"};
  const Id id = std::atoll(request.target.substr(request.target.find('=') + 1).c_str());
  if (is_attachment) {
    const auto at = state_.attachments().find(id);
    if (at == state_.attachments().end() || !state_.can_see(at->second, nullptr))
      return Answer{.status = 404};
    out.body = at->second.bytes;
    return out;
  }
  const auto bug = state_.find_bug(id, nullptr);
  if (!bug) return refusal(bug.error());
  out.body = "Bug " + std::to_string(id) + ": " + (*bug)->summary + "\n";
  for (const Attachment* each : state_.attachments_of(id)) {
    if (!state_.can_see(*each, nullptr)) continue;
    out.body += "\nAttachment " + std::to_string(each->id) + ": " + each->file_name;
    for (const Flag& flag : each->flags) out.body += "  " + flag.type + flag.value();
  }
  for (const Comment* each : state_.comments_of(id)) {
    if (!state_.can_see(*each, nullptr)) continue;
    out.body += "\n\n-- comment " + std::to_string(each->number) + ", " + each->author + "\n" + each->prefix +
                each->body;
  }
  return out;
}

Answer Rest::answer(const Request& request) {
  if (auto shown = page(request)) return *shown;
  const Time now = state_.now();
  if (blocked_until_ && now < *blocked_until_) {
    blocked_until_ = now + block_time;  // each further call renews it
    return {.status = 429,
            .content_type = "text/html",
            .body =
                "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Too Many "
                "Requests</title></head><body></body></html>\n"};
  }
  const auto limited = [&] {
    blocked_until_ = now + block_time;
    return refusal({400, 32000, "You have exceeded the rate limit."});
  };
  const bool needs_no_login =
      request.target.starts_with("/rest/version") || request.target.starts_with("/rest/time");
  const std::string key = request.header("x-bugzilla-api-key");
  const User* who = key.empty() || needs_no_login ? nullptr : state_.user_with_key(key);
  if (!key.empty() && who == nullptr && !needs_no_login) {
    if (is_over(bad_keys_, most_bad_keys)) return limited();
    return refusal(
        {400, 306, "The API key you specified is invalid. Please check that you typed it correctly."});
  }
  if (who != nullptr && !who->is_enabled) return refusal({401, 301, "disabled"});
  if (who == nullptr && !needs_no_login && request.method == "GET" &&
      request.target.starts_with("/rest/bug/") && is_over(anonymous_reads_, most_anonymous_reads)) {
    return limited();
  }
  int status = 200;
  const auto outcome = route(request, who, status);
  if (!outcome && outcome.error().status == 0) return {.body = "", .never = true};
  return outcome ? json_answer(status, *outcome) : refusal(outcome.error());
}

Outcome<Json> Rest::route(const Request& request, const User* who, int& status) {
  const auto url = boost::urls::parse_origin_form(request.target);
  if (!url) return refuse(400, 32000, "not a request target");
  Path path;
  for (const auto part : url->segments()) path.push_back(std::string(part));
  if (path.empty() || path.front() != "rest") return no_route(request.method, path);
  path.erase(path.begin());
  const params_view query = url->params();
  if (request.method == "GET") return get(path, query, who);
  if (request.method != "POST" && request.method != "PUT") return no_route(request.method, path);
  const auto body = read_body(request);
  if (!body) return std::unexpected(body.error());
  if (!body->is_object()) return refuse(0, 0, "");
  if (who == nullptr) return log_in_first();
  return write(request.method, path, *body, query, *who, status);
}

Outcome<Json> Rest::get(const Path& path, const params_view& query, const User* who) {
  const Fields fields = fields_of(query);
  const std::string first = path.empty() ? "" : path[0];
  if (first == "version" && path.size() == 1) return Json{{"version", "20260820.1"}};
  if (first == "time" && path.size() == 1) {
    const std::string now = timestamp(state_.now()) + "Z";
    return Json{{"db_time", now},   {"web_time", now},        {"web_time_utc", now},
                {"tz_name", "UTC"}, {"tz_short_name", "UTC"}, {"tz_offset", "+0000"}};
  }
  if (first == "whoami" && path.size() == 1) {
    if (who == nullptr) return log_in_first();
    return Json{{"id", who->id},
                {"name", who->login},
                {"real_name", who->real_name},
                {"nick", who->nick},
                {"groups", who->groups},
                {"mfa_status", false},
                {"uuid", "bmo-who:" + std::to_string(who->id)}};
  }
  if (first == "user" && path.size() == 1) {
    Json users = Json::array();
    for (const auto param : query) {
      if (param.key != "names") continue;
      const std::string login(param.value);
      const User* user = state_.user(login);
      if (user == nullptr) {
        return refuse(404, 51,
                      "There is no user named '" + login +
                          "'. Either you mis-typed the name or that user has not yet registered for a "
                          "Bugzilla account.");
      }
      users.push_back(fields.pick(rest_user(*user)));
    }
    return Json{{"users", std::move(users)}, {"faults", Json::array()}};
  }
  if (first == "webhooks" && path.size() == 2 && path[1] == "list") {
    if (who == nullptr) return log_in_first();
    Json hooks = Json::array();
    for (const auto& [id, hook] : state_.webhooks()) {
      if (hook.owner != who->login) continue;
      hooks.push_back({{"id", id},
                       {"name", hook.name},
                       {"url", hook.url},
                       {"event", hook.events},
                       {"product", hook.product},
                       {"component", "Any"},
                       {"creator", hook.owner},
                       {"enabled", hook.is_enabled},
                       {"errors", hook.errors}});
    }
    return Json{{"webhooks", std::move(hooks)}};
  }
  if (first != "bug") return no_route("GET", path);
  if (path.size() == 1) return search(state_, who, query, fields);

  if (path[1] == "attachment" && path.size() == 3) {
    const auto id = number(path[2]);
    if (!id)
      return refuse(400, 52,
                    "'" + path[2] + "' is not a valid value for the function's attachment_ids argument.");
    Json out = {{"attachments", Json::object()}, {"bugs", Json::object()}};
    const auto at = state_.attachments().find(*id);
    if (at == state_.attachments().end()) return out;
    if (const auto bug = state_.find_bug(at->second.bug, who); !bug) return std::unexpected(bug.error());
    if (!state_.can_see(at->second, who)) {
      return refuse(401, 304, "Sorry, you are not authorized to access attachment #" + path[2] + ".");
    }
    out["attachments"][path[2]] = rest_attachment(state_, at->second, fields);
    return out;
  }
  if (path[1] == "comment" && path.size() == 3) {
    const auto id = number(path[2]);
    const auto at = state_.comments().find(id.value_or(0));
    if (at == state_.comments().end()) return refuse(400, 111, path[2] + " is not a valid comment id.");
    if (const auto bug = state_.find_bug(at->second.bug, who); !bug) return std::unexpected(bug.error());
    if (!state_.can_see(at->second, who)) return refuse(401, 110, "Comment id " + path[2] + " is private.");
    return Json{{"comments", {{path[2], fields.pick(rest_comment(at->second, who))}}},
                {"bugs", Json::object()}};
  }
  const auto id = bug_id(path[1]);
  if (!id) return std::unexpected(id.error());
  const auto bug = state_.find_bug(*id, who);
  if (!bug) return std::unexpected(bug.error());
  if (path.size() == 2)
    return Json{{"bugs", Json::array({rest_bug(state_, **bug, who, fields)})}, {"faults", Json::array()}};
  if (path.size() == 3 && path[2] == "attachment") {
    Json list = Json::array();
    for (const Attachment* each : state_.attachments_of(*id)) {
      if (state_.can_see(*each, who)) list.push_back(rest_attachment(state_, *each, fields));
    }
    return Json{{"bugs", {{path[1], std::move(list)}}}, {"attachments", Json::object()}};
  }
  if (path.size() == 3 && path[2] == "comment") {
    std::optional<Time> since;
    if (query.contains("new_since")) {
      since = read_timestamp(value_of(query, "new_since"));
      if (!since) return refuse(400, 56, "'" + value_of(query, "new_since") + "' is not a legal date.");
    }
    Json list = Json::array();
    for (const Comment* each : state_.comments_of(*id)) {
      if (!state_.can_see(*each, who) || (since && each->time <= *since)) continue;
      list.push_back(fields.pick(rest_comment(*each, who)));
    }
    return Json{{"bugs", {{path[1], {{"comments", std::move(list)}}}}}, {"comments", Json::object()}};
  }
  return no_route("GET", path);
}

Outcome<Json> Rest::write(const std::string& method, const Path& path, const Json& body,
                          const params_view& query, const User& who, int& status) {
  const bool is_post = method == "POST";
  const std::string first = path.empty() ? "" : path[0];
  if (!is_post && path.size() == 3 && first == "editcomments" && path[1] == "comment") {
    const auto done = state_.edit_comment(who, number(path[2]).value_or(0), text_at(body, "new_comment"));
    if (!done) return std::unexpected(done.error());
    return Json{{"html", "<p></p>"}};
  }
  if (first != "bug") return no_route(method, path);
  if (is_post && path.size() == 1) {
    if (text_at(body, "summary").empty()) return refuse(400, 107, "You must enter a summary for this bug.");
    Bug bug{.summary = text_at(body, "summary")};
    if (body.contains("product")) bug.product = text_at(body, "product");
    if (body.contains("component")) bug.component = text_at(body, "component");
    bug.whiteboard = text_at(body, "whiteboard");
    bug.keywords = texts_at(body, "keywords");
    for (const std::string& group : texts_at(body, "groups")) bug.groups.insert(group);
    return as_json(state_.create_bug(who, std::move(bug), text_at(body, "description")),
                   [](Id id) { return Json{{"id", id}}; });
  }
  if (!is_post && path.size() == 4 && path[1] == "comment" && path[3] == "tags") {
    return as_json(
        state_.tag_comment(who, number(path[2]).value_or(0), texts_at(body, "add"), texts_at(body, "remove")),
        [](const std::vector<std::string>& tags) { return Json(tags); });
  }
  if (!is_post && path.size() == 3 && path[1] == "attachment") {
    static const std::set<std::string> known = {"flags",        "comment",    "is_markdown",  "bug_flags",
                                                "is_obsolete",  "is_private", "summary",      "file_name",
                                                "content_type", "is_patch",   "minor_update", "ids"};
    for (const auto& [key, value] : body.items()) {
      if (!known.contains(key))
        return refuse(400, 67399,
                      "The requested method 'Bugzilla::Attachment::set_" + key + "' was not found.");
    }
    const Id id = number(path[2]).value_or(0);
    const AttachmentEdit edit{.is_obsolete = maybe_truth(body, "is_obsolete"),
                              .is_private = maybe_truth(body, "is_private"),
                              .summary = maybe_text(body, "summary"),
                              .content_type = maybe_text(body, "content_type"),
                              .comment = maybe_text(body, "comment"),
                              .flags = flags_at(body)};
    return as_json(state_.edit_attachment(who, id, edit), [&](const Changes& changes) {
      const std::string changed = timestamp(state_.attachments().at(id).changed) + "Z";
      return Json{
          {"attachments",
           Json::array({{{"id", id}, {"last_change_time", changed}, {"changes", changes_json(changes)}}})}};
    });
  }
  if (path.size() < 2) return no_route(method, path);
  const auto id = bug_id(path[1]);
  if (!id) return std::unexpected(id.error());
  if (is_post && path.size() == 3 && path[2] == "comment") {
    status = 201;
    const NewComment comment{.body = text_at(body, "comment"),
                             .is_private = truth_at(body, "is_private"),
                             .tags = texts_at(body, "comment_tags")};
    return as_json(state_.add_comment(who, *id, comment), [](Id made) { return Json{{"id", made}}; });
  }
  if (is_post && path.size() == 3 && path[2] == "attachment") {
    status = 201;
    if (!body.contains("data"))
      return refuse(400, 50, "The function requires a data argument, and that argument was not set.");
    NewAttachment given{.file_name = text_at(body, "file_name"),
                        .summary = text_at(body, "summary"),
                        .content_type = text_at(body, "content_type"),
                        .bytes = from_base64(text_at(body, "data")),
                        .comment = text_at(body, "comment"),
                        .is_private = truth_at(body, "is_private"),
                        .is_patch = truth_at(body, "is_patch"),
                        .flags = flags_at(body)};
    return as_json(state_.create_attachment(who, *id, std::move(given)), [&](Id made) {
      const Json attachment = rest_attachment(state_, state_.attachments().at(made), fields_of(query), true);
      return Json{{"attachments", {{std::to_string(made), attachment}}}};
    });
  }
  if (!is_post && path.size() == 2) {
    BugEdit edit{.summary = maybe_text(body, "summary"),
                 .product = maybe_text(body, "product"),
                 .status = maybe_text(body, "status"),
                 .resolution = maybe_text(body, "resolution"),
                 .whiteboard = maybe_text(body, "whiteboard"),
                 .flags = flags_at(body),
                 .comment = {}};
    if (body.contains("groups")) {
      edit.add_groups = texts_at(body["groups"], "add");
      edit.remove_groups = texts_at(body["groups"], "remove");
    }
    if (body.contains("comment") && body["comment"].is_object()) {
      edit.comment = NewComment{.body = text_at(body["comment"], "body"),
                                .is_private = truth_at(body["comment"], "is_private"),
                                .tags = texts_at(body, "comment_tags")};
    }
    return as_json(state_.edit_bug(who, *id, edit), [&](const Changes& changes) {
      const std::string changed = timestamp(state_.bugs().at(*id).changed) + "Z";
      return Json{{"bugs", Json::array({{{"id", *id},
                                         {"alias", nullptr},
                                         {"last_change_time", changed},
                                         {"changes", changes_json(changes)}}})}};
    });
  }
  return no_route(method, path);
}

}  // namespace sandbox
