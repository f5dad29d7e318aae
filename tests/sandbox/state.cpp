#include "state.h"

#include <algorithm>
#include <cctype>

namespace sandbox {
namespace {

constexpr const char* attachment_flag_types[] = {"data-review", "gated-review"};
constexpr const char* bug_flag_type = "needinfo";

std::string trimmed(std::string text) {
  std::erase(text, '\r');
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\0') c = ' ';
  }
  const auto is_blank = [](char c) { return c == ' ' || c == '\n' || c == '\t'; };
  while (!text.empty() && is_blank(text.back())) text.pop_back();
  text.erase(text.begin(), std::ranges::find_if_not(text, is_blank));
  return text;
}

std::int64_t characters(const std::string& text) {
  return std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; });
}

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : ", ") + part;
  return out;
}

const Flag* flag_with_id(const std::vector<Flag>& flags, Id id) {
  const auto at = std::ranges::find(flags, id, &Flag::id);
  return at == flags.end() ? nullptr : &*at;
}

bool same(const Flag& one, const Flag* other) {
  return other != nullptr && one.status == other->status && one.requestee == other->requestee;
}

/// "data-review?(a), data-review?(b)" of the flags in `flags` that are not the same in `others`.
std::string different(const std::vector<Flag>& flags, const std::vector<Flag>& others) {
  std::vector<std::string> out;
  for (const Flag& flag : flags) {
    if (!same(flag, flag_with_id(others, flag.id))) out.push_back(flag.type + flag.value());
  }
  std::ranges::sort(out);
  return joined(out);
}

/// What a webhook says of flag changes: one a type, the last one wins, and no word where old and new read the
/// same.
std::vector<Event::Change> lossy_changes(const std::vector<Flag>& before, const std::vector<Flag>& after) {
  std::map<std::string, std::pair<std::string, std::string>> by_type;
  for (const Flag& flag : before) by_type[flag.type].first = flag.value(" ");
  for (const Flag& flag : after) by_type[flag.type].second = flag.value(" ");
  std::vector<Event::Change> out;
  for (const auto& [type, change] : by_type) {
    if (change.first != change.second) out.push_back({"flag." + type, change.first, change.second});
  }
  return out;
}

Outcome<void> check_tag(const std::string& tag) {
  if (tag.size() < 3) return refuse(400, 128, "Comment tags must be at least 3 characters.");
  if (tag.size() > 24) return refuse(400, 127, "Comment tags cannot be longer than 24 characters.");
  const bool is_plain = std::ranges::all_of(tag, [](unsigned char c) { return c > 0x20 && c != ','; });
  if (!is_plain)
    return refuse(400, 126, "The comment tag \"" + tag + "\" contains invalid characters or words.");
  return {};
}

Outcome<void> check_tags(const User& who, const std::vector<std::string>& tags) {
  if (!who.in("editbugs")) {
    return refuse(
        401, 304,
        "Sorry, you aren't a member of the 'editbugs' group, and so you are not authorized to comment tags.");
  }
  for (const std::string& tag : tags) {
    if (auto fine = check_tag(tag); !fine) return fine;
  }
  return {};
}

std::unexpected<Refusal> no_such_user(const std::string& login) {
  return refuse(
      404, 51,
      "There is no user named '" + login +
          "'. Either you mis-typed the name or that user has not yet registered for a Bugzilla account.");
}

}  // namespace

std::string Event::routing_key() const {
  std::string key = target + "." + action;
  for (std::size_t i = 0; i < changes.size(); ++i) key += (i == 0 ? ":" : ",") + changes[i].field;
  return key;
}

State::State(std::function<Time()> now, std::function<void(const Event&)> tell)
    : now_(std::move(now)), tell_(std::move(tell)) {}

void State::add_captured_users() {
  add_user({.login = "requester@example.org",
            .real_name = "Rita Requester",
            .nick = "requester",
            .api_key = "requester-key-aaaaaaaaaaaaaaaaaaaaaaaaa0"});
  add_user({.login = "steward@example.org",
            .real_name = "Stu Steward [:stu]",
            .nick = "stu",
            .api_key = "steward-key-bbbbbbbbbbbbbbbbbbbbbbbbbbb0",
            .groups = {"editbugs", "canconfirm"}});
  add_user({.login = "steward2@example.org",
            .real_name = "Sally Steward2 [:sally]",
            .nick = "sally",
            .api_key = "steward2-key-bbbbbbbbbbbbbbbbbbbbbbbbbb0",
            .groups = {"editbugs", "canconfirm", "data-private"}});
  add_user({.login = "bot@example.org",
            .real_name = "Data Review Bot [:databot]",
            .nick = "databot",
            .api_key = "bot-key-ccccccccccccccccccccccccccccccc0",
            .groups = {"bz_canusewhines", "canconfirm", "editbugs", insider_group, "data-private"}});
  add_user({.login = "bot-plain@example.org",
            .real_name = "Plain Bot",
            .nick = "bot-plain",
            .api_key = "botplain-key-ddddddddddddddddddddddddd00",
            .groups = {"editbugs"}});
  add_user({.login = "nobits@example.org",
            .real_name = "Nora Nobits",
            .nick = "nobits",
            .api_key = "nobits-key-eeeeeeeeeeeeeeeeeeeeeeeeeeee0"});
}

User& State::add_user(User user) {
  if (user.id == 0) user.id = next_user_++;
  const std::string login = user.login;
  return users_[login] = std::move(user);
}

Webhook& State::add_webhook(Webhook webhook) {
  webhook.id = next_webhook_++;
  return webhooks_[webhook.id] = std::move(webhook);
}

const User* State::user(std::string_view login) const {
  const auto at = users_.find(std::string(login));
  return at == users_.end() ? nullptr : &at->second;
}

const User* State::user_with_key(std::string_view key) const {
  const auto at = std::ranges::find_if(
      users_, [&](const auto& each) { return !key.empty() && each.second.api_key == key; });
  return at == users_.end() ? nullptr : &at->second;
}

std::vector<const Attachment*> State::attachments_of(Id bug) const {
  const auto at = attachments_of_.find(bug);
  return at == attachments_of_.end() ? std::vector<const Attachment*>() : at->second;
}

std::vector<const Comment*> State::comments_of(Id bug) const {
  const auto at = comments_of_.find(bug);
  return at == comments_of_.end() ? std::vector<const Comment*>() : at->second;
}

bool State::can_see(const Bug& bug, const User* who) const {
  if (bug.groups.empty()) return true;
  if (who == nullptr) return false;
  if (bug.creator == who->login || bug.cc.contains(who->login)) return true;
  return std::ranges::all_of(bug.groups, [&](const std::string& group) { return who->in(group); });
}

bool State::can_see(const Attachment& attachment, const User* who) const {
  if (!can_see(bugs_.at(attachment.bug), who)) return false;
  return !attachment.is_private ||
         (who != nullptr && (who->in(insider_group) || who->login == attachment.creator));
}

bool State::can_see(const Comment& comment, const User* who) const {
  if (!can_see(bugs_.at(comment.bug), who)) return false;
  return !comment.is_private || (who != nullptr && who->in(insider_group));
}

Outcome<const Bug*> State::find_bug(Id id, const User* who) const {
  const auto at = bugs_.find(id);
  if (at == bugs_.end()) return refuse(404, 101, "Bug " + std::to_string(id) + " does not exist.");
  if (!can_see(at->second, who)) {
    return refuse(
        401, 102,
        "You are not authorized to access bug " + std::to_string(id) + "." +
            (who == nullptr
                 ? " To see this bug, you must first log in to an account with the appropriate permissions."
                 : ""));
  }
  return &at->second;
}

Bug& State::touch(Id bug) {
  Bug& found = bugs_.at(bug);
  found.changed = now();
  return found;
}

void State::tell(Event event) {
  event.time = now();
  ++told_;
  tell_(event);
}

Outcome<Id> State::create_bug(const User& who, Bug bug, const std::string& description) {
  bug.id = next_bug_++;
  bug.creator = who.login;
  bug.created = bug.changed = now();
  const Id id = bug.id;
  bugs_[id] = std::move(bug);
  const Comment& comment = store_comment(who, id, {.body = description}, std::nullopt, "");
  tell({.target = "comment", .action = "create", .user = who.login, .bug = id, .comment = comment.id});
  tell({.target = "bug", .action = "create", .user = who.login, .bug = id});
  return id;
}

Comment& State::store_comment(const User& who, Id bug, const NewComment& comment,
                              std::optional<Id> attachment, const std::string& prefix) {
  Comment out{.id = next_comment_++,
              .bug = bug,
              .number = static_cast<std::int64_t>(comments_of(bug).size()),
              .author = who.login,
              .body = trimmed(comment.body),
              .prefix = prefix,
              .is_private = comment.is_private,
              .attachment = attachment,
              .tags = {comment.tags.begin(), comment.tags.end()},
              .time = now()};
  tag_rows_ += static_cast<Id>(out.tags.size());
  touch(bug);
  const Id id = out.id;
  Comment& stored = comments_[id] = std::move(out);
  comments_of_[bug].push_back(&stored);
  return stored;
}

Outcome<void> State::check_comment(const User& who, const Bug& /*bug*/, const NewComment& comment) const {
  if (trimmed(comment.body).empty()) {
    return refuse(400, 50, "The function requires a comment argument, and that argument was not set.");
  }
  if (characters(comment.body) > most_comment_characters) {
    return refuse(400, 114, "Comments cannot be longer than 65535 characters.");
  }
  if (comment.is_private && !who.in(insider_group)) {
    return refuse(401, 113, "Sorry, but you are not allowed to (un)mark comments or attachments as private.");
  }
  if (comment.tags.empty()) return {};
  return check_tags(who, comment.tags);
}

Outcome<Id> State::add_comment(const User& who, Id bug, const NewComment& comment) {
  const auto found = find_bug(bug, &who);
  if (!found) return std::unexpected(found.error());
  if (auto fine = check_comment(who, **found, comment); !fine) return std::unexpected(fine.error());
  const Id id = store_comment(who, bug, comment, std::nullopt, "").id;
  const Id told_before = told_;
  tell({.target = "comment", .action = "create", .user = who.login, .bug = bug, .comment = id});
  // BMO answers with the last row id of whatever was written last.
  const bool is_heard =
      std::ranges::any_of(webhooks_, [](const auto& each) { return each.second.is_enabled; });
  if (is_heard) return told_before + 35;
  return comment.tags.empty() ? id : tag_rows_;
}

Outcome<void> State::edit_comment(const User& who, Id comment, const std::string& body) {
  const auto at = comments_.find(comment);
  if (at == comments_.end()) return refuse(400, 111, std::to_string(comment) + " is not a valid comment id.");
  if (!can_see(at->second, &who))
    return refuse(401, 110, "Comment id " + std::to_string(comment) + " is private.");
  if (!who.in("edit-comments") || at->second.author != who.login) {
    return refuse(401, 304, "Sorry, you are not authorized to edit comments.");
  }
  if (auto fine = check_comment(who, bugs_.at(at->second.bug), {.body = body}); !fine) return fine;
  at->second.body = trimmed(body);
  ++at->second.edits;
  at->second.edited = now();
  return {};
}

Outcome<std::vector<std::string>> State::tag_comment(const User& who, Id comment,
                                                     const std::vector<std::string>& add,
                                                     const std::vector<std::string>& remove) {
  const auto at = comments_.find(comment);
  if (at == comments_.end()) return refuse(400, 111, std::to_string(comment) + " is not a valid comment id.");
  if (!can_see(at->second, &who))
    return refuse(401, 110, "Comment id " + std::to_string(comment) + " is private.");
  if (auto fine = check_tags(who, add); !fine) return std::unexpected(fine.error());
  for (const std::string& tag : add) {
    if (at->second.tags.insert(tag).second) ++tag_rows_;
  }
  for (const std::string& tag : remove) at->second.tags.erase(tag);
  return std::vector<std::string>(at->second.tags.begin(), at->second.tags.end());
}

Outcome<std::vector<Flag>> State::changed_flags(const User& who, const Bug& bug, std::vector<Flag> flags,
                                                const std::vector<FlagChange>& changes, bool of_attachment) {
  for (const FlagChange& change : changes) {
    const bool is_known = of_attachment ? std::ranges::count(attachment_flag_types, change.type) != 0
                                        : change.type == bug_flag_type;
    auto at = flags.end();
    if (change.id) {
      at = std::ranges::find(flags, *change.id, &Flag::id);
      if (at == flags.end())
        return refuse(404, 51, "There is no flag with the id '" + std::to_string(*change.id) + "'.");
    } else if (!is_known) {
      return refuse(404, 51, "There is no flagtype named '" + change.type + "'.");
    } else if (!change.is_new) {
      if (std::ranges::count(flags, change.type, &Flag::type) > 1) {
        return refuse(400, 132,
                      "The flag '" + change.type +
                          "' has been set multiple times. You must specify the id value to update the flag.");
      }
      at = std::ranges::find(flags, change.type, &Flag::type);
    }
    if (change.status != "?" && change.status != "+" && change.status != "-" && change.status != "X") {
      return refuse(400, 129, "The flag status " + change.status + " is invalid.");
    }
    const std::string type = at == flags.end() ? change.type : at->type;
    if (type == "gated-review" && change.status != "?" && change.status != "X" && !who.in(insider_group)) {
      return refuse(
          400, 130,
          "You tried to grant " + type + ". Only a user with the required permissions may make this change.");
    }
    if (change.requestee) {
      const User* asked = user(*change.requestee);
      if (asked == nullptr) return no_such_user(*change.requestee);
      if (!can_see(bug, asked)) {
        return refuse(400, 32000,
                      "You asked " + asked->real_name + " <" + asked->login + "> for " + type + " on bug " +
                          std::to_string(bug.id) +
                          ", but that bug has been restricted to users in certain groups.");
      }
    }
    if (change.status == "X") {
      if (at != flags.end()) flags.erase(at);
      continue;
    }
    if (at == flags.end()) {
      flags.push_back({.id = next_flag_++, .type = change.type, .created = now()});
      at = std::prev(flags.end());
    }
    at->setter = who.login;
    at->status = change.status;
    at->modified = now();
    at->requestee = change.status == "?" ? change.requestee : std::nullopt;
  }
  return flags;
}

void State::add_to_cc(const User& who, Bug& bug, const std::vector<Flag>& before,
                      const std::vector<Flag>& after) {
  std::vector<std::string> added;
  for (const Flag& flag : after) {
    if (!flag.requestee || same(flag, flag_with_id(before, flag.id)) || *flag.requestee == bug.creator)
      continue;
    if (bug.cc.insert(*flag.requestee).second) added.push_back(*flag.requestee);
  }
  if (added.empty()) return;
  tell({.target = "bug",
        .action = "modify",
        .user = who.login,
        .bug = bug.id,
        .changes = {{"cc", "", joined(added)}}});
}

Outcome<Id> State::create_attachment(const User& who, Id bug_id, NewAttachment given) {
  const auto found = find_bug(bug_id, &who);
  if (!found) return std::unexpected(found.error());
  if (given.summary.empty()) return refuse(400, 604, "You must enter a description for the attachment.");
  if (given.file_name.empty()) return refuse(400, 603, "You did not specify a file to attach.");
  if (given.bytes.empty())
    return refuse(400, 606,
                  "The file you are trying to attach is empty, does not exist, or you don't have permission "
                  "to read it.");
  if (given.content_type.find('/') == std::string::npos)
    return refuse(400, 601, "The content type is invalid.");
  if (given.bytes.size() > most_attachment_bytes_) {
    return refuse(400, 600,
                  "The file you are trying to attach is " +
                      std::to_string((given.bytes.size() + 1023) / 1024) +
                      " kilobytes (KB) in size. Attachments cannot be more than 4096 KB.");
  }
  if (given.is_private && !who.in(insider_group)) {
    return refuse(401, 113, "Sorry, but you are not allowed to (un)mark comments or attachments as private.");
  }
  auto flags = changed_flags(who, **found, {}, given.flags, true);
  if (!flags) return std::unexpected(flags.error());  // the whole attachment is rolled back

  Attachment made{.id = next_attachment_++,
                  .bug = bug_id,
                  .creator = who.login,
                  .file_name = given.file_name,
                  .summary = given.summary,
                  .content_type = given.is_patch ? "text/plain" : given.content_type,
                  .bytes = std::move(given.bytes),
                  .is_private = given.is_private,
                  .is_patch = given.is_patch,
                  .created = now(),
                  .changed = now(),
                  .flags = *flags};
  const Id id = made.id;
  const Attachment& stored = attachments_[id] = std::move(made);
  attachments_of_[bug_id].push_back(&stored);
  const std::string prefix = "Created attachment " + std::to_string(id) + "\n" + given.summary +
                             (given.comment.empty() ? "" : "\n\n");
  const Id comment =
      store_comment(who, bug_id, {.body = given.comment, .is_private = given.is_private}, id, prefix).id;
  tell({.target = "attachment",
        .action = "create",
        .user = who.login,
        .bug = bug_id,
        .attachment = id,
        .hides_flags = true});
  if (auto changes = lossy_changes({}, *flags); !changes.empty()) {
    tell({.target = "attachment",
          .action = "modify",
          .user = who.login,
          .bug = bug_id,
          .attachment = id,
          .changes = std::move(changes),
          .hides_flags = true});
  }
  tell({.target = "comment", .action = "create", .user = who.login, .bug = bug_id, .comment = comment});
  add_to_cc(who, bugs_.at(bug_id), {}, *flags);
  return id;
}

Outcome<Changes> State::edit_attachment(const User& who, Id id, const AttachmentEdit& edit) {
  const auto at = attachments_.find(id);
  if (at == attachments_.end())
    return refuse(404, 10500, "The attachment number " + std::to_string(id) + " is invalid.");
  Attachment& attachment = at->second;
  if (!can_see(attachment, &who))
    return refuse(401, 304,
                  "Sorry, you are not authorized to access attachment #" + std::to_string(id) + ".");
  if (!who.in("editbugs") && who.login != attachment.creator) {
    return refuse(400, 32000, "You are not authorized to edit attachment " + std::to_string(id) + ".");
  }
  if (edit.is_private && *edit.is_private != attachment.is_private && !who.in(insider_group)) {
    return refuse(401, 113, "Sorry, but you are not allowed to (un)mark comments or attachments as private.");
  }
  auto flags = changed_flags(who, bugs_.at(attachment.bug), attachment.flags, edit.flags, true);
  if (!flags) return std::unexpected(flags.error());

  Changes changes;
  std::vector<Event::Change> plain;
  const auto note = [&](const char* rest, const char* raw, const std::string& removed,
                        const std::string& added) {
    changes[rest] = {removed, added};
    plain.push_back({raw, removed, added});
  };
  if (edit.is_obsolete && *edit.is_obsolete != attachment.is_obsolete) {
    note("is_obsolete", "isobsolete", attachment.is_obsolete ? "1" : "0", *edit.is_obsolete ? "1" : "0");
    attachment.is_obsolete = *edit.is_obsolete;
    if (attachment.is_obsolete) std::erase_if(*flags, [](const Flag& flag) { return flag.status == "?"; });
  }
  if (edit.is_private && *edit.is_private != attachment.is_private) {
    note("is_private", "is_private", attachment.is_private ? "1" : "0", *edit.is_private ? "1" : "0");
    attachment.is_private = *edit.is_private;
  }
  if (edit.summary && *edit.summary != attachment.summary) {
    note("summary", "description", attachment.summary, *edit.summary);
    attachment.summary = *edit.summary;
  }
  if (edit.content_type && *edit.content_type != attachment.content_type) {
    note("content_type", "mimetype", attachment.content_type, *edit.content_type);
    attachment.content_type = *edit.content_type;
  }
  const std::vector<Flag> before = attachment.flags;
  attachment.flags = *flags;
  const std::string removed = different(before, *flags);
  const std::string added = different(*flags, before);
  if (!removed.empty() || !added.empty()) changes["flagtypes.name"] = {removed, added};
  if (!changes.empty()) {
    attachment.changed = now();
    touch(attachment.bug);
  }
  const auto modify = [&](std::vector<Event::Change> said) {
    if (said.empty()) return;
    tell({.target = "attachment",
          .action = "modify",
          .user = who.login,
          .bug = attachment.bug,
          .attachment = id,
          .changes = std::move(said)});
  };
  modify(std::move(plain));
  modify(lossy_changes(before, *flags));
  if (edit.comment) {
    const std::string prefix =
        "Comment on attachment " + std::to_string(id) + "\n" + attachment.summary + "\n\n";
    const Id comment = store_comment(who, attachment.bug,
                                     {.body = *edit.comment, .is_private = attachment.is_private}, id, prefix)
                           .id;
    tell({.target = "comment",
          .action = "create",
          .user = who.login,
          .bug = attachment.bug,
          .comment = comment});
  }
  add_to_cc(who, bugs_.at(attachment.bug), before, *flags);
  return changes;
}

Outcome<Changes> State::edit_bug(const User& who, Id id, const BugEdit& edit) {
  const auto found = find_bug(id, &who);
  if (!found) return std::unexpected(found.error());
  Bug& bug = bugs_.at(id);
  const bool may_edit = who.in("editbugs") || who.login == bug.creator;
  if (!may_edit && (edit.summary || edit.product || edit.status || edit.resolution || edit.whiteboard)) {
    return refuse(401, 115,
                  "You tried to change a field, but only the assignee or reporter of the bug, or a user with "
                  "the required permissions may change that field.");
  }
  if (edit.comment) {
    if (auto fine = check_comment(who, bug, *edit.comment); !fine) return std::unexpected(fine.error());
  }
  auto flags = changed_flags(who, bug, bug.flags, edit.flags, false);
  if (!flags) return std::unexpected(flags.error());

  Changes changes;
  std::vector<Event::Change> plain;
  const auto set = [&](const char* field, std::string& value, const std::optional<std::string>& wanted) {
    if (!wanted || *wanted == value) return;
    changes[field] = {value, *wanted};
    plain.push_back({field, value, *wanted});
    value = *wanted;
  };
  set("summary", bug.summary, edit.summary);
  set("product", bug.product, edit.product);
  set("status", bug.status, edit.status);
  set("resolution", bug.resolution, edit.resolution);
  set("whiteboard", bug.whiteboard, edit.whiteboard);

  const bool was_private = !bug.groups.empty();
  for (const std::string& group : edit.add_groups) bug.groups.insert(group);
  for (const std::string& group : edit.remove_groups) bug.groups.erase(group);
  const bool is_private = !bug.groups.empty();
  if (!edit.add_groups.empty() || !edit.remove_groups.empty()) {
    changes["groups"] = {joined(edit.remove_groups), joined(edit.add_groups)};
    plain.push_back({"groups", joined(edit.remove_groups), joined(edit.add_groups)});
  }
  const std::vector<Flag> before = bug.flags;
  bug.flags = *flags;
  const auto flag_words = lossy_changes(before, *flags);
  for (const auto& each : flag_words) changes[each.field] = {each.removed, each.added};
  if (!changes.empty()) touch(id);

  if (edit.comment) {
    const Id comment = store_comment(who, id, *edit.comment, std::nullopt, "").id;
    tell({.target = "comment", .action = "create", .user = who.login, .bug = id, .comment = comment});
  }
  const auto modify = [&](std::vector<Event::Change> said) {
    tell({.target = "bug", .action = "modify", .user = who.login, .bug = id, .changes = std::move(said)});
  };
  if (was_private != is_private) modify({{"is_private", was_private ? "1" : "0", is_private ? "1" : "0"}});
  if (!plain.empty()) modify(std::move(plain));
  for (int twice = 0; twice < 2 && !flag_words.empty(); ++twice) modify(flag_words);
  add_to_cc(who, bug, before, *flags);
  return changes;
}

}  // namespace sandbox
