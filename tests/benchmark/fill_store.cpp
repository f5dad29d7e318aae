// Writes finished reviews into a store, as years of work leave them. Usage: fill_store LOCATION COUNT

#include "service/store/open.h"

#include <iostream>

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "Usage: fill_store LOCATION COUNT\n";
    return 2;
  }
  const auto store = service::open_store({.location = argv[1]});
  const int count = std::atoi(argv[2]);
  const service::Time then = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);
  // As large as those of a usual form.
  const std::string assessment(4000, 'a');
  const std::string comment(1500, 'c');
  for (int at = 1; at <= count;) {
    store->atomically([&] {
      for (const int end = std::min(at + 1000, count + 1); at < end; ++at) {
        service::Request request{.attachment = at, .bug = at / 2 + 1, .bug_summary = "Count clicks"};
        request.flagged_at = then;
        request.content_hash = std::string(64, 'f');
        request.verdict = "ready";
        request.assessment = assessment;
        request.comment = comment;
        request.comment_state = service::CommentState::posted;
        request.open = false;
        request.outcome = "granted";
        request.closed_at = then;
        store->apply({request}, {}, then);
      }
    });
  }
  std::cout << count << " finished reviews\n";
  return 0;
}
