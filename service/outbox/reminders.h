#pragma once
// What is said to stewards, on its way into the store: reminders by the clock, answers to commands. Each is
// stored in one transaction with what must be remembered of it, so that it is said once.

#include "service/matrix/heard.h"
#include "service/remind/render.h"
#include "service/store/store.h"

#include <string>

namespace service {

/// Puts the reminders that are due into the Matrix outbox and returns how many. Throws as the store does, and
/// where another replica was quicker; then nothing was put there.
int remind(Store& store, const RoomContext& context, Time now);

/// Takes reminders back that could not be tried for some minutes, so that remind() decides anew: it may be
/// night by now, the bug claimed, or the next step due. Where nothing of a reminder waits any more, it edits
/// what was sent to `room`, the id of the one that is written to now, and takes back what was not yet tried.
/// An edit notifies nobody, and has to be in the room of what it edits. Returns how many edits were put into
/// the outbox.
int tidy_up(Store& store, const RoomContext& context, const std::string& room, Time now);

/// Answers the stewards' commands. What the context refers to must outlive it.
class CommandHandler : public MessageHandler {
 public:
  explicit CommandHandler(const RoomContext& context) : context_(context) {}

  void hear(Store& store, const HeardMessage& message, Time now) override;
  [[nodiscard]] bool may_invite(const std::string& user) const override;
  [[nodiscard]] std::string why_no_encryption() const override;

 private:
  RoomContext context_;
};

}  // namespace service
