#pragma once
// Runs one coroutine to its end on an io_context of its own, or on a given one.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <optional>

namespace support {

template <class T>
T run(boost::asio::io_context& io, boost::asio::awaitable<T> task) {
  std::optional<T> out;
  std::exception_ptr failure;
  boost::asio::co_spawn(io, std::move(task), [&](std::exception_ptr error, T value) {
    failure = error;
    if (!error) out = std::move(value);
  });
  io.restart();
  // One handler at a time: timers and idle connections that outlive the task must not be waited for.
  while (!out && !failure && io.run_one() > 0) {
  }
  if (failure) std::rethrow_exception(failure);
  if (!out) throw std::runtime_error("the coroutine never ended");
  return std::move(*out);
}

template <class T>
T run(boost::asio::awaitable<T> task) {
  boost::asio::io_context io(1);
  return run(io, std::move(task));
}

}  // namespace support
