#pragma once
// A transport that lets so many requests through at a time, in the order in which they came, so that many
// jobs may wait for each other's answers without a server feeling more than that.

#include "bugzilla_client/http/transport.h"

#include <boost/asio/steady_timer.hpp>

#include <list>

namespace http {

class Limiter : public Transport {
 public:
  /// `inner` must outlive it; both belong to one single-threaded context.
  Limiter(Transport& inner, int at_once) : inner_(inner), free_(at_once) {}

  /// The wait counts against the deadline: a request whose turn does not come in time is never sent.
  boost::asio::awaitable<Result> send(Request request, Deadline deadline) override;

 private:
  struct Waiter {
    boost::asio::steady_timer timer;
    bool is_next = false;
  };
  void leave();

  Transport& inner_;
  int free_;
  std::list<Waiter*> waiting_;  ///< in the frames of their calls
};

}  // namespace http
