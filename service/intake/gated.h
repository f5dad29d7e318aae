#pragma once
// The transport behind the gate: a job that was taken before the gate closed ends here, for each further call
// renews Bugzilla's block.

#include "bugzilla_client/http/transport.h"
#include "service/clock.h"
#include "service/intake/gate.h"

namespace service {

class Gated : public http::Transport {
 public:
  /// All must outlive it.
  Gated(http::Transport& inner, const Gate& gate, const Clock& clock)
      : inner_(inner), gate_(gate), clock_(clock) {}

  /// FailureKind::cancelled while the gate is closed: nothing has left.
  boost::asio::awaitable<http::Result> send(http::Request request, http::Deadline deadline) override {
    if (!gate_.is_open(clock_.now())) {
      co_return std::unexpected(http::Failure{http::FailureKind::cancelled,
                                              "Bugzilla is left alone for now: " + gate_.reason(), false});
    }
    co_return co_await inner_.send(std::move(request), deadline);
  }

 private:
  http::Transport& inner_;
  const Gate& gate_;
  const Clock& clock_;
};

}  // namespace service
