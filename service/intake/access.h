#pragma once
// Whether Bugzilla may be called now, and as whom: by the gate of this replica, by what other replicas noted
// in the store (shut_out.h), and by how the account stands.

#include "service/health.h"
#include "service/intake/account.h"
#include "service/store/store_thread.h"

#include <functional>

namespace service {

class Access {
 public:
  /// References must outlive it. `random` is uniform in [0, 1).
  Access(bugzilla::Client& client, const Settings& settings, StoreThread& store, Health& health,
         const Clock& clock, std::function<double()> random)
      : settings_(settings),
        store_(store),
        health_(health),
        clock_(clock),
        random_(std::move(random)),
        account_(client, settings) {}

  /// Whether Bugzilla may be called, by what this replica knows and what others noted.
  boost::asio::awaitable<bool> may_call();
  /// Asks Bugzilla where that is due; whether the bot knows who it is then, or has no key and is a visitor.
  boost::asio::awaitable<bool> is_signed_in();
  /// The same by what is known already.
  [[nodiscard]] bool is_known() const;
  /// What a failed call means to all others, of other replicas too.
  boost::asio::awaitable<void> note(bugzilla::Error error);

  [[nodiscard]] const Account& account() const { return account_; }

 private:
  const Settings& settings_;
  StoreThread& store_;
  Health& health_;
  const Clock& clock_;
  std::function<double()> random_;
  Account account_;
};

}  // namespace service
