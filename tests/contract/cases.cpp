#include "cases.h"

#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace contract {
namespace {

using bugzilla::Client;
using nlohmann::json;
using Answer = boost::asio::awaitable<json>;

constexpr const char* bot = "bot-key-ccccccccccccccccccccccccccccccc0";
constexpr const char* plain_bot = "botplain-key-ddddddddddddddddddddddddd00";
constexpr const char* steward = "steward-key-bbbbbbbbbbbbbbbbbbbbbbbbbbb0";
constexpr const char* requester = "requester-key-aaaaaaaaaaaaaaaaaaaaaaaaa0";

bugzilla::Deadline soon() {
  return std::chrono::steady_clock::now() + std::chrono::seconds(30);
}

json failure(const bugzilla::Error& error) {
  return {{"error", bugzilla::name(error.kind)}, {"code", error.bugzilla_code}};
}

json failed(const char* kind, int code) {
  return {{"error", kind}, {"code", code}};
}

json ids(const auto& list) {
  json out = json::array();
  for (const auto& each : list) out.push_back(each.id);
  return out;
}

Answer whoami(Client& client) {
  const auto me = co_await client.whoami(soon());
  if (!me) co_return failure(me.error());
  const bool may_edit = std::ranges::count(me->groups, "editbugs") == 1;
  co_return json{{"id", me->id}, {"login", me->login}, {"name", me->real_name}, {"editbugs", may_edit}};
}

Answer version(Client& client) {
  const auto found = co_await client.version(soon());
  if (!found) co_return failure(found.error());
  co_return *found;
}

Answer time(Client& client) {
  const auto found = co_await client.time(soon());
  if (!found) co_return failure(found.error());
  const bool is_recent = found->db_time > std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);
  co_return json{{"recent", is_recent}, {"same", found->db_time == found->web_time}};
}

Answer bug(Client& client, bugzilla::BugId id) {
  const auto found = co_await client.bug(id, soon());
  if (!found) co_return failure(found.error());
  co_return json{{"id", found->id}, {"summary", found->summary}};
}

Answer bugs(Client& client) {
  std::vector<bugzilla::BugId> wanted = {2, 9};
  const auto found = co_await client.bugs(std::move(wanted), soon());
  if (!found) co_return failure(found.error());
  co_return ids(*found);
}

Answer search(Client& client, std::string flag) {
  bugzilla::FlagSearch wanted{.flag = std::move(flag), .changed_since = {}, .after_id = {}};
  const auto found = co_await client.search(std::move(wanted), soon());
  if (!found) co_return failure(found.error());
  co_return *found;
}

Answer attachments(Client& client, bugzilla::BugId of) {
  const auto found = co_await client.attachments(of, soon());
  if (!found) co_return failure(found.error());
  co_return ids(*found);
}

Answer attachment(Client& client, bugzilla::AttachmentId id) {
  const auto found = co_await client.attachment(id, soon());
  if (!found) co_return failure(found.error());
  const std::string data = found->data.value_or("");
  co_return json{{"id", found->id},
                 {"bug", found->bug_id},
                 {"type", found->content_type},
                 {"creator", found->creator},
                 {"size is right", found->size == static_cast<std::int64_t>(data.size())},
                 {"starts", data.substr(0, 38)},
                 {"private", found->is_private}};
}

/// The first three comments of bug 2 and how many of all are private.
Answer comments(Client& client) {
  const auto found = co_await client.comments(2, std::nullopt, soon());
  if (!found) co_return failure(found.error());
  json out = {{"numbers", json::array()}, {"attachments", json::array()}};
  bool any_private = false;
  for (const bugzilla::Comment& each : *found) {
    any_private = any_private || each.is_private;
    if (each.count > 2) continue;
    out["numbers"].push_back(each.count);
    out["attachments"].push_back(each.attachment_id.value_or(0));
  }
  out["text"] = found->at(1).text;
  out["raw"] = found->at(2).raw_text;
  out["creator"] = found->at(0).creator;
  out["any private"] = any_private;
  co_return out;
}

Answer visible_comments(Client& client) {
  json out = co_await comments(client);
  for (const char* detail : {"attachments", "text", "raw", "creator"}) out.erase(detail);
  co_return out;
}

Answer add_comment(Client& client, bugzilla::BugId to, bugzilla::NewComment comment) {
  const auto done = co_await client.add_comment(to, std::move(comment), soon());
  if (!done) co_return failure(done.error());
  co_return "done";
}

Answer edit(Client& client) {
  const auto done = co_await client.edit_comment(1, "edited text", soon());
  if (!done) co_return failure(done.error());
  co_return "done";
}

Answer tag(Client& client, std::vector<std::string> add) {
  const auto done = co_await client.tag_comment(1, std::move(add), {}, soon());
  if (!done) co_return failure(done.error());
  co_return *done;
}

Answer set_flags(Client& client, bugzilla::AttachmentId id, std::vector<bugzilla::FlagChange> changes) {
  const auto done = co_await client.set_attachment_flags(id, std::move(changes), soon());
  if (!done) co_return failure(done.error());
  co_return "done";
}

Answer ask(Client& client) {
  bugzilla::NewComment comment{.text = "Please answer question 3.", .tags = {"data-review-bot"}};
  const auto done =
      co_await client.request_information(2, "requester@example.org", std::move(comment), soon());
  if (!done) co_return failure(done.error());
  co_return "done";
}

Answer user(Client& client, std::string login) {
  const auto found = co_await client.user(std::move(login), soon());
  if (!found) co_return failure(found.error());
  co_return json{{"id", found->id}, {"login", found->login}};
}

Answer webhooks(Client& client) {
  const auto found = co_await client.webhooks(soon());
  if (!found) co_return failure(found.error());
  if (found->size() != 1) co_return ids(*found);
  const bugzilla::Webhook& hook = found->front();
  co_return json{
      {"name", hook.name}, {"enabled", hook.enabled}, {"errors", hook.errors}, {"product", hook.product}};
}

std::vector<Case> make_cases() {
  const auto comment = [](bugzilla::BugId to, const bugzilla::NewComment& text) {
    return [=](Client& client) { return add_comment(client, to, text); };
  };
  const auto tagging = [](const std::vector<std::string>& tags) {
    return [=](Client& client) { return tag(client, tags); };
  };
  const auto flagging = [](bugzilla::AttachmentId id, const bugzilla::FlagChange& change) {
    return [=](Client& client) { return set_flags(client, id, {change}); };
  };
  const auto bug_of = [](bugzilla::BugId id) { return [=](Client& client) { return bug(client, id); }; };
  const auto list_of = [](bugzilla::BugId id) {
    return [=](Client& client) { return attachments(client, id); };
  };
  const auto one = [](bugzilla::AttachmentId id) {
    return [=](Client& client) { return attachment(client, id); };
  };
  const json form = {{"id", 1},
                     {"bug", 2},
                     {"type", "text/plain"},
                     {"creator", "requester@example.org"},
                     {"size is right", true},
                     {"starts", "# Request for data collection review f"},
                     {"private", false}};
  const json comments_seen = {{"numbers", {0, 1, 2}},
                              {"attachments", {0, 1, 2}},
                              {"text", "Created attachment 1\nData review request v2"},
                              {"raw", "Here is **the** form."},
                              {"creator", "requester@example.org"}};
  json with_private = comments_seen;
  with_private["any private"] = true;
  return {
      {"101-version", "", version, "20260820.1"},
      {"735-time", "", time, {{"recent", true}, {"same", true}}},
      {"102-whoami-ok",
       bot,
       whoami,
       {{"id", 16},
        {"login", "bot@example.org"},
        {"name", "Data Review Bot [:databot]"},
        {"editbugs", true}}},
      {"103-whoami-bad-key", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", whoami, failed("credential", 306)},
      {"105-whoami-no-key", "", whoami, failed("credential", 410)},
      {"723-etag-first", bot, bug_of(2), {{"id", 2}, {"summary", "Data review for scroll depth"}}},
      {"701-bug-404", bot, bug_of(999999), failed("not_found", 101)},
      {"702-bug-private-as-plain", plain_bot, bug_of(9), failed("not_allowed", 102)},
      {"703-bug-private-anon", "", bug_of(9), failed("not_allowed", 102)},
      {"705-bug-id-0", bot, bug_of(0), failed("not_found", 100)},
      {"706-bug-multi-one-private", plain_bot, bugs, json::array({2})},
      {"403-search-flag-equals", bot, [](Client& client) { return search(client, "data-review?"); },
       json::array({2, 3, 4, 5, 6, 7, 8, 9})},
      {"410-search-flag-value-with-requestee", bot,
       [](Client& client) { return search(client, "data-review?(steward@example.org)"); }, json::array()},
      {"501-bug-attachments-exclude-data", bot, list_of(2), json::array({1, 2, 3, 4})},
      {"502-bug-attachments-as-requester", requester, list_of(2), json::array({1, 2})},
      {"509-attachments-of-nonexistent-bug", bot, list_of(999999), failed("not_found", 101)},
      {"503-attachment-with-data", bot, one(1), form},
      {"506-attachment-nonexistent", bot, one(999999), failed("not_found", 0)},
      {"504-private-attachment-as-noninsider", plain_bot, one(3), failed("not_allowed", 304)},
      {"508-attachment-on-private-bug-as-plain", plain_bot, one(11), failed("not_allowed", 102)},
      {"235-comments-all-bot", bot, comments, with_private},
      {"316-comments-as-requester",
       requester,
       visible_comments,
       {{"numbers", {0, 1, 2}}, {"any private", false}}},
      {"301-comment-post-is_markdown-default", bot, comment(2, {.text = "Thank you."}), "done"},
      {"310-comment-tags-on-post", bot, comment(2, {.text = "tagged", .tags = {"data-review-bot"}}), "done"},
      {"324-comment-empty", bot, comment(2, {.text = "  "}), failed("refused", 50)},
      {"321-comment-too-long", bot, comment(2, {.text = std::string(65536, 'x')}), failed("refused", 114)},
      {"227-comment-private-by-noninsider", steward, comment(2, {.text = "x", .is_private = true}),
       failed("not_allowed", 113)},
      {"719-post-comment-anon", "", comment(2, {.text = "x"}), failed("credential", 410)},
      {"720-post-comment-private-bug-plain", plain_bot, comment(9, {.text = "x"}),
       failed("not_allowed", 102)},
      {"721-post-comment-404", bot, comment(999999, {.text = "x"}), failed("not_found", 101)},
      {"303-comment-tags-put-idempotent", bot, tagging({"data-review-bot"}),
       json::array({"data-review-bot"})},
      {"304-comment-tags-by-requester", requester, tagging({"xxx"}), failed("not_allowed", 304)},
      {"305-comment-tag-too-short", bot, tagging({"x"}), failed("refused", 128)},
      {"306-comment-tag-too-long", bot, tagging({std::string(40, 'x')}), failed("refused", 127)},
      {"307-comment-tag-invalid-chars", bot, tagging({"a b,c"}), failed("refused", 126)},
      {"811-comment-edited", bot, edit, failed("not_allowed", 304)},
      {"566-flag-by-type_id", bot,
       flagging(2, {.id = {}, .name = "data-review", .status = "?", .requestee = "steward@example.org"}),
       "done"},
      {"562-flag-bad-status", bot,
       flagging(1, {.id = {}, .name = "data-review", .status = "%", .requestee = {}}),
       failed("refused", 129)},
      {"564-flag-bad-id", bot, flagging(1, {.id = 99999, .name = "", .status = "+", .requestee = {}}),
       failed("not_found", 51)},
      {"568-flag-other-user-noedit-grants", "nobits-key-eeeeeeeeeeeeeeeeeeeeeeeeeeee0",
       flagging(2, {.id = {}, .name = "data-review", .status = "+", .requestee = {}}),
       failed("refused", 32000)},
      {"228-needinfo-set", bot, ask, "done"},
      {"626-user-by-name-path",
       bot,
       [](Client& client) { return user(client, "steward@example.org"); },
       {{"id", 14}, {"login", "steward@example.org"}}},
      {"622-user-names-unknown", bot, [](Client& client) { return user(client, "nosuch@example.org"); },
       failed("not_found", 51)},
      {"640-webhooks-list",
       bot,
       webhooks,
       {{"name", "data-review-hook"}, {"enabled", true}, {"errors", 0}, {"product", "Firefox"}}},
      {"641-webhooks-list-anon", "", webhooks, failed("credential", 410)},
  };
}

}  // namespace

const std::vector<Case>& cases() {
  static const std::vector<Case> all = make_cases();
  return all;
}

}  // namespace contract
