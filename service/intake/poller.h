#pragma once
// Finds by searching what no webhook told, the way that Bugzilla's documentation asks of programs: the
// server's own time first, numbers only and in order, page by page, then the bugs themselves in batches.

#include "bugzilla_client/client.h"
#include "service/clock.h"
#include "service/config/settings.h"
#include "service/store/store_thread.h"

#include <map>
#include <optional>
#include <vector>

namespace service {

/// The bugs with open requests that are remembered, each with its last_change_time at the last look.
using OpenBugs = std::map<bugzilla::BugId, std::optional<Time>>;

/// Which of the bugs that were `found` or are remembered are worth a look. `visible` are those that Bugzilla
/// shows: of the others only what is remembered is looked at, since it may be out of sight and is not to be
/// forgotten. Closed bugs count only while a request of theirs is remembered as open, and bugs that have not
/// changed since the last look only when everything is looked at.
[[nodiscard]] std::vector<bugzilla::BugId> worth_a_look(const std::vector<bugzilla::Bug>& visible,
                                                        const OpenBugs& remembered, bool everything);

/// Whether what is remembered of the bugs may be told to people as it is: no look waits, and where the bot
/// polls, a replica has searched within the last three intervals. After a start and while Bugzilla is out of
/// reach it may all be over by now.
[[nodiscard]] bool is_up_to_date(Store& store, const PollSettings& settings, Time now);

class Poller {
 public:
  /// References must outlive the poller.
  Poller(bugzilla::Client& client, const Settings& settings, StoreThread& store, const Clock& clock)
      : client_(client), settings_(settings), store_(store), clock_(clock) {}

  /// One search; the looks that it calls for and its time are stored together. This replica's first, and one
  /// every six hours, looks at all open flags: it finds what was private when it changed, and what was
  /// remembered under another configuration.
  bugzilla::Async<void> poll();

 private:
  bugzilla::Async<std::vector<bugzilla::BugId>> search(std::optional<Time> changed_since);
  bugzilla::Async<std::vector<bugzilla::Bug>> read(std::vector<bugzilla::BugId> bugs);

  bugzilla::Client& client_;
  const Settings& settings_;
  StoreThread& store_;
  const Clock& clock_;
  bool is_first_ = true;
};

}  // namespace service
