#pragma once
// Stops the bot when it is about to comment on far more bugs than usual: a bug in the bot, a search that
// suddenly finds everything, a flag renamed. Then a person has to look first.

#include "service/clock.h"

#include <cstdint>
#include <optional>
#include <string>

namespace service {

struct Breaker {
  enum class State {
    closed,   ///< comments go out
    tripped,  ///< none goes out until an operator agrees
    agreed,   ///< they go out, until things are usual again
  };
  State state = State::closed;
  std::optional<Time> since;  ///< when it tripped, or an operator agreed

  bool operator==(const Breaker&) const = default;
};

/// The window in which bugs are counted.
inline constexpr std::chrono::hours breaker_window{1};

/// `bugs` were commented on in the window or are about to be; `most` is comment.most_bugs_an_hour.
[[nodiscard]] Breaker next(const Breaker& breaker, std::int64_t bugs, std::int64_t most, Time now);

/// What stopped and what an operator is to do, for /health and the queue page; empty unless it is tripped.
[[nodiscard]] std::string advice(const Breaker& breaker, int most);

/// As kept in the store's note "breaker": "tripped 1795600000"; anything else is closed.
[[nodiscard]] std::string note_of(const Breaker& breaker);
[[nodiscard]] Breaker breaker_in(const std::optional<std::string>& note);
inline constexpr const char* breaker_note = "breaker";

}  // namespace service
