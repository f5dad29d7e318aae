#include "service/cli/policy_files.h"

#include "review/categorize/knowledge.h"
#include "service/builtin/files.h"
#include "service/cli/common.h"

#include <filesystem>

namespace cli {
namespace {

constexpr std::size_t most_bytes = 16 * 1024 * 1024;

}  // namespace

PolicyFiles::PolicyFiles(std::string directory) : directory_(std::move(directory)), all_(builtin::files()) {}

std::optional<PolicyFiles> PolicyFiles::read(const std::string& directory) {
  PolicyFiles out(directory);
  if (directory.empty()) return out;
  std::error_code error;
  const std::filesystem::path root(directory);
  for (auto at = std::filesystem::recursive_directory_iterator(root, error);
       !error && at != std::filesystem::recursive_directory_iterator(); at.increment(error)) {
    if (!at->is_regular_file()) continue;
    auto text = read_file(at->path().string(), most_bytes);
    if (!text) return std::nullopt;
    out.edited_[std::filesystem::relative(at->path(), root).generic_string()] = std::move(*text);
  }
  if (error) {
    complain(directory + ": cannot be read: " + error.message() + ".");
    return std::nullopt;
  }
  for (const auto& [name, text] : out.edited_) out.all_[name] = text;
  return out;
}

std::optional<review::Policy> load_policy(const PolicyFiles& files) {
  auto policy = files.are_edited()
                    ? review::Policy::parse(files.all(), review::Lists::edited)
                    : review::Policy::parse(files.all(), review::Lists::tested, &builtin::knowledge());
  if (!policy) {
    const review::PolicyError& error = policy.error();
    complain(files.place(error.file) + ":" + std::to_string(error.line) + ":" + std::to_string(error.column) +
             ": " + error.message);
    return std::nullopt;
  }
  complain_if_untrained(policy->knowledge());
  return std::move(*policy);
}

std::optional<review::Policy> load_policy(const std::string& directory) {
  const auto files = PolicyFiles::read(directory);
  return files ? load_policy(*files) : std::nullopt;
}

void complain_if_untrained(const review::Knowledge& known) {
  if (!known.is_trained)
    complain("policy/model.txt is empty: concepts alone tell technical from interaction data.");
}

}  // namespace cli
