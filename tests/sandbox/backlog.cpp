#include "backlog.h"

#include <algorithm>

namespace sandbox {

const std::string* Backlog::due(Time now) const {
  return waiting_.empty() || now < not_before_ ? nullptr : &waiting_.front();
}

std::optional<Time> Backlog::next_attempt() const {
  return waiting_.empty() ? std::nullopt : std::optional(not_before_);
}

bool Backlog::failed(Time now) {
  ++failures_;
  if (++attempts_ >= most_failures) {
    clear();
    return false;
  }
  // The first failure of the hook is tried again at once, then 5^n seconds up to a quarter of an hour.
  std::chrono::seconds wait{0};
  for (int i = 1; i < failures_ && wait < std::chrono::seconds(900); ++i) {
    wait = wait.count() == 0 ? std::chrono::seconds(5) : wait * 5;
  }
  not_before_ = now + std::min(wait, std::chrono::seconds(900));
  return true;
}

}  // namespace sandbox
