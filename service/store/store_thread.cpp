#include "service/store/store_thread.h"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace service {
namespace {

namespace asio = boost::asio;

/// `handler` as something that can be kept, called once from any thread: it runs on its own executor, which
/// is kept from running out of work meanwhile.
template <class Handler>
std::function<void(std::exception_ptr)> posted(Handler handler) {
  const auto executor = asio::get_associated_executor(handler);
  auto kept = std::make_shared<std::pair<Handler, decltype(asio::make_work_guard(executor))>>(
      std::move(handler), asio::make_work_guard(executor));
  // The failure goes along: what two threads hold, either may be the last to let go.
  return [executor, kept](std::exception_ptr failure) {
    asio::post(executor, [kept, failure = std::move(failure)]() mutable {
      std::move(kept->first)(std::move(failure));
    });
  };
}

}  // namespace

StoreThread::StoreThread(std::unique_ptr<Store> store)
    : store_(std::move(store)), thread_([this] { run(); }) {}

StoreThread::~StoreThread() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

asio::awaitable<void> StoreThread::carry_out(const std::function<void(Store&)>& job) {
  const auto start = [this](auto handler, const std::function<void(Store&)>* work) {
    auto done = posted(std::move(handler));
    {
      const std::lock_guard lock(mutex_);
      waiting_.push_back({work, std::move(done), nullptr});
    }
    changed_.notify_one();
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::exception_ptr)>(
      start, asio::use_awaitable, &job);
}

void StoreThread::run() {
  while (true) {
    std::vector<Job> jobs;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      jobs.swap(waiting_);
    }
    commit(jobs);
    for (Job& job : jobs) job.done(std::move(job.failure));
  }
}

void StoreThread::commit(std::vector<Job>& jobs) {
  try {
    store_->atomically([&] {
      for (const Job& job : jobs) (*job.work)(*store_);
    });
    return;
  } catch (const sql::Unreachable&) {
    for (Job& job : jobs) job.failure = std::current_exception();
    return;
  } catch (...) {
    if (jobs.size() == 1) {
      jobs.front().failure = std::current_exception();
      return;
    }
  }
  // One of them failed: each by itself, so that it fails alone.
  for (Job& job : jobs) {
    try {
      store_->atomically([&] { (*job.work)(*store_); });
    } catch (...) {
      job.failure = std::current_exception();
    }
  }
}

}  // namespace service
