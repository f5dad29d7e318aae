#include "service/outbox/reminders.h"

#include "service/matrix/message.h"
#include "service/remind/answer.h"
#include "service/remind/command.h"

namespace service {
namespace {

/// A day ends within so many hours of its beginning anywhere, whatever its clocks do; the schedule counts the
/// messages of a day.
constexpr std::chrono::hours longest_day{48};
/// A reminder that waits for longer may no longer be true, or no longer be told at a good time.
constexpr std::chrono::minutes fresh_for{5};

MatrixMessage written(const Reminder& reminder, const Desk& desk, const RoomContext& context) {
  const RichText words = reminder_text(reminder, desk, context);
  MatrixMessage out{.key = reminder.id(), .notifies = true, .body = words.plain, .html = words.html};
  if (reminder.to != nullptr) out.mentions = {reminder.to->matrix_id};
  return out;
}

std::set<bugzilla::BugId> bugs_of(const Reminder& reminder) {
  std::set<bugzilla::BugId> out;
  for (const DueStep& each : reminder.steps) out.insert(each.request->bug);
  return out;
}

std::set<bugzilla::BugId> bugs_of(const std::vector<Request>& requests) {
  std::set<bugzilla::BugId> out;
  for (const Request& each : requests) out.insert(each.bug);
  return out;
}

MatrixMessage done(const OutgoingMessage& reminder, const std::vector<Request>& requests,
                   const RoomContext& context) {
  const RichText words = done_text(requests, context);
  return {.key = reminder.message.key + "/done",
          .body = words.plain,
          .html = words.html,
          .replaces = reminder.event_id};
}

}  // namespace

int remind(Store& store, const RoomContext& context, Time now) {
  int count = 0;
  store.atomically([&] {
    const std::vector<Request> open = store.open_requests();
    const Desk desk = store.desk();
    const std::vector<SentStep> sent = store.sent_steps(now - longest_day);
    for (const Reminder& each : schedule(open, desk, sent, context.settings, now)) {
      store.remember_sent(each.sent(now));
      store.owe_message(matrix::freeze(written(each, desk, context)), bugs_of(each), now);
      ++count;
    }
  });
  return count;
}

int tidy_up(Store& store, const RoomContext& context, const std::string& room, Time now) {
  int count = 0;
  store.atomically([&] {
    for (const std::string& id : store.late_messages(now - fresh_for)) store.take_back_message(id);
    for (const std::string& id : store.overtaken_messages()) {
      const auto reminder = store.message(id);
      // A dead letter that an operator dropped counts as sent and is nowhere.
      const bool is_there = reminder && reminder->state == MessageState::sent &&
                            !reminder->event_id.empty() && reminder->tried_room == room;
      const bool is_waiting = reminder && reminder->state == MessageState::waiting;
      // It may be there or not: that must be known first.
      if (is_waiting && reminder->tried_at) continue;
      if (is_waiting) store.take_back_message(id);
      if (is_there) {
        const std::vector<Request> told = store.requests_told_by(id);
        store.owe_message(matrix::freeze(done(*reminder, told, context)), bugs_of(told), now);
        ++count;
      }
      store.settle(id);
    }
  });
  return count;
}

void CommandHandler::hear(Store& store, const HeardMessage& message, Time now) {
  // What people say to each other costs no look into the store.
  if (!message.is_direct && !parse_command(message.body)) return;
  const Answer found =
      answer({.sender = message.sender, .body = message.body, .is_direct = message.is_direct},
             store.open_requests(), store.desk(), context_, now);
  for (const DeskChange& each : found.changes) store.change_desk(each);
  for (const bugzilla::BugId bug : found.looks) store.want_look(bug, now, false);
  if (!found.text) return;
  store.owe_message(matrix::freeze({.key = "answer/" + message.event_id,
                                    .room = message.is_direct ? message.room : "",
                                    .body = found.text->plain,
                                    .html = found.text->html,
                                    .thread = message.thread,
                                    .reply_to = message.event_id}),
                    found.tells_of, now);
}

std::string CommandHandler::why_no_encryption() const {
  return context_.wording("answer.encrypted").plain;
}

bool CommandHandler::may_invite(const std::string& user) const {
  return steward_by_matrix_id(context_.settings.stewards, user) != nullptr;
}

}  // namespace service
