#include "homeserver.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace homeserver {
namespace {

http::Failure failure(bool maybe_done) {
  return {maybe_done ? http::FailureKind::closed : http::FailureKind::connect, "The network failed.",
          maybe_done};
}

}  // namespace

void Homeserver::wake() {
  for (boost::asio::steady_timer* each : waiting_) each->expires_at(http::Deadline::min());
}

std::size_t Homeserver::calls(const std::string& part) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      requests_, [&](const std::string& each) { return each.find(part) != std::string::npos; }));
}

std::optional<Fault> Homeserver::take_fault(const std::string& where) {
  const auto found = std::ranges::find_if(
      faults_, [&](const Fault& each) { return where.find(each.part) != std::string::npos; });
  if (found == faults_.end()) return std::nullopt;
  Fault out = *found;
  if (--found->times == 0) faults_.erase(found);
  return out;
}

boost::asio::awaitable<http::Result> Homeserver::send(http::Request request, http::Deadline deadline) {
  static constexpr const char* names[] = {"GET ", "POST ", "PUT "};
  requests_.push_back(names[static_cast<int>(request.method)] + request.url.substr(std::string(url).size()));
  if (meanwhile_ && request.url.find(meanwhile_part_) != std::string::npos) std::exchange(meanwhile_, {})();
  const auto fault = take_fault(request.url);
  if (fault && fault->kind == Fault::Kind::refuse) co_return std::unexpected(failure(false));
  if (fault && fault->kind == Fault::Kind::lost) co_return std::unexpected(failure(true));
  if (fault && fault->kind == Fault::Kind::answer) co_return fault->response;
  boost::asio::steady_timer patience(co_await boost::asio::this_coro::executor);
  while (rest_.may_wait(request)) {
    patience.expires_at(deadline);
    const auto here = waiting_.insert(waiting_.end(), &patience);
    const auto [error] = co_await patience.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    waiting_.erase(here);
    if (!error) break;  // waited long enough
    const auto cancelled = (co_await boost::asio::this_coro::cancellation_state).cancelled();
    if (cancelled != boost::asio::cancellation_type::none) {
      co_return std::unexpected(http::Failure{http::FailureKind::cancelled, "The wait was cancelled.", true});
    }
  }
  http::Response response = rest_.answer(request);
  wake();
  if (fault && fault->kind == Fault::Kind::cut) co_return std::unexpected(failure(true));
  if (fault && fault->kind == Fault::Kind::spoil) co_return fault->response;
  co_return response;
}

}  // namespace homeserver
