#pragma once
// The commands of the command line. Each returns the process's exit status: 0 well, 1 something must change
// or could not be done, 2 usage, unreadable file or bad configuration with one clear line on standard error.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace cli {

inline constexpr int well = 0;
inline constexpr int must_change = 1;
inline constexpr int usage = 2;

struct CheckOptions {
  std::vector<std::string> files;  ///< "-" is standard input
  std::string format;              ///< empty: text on a terminal, else json
  std::optional<std::chrono::year_month_day> as_of;
  std::string policy_directory;
};
int check(const CheckOptions& options);

int categorize(bool json_lines, const std::string& policy_directory);

struct ReviewOptions {
  std::string config;
  std::string target;  ///< "BUG" or "BUG/ATTACHMENT"
  bool post = false;
};
int review(const ReviewOptions& options);

int serve(const std::string& config);
int queue(const std::string& config, const std::string& format);
int config_check(const std::string& config);
int config_print(const std::string& config);
int store_check(const std::string& config);
int store_backup(const std::string& config, const std::string& file);
/// `action` is "show" or "agree".
int breaker(const std::string& config, const std::string& action);
/// `action` is "list", "replay" or "drop".
int dead_letters(const std::string& config, const std::string& action, const std::string& id);

}  // namespace cli
