#pragma once
// One list of words of the policy's files as an expression.

#include <re2/re2.h>

#include <memory>
#include <mutex>
#include <string>

namespace review {

/// Compiled when it is first asked for: a command needs a few of the many lists, and compiling all of them is
/// most of what starting costs. May be asked by several threads at once.
class WordList {
 public:
  /// `pattern` is alternatives on normalised text (key_of()); they match between word boundaries.
  explicit WordList(std::string pattern) : pattern_(std::move(pattern)) {}

  /// Check its ok() where the list was not tested before.
  [[nodiscard]] const RE2& expression() const;

 private:
  std::string pattern_;
  mutable std::once_flag once_;
  mutable std::unique_ptr<const RE2> compiled_;
};

}  // namespace review
