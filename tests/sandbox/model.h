#pragma once
// What the sandbox keeps of a Bugzilla: people, bugs, attachments, flags, comments and webhooks.
// People are known by their login throughout; ids appear only in what is sent out.

#include <chrono>
#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace sandbox {

using Id = std::int64_t;
using Time = std::chrono::sys_seconds;

/// How Bugzilla says no: an HTTP status, its own code, and a sentence.
struct Refusal {
  int status = 400;
  int code = 32000;
  std::string message;
};
template <class T>
using Outcome = std::expected<T, Refusal>;
[[nodiscard]] inline std::unexpected<Refusal> refuse(int status, int code, std::string message) {
  return std::unexpected(Refusal{status, code, std::move(message)});
}

/// Groups that mean something here: "editbugs", "core-security-release" (may see what is private) and
/// "edit-comments" (may edit its own comments); any other name can restrict a bug.
struct User {
  Id id = 0;
  std::string login;
  std::string real_name;
  std::string nick;
  std::string api_key;
  std::set<std::string> groups;
  bool is_enabled = true;

  [[nodiscard]] bool in(const std::string& group) const { return groups.contains(group); }
};

struct Flag {
  Id id = 0;
  std::string type;    ///< "data-review", "needinfo"
  std::string status;  ///< "?", "+", "-"
  std::string setter;
  std::optional<std::string> requestee;
  Time created;
  Time modified;

  /// "?(steward@example.org)" without the type, as search and history write it.
  [[nodiscard]] std::string value(const char* gap = "") const {
    return status + (requestee ? std::string(gap) + "(" + *requestee + ")" : "");
  }
};

struct Attachment {
  Id id = 0;
  Id bug = 0;
  std::string creator;
  std::string file_name;
  std::string summary;
  std::string content_type;
  std::string bytes;
  bool is_private = false;
  bool is_obsolete = false;
  bool is_patch = false;
  Time created;
  Time changed;
  std::vector<Flag> flags;
};

struct Comment {
  Id id = 0;
  Id bug = 0;
  std::int64_t number = 0;  ///< on its bug; 0 is the description
  std::string author;
  std::string body;    ///< what was written
  std::string prefix;  ///< "Created attachment 1\nform\n\n", shown before it
  bool is_private = false;
  std::optional<Id> attachment;
  std::set<std::string> tags;
  int edits = 0;
  std::optional<Time> edited;
  Time time;
};

struct Bug {
  Id id = 0;
  std::string creator;
  std::string summary;
  std::string product = "Firefox";
  std::string component = "Untriaged";
  std::string status = "UNCONFIRMED";
  std::string resolution;
  std::string whiteboard;
  std::vector<std::string> keywords;
  std::set<std::string> groups;
  std::set<std::string> cc;
  std::vector<Flag> flags;
  Time created;
  Time changed;

  [[nodiscard]] bool is_open() const { return resolution.empty(); }
};

struct Webhook {
  Id id = 0;
  std::string owner;
  std::string name;
  std::string url;
  std::string header;  ///< name of the one header that can be configured; empty: none
  std::string secret;
  std::string events = "create,change,attachment,attachment_change,comment";
  std::string product = "Firefox";
  bool is_enabled = true;
  std::size_t errors = 0;  ///< deliveries waiting behind a failure, as GET webhooks/list says it
};

}  // namespace sandbox
