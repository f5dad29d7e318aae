// Whatever happens on a bug, in whatever order, and however far a look lags behind it: what must hold of each
// plan, and of what is on the bug in the end.

#include "service/builtin/files.h"
#include "service/plan/plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <rapidcheck.h>
#include <set>

namespace service {
namespace {

using namespace std::chrono_literals;

constexpr const char* bot = "bot@example.org";
const Time start = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20);

const review::Policy& policy() {
  static const review::Policy built_in = *review::Policy::parse(builtin::files());
  return built_in;
}

/// A form with ten answers, one of which says which of the contents it is.
Reviewed content(int which) {
  Reviewed out{
      .content_hash = "content" + std::to_string(which) + "-hash", .assessment = {}, .pasted_in = {}};
  out.assessment.kind = which == 3 ? review::Kind::not_a_form : review::Kind::request;
  out.assessment.verdict = which == 0   ? review::Verdict::ready
                           : which == 3 ? review::Verdict::not_a_form
                                        : review::Verdict::needs_changes;
  for (const review::Question question :
       {review::Question::why_needed, review::Question::duration, review::Question::opt_out})
    out.assessment.answers[question] = {
        .state = review::AnswerState::answered, .line = 1, .text = "the same"};
  out.assessment.answers[review::Question::analysis] = {
      .state = review::AnswerState::answered, .line = 2, .text = "answer " + std::to_string(which)};
  return out;
}

/// One bug, what happens on it, and a bot that looks now and then.
class World {
 public:
  World() {
    settings.comment.post = true;
    bug = {.id = 7, .summary = "A bug", .product = "Firefox", .component = "Untriaged"};
  }

  /// One of the things that may happen, picked and shaped by `dice`.
  void happen(unsigned dice) {
    now += 1h;
    const unsigned shape = dice / kinds;
    bugzilla::Attachment* some = attachments.empty() ? nullptr : &attachments[shape % attachments.size()];
    switch (dice % kinds) {
      case 0:
        return attach(static_cast<int>(shape % 4));
      case 1:
        if (some != nullptr) set_flag(*some, shape / 7 % 2 == 0 ? "?" : "+", shape);
        return;
      case 2:
        if (some != nullptr) set_flag(*some, "-", shape);
        return;
      case 3:
        if (some != nullptr) some->flags.clear();
        return;
      case 4:
        if (some != nullptr) some->is_obsolete = !some->is_obsolete;
        return;
      case 5:
        if (some != nullptr) some->is_private = !some->is_private;
        return;
      case 6:
        bug.is_open = !bug.is_open;
        return;
      case 7:
        bug.groups = bug.groups.empty() ? std::vector<std::string>{"secret"} : std::vector<std::string>{};
        return;
      case 8:
        bug.whiteboard = bug.whiteboard.empty() ? "[no-data-review-bot]" : "";
        return;
      case 9:
        return say(shape % 2 == 0 ? "rita@example.org" : "stu@example.org", "Hello.");
      case 10:
        is_out_of_sight = !is_out_of_sight;
        return;
      case 11:
        return look(seen_at_last);  // a replica that lags behind
      default:
        return look(observe());
    }
  }

  /// As the daemon does it: look, remember, and look once more before each thing that is owed.
  void settle() {
    for (int i = 0; i < 5; ++i) look(observe());
  }

  [[nodiscard]] std::multiset<std::string> said() const {
    std::multiset<std::string> out;
    for (const bugzilla::Comment& comment : comments) {
      if (comment.creator == bot)
        out.insert(comment.text.substr(comment.text.find("data-review-bot reference")));
    }
    return out;
  }

  static constexpr unsigned kinds = 16;
  bugzilla::Bug bug;
  std::vector<bugzilla::Attachment> attachments;
  std::map<bugzilla::AttachmentId, int> contents;
  std::vector<bugzilla::Comment> comments;
  std::vector<Request> remembered;
  bool is_out_of_sight = false;

 private:
  void attach(int which) {
    bugzilla::Attachment form{.id = std::ssize(attachments) + 1, .bug_id = 7, .file_name = "request.txt"};
    form.content_type = "text/plain";
    form.creator = "rita@example.org";
    contents[form.id] = which;
    set_flag(form, "?", 0);
    attachments.push_back(std::move(form));
  }

  void set_flag(bugzilla::Attachment& form, const std::string& status, unsigned shape) {
    bugzilla::Flag flag{.id = form.id, .name = "data-review", .status = status, .setter = "rita@example.org"};
    if (shape % 2 == 0) flag.requestee = "stu@example.org";
    flag.modification_time = now;
    form.flags = {flag};
  }

  void say(const std::string& who, const std::string& text) {
    bugzilla::Comment comment{.id = std::ssize(comments) + 1, .bug_id = 7, .count = std::ssize(comments)};
    comment.text = comment.raw_text = text;
    comment.creator = who;
    comment.time = now;
    comments.push_back(std::move(comment));
  }

  [[nodiscard]] Observed observe() const {
    Observed out;
    out.bug.id = bug.id;
    if (is_out_of_sight) return out;
    out.bug = bug;
    out.attachments = attachments;
    out.comments = comments;
    return out;
  }

  [[nodiscard]] Plan planned(Observed observed, const std::vector<Request>& known) const {
    for (const bugzilla::Attachment& each : observed.attachments) {
      const auto at = std::ranges::find(known, each.id, &Request::attachment);
      const bool is_known = at != known.end() && !at->content_hash.empty();
      if (!is_known && open_flag(each, "data-review") != nullptr &&
          !is_hidden(observed.bug, each, settings.comment))
        observed.reviewed.emplace(each.id, content(contents.at(each.id)));
    }
    return plan(observed, known,
                {.settings = settings, .policy = policy(), .login = bot, .posting_since = start, .now = now});
  }

  void look(const Observed& observed) {
    seen_at_last = observed;
    const Plan found = planned(observed, remembered);
    check(observed, found);
    remembered = found.requests;
    for (const Effect& effect : found.effects) carry_out(effect);
  }

  void check(const Observed& observed, const Plan& found) const {
    // Nothing is forgotten.
    for (const Request& before : remembered)
      RC_ASSERT(std::ranges::count(found.requests, before.attachment, &Request::attachment) == 1);
    // Of what is private only numbers and times are kept.
    for (const Request& request : found.requests) {
      if (!request.hidden) continue;
      RC_ASSERT((request.bug_summary + request.requester + request.comment + request.assessment +
                 request.steward_review + request.content_hash)
                    .empty());
    }
    std::set<std::string> keys;
    for (const Effect& effect : found.effects) {
      RC_ASSERT(keys.insert(effect.key).second);
      const auto form = std::ranges::find(observed.attachments, effect.attachment, &bugzilla::Attachment::id);
      RC_ASSERT(form != observed.attachments.end());
      RC_ASSERT(open_flag(*form, "data-review") != nullptr);
      RC_ASSERT(observed.bug.is_open && observed.bug.whiteboard.empty());
      RC_ASSERT(observed.bug.groups.empty() && !form->is_private);
    }
    // A second look at the same changes nothing and owes the same.
    const Plan again = planned(observed, found.requests);
    RC_ASSERT(again.requests == found.requests);
    RC_ASSERT(again.effects == found.effects);
    // The order in which Bugzilla lists the attachments means nothing.
    Observed reversed = observed;
    std::ranges::reverse(reversed.attachments);
    RC_ASSERT(planned(reversed, remembered).requests == found.requests);
  }

  /// With the look before each post that the daemon makes.
  void carry_out(const Effect& effect) {
    const Plan now_owed = planned(observe(), remembered);
    remembered = now_owed.requests;
    const auto still = std::ranges::find(now_owed.effects, effect.key, &Effect::key);
    if (still == now_owed.effects.end()) return;
    if (still->tags != 0) {
      comments.at(static_cast<std::size_t>(still->tags - 1)).tags.push_back("obsolete");
      return;
    }
    say(bot, still->text);
    for (Request& request : remembered) {
      if (request.attachment == effect.attachment) request.comment_state = CommentState::posted;
    }
  }

  Settings settings;
  Time now = start;
  Observed seen_at_last;
};

TEST(PlanProperties, HoldWhateverHappens) {
  EXPECT_TRUE(rc::check("plans are sound and nothing is said twice", [] {
    World world;
    world.bug.last_change_time = start;
    for (const unsigned dice : *rc::gen::container<std::vector<unsigned>>(rc::gen::inRange(0U, 16000U)))
      world.happen(dice);
    world.settle();
    const auto said = world.said();
    for (const std::string& reference : said) RC_ASSERT(said.count(reference) == 1);
  }));
}

TEST(PlanProperties, WhateverCameBeforeEveryOpenFormIsSpokenOfInTheEnd) {
  EXPECT_TRUE(
      rc::check("each visible open form has its comment, or a newer version or the same text has", [] {
        World world;
        for (const unsigned dice : *rc::gen::container<std::vector<unsigned>>(rc::gen::inRange(0U, 16000U)))
          world.happen(dice);
        world.bug.is_open = true;
        world.bug.groups.clear();
        world.bug.whiteboard.clear();
        world.is_out_of_sight = false;
        world.settle();
        for (const Request& request : world.remembered) {
          if (!request.open || request.hidden) continue;
          const bool is_replaced = std::ranges::any_of(world.remembered, [&](const Request& newer) {
            return newer.replaces == request.attachment && newer.open;
          });
          RC_ASSERT(is_replaced || request.comment_state == CommentState::posted ||
                    request.comment_state == CommentState::repeated);
        }
      }));
}

}  // namespace
}  // namespace service
