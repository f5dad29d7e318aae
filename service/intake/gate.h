#pragma once
// Whether Bugzilla may be called at all. A rate-limited address is shut out for an hour and every further
// call renews that hour; a refused key blocks the address after six tries. Then nothing is called until the
// gate opens. It closes as well, for a growing while, after several failures in a row: a server that is down
// gets one call a while to show that it is back, and not one from each bug that waits. A replica's own; what
// all must heed is in shut_out.h.

#include "bugzilla_client/error.h"
#include "service/clock.h"

#include <algorithm>
#include <optional>
#include <string>

namespace service {

/// How long to wait before try number `attempts` + 1: doubling from 30 seconds up to an hour, scaled by
/// `random` in [0, 1) to between half and all of it, so that many waiters do not come back together.
[[nodiscard]] inline std::chrono::seconds retry_delay(int attempts, double random) {
  double seconds = 30;
  for (int i = 0; i < attempts && seconds < 3600; ++i) seconds *= 2;
  if (seconds > 3600) seconds = 3600;
  return std::chrono::seconds(static_cast<long>(seconds * (0.5 + random / 2)));
}

class Gate {
 public:
  [[nodiscard]] bool is_open(Time now) const { return !closed_until_ || now >= *closed_until_; }
  /// Whether after `error` nothing may be called at all.
  [[nodiscard]] static bool forbids(const bugzilla::Error& error) {
    return error.kind == bugzilla::ErrorKind::blocked || error.kind == bugzilla::ErrorKind::credential;
  }

  /// Closes for an error that forbids further calls, and for the third passing failure in a row and each one
  /// after it; what concerns one bug only leaves it as it is. `random` is for retry_delay().
  void note(const bugzilla::Error& error, Time now, double random) {
    using Kind = bugzilla::ErrorKind;
    const bool is_forbidden = forbids(error);
    const bool passes = error.kind == Kind::retry || error.kind == Kind::uncertain;
    // What fails while it is closed was under way before, or never sent.
    if (!is_forbidden && (!passes || !is_open(now))) return;
    ++failures_;
    if (!since_) since_ = now;
    reason_ = error.message;
    if (is_forbidden)
      closed_until_ = now + shut_out;
    else if (failures_ >= patience)
      closed_until_ = now + retry_delay(failures_ - patience, random);
  }
  /// Another replica learned that nothing may be called until then.
  void close(Time until, const std::string& reason, Time now) {
    if (until <= now || (closed_until_ && until <= *closed_until_)) return;
    if (!since_) since_ = now;
    reason_ = reason;
    closed_until_ = until;
  }
  /// A call went well. One that was under way when the gate closed does not open it.
  void note_success(Time now) {
    if (is_open(now)) *this = Gate();
  }

  [[nodiscard]] const std::string& reason() const { return reason_; }
  /// Of the first failure since the last call that went well.
  [[nodiscard]] std::optional<Time> since() const { return since_; }
  [[nodiscard]] std::optional<Time> closed_until() const { return closed_until_; }

  /// BMO blocks for 60 minutes after the last call; a little more for clocks that differ.
  static constexpr std::chrono::minutes shut_out{65};
  static constexpr int patience = 3;

 private:
  int failures_ = 0;
  std::optional<Time> closed_until_;
  std::optional<Time> since_;
  std::string reason_;
};

}  // namespace service
