#include "json.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace sandbox {
namespace {

std::string rest_time(Time time) {
  return timestamp(time) + "Z";
}

Json detail(const State& state, const std::string& login) {
  const User* user = state.user(login);
  if (user == nullptr) return {{"id", 3}, {"name", login}, {"real_name", ""}, {"nick", ""}, {"email", login}};
  return {{"id", user->id},
          {"name", login},
          {"real_name", user->real_name},
          {"nick", user->nick},
          {"email", login}};
}

Json hook_person(const State& state, const std::string& login) {
  const User* user = state.user(login);
  return {{"id", user == nullptr ? 3 : user->id},
          {"login", login},
          {"real_name", user == nullptr ? "" : user->real_name}};
}

Json hook_flags(const State& state, const std::vector<Flag>& flags) {
  Json out = Json::array();
  for (const Flag& flag : flags) {
    Json one = {{"id", flag.id}, {"name", flag.type}, {"value", flag.status}};
    if (flag.requestee) one["requestee"] = hook_person(state, *flag.requestee);
    out.push_back(std::move(one));
  }
  return out;
}

Json hook_bug(const State& state, const Bug& bug) {
  return {{"alias", ""},
          {"assigned_to", "nobody@mozilla.org"},
          {"assigned_to_detail", hook_person(state, "nobody@mozilla.org")},
          {"classification", "Client Software"},
          {"component", bug.component},
          {"creation_time", timestamp(bug.created)},
          {"creator", bug.creator},
          {"creator_detail", hook_person(state, bug.creator)},
          {"flags", hook_flags(state, bug.flags)},
          {"id", bug.id},
          {"is_private", false},
          {"keywords", bug.keywords},
          {"last_change_time", timestamp(bug.changed)},
          {"operating_system", "Unspecified"},
          {"platform", "Unspecified"},
          {"priority", ""},
          {"product", bug.product},
          {"qa_contact", ""},
          {"resolution", bug.resolution},
          {"see_also", Json::array()},
          {"severity", "normal"},
          {"status", bug.status},
          {"summary", bug.summary},
          {"target_milestone", "---"},
          {"type", "task"},
          {"url", ""},
          {"version", "unspecified"},
          {"whiteboard", bug.whiteboard}};
}

Json hook_attachment(const State& state, const Attachment& attachment, bool hides_flags) {
  return {{"content_type", attachment.content_type},
          {"creation_time", timestamp(attachment.created)},
          {"description", attachment.summary},
          {"file_name", attachment.file_name},
          {"flags", hides_flags ? Json::array() : hook_flags(state, attachment.flags)},
          {"id", attachment.id},
          {"is_obsolete", attachment.is_obsolete},
          {"is_patch", attachment.is_patch},
          {"is_private", false},
          {"last_change_time", timestamp(attachment.changed)}};
}

/// The configured names are matched as BMO does it: "attachment_change" also hears bug.modify and
/// attachment.create.
bool hears(const Webhook& webhook, const Event& event) {
  const std::string list = "," + webhook.events + ",";
  const auto has = [&](const char* name) {
    return list.find("," + std::string(name) + ",") != std::string::npos;
  };
  const bool all_attachments = has("attachment_change");
  if (event.target == "comment") return has("comment");
  if (event.target == "bug")
    return event.action == "create" ? has("create") : has("change") || all_attachments;
  return event.action == "create" ? has("attachment") || all_attachments : all_attachments;
}

}  // namespace

std::string timestamp(Time time) {
  const std::time_t seconds = time.time_since_epoch().count();
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> out{};
  std::strftime(out.data(), out.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  return out.data();
}

std::optional<Time> read_timestamp(std::string_view text) {
  std::tm parts{};
  const std::string copy(text);
  const char* rest = strptime(copy.c_str(), "%Y-%m-%d", &parts);
  if (rest == nullptr) return std::nullopt;
  if (*rest == 'T' || *rest == ' ') rest = strptime(rest + 1, "%H:%M:%S", &parts);
  if (rest == nullptr) return std::nullopt;
  Time out{std::chrono::seconds(timegm(&parts))};
  int hours = 0;
  int minutes = 0;
  if (std::sscanf(rest, "%3d:%2d", &hours, &minutes) == 2)
    out -= std::chrono::hours(hours) + std::chrono::minutes(minutes);
  return out;
}

std::string to_base64(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(length));
  return out;
}

std::string from_base64(std::string_view text) {
  std::string clean;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '+' || c == '/') clean += c;
  }
  const std::size_t padding = (4 - clean.size() % 4) % 4;
  clean.append(padding, padding == 3 ? 'A' : '=');
  std::string out(clean.size() / 4 * 3 + 1, '\0');
  const int length =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(clean.data()), static_cast<int>(clean.size()));
  out.resize(length < 0 ? 0 : static_cast<std::size_t>(length) - (padding % 3));
  return out;
}

bool Fields::wants(std::string_view field) const {
  if (exclude.contains(field)) return false;
  if (include.empty() || include.contains(field) || include.contains("_all")) return true;
  const std::string inside = std::string(field) + ".";
  return std::ranges::any_of(include, [&](const std::string& each) { return each.starts_with(inside); });
}

Fields Fields::of(std::string_view field) const {
  const std::string inside = std::string(field) + ".";
  Fields out;
  for (const std::string& each : include) {
    if (each.starts_with(inside)) out.include.insert(each.substr(inside.size()));
  }
  for (const std::string& each : exclude) {
    if (each.starts_with(inside)) out.exclude.insert(each.substr(inside.size()));
  }
  return out;
}

Json Fields::pick(Json object) const {
  Json out = Json::object();
  for (auto& [key, value] : object.items()) {
    if (wants(key)) out[key] = std::move(value);
  }
  return out;
}

Json rest_flag(const Flag& flag, bool midnight) {
  const auto date = [&](Time time) {
    return rest_time(midnight ? Time(std::chrono::floor<std::chrono::days>(time)) : time);
  };
  Json out = {{"id", flag.id},
              {"type_id", flag.type == "needinfo"      ? 1
                          : flag.type == "data-review" ? 5
                                                       : 6},
              {"name", flag.type},
              {"status", flag.status},
              {"setter", flag.setter},
              {"creation_date", date(flag.created)},
              {"modification_date", date(flag.modified)}};
  if (flag.requestee) out["requestee"] = *flag.requestee;
  return out;
}

Json rest_user(const User& user) {
  return {{"id", user.id},       {"name", user.login},
          {"email", user.login}, {"real_name", user.real_name},
          {"nick", user.nick},   {"can_login", user.is_enabled}};
}

Json rest_attachment(const State& state, const Attachment& attachment, const Fields& fields, bool midnight) {
  Json flags = Json::array();
  for (const Flag& flag : attachment.flags) flags.push_back(rest_flag(flag, midnight));
  Json out = {{"id", attachment.id},
              {"bug_id", attachment.bug},
              {"file_name", attachment.file_name},
              {"summary", attachment.summary},
              {"description", attachment.summary},
              {"content_type", attachment.content_type},
              {"size", attachment.bytes.size()},
              {"creator", attachment.creator},
              {"attacher", attachment.creator},
              {"creator_detail", detail(state, attachment.creator)},
              {"creation_time", rest_time(attachment.created)},
              {"last_change_time", rest_time(attachment.changed)},
              {"is_private", attachment.is_private ? 1 : 0},
              {"is_obsolete", attachment.is_obsolete ? 1 : 0},
              {"is_patch", attachment.is_patch ? 1 : 0},
              {"flags", flags}};
  if (fields.wants("data")) out["data"] = to_base64(attachment.bytes);
  return fields.pick(std::move(out));
}

Json rest_comment(const Comment& comment, const User* reader) {
  Json out = {{"id", comment.id},
              {"bug_id", comment.bug},
              {"count", comment.number},
              {"text", comment.prefix + comment.body},
              {"raw_text", comment.body},
              {"author", comment.author},
              {"creator", comment.author},
              {"time", rest_time(comment.time)},
              {"creation_time", rest_time(comment.time)},
              {"is_private", comment.is_private},
              {"tags", comment.tags},
              {"reactions", Json::object()},
              {"attachment_id", comment.attachment ? Json(*comment.attachment) : Json(nullptr)}};
  if (reader != nullptr && reader->in("editbugs")) {
    out["edit_count"] = comment.edits;
    out["last_change_time"] = comment.edited ? Json(rest_time(*comment.edited)) : Json(nullptr);
  }
  return out;
}

Json rest_bug(const State& state, const Bug& bug, const User* reader, const Fields& fields) {
  Json flags = Json::array();
  for (const Flag& flag : bug.flags) flags.push_back(rest_flag(flag));
  Json out = {{"id", bug.id},
              {"alias", nullptr},
              {"summary", bug.summary},
              {"product", bug.product},
              {"component", bug.component},
              {"classification", "Client Software"},
              {"status", bug.status},
              {"resolution", bug.resolution},
              {"is_open", bug.is_open()},
              {"is_confirmed", bug.status != "UNCONFIRMED"},
              {"whiteboard", bug.whiteboard},
              {"keywords", bug.keywords},
              {"groups", bug.groups},
              {"cc", bug.cc},
              {"creator", bug.creator},
              {"creator_detail", detail(state, bug.creator)},
              {"assigned_to", "nobody@mozilla.org"},
              {"assigned_to_detail", detail(state, "nobody@mozilla.org")},
              {"creation_time", rest_time(bug.created)},
              {"last_change_time", rest_time(bug.changed)},
              {"flags", flags},
              {"op_sys", "Unspecified"},
              {"platform", "Unspecified"},
              {"priority", "--"},
              {"severity", "normal"},
              {"type", "task"},
              {"url", ""},
              {"version", "unspecified"},
              {"votes", 0},
              {"comment_count", state.comments_of(bug.id).size()},
              {"depends_on", Json::array()},
              {"blocks", Json::array()},
              {"see_also", Json::array()},
              {"dupe_of", nullptr},
              {"target_milestone", "---"},
              {"qa_contact", ""}};
  // Attachments are no default field: they must be named, and plain "attachments" drags the data in.
  if (!fields.include.empty() && fields.wants("attachments")) {
    Json list = Json::array();
    for (const Attachment* each : state.attachments_of(bug.id)) {
      if (state.can_see(*each, reader))
        list.push_back(rest_attachment(state, *each, fields.of("attachments")));
    }
    out["attachments"] = std::move(list);
  }
  return fields.pick(std::move(out));
}

std::optional<Json> delivery(const State& state, const Webhook& webhook, const Event& event) {
  const Bug& bug = state.bugs().at(event.bug);
  const User* owner = state.user(webhook.owner);
  if (!hears(webhook, event)) return std::nullopt;
  const bool left =
      !event.changes.empty() && std::ranges::any_of(event.changes, [&](const Event::Change& change) {
        return change.field == "product" && change.removed == webhook.product;
      });
  if (webhook.product != "Any" && bug.product != webhook.product && !left) return std::nullopt;

  const bool is_insider = owner != nullptr && owner->in(State::insider_group);
  const bool turned_private = std::ranges::any_of(
      event.changes, [](const Event::Change& change) { return change.field == "is_private"; });
  Json out = {{"webhook_id", webhook.id},
              {"webhook_name", webhook.name},
              {"event",
               {{"action", event.action},
                {"target", event.target},
                {"routing_key", event.routing_key()},
                {"time", timestamp(event.time)},
                {"user", hook_person(state, event.user)}}}};
  const bool bug_is_private = !bug.groups.empty();
  if (bug_is_private && !state.can_see(bug, owner) && !turned_private) return std::nullopt;
  if (event.target == "bug") {
    if (bug_is_private) {
      out["bug"] = {{"id", bug.id}, {"is_private", true}};
      return out;
    }
    out["bug"] = hook_bug(state, bug);
    out["bug"]["bug"] = Json::object();
  } else {
    const bool of_attachment = event.target == "attachment";
    const bool is_private =
        bug_is_private || (of_attachment ? state.attachments().at(*event.attachment).is_private
                                         : state.comments().at(*event.comment).is_private);
    if (is_private) {
      if (!is_insider) return std::nullopt;
      out["bug"] = {
          {"id", bug.id},
          {"is_private", bug_is_private},
          {event.target, {{"id", of_attachment ? *event.attachment : *event.comment}, {"is_private", true}}}};
      return out;
    }
    out["bug"] = hook_bug(state, bug);
    if (of_attachment) {
      out["bug"]["attachment"] =
          hook_attachment(state, state.attachments().at(*event.attachment), event.hides_flags);
    } else {
      const Comment& comment = state.comments().at(*event.comment);
      out["bug"]["comment"] = {{"body", comment.body},
                               {"creation_time", timestamp(comment.time)},
                               {"id", comment.id},
                               {"is_private", false},
                               {"number", comment.number}};
    }
  }
  if (!event.changes.empty()) {
    Json changes = Json::array();
    for (const auto& each : event.changes)
      changes.push_back({{"field", each.field}, {"removed", each.removed}, {"added", each.added}});
    out["event"]["changes"] = std::move(changes);
  }
  return out;
}

}  // namespace sandbox
