#include "bugzilla_client/http/limiter.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace http {

boost::asio::awaitable<Result> Limiter::send(Request request, Deadline deadline) {
  if (free_ > 0) {
    --free_;
  } else {
    const auto executor = co_await boost::asio::this_coro::executor;
    Waiter waiter{boost::asio::steady_timer(executor, deadline)};
    const auto place = waiting_.insert(waiting_.end(), &waiter);
    co_await waiter.timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    if (!waiter.is_next) {
      waiting_.erase(place);
      co_return std::unexpected(
          Failure{FailureKind::timed_out, "Earlier requests left no room for this one in time."});
    }
  }
  // No guard object: a frame that is destroyed with its context must touch nothing any more.
  try {
    auto result = co_await inner_.send(std::move(request), deadline);
    leave();
    co_return result;
  } catch (...) {
    leave();
    throw;
  }
}

void Limiter::leave() {
  if (waiting_.empty()) {
    ++free_;
    return;
  }
  Waiter* next = waiting_.front();
  waiting_.pop_front();
  next->is_next = true;
  next->timer.cancel();
}

}  // namespace http
