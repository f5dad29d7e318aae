#pragma once
// What waits to be delivered to one webhook, and when BMO tries: oldest first, nothing overtakes (head of
// line), two attempts at once, then after 5, 25, 125, 625 and every 900 seconds. The count of failures is the
// hook's and a success does not reset it. After 100 failed attempts of one message the hook is disabled and
// its messages dropped.

#include "model.h"

#include <deque>

namespace sandbox {

class Backlog {
 public:
  static constexpr int most_failures = 100;

  void push(std::string body) { waiting_.push_back(std::move(body)); }
  /// The message to try at `now`, or null.
  [[nodiscard]] const std::string* due(Time now) const;
  [[nodiscard]] std::optional<Time> next_attempt() const;
  [[nodiscard]] std::size_t size() const { return waiting_.size(); }
  void delivered() {
    if (!waiting_.empty()) waiting_.pop_front();
    attempts_ = 0;
  }
  /// False when the hook is to be disabled now.
  [[nodiscard]] bool failed(Time now);
  void clear() {
    waiting_.clear();
    attempts_ = 0;
    failures_ = 0;
    not_before_ = {};
  }
  /// Swaps the first two messages, as a disorder that BMO itself does not make.
  void reorder() {
    if (waiting_.size() > 1) std::swap(waiting_[0], waiting_[1]);
  }

 private:
  std::deque<std::string> waiting_;
  int attempts_ = 0;  ///< of the first message
  int failures_ = 0;  ///< of the hook
  Time not_before_{};
};

}  // namespace sandbox
