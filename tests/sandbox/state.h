#pragma once
// The sandbox's Bugzilla itself: what each call changes and who may make it, as captured from BMO. Every
// change tells the webhooks. Not thread-safe; Server keeps it on one thread.

#include "model.h"

#include <functional>
#include <string_view>

namespace sandbox {

/// One thing that happened, as webhooks tell it. Several may come from one call, in BMO's order.
struct Event {
  struct Change {
    std::string field;
    std::string removed;
    std::string added;
  };
  std::string target;  ///< "bug", "attachment", "comment"
  std::string action;  ///< "create", "modify"
  std::string user;
  Id bug = 0;
  std::optional<Id> attachment;
  std::optional<Id> comment;
  std::vector<Change> changes;
  Time time;
  /// BMO serializes these before the flag is stored: the attachment's flags look empty.
  bool hides_flags = false;

  [[nodiscard]] std::string routing_key() const;
};

struct FlagChange {
  std::optional<Id> id;
  std::string type;
  std::string status;
  std::optional<std::string> requestee;
  bool is_new = false;
};

struct NewAttachment {
  std::string file_name;
  std::string summary;
  std::string content_type = "text/plain";
  std::string bytes;
  std::string comment;
  bool is_private = false;
  bool is_patch = false;
  std::vector<FlagChange> flags = {};
};

struct NewComment {
  std::string body;
  bool is_private = false;
  std::vector<std::string> tags = {};
};

struct AttachmentEdit {
  std::optional<bool> is_obsolete;
  std::optional<bool> is_private;
  std::optional<std::string> summary;
  std::optional<std::string> content_type;
  std::optional<std::string> comment;
  std::vector<FlagChange> flags = {};
};

struct BugEdit {
  std::optional<std::string> summary;
  std::optional<std::string> product;
  std::optional<std::string> status;
  std::optional<std::string> resolution;
  std::optional<std::string> whiteboard;
  std::vector<std::string> add_groups = {};
  std::vector<std::string> remove_groups = {};
  std::vector<FlagChange> flags = {};
  std::optional<NewComment> comment;
};

/// field -> {removed, added}, as PUT answers it.
using Changes = std::map<std::string, std::pair<std::string, std::string>>;

class State {
 public:
  static constexpr std::int64_t most_comment_characters = 65535;
  static constexpr const char* insider_group = "core-security-release";

  /// `now` is the sandbox's clock; `tell` hears of each event in order.
  State(std::function<Time()> now, std::function<void(const Event&)> tell);
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  /// The six accounts of the captured instance with their keys.
  void add_captured_users();
  User& add_user(User user);
  /// As an administrator may; 4096 KiB otherwise.
  void allow_attachments_of(std::size_t bytes) { most_attachment_bytes_ = bytes; }
  Webhook& add_webhook(Webhook webhook);

  [[nodiscard]] Time now() const { return now_(); }
  [[nodiscard]] const std::map<std::string, User>& users() const { return users_; }
  [[nodiscard]] const User* user(std::string_view login) const;
  [[nodiscard]] const User* user_with_key(std::string_view key) const;
  [[nodiscard]] const std::map<Id, Bug>& bugs() const { return bugs_; }
  [[nodiscard]] const std::map<Id, Attachment>& attachments() const { return attachments_; }
  [[nodiscard]] const std::map<Id, Comment>& comments() const { return comments_; }
  [[nodiscard]] std::map<Id, Webhook>& webhooks() { return webhooks_; }
  [[nodiscard]] std::vector<const Attachment*> attachments_of(Id bug) const;
  [[nodiscard]] std::vector<const Comment*> comments_of(Id bug) const;

  /// `who` null is an anonymous visitor.
  [[nodiscard]] bool can_see(const Bug& bug, const User* who) const;
  [[nodiscard]] bool can_see(const Attachment& attachment, const User* who) const;
  [[nodiscard]] bool can_see(const Comment& comment, const User* who) const;
  /// The bug, or BMO's 404/101 or 401/102.
  [[nodiscard]] Outcome<const Bug*> find_bug(Id id, const User* who) const;

  Outcome<Id> create_bug(const User& who, Bug bug, const std::string& description);
  Outcome<Id> create_attachment(const User& who, Id bug, NewAttachment attachment);
  Outcome<Changes> edit_attachment(const User& who, Id attachment, const AttachmentEdit& edit);
  Outcome<Changes> edit_bug(const User& who, Id bug, const BugEdit& edit);
  /// The id that BMO answers with, which is often not the comment's.
  Outcome<Id> add_comment(const User& who, Id bug, const NewComment& comment);
  Outcome<void> edit_comment(const User& who, Id comment, const std::string& body);
  Outcome<std::vector<std::string>> tag_comment(const User& who, Id comment,
                                                const std::vector<std::string>& add,
                                                const std::vector<std::string>& remove);

 private:
  Bug& touch(Id bug);
  Outcome<void> check_comment(const User& who, const Bug& bug, const NewComment& comment) const;
  Comment& store_comment(const User& who, Id bug, const NewComment& comment, std::optional<Id> attachment,
                         const std::string& prefix);
  /// Applies flag changes to a copy, so that a failing one changes nothing.
  Outcome<std::vector<Flag>> changed_flags(const User& who, const Bug& bug, std::vector<Flag> flags,
                                           const std::vector<FlagChange>& changes, bool of_attachment);
  void add_to_cc(const User& who, Bug& bug, const std::vector<Flag>& before, const std::vector<Flag>& after);
  void tell(Event event);

  std::function<Time()> now_;
  std::function<void(const Event&)> tell_;
  std::map<std::string, User> users_;
  std::map<Id, Bug> bugs_;
  std::map<Id, Attachment> attachments_;
  std::map<Id, Comment> comments_;
  // By bug, in the order of their ids: a bug's answers must not take longer the more bugs there are.
  std::map<Id, std::vector<const Attachment*>> attachments_of_;
  std::map<Id, std::vector<const Comment*>> comments_of_;
  std::map<Id, Webhook> webhooks_;
  std::size_t most_attachment_bytes_ = 4096 * 1024;
  Id next_bug_ = 1;
  Id next_attachment_ = 1;
  Id next_comment_ = 1;
  Id next_flag_ = 1;
  Id next_user_ = 13;
  Id next_webhook_ = 1;
  Id tag_rows_ = 0;
  Id told_ = 0;
};

}  // namespace sandbox
