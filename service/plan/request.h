#pragma once
// What the bot remembers of one request for data review: one flagged attachment.

#include "bugzilla_client/types.h"
#include "service/clock.h"

#include <optional>
#include <string>
#include <string_view>

namespace service {

/// What became of the pre-review comment.
enum class CommentState {
  none,       ///< there is none to post: hidden, or not yet assessed
  preview,    ///< a dry run: shown on the queue page only
  backlog,    ///< flagged before posting was switched on: shown, not posted
  pending,    ///< in the outbox
  posted,     ///< seen on the bug
  withdrawn,  ///< the request ended before the comment was posted
  stay_away,  ///< the bug asks the bot to stay away
  repeated,   ///< the same content was attached before: all has been said
};

/// Who has to do something before an open request can go on.
enum class Turn { steward, requester };

struct Request {
  bugzilla::AttachmentId attachment = 0;
  bugzilla::BugId bug = 0;
  bool hidden = false;  ///< private: only the numbers above, the times below and whose turn it is are kept
  /// The bug or the attachment is private, whether or not its text may be kept (comment.review_private).
  bool is_private = false;
  std::string bug_summary;
  std::string component;  ///< "Firefox :: Untriaged"
  std::string file_name;
  std::string content_type;
  std::string requester;  ///< login of who set the flag
  std::string requestee;  ///< login of the asked steward, or empty
  std::optional<Time> flagged_at;
  std::string content_hash;  ///< SHA-256 of the attachment's bytes in hex; empty: not read yet
  std::string kind;          ///< spellings of the assessment's schema
  std::string verdict;
  int category = 0;        ///< predicted, 0: none
  std::string assessment;  ///< JSON, schema data-review-bot/assessment/1
  std::string comment;     ///< the very comment, Markdown
  std::string steward_review;
  CommentState comment_state = CommentState::none;
  bool open = true;
  std::string outcome;  ///< "granted", "denied", "cancelled", "obsolete", "bug closed"; empty while open
  std::optional<Time> closed_at;
  Turn turn = Turn::steward;            ///< of an open request
  std::optional<Time> waits_since;      ///< since when whose turn it is could have acted
  std::optional<Time> last_activity;    ///< the last thing that a person, not the bot, did about it
  bugzilla::AttachmentId replaces = 0;  ///< the earlier version of this form; 0: none
  std::optional<Time>
      bug_changed_at;  ///< its last_change_time at the last look; none: too fresh to be relied on

  /// Whether people in a room are told its number and nothing else.
  [[nodiscard]] bool is_number_only() const { return hidden || is_private; }

  bool operator==(const Request&) const = default;
};

/// One thing that the bot owes to a bug: a comment, or the tag that folds a superseded one away. Written in
/// the same transaction as the request's new state.
struct Effect {
  std::string key;  ///< idempotency key: at most one effect with this key is ever carried out
  bugzilla::BugId bug = 0;
  bugzilla::AttachmentId attachment = 0;
  std::string text;
  std::string reference;  ///< the line by which the comment is found again; part of `text`
  bool is_private = false;
  bugzilla::CommentId edits = 0;  ///< the bot's own comment to replace where Bugzilla allows it; 0: none
  bugzilla::CommentId tags = 0;   ///< the bot's own comment to tag as superseded; 0: this is a comment

  bool operator==(const Effect&) const = default;
};

[[nodiscard]] std::string_view spelling(CommentState state);
[[nodiscard]] CommentState comment_state_by_spelling(std::string_view text);
[[nodiscard]] std::string_view spelling(Turn turn);
[[nodiscard]] Turn turn_by_spelling(std::string_view text);

}  // namespace service
