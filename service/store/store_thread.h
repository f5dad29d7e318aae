#pragma once
// The store on a thread of its own, so that no disk write stalls the network.

#include "service/store/store.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace service {

class StoreThread {
 public:
  explicit StoreThread(std::unique_ptr<Store> store) : store_(std::move(store)) {}
  ~StoreThread() { pool_.join(); }

  /// Runs `work(Store&)` on the store's thread and resumes the caller on its own. What `work` throws is
  /// thrown here. Calls are carried out one by one, in order. `work` written in place must capture by
  /// reference (the caller's frame outlives the call): g++ 12 copies a temporary closure into the coroutine's
  /// frame byte by byte, which breaks a captured string.
  template <class Work>
  boost::asio::awaitable<std::invoke_result_t<Work, Store&>> call(Work work) {
    // Made first and moved in: a coroutine written inside the co_await expression is miscompiled by g++ 12.
    auto task = run(store_.get(), std::move(work));
    co_return co_await boost::asio::co_spawn(pool_.get_executor(), std::move(task),
                                             boost::asio::use_awaitable);
  }

 private:
  template <class Work>
  static boost::asio::awaitable<std::invoke_result_t<Work, Store&>> run(Store* store, Work work) {
    co_return work(*store);
  }

  std::unique_ptr<Store> store_;
  boost::asio::thread_pool pool_{1};
};

}  // namespace service
