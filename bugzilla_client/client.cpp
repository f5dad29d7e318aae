#include "bugzilla_client/client.h"

#include "bugzilla_client/answer.h"
#include "bugzilla_client/decode.h"

#include <boost/asio/use_awaitable.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/grammar/charset.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

namespace bugzilla {
namespace {

using nlohmann::json;
using Query = std::vector<std::pair<std::string, std::string>>;

constexpr const char* bug_fields =
    "id,summary,product,component,status,resolution,is_open,whiteboard,groups,keywords,creator,assigned_to,"
    "creation_time,last_change_time,flags";

std::string escape(const std::string& text) {
  return boost::urls::encode(text, boost::urls::unreserved_chars);
}

std::string url(const ClientSettings& settings, const std::string& path, const Query& query) {
  std::string out = settings.base_url + "/rest/" + path;
  char separator = '?';
  for (const auto& [key, value] : query) {
    out += separator + escape(key) + "=" + escape(value);
    separator = '&';
  }
  return out;
}

Error malformed(const std::string& what) {
  return {.kind = ErrorKind::malformed,
          .code = "bugzilla.unexpected-answer",
          .message = "Bugzilla's answer is not what this call gives: " + what + "."};
}

std::string dump(const json& body) {
  return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

template <class T>
Result<T> or_malformed(Decoded<T> decoded) {
  if (!decoded) return std::unexpected(malformed(decoded.error()));
  return std::move(*decoded);
}

/// The member `key` of an object, or null.
const json& at(const json& object, const std::string& key) {
  static const json nothing;
  if (!object.is_object()) return nothing;
  const auto found = object.find(key);
  return found == object.end() ? nothing : *found;
}

http::Headers headers(const ClientSettings& settings) {
  http::Headers out = {{"User-Agent", settings.user_agent}, {"Accept", "application/json"}};
  if (!settings.api_key.empty()) out.emplace_back("X-BUGZILLA-API-KEY", settings.api_key);
  return out;
}

json comment_body(const NewComment& comment) {
  json out = {
      {"comment", comment.text}, {"is_private", comment.is_private}, {"is_markdown", comment.is_markdown}};
  if (!comment.tags.empty()) out["comment_tags"] = comment.tags;
  return out;
}

}  // namespace

Client::Client(ClientSettings settings, http::Transport& transport)
    : settings_(std::move(settings)), transport_(transport) {}

Async<nlohmann::json> Client::get(std::string path, std::vector<std::pair<std::string, std::string>> query,
                                  Deadline deadline) {
  http::Request request{.method = http::Method::get, .url = url(settings_, path, query), .repeatable = true};
  request.headers = headers(settings_);
  const auto response = co_await transport_.send(std::move(request), deadline);
  if (!response) co_return std::unexpected(read_failure(response.error(), false));
  co_return read_answer(*response, false);
}

Async<nlohmann::json> Client::send(http::Method method, std::string path, std::string body,
                                   Deadline deadline) {
  http::Request request{.method = method, .url = url(settings_, path, {}), .body = std::move(body)};
  request.headers = headers(settings_);
  request.headers.emplace_back("Content-Type", "application/json");
  const auto response = co_await transport_.send(std::move(request), deadline);
  if (!response) co_return std::unexpected(read_failure(response.error(), true));
  co_return read_answer(*response, true);
}

Async<User> Client::whoami(Deadline deadline) {
  const auto answer = co_await get("whoami", Query(), deadline);
  if (!answer) co_return std::unexpected(answer.error());
  co_return or_malformed(decode_user(*answer));
}

Async<std::string> Client::version(Deadline deadline) {
  const auto answer = co_await get("version", Query(), deadline);
  if (!answer) co_return std::unexpected(answer.error());
  const json& version = at(*answer, "version");
  if (!version.is_string()) co_return std::unexpected(malformed("no version"));
  co_return version.get<std::string>();
}

Async<ServerTime> Client::time(Deadline deadline) {
  const auto answer = co_await get("time", Query(), deadline);
  if (!answer) co_return std::unexpected(answer.error());
  const json& db = at(*answer, "db_time");
  const json& web = at(*answer, "web_time");
  const auto db_time = db.is_string() ? decode_time(db.get<std::string>()) : std::nullopt;
  const auto web_time = web.is_string() ? decode_time(web.get<std::string>()) : std::nullopt;
  if (!db_time || !web_time) co_return std::unexpected(malformed("no db_time or web_time"));
  co_return ServerTime{*db_time, *web_time};
}

Async<Bug> Client::bug(BugId id, Deadline deadline) {
  Query query = {{"include_fields", bug_fields}};
  const auto answer = co_await get("bug/" + std::to_string(id), std::move(query), deadline);
  if (!answer) co_return std::unexpected(answer.error());
  const json& list = at(*answer, "bugs");
  if (!list.is_array() || list.empty()) co_return std::unexpected(malformed("no bug in it"));
  co_return or_malformed(decode_bug(list.front()));
}

Async<std::vector<Bug>> Client::bugs(std::vector<BugId> ids, Deadline deadline) {
  if (ids.empty()) co_return std::vector<Bug>{};
  std::string list;
  for (const BugId id : ids) list += (list.empty() ? "" : ",") + std::to_string(id);
  Query query = {{"id", list}, {"include_fields", bug_fields}};
  const auto answer = co_await get("bug", std::move(query), deadline);
  if (!answer) co_return std::unexpected(answer.error());
  co_return or_malformed(decode_list<Bug>(at(*answer, "bugs"), decode_bug));
}

Async<std::vector<BugId>> Client::search(FlagSearch search, Deadline deadline) {
  // Charts are numbered without a gap: last_change_time becomes a chart too, and a gap makes BMO drop the
  // flag.
  Query query = {{"f1", "flagtypes.name"}, {"o1", "equals"}, {"v1", search.flag}};
  if (search.after_id) {
    query.insert(query.end(),
                 {{"f2", "bug_id"}, {"o2", "greaterthan"}, {"v2", std::to_string(*search.after_id)}});
  }
  if (search.changed_since) query.emplace_back("last_change_time", encode_time(*search.changed_since));
  query.insert(query.end(),
               {{"order", "bug_id"}, {"limit", std::to_string(search.limit)}, {"include_fields", "id"}});
  const auto answer = co_await get("bug", std::move(query), deadline);
  if (!answer) co_return std::unexpected(answer.error());
  co_return or_malformed(decode_list<BugId>(at(*answer, "bugs"), decode_bug_id));
}

Async<std::vector<Attachment>> Client::attachments(BugId bug, Deadline deadline) {
  const std::string id = std::to_string(bug);
  Query query = {{"exclude_fields", "data"}};
  const auto answer = co_await get("bug/" + id + "/attachment", std::move(query), deadline);
  if (!answer) co_return std::unexpected(answer.error());
  co_return or_malformed(decode_list<Attachment>(at(at(*answer, "bugs"), id), decode_attachment));
}

Async<Attachment> Client::attachment(AttachmentId id, Deadline deadline) {
  const std::string key = std::to_string(id);
  const auto answer = co_await get("bug/attachment/" + key, Query(), deadline);
  if (!answer) co_return std::unexpected(answer.error());
  const json& attachments = at(*answer, "attachments");
  if (!attachments.is_object()) co_return std::unexpected(malformed("no attachments in it"));
  if (!attachments.contains(key)) {
    co_return std::unexpected(Error{.kind = ErrorKind::not_found,
                                    .code = "bugzilla.no-such-attachment",
                                    .message = "Bugzilla has no attachment " + key + ".",
                                    .http_status = 200});
  }
  co_return or_malformed(decode_attachment(attachments[key]));
}

Async<std::vector<Comment>> Client::comments(BugId bug, std::optional<Time> since, Deadline deadline) {
  const std::string id = std::to_string(bug);
  Query query;
  if (since) query.emplace_back("new_since", encode_time(*since - std::chrono::seconds(1)));
  const auto answer = co_await get("bug/" + id + "/comment", std::move(query), deadline);
  if (!answer) co_return std::unexpected(answer.error());
  co_return or_malformed(decode_list<Comment>(at(at(at(*answer, "bugs"), id), "comments"), decode_comment));
}

Async<void> Client::add_comment(BugId bug, NewComment comment, Deadline deadline) {
  const auto answer = co_await send(http::Method::post, "bug/" + std::to_string(bug) + "/comment",
                                    dump(comment_body(comment)), deadline);
  if (!answer) co_return std::unexpected(answer.error());
  co_return Result<void>{};
}

Async<void> Client::edit_comment(CommentId comment, std::string text, Deadline deadline) {
  // The route of BMO's EditComments extension.
  const json body = {{"new_comment", text}};
  const auto answer = co_await send(http::Method::put, "editcomments/comment/" + std::to_string(comment),
                                    dump(body), deadline);
  if (!answer) co_return std::unexpected(answer.error());
  co_return Result<void>{};
}

Async<std::vector<std::string>> Client::tag_comment(CommentId comment, std::vector<std::string> add,
                                                    std::vector<std::string> remove, Deadline deadline) {
  const json body = {{"add", add}, {"remove", remove}};
  const auto answer = co_await send(http::Method::put, "bug/comment/" + std::to_string(comment) + "/tags",
                                    dump(body), deadline);
  if (!answer) co_return std::unexpected(answer.error());
  std::vector<std::string> out;
  if (!answer->is_array()) co_return std::unexpected(malformed("no list of tags"));
  for (const json& tag : *answer) {
    if (tag.is_string()) out.push_back(tag.get<std::string>());
  }
  co_return out;
}

Async<void> Client::set_attachment_flags(AttachmentId id, std::vector<FlagChange> changes,
                                         Deadline deadline) {
  json flags = json::array();
  for (const FlagChange& change : changes) {
    json flag = {{"status", change.status}};
    if (change.id)
      flag["id"] = *change.id;
    else
      flag.update({{"name", change.name}, {"new", true}});
    if (change.requestee) flag["requestee"] = *change.requestee;
    flags.push_back(std::move(flag));
  }
  const json body = {{"flags", flags}};
  const auto answer =
      co_await send(http::Method::put, "bug/attachment/" + std::to_string(id), dump(body), deadline);
  if (!answer) co_return std::unexpected(answer.error());
  co_return Result<void>{};
}

Async<void> Client::request_information(BugId bug, std::string requestee, NewComment comment,
                                        Deadline deadline) {
  json body = {
      {"flags", {{{"name", "needinfo"}, {"status", "?"}, {"requestee", requestee}, {"new", true}}}},
      {"comment",
       {{"body", comment.text}, {"is_markdown", comment.is_markdown}, {"is_private", comment.is_private}}}};
  if (!comment.tags.empty()) body["comment_tags"] = comment.tags;
  const auto answer = co_await send(http::Method::put, "bug/" + std::to_string(bug), dump(body), deadline);
  if (!answer) co_return std::unexpected(answer.error());
  co_return Result<void>{};
}

Async<User> Client::user(std::string login, Deadline deadline) {
  Query query = {{"names", login}};
  const auto answer = co_await get("user", std::move(query), deadline);
  if (!answer) co_return std::unexpected(answer.error());
  const json& users = at(*answer, "users");
  if (!users.is_array() || users.empty()) co_return std::unexpected(malformed("no user in it"));
  co_return or_malformed(decode_user(users.front()));
}

Async<std::vector<Webhook>> Client::webhooks(Deadline deadline) {
  const auto answer = co_await get("webhooks/list", Query(), deadline);
  if (!answer) co_return std::unexpected(answer.error());
  co_return or_malformed(decode_list<Webhook>(at(*answer, "webhooks"), decode_webhook));
}

}  // namespace bugzilla
