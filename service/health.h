#pragma once
// What /health and /metrics tell of the daemon's work.

#include "service/intake/gate.h"
#include "service/outbox/breaker.h"

#include <cstdint>
#include <optional>
#include <string>

namespace service {

struct Health {
  Gate gate;
  Breaker breaker;
  std::string account_trouble;  ///< why the bot could not sign in when it last tried; empty when it could
  std::optional<Time> polled_at;
  std::string poll_trouble;     ///< why the last poll failed; empty when it did not, or another replica polls
  std::int64_t poll_ticks = 0;  ///< how often it was looked whether a poll is due
  std::int64_t looks = 0;
  std::int64_t look_failures = 0;
  std::int64_t comments_posted = 0;  ///< pre-reviews and the like; tags are none
  std::int64_t webhooks_accepted = 0;
  std::int64_t webhooks_parked = 0;
  std::int64_t webhooks_refused = 0;
  std::int64_t reminder_ticks = 0;  ///< how often the reminder clock looked what is due
};

}  // namespace service
