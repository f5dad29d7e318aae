#pragma once
// When to poll: one replica at a time, and all of them together no oftener than poll.interval.

#include "service/intake/access.h"
#include "service/intake/poller.h"

namespace service {

class Polling {
 public:
  /// References must outlive it.
  Polling(bugzilla::Client& client, const Settings& settings, StoreThread& store, Access& access,
          Health& health, const Clock& clock)
      : settings_(settings),
        store_(store),
        access_(access),
        health_(health),
        clock_(clock),
        poller_(client, settings, store, clock) {}

  /// Polls where Bugzilla may be called, this replica is the one that polls, and it is time. Whether bugs
  /// were searched, so that there may be something to look at.
  boost::asio::awaitable<bool> poll_if_due();

 private:
  boost::asio::awaitable<bool> is_due();

  const Settings& settings_;
  StoreThread& store_;
  Access& access_;
  Health& health_;
  const Clock& clock_;
  Poller poller_;
};

}  // namespace service
