#pragma once
// A webhook delivery, reduced to the one thing that may be believed: which bug to look at.

#include "bugzilla_client/types.h"

#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace bugzilla {

/// BMO's deliveries are hints: at least once, lossy, with times without zone and flags that may be
/// stale. Nothing else of the payload is kept.
struct WebhookHint {
  BugId bug = 0;
  std::optional<AttachmentId> attachment;
  std::string target;          ///< "bug", "attachment", "comment"
  std::string action;          ///< "create", "modify", "test"
  std::optional<UserId> user;  ///< who did it; the bot's own changes come back too
};

/// The sentence says what is wrong with the payload. Nesting deeper than 64 levels, ids that are not
/// positive 53-bit integers and a missing bug are errors; unknown keys are not.
[[nodiscard]] std::expected<WebhookHint, std::string> parse_webhook(std::string_view body);

}  // namespace bugzilla
