#include "service/matrix/messenger.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <utility>

namespace service::matrix {
namespace {

constexpr const char* role = "matrix";

}  // namespace

Messenger::Messenger(boost::asio::any_io_executor executor, const MatrixSettings& settings,
                     StoreThread& store, Seams seams, MessageHandler* handler)
    : seams_(std::move(seams)),
      store_(store),
      client_(settings.url, seams_.transport),
      session_(client_, settings, store, seams_.clock, status_),
      room_(client_, session_, settings, store, seams_.clock, status_),
      sender_(client_, session_, room_, store, seams_.clock, seams_.random, status_),
      listener_(client_, session_, room_, sender_, settings, store, seams_.clock, handler, status_),
      send_timer_(executor),
      listen_timer_(executor) {}

boost::asio::awaitable<bool> Messenger::leads() {
  co_return co_await store_.call([](Store& store) { return store.try_lead(role); });
}

boost::asio::awaitable<void> Messenger::sleep(boost::asio::steady_timer& timer) {
  if (is_stopping_) co_return;
  timer.expires_after(seams_.idle);
  co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
}

boost::asio::awaitable<void> Messenger::send() {
  while (!is_stopping_) {
    bool has_more = false;
    try {
      has_more = co_await leads() && co_await sender_.send_due();
    } catch (const std::exception& problem) {
      spdlog::error("Matrix: the store failed: {}. Trying again in {} ms.", problem.what(),
                    seams_.idle.count());
    }
    if (!has_more && !std::exchange(is_woken_, false)) co_await sleep(send_timer_);
  }
}

boost::asio::awaitable<void> Messenger::listen() {
  while (!is_stopping_) {
    bool has_listened = false;
    try {
      has_listened = co_await leads() && co_await listener_.listen_once();
    } catch (const std::exception& problem) {
      spdlog::error("Matrix: what was heard could not be dealt with: {}. Trying again in {} ms.",
                    problem.what(), seams_.idle.count());
    }
    if (has_listened)
      wake();  // answers go out at once
    else
      co_await sleep(listen_timer_);
  }
}

void Messenger::wake() {
  is_woken_ = true;
  send_timer_.cancel();
}

void Messenger::stop() {
  is_stopping_ = true;
  send_timer_.cancel();
  listen_timer_.cancel();
  listener_.stop();
}

}  // namespace service::matrix
