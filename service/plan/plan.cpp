#include "service/plan/plan.h"

#include "review/render/render.h"
#include "service/plan/turn.h"
#include "service/plan/version.h"
#include "service/remind/nudge.h"

#include <algorithm>

namespace service {
namespace {

/// A change within that time may not be the last of its second, or come from a replica that lags behind.
constexpr std::chrono::minutes fresh{5};

const Request* find(const std::vector<Request>& requests, bugzilla::AttachmentId id) {
  const auto at = std::ranges::find(requests, id, &Request::attachment);
  return at == requests.end() ? nullptr : &*at;
}

std::string reference_beginning(bugzilla::AttachmentId attachment) {
  return "data-review-bot reference: attachment " + std::to_string(attachment) + ", version ";
}

/// The newest flag of that name that `fits`, or null.
const bugzilla::Flag* newest_flag(const bugzilla::Attachment& attachment, const std::string& name,
                                  bool (*fits)(const bugzilla::Flag&)) {
  const bugzilla::Flag* newest = nullptr;
  for (const bugzilla::Flag& each : attachment.flags) {
    if (each.name != name || !fits(each)) continue;
    if (newest == nullptr || newest->modification_time < each.modification_time) newest = &each;
  }
  return newest;
}

/// Decides for one bug; requests and effects grow in `out`.
class Planner {
 public:
  Planner(const Observed& observed, const std::vector<Request>& remembered, const PlanContext& context)
      : observed_(observed), remembered_(remembered), context_(context) {}

  Plan run() {
    // What is over first, then the oldest first: whether a form replaces or repeats another depends on what
    // became of that one.
    for (const Request& request : remembered_) {
      const bugzilla::Attachment* attachment = attachment_of(request);
      if (attachment == nullptr || asks(*attachment) == nullptr) no_longer_waiting(request);
    }
    std::vector<const bugzilla::Attachment*> oldest_first;
    for (const bugzilla::Attachment& attachment : observed_.attachments) oldest_first.push_back(&attachment);
    std::ranges::sort(oldest_first, {}, &bugzilla::Attachment::id);
    for (const bugzilla::Attachment* attachment : oldest_first) {
      if (const bugzilla::Flag* flag = asks(*attachment)) waiting(*attachment, *flag);
    }
    std::ranges::sort(out_.requests, {}, &Request::attachment);
    for (Request& request : out_.requests) withdraw_if_replaced(request);
    for (const Request& request : out_.requests) owe(request);
    return std::move(out_);
  }

 private:
  /// The flag by which the attachment waits for a review, or null.
  [[nodiscard]] const bugzilla::Flag* asks(const bugzilla::Attachment& attachment) const {
    return observed_.bug.is_open ? open_flag(attachment, context_.settings.bugzilla.flag) : nullptr;
  }

  void waiting(const bugzilla::Attachment& attachment, const bugzilla::Flag& flag) {
    Request request = seen(attachment, flag);
    if (is_hidden(observed_.bug, attachment, context_.settings.comment)) {
      request.verdict.clear();  // not kept: whose turn it is must not change at the next look
      take_turn(request, attachment, observed_, context_);
      const bool stays_away =
          is_to_stay_away(observed_.bug, attachment, request.requester, context_.settings.comment);
      hide(request);
      if (stays_away) request.comment_state = CommentState::stay_away;
    } else {
      const auto reviewed = observed_.reviewed.find(attachment.id);
      // The same content again, after a re-request or a duplicate event, leaves nothing new to say.
      if (reviewed != observed_.reviewed.end() && reviewed->second.content_hash != request.content_hash)
        take_review(request, reviewed->second, attachment.creator);
      if (!request.content_hash.empty()) request.comment_state = comment_state(request, attachment);
      take_turn(request, attachment, observed_, context_);
    }
    out_.requests.push_back(std::move(request));
  }

  [[nodiscard]] Request seen(const bugzilla::Attachment& attachment, const bugzilla::Flag& flag) const {
    const bugzilla::Bug& bug = observed_.bug;
    const Request* before = find(remembered_, attachment.id);
    Request request = before == nullptr ? Request{} : *before;
    request.attachment = attachment.id;
    request.bug = bug.id;
    request.hidden = false;
    request.is_private = is_private(bug, attachment);
    request.bug_summary = bug.summary;
    request.component = bug.product + " :: " + bug.component;
    request.file_name = attachment.file_name;
    request.content_type = attachment.content_type;
    // Who passes a request on to another steward is the flag's setter from then on, and no requester.
    const bool is_passed_on = before != nullptr && before->open && !before->requester.empty();
    if (!is_passed_on) request.requester = flag.setter;
    request.requestee = flag.requestee.value_or("");
    request.flagged_at = flag.modification_time ? flag.modification_time : flag.creation_time;
    request.open = true;
    request.outcome.clear();
    request.closed_at.reset();
    request.bug_changed_at =
        bug.last_change_time <= context_.now - fresh ? bug.last_change_time : std::nullopt;
    return request;
  }

  void take_review(Request& request, const Reviewed& reviewed, const std::string& author) {
    const review::Assessment& found = reviewed.assessment;
    request.content_hash = reviewed.content_hash;
    request.kind = review::spelling(found.kind);
    request.verdict = review::spelling(found.verdict);
    request.category = found.predicted_category ? static_cast<int>(*found.predicted_category) : 0;
    request.assessment = review::to_json(found, request.file_name).dump();
    request.steward_review = review::render_steward(found, context_.policy);
    request.comment_state = CommentState::none;
    if (request.replaces == 0) {
      const std::vector<Request> known = others_by(author);
      const Request* earlier = earlier_version(request, known);
      request.replaces = earlier == nullptr ? 0 : earlier->attachment;
    }
    const review::CommentContext words{.reference = reference_line(request.attachment, request.content_hash),
                                       .file_name = request.file_name,
                                       .pasted_in = reviewed.pasted_in};
    const Request* told = replaced_by(request);
    const bool is_filled_in = found.kind == review::Kind::request || found.kind == review::Kind::renewal;
    const bool is_update = is_filled_in && told != nullptr && told->kind == request.kind && is_said(*told);
    request.comment =
        is_update ? review::render_update(found, context_.policy, review::told_by(told->assessment), words)
                  : review::render_comment(found, context_.policy, words);
  }

  [[nodiscard]] const bugzilla::Attachment* attachment_of(const Request& request) const {
    const auto at = std::ranges::find(observed_.attachments, request.attachment, &bugzilla::Attachment::id);
    return at == observed_.attachments.end() ? nullptr : &*at;
  }

  /// What is known at this point of the plan of the bug's other requests whose form that person attached.
  [[nodiscard]] std::vector<Request> others_by(const std::string& author) const {
    std::vector<Request> out = out_.requests;
    for (const Request& request : remembered_) {
      if (find(out, request.attachment) == nullptr) out.push_back(request);
    }
    std::erase_if(out, [&](const Request& request) {
      const bugzilla::Attachment* attachment = attachment_of(request);
      return attachment == nullptr || attachment->creator != author;
    });
    return out;
  }

  /// The earlier version of `request` that a comment was owed for, or null: one that repeated another's text
  /// had none of its own.
  [[nodiscard]] const Request* replaced_by(const Request& request) const {
    const Request* earlier = known(request.replaces);
    while (earlier != nullptr && earlier->comment_state == CommentState::repeated)
      earlier = known(earlier->replaces);
    return earlier;
  }

  /// What is planned of an earlier request, or null.
  [[nodiscard]] const Request* known(bugzilla::AttachmentId id) const { return find(out_.requests, id); }

  /// Whether its comment is on the bug, or on its way there.
  [[nodiscard]] bool speaks(const Request& request) const {
    return is_said(request) || (request.open && request.comment_state == CommentState::pending);
  }

  [[nodiscard]] bool is_on_bug(const std::string& reference) const {
    return std::ranges::any_of(observed_.comments, [&](const bugzilla::Comment& comment) {
      return is_said_by_bot(comment, reference, context_);
    });
  }

  [[nodiscard]] bool is_said(const Request& request) const {
    return request.comment_state == CommentState::posted ||
           is_on_bug(reference_line(request.attachment, request.content_hash));
  }

  [[nodiscard]] CommentState comment_state(const Request& request,
                                           const bugzilla::Attachment& attachment) const {
    if (is_to_stay_away(observed_.bug, attachment, request.requester, context_.settings.comment))
      return CommentState::stay_away;
    if (is_said(request)) return CommentState::posted;
    if (const Request* earlier = replaced_by(request);
        earlier != nullptr && earlier->content_hash == request.content_hash && speaks(*earlier))
      return CommentState::repeated;
    if (!context_.settings.comment.post) return CommentState::preview;
    return is_backlog(request) ? CommentState::backlog : CommentState::pending;
  }

  /// What was flagged before posting was switched on is listed only: people may have answered it already.
  [[nodiscard]] bool is_backlog(const Request& request) const {
    if (context_.settings.comment.on_backlog) return false;
    return !context_.posting_since || !request.flagged_at || *request.flagged_at < *context_.posting_since;
  }

  void no_longer_waiting(Request request) {
    if (request.open) {
      const std::string why = outcome(request);
      if (!why.empty()) close(request, why);
    }
    // What may not be seen by everybody any more is not kept either, be it over or not.
    const bugzilla::Attachment* attachment = attachment_of(request);
    if (attachment != nullptr) request.is_private = is_private(observed_.bug, *attachment);
    if (attachment == nullptr || is_hidden(observed_.bug, *attachment, context_.settings.comment))
      hide(request);
    out_.requests.push_back(std::move(request));
  }

  /// Why a request that was open no longer is; empty where it may only be out of sight.
  [[nodiscard]] std::string outcome(const Request& request) const {
    const std::string& name = context_.settings.bugzilla.flag;
    const bugzilla::Attachment* at = attachment_of(request);
    if (at == nullptr) return observed_.bug.is_open ? "" : "bug closed";
    if (at->is_obsolete) return "obsolete";
    if (open_flag(*at, name) != nullptr) return "bug closed";
    const bugzilla::Flag* answer =
        newest_flag(*at, name, [](const bugzilla::Flag& flag) { return flag.status != "?"; });
    // An answer to an earlier request may be there still.
    if (answer == nullptr || (answer->modification_time && answer->modification_time < request.flagged_at))
      return "cancelled";
    return answer->status == "+" ? "granted" : "denied";
  }

  void close(Request& request, std::string why) {
    request.open = false;
    request.outcome = std::move(why);
    request.closed_at = context_.now;
    request.turn = Turn::steward;
    if (request.comment_state == CommentState::pending) request.comment_state = CommentState::withdrawn;
  }

  static void hide(Request& request) {
    request = Request{.attachment = request.attachment,
                      .bug = request.bug,
                      .hidden = true,
                      .is_private = request.is_private,
                      .flagged_at = request.flagged_at,
                      .open = request.open,
                      .outcome = request.outcome,
                      .closed_at = request.closed_at,
                      .turn = request.turn,
                      .waits_since = request.waits_since,
                      .last_activity = request.last_activity};
  }

  /// A comment on a form that a newer one replaces would only be in the way, unless it speaks for both.
  void withdraw_if_replaced(Request& request) const {
    const bool is_replaced = std::ranges::any_of(out_.requests, [&](const Request& newer) {
      return newer.replaces == request.attachment && newer.open &&
             newer.comment_state != CommentState::repeated;
    });
    if (is_replaced && request.comment_state == CommentState::pending)
      request.comment_state = CommentState::withdrawn;
  }

  void owe(const Request& request) {
    if (!request.open || request.hidden) return;
    if (request.comment_state == CommentState::pending) owe_comment(request);
    if (request.comment_state == CommentState::posted) owe_tags(request);
    owe_nudge(request);
  }

  /// One more comment where a requester has owed an answer for long, once a request.
  void owe_nudge(const Request& request) {
    auto effect = nudge(request, context_.settings.reminders, context_.now);
    if (!effect || !context_.settings.comment.post || is_on_bug(effect->reference)) return;
    effect->is_private = attachment_of(request)->is_private;
    out_.effects.push_back(std::move(*effect));
  }

  void owe_comment(const Request& request) {
    Effect effect{.bug = request.bug, .attachment = request.attachment, .text = request.comment};
    effect.reference = reference_line(request.attachment, request.content_hash);
    effect.key = effect.reference;
    effect.is_private = attachment_of(request)->is_private;
    for (const bugzilla::Comment* comment : superseded(request)) {
      if (is_said_by_bot(*comment, reference_beginning(request.attachment), context_))
        effect.edits = comment->id;
    }
    out_.effects.push_back(std::move(effect));
  }

  /// Folds what the bot said before away, once what it says now is there.
  void owe_tags(const Request& request) {
    const std::string& tag = context_.settings.comment.superseded_tag;
    if (tag.empty() || !context_.settings.comment.post) return;
    if (!is_on_bug(reference_line(request.attachment, request.content_hash))) return;
    for (const bugzilla::Comment* comment : superseded(request)) {
      const std::string key = "tag comment " + std::to_string(comment->id);
      // A later version, open as well, may owe it too.
      const bool is_owed = std::ranges::count(out_.effects, key, &Effect::key) != 0;
      if (is_owed || std::ranges::count(comment->tags, tag) != 0) continue;
      out_.effects.push_back(
          {.key = key, .bug = request.bug, .attachment = request.attachment, .tags = comment->id});
    }
  }

  /// The bot's comments on other versions of the form, oldest first.
  [[nodiscard]] std::vector<const bugzilla::Comment*> superseded(const Request& request) const {
    const std::string current = reference_line(request.attachment, request.content_hash);
    const std::vector<bugzilla::AttachmentId> versions = versions_of(request);
    std::vector<const bugzilla::Comment*> out;
    for (const bugzilla::Comment& comment : observed_.comments) {
      const bool is_of_form = std::ranges::any_of(versions, [&](bugzilla::AttachmentId version) {
        return is_said_by_bot(comment, reference_beginning(version), context_);
      });
      if (is_of_form && !is_said_by_bot(comment, current, context_)) out.push_back(&comment);
    }
    return out;
  }

  /// The attachments with the form's versions, from `request` back.
  [[nodiscard]] std::vector<bugzilla::AttachmentId> versions_of(const Request& request) const {
    std::vector<bugzilla::AttachmentId> out;
    for (const Request* at = &request; at != nullptr; at = known(at->replaces)) out.push_back(at->attachment);
    return out;
  }

  const Observed& observed_;
  const std::vector<Request>& remembered_;
  const PlanContext& context_;
  Plan out_;
};

}  // namespace

const bugzilla::Flag* open_flag(const bugzilla::Attachment& attachment, const std::string& flag) {
  if (attachment.is_obsolete) return nullptr;
  return newest_flag(attachment, flag, [](const bugzilla::Flag& each) { return each.status == "?"; });
}

bool is_private(const bugzilla::Bug& bug, const bugzilla::Attachment& attachment) {
  return !bug.groups.empty() || attachment.is_private;
}

bool is_hidden(const bugzilla::Bug& bug, const bugzilla::Attachment& attachment,
               const CommentSettings& settings) {
  return is_private(bug, attachment) && !settings.review_private;
}

bool is_to_stay_away(const bugzilla::Bug& bug, const bugzilla::Attachment& attachment,
                     const std::string& requester, const CommentSettings& settings) {
  const std::string& word = settings.stay_away_whiteboard;
  const auto names = [](const std::vector<std::string>& list, const std::string& one) {
    return std::ranges::count(list, one) != 0;
  };
  return (!word.empty() && bug.whiteboard.find(word) != std::string::npos) ||
         names(settings.stay_away_products, bug.product) || names(settings.stay_away_users, requester) ||
         names(settings.stay_away_users, attachment.creator);
}

bool is_said_by_bot(const bugzilla::Comment& comment, const std::string& reference,
                    const PlanContext& context) {
  return !context.login.empty() && comment.creator == context.login &&
         comment.text.find(reference) != std::string::npos;
}

std::string reference_line(bugzilla::AttachmentId attachment, const std::string& content_hash) {
  return reference_beginning(attachment) + content_hash.substr(0, 12);
}

Plan plan(const Observed& observed, const std::vector<Request>& remembered, const PlanContext& context) {
  return Planner(observed, remembered, context).run();
}

}  // namespace service
