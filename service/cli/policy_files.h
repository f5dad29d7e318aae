#pragma once
// The files under config/ that say what the bot knows and in which words it speaks, and the policy in them.

#include "review/policy.h"

#include <map>
#include <optional>
#include <string>

namespace cli {

/// Those that are built in, with those of an operator's directory in their place.
class PolicyFiles {
 public:
  /// No directory: all are built in. Nothing: it cannot be read, as was told on standard error.
  [[nodiscard]] static std::optional<PolicyFiles> read(const std::string& directory);

  // A copy's views would be of the other's texts.
  PolicyFiles(PolicyFiles&&) = default;
  PolicyFiles& operator=(PolicyFiles&&) = default;
  PolicyFiles(const PolicyFiles&) = delete;
  PolicyFiles& operator=(const PolicyFiles&) = delete;
  ~PolicyFiles() = default;

  [[nodiscard]] const review::ConfigFiles& all() const { return all_; }
  /// What is built in was tested; of an operator's files every mistake is to be told.
  [[nodiscard]] bool are_edited() const { return !directory_.empty(); }
  /// The file as the operator calls it.
  [[nodiscard]] std::string place(const std::string& file) const {
    return are_edited() ? directory_ + "/" + file : file;
  }

 private:
  explicit PolicyFiles(std::string directory);

  std::string directory_;
  std::map<std::string, std::string> edited_;
  review::ConfigFiles all_;
};

/// Tells the first mistake on standard error.
[[nodiscard]] std::optional<review::Policy> load_policy(const PolicyFiles& files);
[[nodiscard]] std::optional<review::Policy> load_policy(const std::string& directory);

/// Tells on standard error where the model file is empty.
void complain_if_untrained(const review::Knowledge& known);

}  // namespace cli
