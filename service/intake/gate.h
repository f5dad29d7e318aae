#pragma once
// Whether Bugzilla may be called at all. A rate-limited address is shut out for an hour and every further
// call renews that hour; a refused key blocks the address after six tries. Then nothing is called until the
// gate opens.

#include "bugzilla_client/error.h"
#include "service/clock.h"

#include <optional>
#include <string>

namespace service {

class Gate {
 public:
  [[nodiscard]] bool is_open(Time now) const { return !closed_until_ || now >= *closed_until_; }

  /// Closes for an error that forbids further calls; others leave it as it is.
  void note(const bugzilla::Error& error, Time now) {
    if (error.kind != bugzilla::ErrorKind::blocked && error.kind != bugzilla::ErrorKind::credential) return;
    closed_until_ = now + shut_out;
    since_ = now;
    reason_ = error.message;
  }

  [[nodiscard]] const std::string& reason() const { return reason_; }
  [[nodiscard]] std::optional<Time> since() const { return since_; }
  [[nodiscard]] std::optional<Time> closed_until() const { return closed_until_; }

  /// BMO blocks for 60 minutes after the last call; a little more for clocks that differ.
  static constexpr std::chrono::minutes shut_out{65};

 private:
  std::optional<Time> closed_until_;
  std::optional<Time> since_;
  std::string reason_;
};

/// How long to wait before try number `attempts` + 1: doubling from 30 seconds up to an hour, scaled by
/// `random` in [0, 1) to between half and all of it, so that many waiters do not come back together.
[[nodiscard]] inline std::chrono::seconds retry_delay(int attempts, double random) {
  double seconds = 30;
  for (int i = 0; i < attempts && seconds < 3600; ++i) seconds *= 2;
  if (seconds > 3600) seconds = 3600;
  return std::chrono::seconds(static_cast<long>(seconds * (0.5 + random / 2)));
}

}  // namespace service
