#include "service/outbox/breaker.h"

#include "service/store/note_time.h"

namespace service {

Breaker next(const Breaker& breaker, std::int64_t bugs, std::int64_t most, Time now) {
  switch (breaker.state) {
    case Breaker::State::tripped:
      return breaker;
    case Breaker::State::agreed:
      return bugs > most ? breaker : Breaker{};
    case Breaker::State::closed:
      break;
  }
  return bugs > most ? Breaker{Breaker::State::tripped, now} : Breaker{};
}

std::string advice(const Breaker& breaker, int most) {
  if (breaker.state != Breaker::State::tripped) return "";
  return "Comments are due on more than " + std::to_string(most) +
         " bugs within an hour, which is unusual, so none is posted. Look through the queue page; then let "
         "them go with "
         "`data-review-bot breaker agree`, or set comment.post = false.";
}

std::string note_of(const Breaker& breaker) {
  if (breaker.state == Breaker::State::closed || !breaker.since) return "closed";
  return (breaker.state == Breaker::State::tripped ? "tripped " : "agreed ") + time_text(*breaker.since);
}

Breaker breaker_in(const std::optional<std::string>& note) {
  if (!note) return {};
  const std::size_t blank = note->find(' ');
  const auto since = parse_time(note->substr(blank == std::string::npos ? note->size() : blank + 1));
  if (!since) return {};
  if (note->starts_with("tripped ")) return {Breaker::State::tripped, since};
  if (note->starts_with("agreed ")) return {Breaker::State::agreed, since};
  return {};
}

}  // namespace service
