#pragma once
// A value that must never reach a log, a page or a terminal.

#include <string>
#include <utility>

namespace service {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}

  [[nodiscard]] bool empty() const { return value_.empty(); }
  /// The value itself; only for what sends or compares it.
  [[nodiscard]] const std::string& reveal() const { return value_; }
  /// What may be printed.
  [[nodiscard]] std::string masked() const { return value_.empty() ? "(not set)" : "********"; }
  /// Compares in time that depends on neither value's content.
  [[nodiscard]] bool matches(const std::string& candidate) const;

 private:
  std::string value_;
};

}  // namespace service
