#pragma once
// The policy as data: which rules there are, how severe, in which words, and what the categorizer knows.
// Parsed once at start-up from the files under config/; review itself reads no file.

#include <expected>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace review {

/// File contents by path relative to config/, for example "policy/findings.toml".
using ConfigFiles = std::map<std::string, std::string_view, std::less<>>;

struct PolicyError {
  std::string file;
  int line = 0;  ///< 0: not known
  int column = 0;
  std::string message;  ///< what was expected, in a sentence
};

/// Whether the lists of words were compiled before, as a test does with the built-in ones.
enum class Lists { tested, edited };

struct Knowledge;

class Policy {
 public:
  struct Data;

  /// Keeps nothing of `files`. Every missing file, unknown key and wrong type is an error, and so is an
  /// expression that is none, unless the lists are said to be tested. `known` is what was made of the
  /// categorizer's files before; it must outlive the policy, and they are not read then.
  [[nodiscard]] static std::expected<Policy, PolicyError> parse(const ConfigFiles& files,
                                                                Lists lists = Lists::edited,
                                                                const Knowledge* known = nullptr);

  [[nodiscard]] const Data& data() const { return *data_; }
  /// What the categorizer knows.
  [[nodiscard]] const Knowledge& knowledge() const;

 private:
  explicit Policy(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  std::shared_ptr<const Data> data_;
};

}  // namespace review
