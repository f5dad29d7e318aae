#pragma once
// The one place where the network's time is asked.

#include "bugzilla_client/http/transport.h"

#include <chrono>

namespace service {

/// When a call that may take so long must have ended. Calls are timed by the machine's steady clock, as the
/// network is, and not by service::Clock: whoever moves the days on must not cut what is under way.
[[nodiscard]] inline http::Deadline deadline_in(std::chrono::nanoseconds how_long) {
  return std::chrono::steady_clock::now() + how_long;
}

}  // namespace service
