#pragma once
// Bugzilla's objects as the REST API of BMO gives them, reduced to what a data-review bot reads.
// Times are UTC seconds; ids are positive. Unknown keys are ignored, missing optional ones stay empty.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bugzilla {

using BugId = std::int64_t;
using AttachmentId = std::int64_t;
using CommentId = std::int64_t;
using FlagId = std::int64_t;
using UserId = std::int64_t;
using Time = std::chrono::sys_seconds;

struct User {
  UserId id = 0;
  std::string login;  ///< REST calls it name (or email); this is what flags and comments name people by
  std::string real_name;
  std::string nick;
  std::vector<std::string> groups;  ///< only filled by whoami
};

struct Flag {
  FlagId id = 0;
  std::string name;    ///< "data-review"
  std::string status;  ///< "?", "+", "-"
  std::string setter;  ///< login
  std::optional<std::string> requestee;
  std::optional<Time> creation_time;
  std::optional<Time> modification_time;
};

struct Attachment {
  AttachmentId id = 0;
  BugId bug_id = 0;
  std::string file_name;
  std::string summary;
  std::string content_type;  ///< as the uploader said, never sniffed, may carry a charset
  std::int64_t size = 0;     ///< bytes
  std::string creator;       ///< login
  std::optional<Time> creation_time;
  std::optional<Time> last_change_time;
  bool is_private = false;
  bool is_obsolete = false;
  bool is_patch = false;
  std::vector<Flag> flags;
  std::optional<std::string> data;  ///< decoded bytes; empty unless they were asked for
};

struct Bug {
  BugId id = 0;
  std::string summary;
  std::string product;
  std::string component;
  std::string status;
  std::string resolution;
  std::string whiteboard;
  bool is_open = true;
  std::vector<std::string> groups;  ///< not empty: the bug is not public
  std::vector<std::string> keywords;
  std::string creator;
  std::string assigned_to;
  std::optional<Time> creation_time;
  std::optional<Time> last_change_time;
  std::vector<Flag> flags;  ///< the bug's own flags (needinfo), never its attachments' flags
};

struct Comment {
  CommentId id = 0;
  BugId bug_id = 0;
  std::int64_t count = 0;  ///< number on the bug, 0 is the description
  std::string text;
  std::string raw_text;  ///< without "Created attachment ..." prefixes; equals text where the site has none
  std::string creator;   ///< login
  std::optional<Time> time;
  bool is_private = false;
  std::optional<AttachmentId> attachment_id;
  std::vector<std::string> tags;
};

struct ServerTime {
  Time db_time;
  Time web_time;
};

struct Webhook {
  std::int64_t id = 0;
  std::string name;
  std::string url;
  std::string event;
  std::string product;
  std::string component;
  bool enabled = false;
  std::int64_t errors = 0;  ///< deliveries waiting behind a failure
};

/// What a new comment is made of. Text over 65,535 characters is refused by Bugzilla (code 114).
struct NewComment {
  std::string text;
  bool is_private = false;
  bool is_markdown = true;
  std::vector<std::string> tags;  ///< 3 to 24 characters each; need editbugs
};

/// A change of one attachment flag. The bot's service never sends one for data-review.
struct FlagChange {
  std::optional<FlagId> id;  ///< an existing flag, or
  std::string name;          ///< a new one by name
  std::string status;        ///< "?", "+", "-", "X" to clear
  std::optional<std::string> requestee;
};

/// The search that the poller makes: bugs that carry a flag on themselves or on an attachment.
struct FlagSearch {
  std::string flag;  ///< with its status: "data-review?"
  std::optional<Time> changed_since;
  std::optional<BugId> after_id;  ///< keyset paging: only bugs with a larger id
  int limit = 1000;
};

}  // namespace bugzilla
