#pragma once
// The life of a request, decided without I/O: what was seen on a bug and what is remembered of it give the
// new memory and the comments that are owed. The table of lives is in docs/life-of-a-request.md.

#include "bugzilla_client/types.h"
#include "review/assessment.h"
#include "review/policy.h"
#include "service/config/settings.h"
#include "service/plan/request.h"

#include <map>
#include <string>
#include <vector>

namespace service {

/// A form that was fetched and assessed for this look.
struct Reviewed {
  std::string content_hash;
  review::Assessment assessment;
  std::optional<std::int64_t> pasted_in;  ///< where it is no form: the comment that holds one
};

/// What one look found on a bug.
struct Observed {
  bugzilla::Bug bug;
  std::vector<bugzilla::Attachment> attachments;  ///< the visible ones, without data
  std::vector<bugzilla::Comment> comments;        ///< the visible ones; none of a hidden bug
  std::map<bugzilla::AttachmentId, Reviewed> reviewed;
};

struct PlanContext {
  const Settings& settings;
  const review::Policy& policy;
  std::string login;                  ///< the bot's own account; empty: it has none
  std::optional<Time> posting_since;  ///< when posting was first switched on; none: never yet
  Time now;
};

struct Plan {
  std::vector<Request> requests;  ///< every request of the bug, old and new
  std::vector<Effect> effects;    ///< all that is owed to the bug now
};

[[nodiscard]] Plan plan(const Observed& observed, const std::vector<Request>& remembered,
                        const PlanContext& context);

/// The open flag of that name on an attachment, the newest of several, or null: obsolete attachments have
/// none.
[[nodiscard]] const bugzilla::Flag* open_flag(const bugzilla::Attachment& attachment,
                                              const std::string& flag);

/// Whether the bug or the attachment is private.
[[nodiscard]] bool is_private(const bugzilla::Bug& bug, const bugzilla::Attachment& attachment);

/// Whether the request's text must not be fetched, kept and shown.
[[nodiscard]] bool is_hidden(const bugzilla::Bug& bug, const bugzilla::Attachment& attachment,
                             const CommentSettings& settings);

/// Whether the bug's whiteboard or product, or somebody's wish, keeps the bot from commenting.
[[nodiscard]] bool is_to_stay_away(const bugzilla::Bug& bug, const bugzilla::Attachment& attachment,
                                   const std::string& requester, const CommentSettings& settings);

/// Whether the bot itself wrote a comment with that reference line, whatever others quote.
[[nodiscard]] bool is_said_by_bot(const bugzilla::Comment& comment, const std::string& reference,
                                  const PlanContext& context);

/// The line that marks the bot's comment on one version of one form.
[[nodiscard]] std::string reference_line(bugzilla::AttachmentId attachment, const std::string& content_hash);

}  // namespace service
