#include "service/remind/schedule.h"

#include <algorithm>
#include <map>
#include <set>

namespace service {
namespace {

bool is_of(const SentStep& sent, const Request& request) {
  return sent.attachment == request.attachment && sent.asked == request.flagged_at;
}

/// Steps that were passed over while the bot or the steward was away are not made up for.
const ReminderStep* last_due(const ReminderSettings& settings, int business_days) {
  const auto late = std::ranges::find_if(
      settings.steps, [&](const ReminderStep& step) { return step.after > business_days; });
  return late == settings.steps.begin() ? nullptr : &*std::prev(late);
}

/// Told already, or a later step was since the wait began (a clock may be set back).
bool is_told(const ReminderStep& step, const Request& request, Time since, const std::vector<SentStep>& sent,
             const ReminderSettings& settings) {
  const auto is_later = [&](const std::string& name) {
    const auto at = std::ranges::find(settings.steps, name, &ReminderStep::name);
    return at != settings.steps.end() && at->after > step.after;
  };
  return std::ranges::any_of(sent, [&](const SentStep& each) {
    return is_of(each, request) && (each.step == step.name || (each.at >= since && is_later(each.step)));
  });
}

std::optional<Time> waits_for_steward_since(const Request& request, const Desk& desk) {
  if (request.turn != Turn::steward || !request.flagged_at || !request.waits_since) return std::nullopt;
  const Claim* claim = desk.claim(request.bug);
  return claim == nullptr ? *request.waits_since : std::max(*request.waits_since, claim->since);
}

const Steward* recipient(Audience audience, const Request& request, const Desk& desk,
                         const ReminderSettings& settings, Time now) {
  const auto unless_away = [&](const Steward* steward) {
    return steward != nullptr && desk.absence(steward->login, now) == nullptr ? steward : nullptr;
  };
  switch (audience) {
    case Audience::requestee:
      return unless_away(responsible(request, desk, settings));
    case Audience::owner:
      for (const Steward& each : settings.stewards) {
        if (each.is_owner && unless_away(&each) != nullptr) return &each;
      }
      return nullptr;
    case Audience::room:
      return nullptr;
  }
  return nullptr;
}

bool may_be_told(const Steward* steward, const std::vector<SentStep>& sent, const ReminderSettings& settings,
                 Time now) {
  const Hours& hours = steward == nullptr ? settings.room : steward->hours;
  if (!hours.are_open(now)) return false;
  const std::string login = steward == nullptr ? "" : steward->login;
  const date::local_days today = hours.calendar.local_day(now);
  std::set<std::string> messages;
  for (const SentStep& each : sent) {
    if (each.recipient == login && hours.calendar.local_day(each.at) == today) messages.insert(each.message);
  }
  return std::ssize(messages) < settings.most_per_day;
}

}  // namespace

std::string Reminder::id() const {
  const DueStep& first = steps.front();
  return "reminder/" + std::to_string(first.request->attachment) + "/" +
         std::to_string(first.request->flagged_at->time_since_epoch().count()) + "/" + first.step;
}

std::vector<SentStep> Reminder::sent(Time now) const {
  std::vector<SentStep> out;
  for (const DueStep& each : steps) {
    out.push_back({.attachment = each.request->attachment,
                   .asked = *each.request->flagged_at,
                   .step = each.step,
                   .recipient = to == nullptr ? "" : to->login,
                   .message = id(),
                   .at = now});
  }
  return out;
}

std::optional<int> days_for_steward(const Request& request, const Desk& desk,
                                    const ReminderSettings& settings, Time now) {
  const auto since = waits_for_steward_since(request, desk);
  if (!since) return std::nullopt;
  return settings.room.calendar.business_days(*since, now);
}

const Steward* responsible(const Request& request, const Desk& desk, const ReminderSettings& settings) {
  const Claim* claim = desk.claim(request.bug);
  const Steward* claimant = claim == nullptr ? nullptr : steward_by_login(settings.stewards, claim->login);
  return claimant != nullptr ? claimant : steward_by_login(settings.stewards, request.requestee);
}

std::vector<Reminder> schedule(const std::vector<Request>& open, const Desk& desk,
                               const std::vector<SentStep>& sent, const ReminderSettings& settings,
                               Time now) {
  std::map<const Steward*, Reminder> reminders;
  for (const Request& request : open) {
    const auto since = waits_for_steward_since(request, desk);
    // Whoever asks the bot to stay away from a bug wants no reminders of it either.
    if (request.comment_state == CommentState::stay_away) continue;
    if (!since || desk.snooze(request.bug, now) != nullptr) continue;
    const int waited = settings.room.calendar.business_days(*since, now);
    const ReminderStep* step = last_due(settings, waited);
    if (step == nullptr || is_told(*step, request, *since, sent, settings)) continue;
    const Steward* to = recipient(step->to, request, desk, settings, now);
    if (!may_be_told(to, sent, settings, now)) continue;
    Reminder& reminder = reminders[to];
    reminder.to = to;
    reminder.steps.push_back({.request = &request, .step = step->name, .business_days = waited});
  }
  std::vector<Reminder> out;
  for (auto& [to, reminder] : reminders) {
    std::ranges::stable_sort(reminder.steps, std::ranges::greater(), &DueStep::business_days);
    out.push_back(std::move(reminder));
  }
  return out;
}

}  // namespace service
