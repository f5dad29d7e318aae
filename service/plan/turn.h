#pragma once
// Whose turn it is on an open request, and since when: what reminders go by.

#include "service/plan/plan.h"

namespace service {

/// Sets `turn`, `waits_since` and `last_activity` of an open request from what people did on its bug.
/// It is the requester's turn while they owe an answer: a needinfo asks for one, or the bot's comment asked
/// for changes and they have neither written nor asked again since. Everything else is the steward's turn.
/// The clock starts with the flag and again with whatever a person does; the bot and the accounts in
/// bugzilla.robots are no persons.
void take_turn(Request& request, const bugzilla::Attachment& attachment, const Observed& observed,
               const PlanContext& context);

}  // namespace service
