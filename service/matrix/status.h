#pragma once
// How Matrix fares: what /health and /metrics tell.

#include "service/clock.h"

#include <cstdint>
#include <optional>
#include <string>

namespace service::matrix {

struct Status {
  std::string user;  ///< empty: not signed in
  std::string device;
  std::string room;             ///< the configured room's id, once entered
  std::string account_trouble;  ///< why nothing is sent anywhere; empty: nothing is wrong
  std::string room_trouble;     ///< why nothing is sent to the configured room
  std::string sync_trouble;     ///< why commands are not heard
  std::optional<Time> synced_at;
  std::int64_t sent = 0;
  std::int64_t failed_tries = 0;
  std::int64_t rate_limits = 0;
  std::int64_t parked = 0;
  std::int64_t heard = 0;

  /// The first trouble in order of weight; empty: all is well.
  [[nodiscard]] const std::string& trouble() const {
    if (!account_trouble.empty()) return account_trouble;
    return room_trouble.empty() ? sync_trouble : room_trouble;
  }
};

}  // namespace service::matrix
