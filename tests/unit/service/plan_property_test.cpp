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

const std::string bot = "bot@example.org";
const std::string rita = "rita@example.org";
const std::string stu = "stu@example.org";
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
    const unsigned kind = dice % kinds;
    if (kind >= kinds_of_attachment) return happen_to_bug(kind, shape);
    if (kind == 0) return attach(static_cast<int>(shape % 4), shape / 4);
    if (!attachments.empty()) happen_to(attachments[shape / 8 % attachments.size()], kind, shape);
  }

  /// As the daemon does it: look, remember, and look once more before each thing that is owed.
  void settle() {
    for (int i = 0; i < 5; ++i) look_and_act();
  }

  [[nodiscard]] std::multiset<std::string> said() const {
    std::multiset<std::string> out;
    for (const bugzilla::Comment& comment : comments) {
      if (comment.creator == bot)
        out.insert(comment.text.substr(comment.text.find("data-review-bot reference")));
    }
    return out;
  }

  /// The bot's comments on the forms that `request` replaces, one after the other.
  [[nodiscard]] std::vector<bugzilla::Comment> said_before(const Request& request) const {
    std::vector<bugzilla::Comment> out;
    for (const Request* at = find(request.replaces); at != nullptr; at = find(at->replaces)) {
      const std::string reference = reference_line(at->attachment, at->content_hash);
      for (const bugzilla::Comment& comment : comments) {
        if (comment.creator == bot && comment.text.find(reference) != std::string::npos)
          out.push_back(comment);
      }
    }
    return out;
  }

  static constexpr unsigned kinds = 20;
  bugzilla::Bug bug;
  std::vector<bugzilla::Attachment> attachments;
  std::map<bugzilla::AttachmentId, int> contents;
  std::vector<bugzilla::Comment> comments;
  std::vector<Request> remembered;
  bool is_out_of_sight = false;

 private:
  static constexpr unsigned kinds_of_attachment = 8;

  void happen_to(bugzilla::Attachment& form, unsigned kind, unsigned shape) {
    switch (kind) {
      case 1:
        return ask(form, shape);
      case 2:
      case 3:
        return answer(form, shape);
      case 4:
        if (!form.flags.empty()) form.flags.erase(form.flags.begin() + shape % std::ssize(form.flags));
        return;
      case 5:
        form.is_obsolete = !form.is_obsolete;
        return;
      case 6:
        form.is_private = !form.is_private;
        return;
      default:
        return ask_another(form, shape);
    }
  }

  void happen_to_bug(unsigned kind, unsigned shape) {
    switch (kind) {
      case 8:
        bug.is_open = !bug.is_open;
        return;
      case 9:
        bug.groups = bug.groups.empty() ? std::vector<std::string>{"secret"} : std::vector<std::string>{};
        return;
      case 10:
        bug.whiteboard = bug.whiteboard.empty() ? "[no-data-review-bot]" : "";
        return;
      case 11:
        return say(shape % 2 == 0 ? rita : stu, "Hello.");
      case 12:
        is_out_of_sight = !is_out_of_sight;
        return;
      case 13:
        sees_private_attachments = !sees_private_attachments;
        return;
      case 14:
        return look(seen_at_last);  // a replica that lags behind
      case 15:
        return look(observe());  // what is owed waits, as while Bugzilla takes no comments
      case 16:
        if (!owed.empty()) carry_out(Effect(owed[shape % owed.size()]));
        return;
      default:
        return look_and_act();
    }
  }

  void attach(int which, unsigned shape) {
    bugzilla::Attachment form{.id = std::ssize(attachments) + 1, .bug_id = 7, .file_name = "request.txt"};
    form.content_type = "text/plain";
    form.creator = shape % 8 == 0 ? "rob@example.org" : rita;
    contents[form.id] = which;
    ask(form, shape);
    attachments.push_back(std::move(form));
  }

  /// A new flag, beside those that are there.
  void ask(bugzilla::Attachment& form, unsigned shape) {
    bugzilla::Flag flag{.id = ++flags, .name = "data-review", .status = "?"};
    flag.setter = shape % 3 == 0 ? stu : form.creator;
    if (shape % 2 == 0) flag.requestee = stu;
    flag.creation_time = flag.modification_time = now;
    form.flags.push_back(flag);
  }

  /// Bugzilla names whoever changed a flag last as its setter.
  void change(bugzilla::Flag& flag, const std::string& status, std::optional<std::string> requestee) {
    flag.status = status;
    flag.requestee = std::move(requestee);
    flag.setter = stu;
    flag.modification_time = now;
  }

  void answer(bugzilla::Attachment& form, unsigned shape) {
    if (form.flags.empty()) return;
    change(form.flags[shape % form.flags.size()], shape / 2 % 2 == 0 ? "+" : "-", std::nullopt);
  }

  void ask_another(bugzilla::Attachment& form, unsigned shape) {
    if (form.flags.empty()) return;
    bugzilla::Flag& flag = form.flags[shape % form.flags.size()];
    if (flag.status == "?") change(flag, "?", "sue@example.org");
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
    for (const bugzilla::Attachment& each : attachments) {
      if (!each.is_private || sees_private_attachments) out.attachments.push_back(each);
    }
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
    owed = found.effects;
  }

  void look_and_act() {
    look(observe());
    for (const Effect& effect : std::vector<Effect>(owed)) carry_out(effect);
  }

  [[nodiscard]] const Request* find(bugzilla::AttachmentId id) const {
    const auto at = std::ranges::find(remembered, id, &Request::attachment);
    return at == remembered.end() ? nullptr : &*at;
  }

  void check(const Observed& observed, const Plan& found) const {
    // Nothing is forgotten.
    for (const Request& before : remembered)
      RC_ASSERT(std::ranges::count(found.requests, before.attachment, &Request::attachment) == 1);
    for (const Request& request : found.requests) {
      check_privacy(observed, request);
      check_end(observed, request);
      check_words(observed, found, request);
    }
    check_effects(observed, found);
    // A second look at the same changes nothing and owes the same.
    const Plan again = planned(observed, found.requests);
    RC_ASSERT(again.requests == found.requests);
    RC_ASSERT(again.effects == found.effects);
    // The order in which Bugzilla lists the attachments means nothing.
    Observed reversed = observed;
    std::ranges::reverse(reversed.attachments);
    RC_ASSERT(planned(reversed, remembered).requests == found.requests);
  }

  /// Of what not everybody may see only numbers, times and the outcome are kept, be it over or not.
  static void check_privacy(const Observed& observed, const Request& request) {
    const auto form = std::ranges::find(observed.attachments, request.attachment, &bugzilla::Attachment::id);
    const bool is_public =
        form != observed.attachments.end() && !form->is_private && observed.bug.groups.empty();
    RC_ASSERT(request.hidden || is_public);
    if (request.open && is_public) RC_ASSERT(!request.hidden);
    if (!request.hidden) return;
    RC_ASSERT((request.bug_summary + request.component + request.file_name + request.requester +
               request.requestee + request.comment + request.assessment + request.steward_review +
               request.content_hash)
                  .empty());
  }

  void check_end(const Observed& observed, const Request& request) const {
    const bool is_seen = !observed.bug.summary.empty();
    if (is_seen && !observed.bug.is_open) RC_ASSERT(!request.open);
    const Request* before = find(request.attachment);
    if (before == nullptr || !before->open) return;
    // Who passes a request on does not become its requester.
    if (request.open && !request.hidden && !before->hidden) RC_ASSERT(request.requester == before->requester);
    if (request.outcome != "granted" && request.outcome != "denied" && request.outcome != "cancelled") return;
    // What was answered before the request was made is no answer to it, and the last answer counts.
    const auto form = std::ranges::find(observed.attachments, request.attachment, &bugzilla::Attachment::id);
    std::optional<Time> answered;
    std::string answer = "cancelled";
    for (const bugzilla::Flag& flag : form->flags) {
      if (flag.modification_time < before->flagged_at || flag.modification_time < answered) continue;
      answered = flag.modification_time;
      answer = flag.status == "+" ? "granted" : "denied";
    }
    RC_ASSERT(request.outcome == answer);
  }

  /// What is not said again of the same text is on the bug, or on its way there.
  void check_words(const Observed& observed, const Plan& found, const Request& request) const {
    if (!request.open || request.comment_state != CommentState::repeated) return;
    const auto speaks_for_it = [&](const Request& other) {
      const std::string reference = reference_line(other.attachment, other.content_hash);
      const auto is_said = [&](const bugzilla::Comment& comment) {
        return comment.creator == bot && comment.text.find(reference) != std::string::npos;
      };
      return other.content_hash == request.content_hash &&
             (std::ranges::any_of(comments, is_said) ||
              std::ranges::count(found.effects, reference, &Effect::reference) == 1);
    };
    RC_ASSERT(observed.bug.whiteboard.empty());
    RC_ASSERT(std::ranges::any_of(found.requests, speaks_for_it));
  }

  static void check_effects(const Observed& observed, const Plan& found) {
    std::set<std::string> keys;
    for (const Effect& effect : found.effects) {
      RC_ASSERT(keys.insert(effect.key).second);
      const auto form = std::ranges::find(observed.attachments, effect.attachment, &bugzilla::Attachment::id);
      RC_ASSERT(form != observed.attachments.end());
      RC_ASSERT(open_flag(*form, "data-review") != nullptr);
      RC_ASSERT(observed.bug.is_open && observed.bug.whiteboard.empty());
      RC_ASSERT(observed.bug.groups.empty() && !form->is_private);
    }
  }

  /// With the look before each post that the daemon makes.
  void carry_out(const Effect& effect) {
    const Observed observed = observe();
    const Plan now_owed = planned(observed, remembered);
    check(observed, now_owed);
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
  std::vector<Effect> owed;
  bool sees_private_attachments = true;
  bugzilla::FlagId flags = 0;
};

auto happenings() {
  return rc::gen::container<std::vector<unsigned>>(rc::gen::inRange(0U, 1000 * World::kinds));
}

TEST(PlanProperties, HoldWhateverHappens) {
  EXPECT_TRUE(rc::check("plans are sound and nothing is said twice", [] {
    World world;
    world.bug.last_change_time = start;
    for (const unsigned dice : *happenings()) world.happen(dice);
    world.settle();
    const auto said = world.said();
    for (const std::string& reference : said) RC_ASSERT(said.count(reference) == 1);
  }));
}

TEST(PlanProperties, WhateverCameBeforeEveryOpenFormIsSpokenOfInTheEnd) {
  EXPECT_TRUE(
      rc::check("each visible open form has its comment, or a newer version or the same text has", [] {
        World world;
        for (const unsigned dice : *happenings()) world.happen(dice);
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
          // What was said of earlier versions is folded away by then.
          if (request.comment_state != CommentState::posted) continue;
          for (const bugzilla::Comment& comment : world.said_before(request))
            RC_ASSERT(std::ranges::count(comment.tags, "obsolete") == 1);
        }
      }));
}

}  // namespace
}  // namespace service
