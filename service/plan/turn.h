#pragma once
// Whose turn it is on an open request, and since when: what reminders go by.

#include "service/plan/plan.h"

namespace service {

/// Sets `turn`, `waits_since` and `last_activity` of an open request from what people did on its bug.
/// It is the requester's turn while they owe an answer: a needinfo asks for one, or the bot's comment asked
/// for changes and they have neither written nor asked again since. Everything else is the steward's turn.
/// The clock starts with the flag and again when a person writes, or sets, answers or passes on a needinfo
/// for the requester, which counts from the look that finds it where no comment came with it. The bot and the
/// accounts in bugzilla.robots are no persons. Of a private bug only needinfos are known.
void take_turn(Request& request, const bugzilla::Attachment& attachment, const Observed& observed,
               const PlanContext& context);

}  // namespace service
