#include "service/remind/answer.h"

#include "service/remind/command.h"

#include <algorithm>

namespace service {
namespace {

constexpr date::days longest_absence{366};
constexpr std::size_t most_in_queue = 10;

using Values = std::map<std::string, RichText>;

class Answerer {
 public:
  Answerer(const Steward& sender, const std::vector<Request>& open, const Desk& desk,
           const RoomContext& context, Time now)
      : sender_(sender), open_(open), desk_(desk), context_(context), now_(now) {}

  Answer operator()(const Queue& queue) const {
    std::vector<RichText> lines;
    std::set<bugzilla::BugId> told;
    std::size_t waiting = 0;
    std::size_t others = 0;
    for (const Request& request : open_) {
      if (queue.mine && responsible(request) != &sender_) continue;
      const bool is_due = request.turn == Turn::steward && desk_.snooze(request.bug, now_) == nullptr;
      ++(is_due ? waiting : others);
      if (!is_due || lines.size() == most_in_queue) continue;
      lines.push_back(line(request));
      told.insert(request.bug);
    }
    if (waiting > lines.size())
      lines.push_back(say("reminder.more", {{"count", number(waiting - lines.size())}}));
    const std::string which = queue.mine ? "answer.queue_mine" : "answer.queue";
    const RichText head = waiting == 0 ? say(which + "_none") : context_.wording.counted(which, waiting);
    const RichText foot = others == 0 ? RichText{} : context_.wording.counted("answer.queue_rest", others);
    return {.text = listing(head, lines, foot), .tells_of = std::move(told)};
  }

  Answer operator()(const Show& show) const {
    std::vector<RichText> lines;
    for (const Request& request : open_) {
      if (request.bug == show.bug) lines.push_back(line(request));
    }
    if (lines.empty()) return no_request(show.bug);
    for (RichText& note : notes(show.bug)) lines.push_back(std::move(note));
    const RichText head = lines.front();
    lines.erase(lines.begin());
    return {.text = listing(head, lines, {}), .tells_of = {show.bug}};
  }

  Answer operator()(const ClaimBug& wish) const {
    if (!has_request(wish.bug)) return no_request(wish.bug);
    const Steward* holder = holder_of(wish.bug);
    if (holder != nullptr && holder != &sender_) return claimed_by(*holder, wish.bug);
    Answer out = about("answer.claimed", wish.bug);
    if (holder == nullptr)
      out.changes.push_back(Claim{.bug = wish.bug, .login = sender_.login, .since = now_});
    return out;
  }

  Answer operator()(const ReleaseBug& wish) const {
    if (desk_.claim(wish.bug) == nullptr) return about("answer.not_claimed", wish.bug);
    const Steward* holder = holder_of(wish.bug);
    // What somebody holds who is no steward any more, anybody may release.
    if (holder != nullptr && holder != &sender_ && !sender_.is_owner) return claimed_by(*holder, wish.bug);
    Answer out = about("answer.released", wish.bug);
    out.changes.push_back(ClaimEnded{wish.bug});
    return out;
  }

  Answer operator()(const SnoozeBug& wish) const {
    if (!has_request(wish.bug)) return no_request(wish.bug);
    const Time until = now_ + wish.how_long;
    Answer out = wish.how_long.count() == 0 ? about("answer.woken", wish.bug)
                                            : about("answer.snoozed", wish.bug, {{"date", day(until)}});
    out.changes.push_back(Snooze{.bug = wish.bug, .login = sender_.login, .until = until});
    return out;
  }

  Answer operator()(const Away& away) const {
    const Calendar& calendar = sender_.hours.calendar;
    const date::local_days until(away.until);
    const date::local_days today = calendar.local_day(now_);
    if (until <= today || until > today + longest_absence) return just("answer.usage_away");
    const Absence absence{.login = sender_.login, .until = calendar.start_of(until)};
    Answer out = just("answer.away", {{"date", day(absence.until)}});
    out.changes.push_back(absence);
    return out;
  }

  Answer operator()(const Back&) const {
    Answer out = just("answer.back");
    out.changes.push_back(AbsenceEnded{sender_.login});
    return out;
  }

  Answer operator()(const Recheck& recheck) const {
    Answer out = about("answer.rechecking", recheck.bug);
    out.looks.push_back(recheck.bug);
    return out;
  }

  Answer operator()(const Help&) const { return just("answer.help"); }
  Answer operator()(const Misspelt& misspelt) const { return just("answer.usage_" + misspelt.verb); }
  Answer operator()(const UnknownCommand& unknown) const {
    return just("answer.unknown", {{"command", untrusted("!" + unknown.word, 30)}});
  }

 private:
  [[nodiscard]] RichText say(const std::string& key, const Values& values = {}) const {
    return context_.wording(key, values);
  }
  [[nodiscard]] Answer just(const std::string& key, const Values& values = {}) const {
    return {.text = say(key, values)};
  }
  [[nodiscard]] static RichText number(std::size_t count) { return text(std::to_string(count)); }
  [[nodiscard]] RichText day(Time time) const { return text(long_date(sender_.hours.calendar, time)); }
  [[nodiscard]] Answer about(const std::string& key, bugzilla::BugId bug, Values values = {}) const {
    values["bug"] = bug_link(bug, context_);
    values["number"] = text(std::to_string(bug));
    return {.text = say(key, values), .tells_of = {bug}};
  }
  [[nodiscard]] Answer no_request(bugzilla::BugId bug) const { return about("answer.no_request", bug); }
  /// Null where nobody who is a steward still has claimed it.
  [[nodiscard]] const Steward* holder_of(bugzilla::BugId bug) const {
    const Claim* claim = desk_.claim(bug);
    return claim == nullptr ? nullptr : steward_by_login(context_.settings.stewards, claim->login);
  }
  [[nodiscard]] Answer claimed_by(const Steward& holder, bugzilla::BugId bug) const {
    return about("answer.claimed_by_other", bug,
                 {{"steward", person(holder.matrix_id)}, {"date", day(desk_.claim(bug)->since)}});
  }
  [[nodiscard]] bool has_request(bugzilla::BugId bug) const {
    return std::ranges::find(open_, bug, &Request::bug) != open_.end();
  }
  [[nodiscard]] const Steward* responsible(const Request& request) const {
    return service::responsible(request, desk_, context_.settings);
  }
  [[nodiscard]] RichText line(const Request& request) const {
    const Steward* asked = responsible(request);
    return request_line(request, days_for_steward(request, desk_, context_.settings, now_),
                        asked == &sender_ ? nullptr : asked, context_);
  }
  [[nodiscard]] std::vector<RichText> notes(bugzilla::BugId bug) const {
    std::vector<RichText> out;
    const auto named = [&](const std::string& login) {
      const Steward* steward = steward_by_login(context_.settings.stewards, login);
      return steward == nullptr ? untrusted(login) : person(steward->matrix_id);
    };
    if (const Claim* claim = desk_.claim(bug))
      out.push_back(
          say("answer.note_claimed", {{"steward", named(claim->login)}, {"date", day(claim->since)}}));
    if (const Snooze* snooze = desk_.snooze(bug, now_))
      out.push_back(say("answer.note_snoozed", {{"date", day(snooze->until)}}));
    for (const Request& request : open_) {
      const bool is_told = request.bug == bug && !request.is_number_only();
      const Steward* asked = is_told ? responsible(request) : nullptr;
      const Absence* absence = asked == nullptr ? nullptr : desk_.absence(asked->login, now_);
      if (absence == nullptr) continue;
      out.push_back(
          say("answer.note_away", {{"steward", person(asked->matrix_id)}, {"date", day(absence->until)}}));
    }
    return out;
  }

  const Steward& sender_;
  const std::vector<Request>& open_;
  const Desk& desk_;
  const RoomContext& context_;
  Time now_;
};

}  // namespace

Answer answer(const RoomMessage& message, const std::vector<Request>& open, const Desk& desk,
              const RoomContext& context, Time now) {
  const Steward* sender = steward_by_matrix_id(context.settings.stewards, message.sender);
  if (sender == nullptr) {
    if (!message.is_direct) return {};
    return {.text = context.wording("answer.stranger")};
  }
  const auto command = parse_command(message.body);
  // In a chat of their own nobody but the bot can be meant.
  if (!command && message.is_direct) return {.text = context.wording("answer.help")};
  if (!command) return {};
  return std::visit(Answerer(*sender, open, desk, context, now), *command);
}

}  // namespace service
