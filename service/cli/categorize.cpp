#include "review/categorize/categorize.h"

#include "service/builtin/files.h"
#include "service/cli/commands.h"
#include "service/cli/json_lines.h"
#include "service/cli/policy_files.h"

#include <iostream>
#include <optional>
#include <string>

namespace cli {
namespace {

/// Answers are handed on in portions of about this size.
constexpr std::size_t portion_bytes = 16 * 1024;

}  // namespace

int categorize(bool, const std::string& policy_directory) {
  // What is built in is ready for use; of an edited policy every mistake is told.
  std::optional<review::Policy> edited;
  if (!policy_directory.empty() && !(edited = load_policy(policy_directory))) return usage;
  const review::Knowledge& known = edited ? edited->knowledge() : builtin::knowledge();
  if (!edited) complain_if_untrained(known);
  // Nothing else reads or writes here, and characters come one by one otherwise.
  std::ios::sync_with_stdio(false);
  std::cin.tie(nullptr);
  int status = well;
  std::string line;
  std::string answers;
  const auto hand_on = [&] {
    std::cout.write(answers.data(), static_cast<std::streamsize>(answers.size())).flush();
    answers.clear();
  };
  while (std::getline(std::cin, line)) {
    if (const auto subject = read_subject(line)) {
      append_answer(answers, review::categorize(*subject, known));
    } else {
      append_error(answers, subject.error());
      status = must_change;
    }
    // Who writes a line and waits for its answer gets it; who writes many at once need not wait for each.
    if (answers.size() >= portion_bytes || std::cin.rdbuf()->in_avail() <= 0) hand_on();
  }
  hand_on();
  return status;
}

}  // namespace cli
