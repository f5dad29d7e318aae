#include "service/plan/plan.h"

#include "review/render/render.h"
#include "service/plan/turn.h"

#include <algorithm>

namespace service {
namespace {

const Request* find(const std::vector<Request>& requests, bugzilla::AttachmentId id) {
  const auto at = std::ranges::find(requests, id, &Request::attachment);
  return at == requests.end() ? nullptr : &*at;
}

void hide(Request& request) {
  request = Request{.attachment = request.attachment,
                    .bug = request.bug,
                    .hidden = true,
                    .flagged_at = request.flagged_at,
                    .waits_since = request.flagged_at,
                    .last_activity = request.flagged_at,
                    .comment_state = request.comment_state == CommentState::posted ? CommentState::posted
                                                                                   : CommentState::none};
}

/// What was flagged before posting was switched on is listed only: people may have answered it already.
bool is_backlog(const Request& request, const PlanContext& context) {
  if (context.settings.comment.on_backlog) return false;
  return !context.posting_since || !request.flagged_at || *request.flagged_at < *context.posting_since;
}

CommentState owed(const Request& request, const bugzilla::Bug& bug, const PlanContext& context) {
  const std::string& word = context.settings.comment.stay_away_whiteboard;
  if (!word.empty() && bug.whiteboard.find(word) != std::string::npos) return CommentState::stay_away;
  if (!context.settings.comment.post) return CommentState::preview;
  return is_backlog(request, context) ? CommentState::backlog : CommentState::pending;
}

void take_review(Request& request, const Reviewed& reviewed, const PlanContext& context) {
  const review::Assessment& found = reviewed.assessment;
  request.content_hash = reviewed.content_hash;
  request.kind = review::spelling(found.kind);
  request.verdict = review::spelling(found.verdict);
  request.category = found.predicted_category ? static_cast<int>(*found.predicted_category) : 0;
  request.assessment = review::to_json(found, request.file_name).dump();
  request.steward_review = review::render_steward(found, context.policy);
  request.comment =
      review::render_comment(found, context.policy,
                             {.reference = reference_line(request.attachment, request.content_hash),
                              .file_name = request.file_name});
}

Request seen(const bugzilla::Bug& bug, const bugzilla::Attachment& attachment, const bugzilla::Flag& flag,
             const Request* before) {
  Request request = before == nullptr ? Request{} : *before;
  request.attachment = attachment.id;
  request.bug = bug.id;
  request.hidden = false;
  request.bug_summary = bug.summary;
  request.component = bug.product + " :: " + bug.component;
  request.file_name = attachment.file_name;
  request.content_type = attachment.content_type;
  request.requester = flag.setter;
  request.requestee = flag.requestee.value_or("");
  request.flagged_at = flag.modification_time ? flag.modification_time : flag.creation_time;
  request.open = true;
  request.outcome.clear();
  request.closed_at.reset();
  request.bug_changed_at = bug.last_change_time;
  return request;
}

/// Why a request that was open no longer is; empty where it may only be out of sight.
std::string outcome(const Observed& observed, const Request& request, const std::string& flag) {
  const auto at = std::ranges::find(observed.attachments, request.attachment, &bugzilla::Attachment::id);
  if (at == observed.attachments.end()) return "";
  if (at->is_obsolete) return "obsolete";
  if (!observed.bug.is_open && open_flag(*at, flag) != nullptr) return "bug closed";
  for (const bugzilla::Flag& each : at->flags) {
    if (each.name == flag && each.status == "+") return "granted";
    if (each.name == flag && each.status == "-") return "denied";
  }
  return "cancelled";
}

void close(Request& request, std::string why, Time now) {
  request.open = false;
  request.outcome = std::move(why);
  request.closed_at = now;
  if (request.comment_state == CommentState::pending) request.comment_state = CommentState::withdrawn;
}

}  // namespace

const bugzilla::Flag* open_flag(const bugzilla::Attachment& attachment, const std::string& flag) {
  if (attachment.is_obsolete) return nullptr;
  const auto at = std::ranges::find_if(
      attachment.flags, [&](const bugzilla::Flag& each) { return each.name == flag && each.status == "?"; });
  return at == attachment.flags.end() ? nullptr : &*at;
}

bool is_hidden(const bugzilla::Bug& bug, const bugzilla::Attachment& attachment,
               const CommentSettings& settings) {
  return (!bug.groups.empty() || attachment.is_private) && !settings.review_private;
}

bool is_said_by_bot(const bugzilla::Comment& comment, const std::string& reference,
                    const PlanContext& context) {
  return !context.login.empty() && comment.creator == context.login &&
         comment.text.find(reference) != std::string::npos;
}

std::string reference_line(bugzilla::AttachmentId attachment, const std::string& content_hash) {
  return "data-review-bot reference: attachment " + std::to_string(attachment) + ", version " +
         content_hash.substr(0, 12);
}

Plan plan(const Observed& observed, const std::vector<Request>& remembered, const PlanContext& context) {
  Plan out;
  for (const bugzilla::Attachment& attachment : observed.attachments) {
    const bugzilla::Flag* flag = open_flag(attachment, context.settings.bugzilla.flag);
    if (flag == nullptr || !observed.bug.is_open) continue;
    Request request = seen(observed.bug, attachment, *flag, find(remembered, attachment.id));
    if (is_hidden(observed.bug, attachment, context.settings.comment)) {
      hide(request);
      out.requests.push_back(std::move(request));
      continue;
    }
    const auto reviewed = observed.reviewed.find(attachment.id);
    // The same content again, after a re-request or a duplicate event, leaves nothing new to say.
    if (reviewed != observed.reviewed.end() && reviewed->second.content_hash != request.content_hash) {
      take_review(request, reviewed->second, context);
      request.comment_state = owed(request, observed.bug, context);
    } else if (!request.content_hash.empty() && request.comment_state != CommentState::posted) {
      // Asked again, or the configuration or the bug's whiteboard changed since.
      request.comment_state = owed(request, observed.bug, context);
    }
    take_turn(request, attachment, observed, context);
    if (request.comment_state == CommentState::pending) {
      const std::string reference = reference_line(request.attachment, request.content_hash);
      out.effects.push_back({.key = reference,
                             .bug = request.bug,
                             .attachment = request.attachment,
                             .text = request.comment,
                             .reference = reference,
                             .is_private = attachment.is_private});
    }
    out.requests.push_back(std::move(request));
  }
  for (Request request : remembered) {
    if (find(out.requests, request.attachment) != nullptr) continue;
    if (request.open) {
      const std::string why = outcome(observed, request, context.settings.bugzilla.flag);
      if (why.empty())
        hide(request);
      else
        close(request, why, context.now);
    }
    out.requests.push_back(std::move(request));
  }
  return out;
}

}  // namespace service
