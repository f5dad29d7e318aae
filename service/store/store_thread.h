#pragma once
// The store on a thread of its own, so that no disk write stalls the network. Whatever waits for it is
// carried out together as one transaction: many deliveries in flight share one write to the disk.

#include "service/store/store.h"

#include <boost/asio/awaitable.hpp>

#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace service {

class StoreThread {
 public:
  explicit StoreThread(std::unique_ptr<Store> store);
  /// Carries out what waits, then ends.
  ~StoreThread();
  StoreThread(const StoreThread&) = delete;
  StoreThread& operator=(const StoreThread&) = delete;

  /// Runs `work(Store&)` on the store's thread and resumes the caller on its own when what was written is on
  /// disk. Each call is all or nothing: what `work` throws undoes it, and it alone, and is thrown here. Calls
  /// are carried out in order. `work` must change nothing but the store and its own result, since it may run
  /// twice; written in place it must capture by reference (the caller's frame outlives the call): g++ 12
  /// copies a temporary closure into the coroutine's frame byte by byte, which breaks a captured string.
  template <class Work>
  boost::asio::awaitable<std::invoke_result_t<Work, Store&>> call(Work work) {
    using Result = std::invoke_result_t<Work, Store&>;
    if constexpr (std::is_void_v<Result>) {
      const std::function<void(Store&)> job = [&work](Store& store) { work(store); };
      co_await carry_out(job);
    } else {
      std::optional<Result> result;
      const std::function<void(Store&)> job = [&](Store& store) { result = work(store); };
      co_await carry_out(job);
      co_return std::move(*result);
    }
  }

 private:
  struct Job {
    const std::function<void(Store&)>* work;
    std::function<void(std::exception_ptr)> done;
    std::exception_ptr failure;
  };

  /// `job` must live until the awaitable is done.
  boost::asio::awaitable<void> carry_out(const std::function<void(Store&)>& job);
  void run();
  void commit(std::vector<Job>& jobs);

  std::unique_ptr<Store> store_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Job> waiting_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace service
