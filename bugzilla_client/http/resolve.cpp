#include "bugzilla_client/http/resolve.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <mutex>
#include <thread>

namespace http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// Shared by the look-up's thread and the waiting coroutine; the thread may outlive the wait.
struct LookUp {
  explicit LookUp(const asio::any_io_executor& executor)
      : done(executor, asio::steady_timer::time_point::max()) {}
  std::mutex mutex;
  bool finished = false;
  boost::system::error_code error;
  Endpoints endpoints;
  asio::steady_timer done;  ///< touched on the coroutine's executor only
};

void look_up(const std::shared_ptr<LookUp>& shared, const asio::any_io_executor& executor,
             const std::string& host, const std::string& port) {
  asio::io_context own;
  tcp::resolver resolver(own);
  boost::system::error_code error;
  const auto found = resolver.resolve(host, port, error);
  {
    const std::lock_guard lock(shared->mutex);
    shared->finished = true;
    shared->error = error;
    for (const auto& entry : found) shared->endpoints.push_back(entry.endpoint());
  }
  asio::post(executor, [shared] { shared->done.cancel(); });
}

}  // namespace

asio::awaitable<std::expected<Endpoints, Failure>> resolve(std::string host, std::string port,
                                                           Deadline deadline) {
  boost::system::error_code literal_error;
  const auto literal = asio::ip::make_address(host, literal_error);
  if (!literal_error)
    co_return Endpoints{tcp::endpoint(literal, static_cast<std::uint16_t>(std::stoi(port)))};

  const auto executor = co_await asio::this_coro::executor;
  auto shared = std::make_shared<LookUp>(executor);
  shared->done.expires_at(deadline);
  // Work is counted for the io_context, so that it is still there when the answer comes.
  const asio::any_io_executor kept = asio::prefer(executor, asio::execution::outstanding_work.tracked);
  std::thread(look_up, shared, kept, host, port).detach();
  co_await shared->done.async_wait(asio::as_tuple(asio::use_awaitable));

  const std::lock_guard lock(shared->mutex);
  if (!shared->finished) {
    co_return std::unexpected(Failure{FailureKind::timed_out, "Looking up " + host + " took too long."});
  }
  if (shared->error || shared->endpoints.empty()) {
    co_return std::unexpected(Failure{
        FailureKind::resolve, "The name " + host + " cannot be looked up: " + shared->error.message() + "."});
  }
  co_return shared->endpoints;
}

}  // namespace http
