#pragma once
// Matrix as the daemon sees it: two loops, one that sends what the outbox holds, one that listens.

#include "service/matrix/listener.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>

namespace service::matrix {

class Messenger {
 public:
  struct Seams {
    http::Transport& transport;
    const Clock& clock;
    std::function<double()> random;  ///< uniform in [0, 1)
    std::chrono::milliseconds idle{5000};
  };

  /// All references must outlive the messenger; `handler` may be null, then nobody answers.
  Messenger(boost::asio::any_io_executor executor, const MatrixSettings& settings, StoreThread& store,
            Seams seams, MessageHandler* handler);

  /// Both run until stop(). Among replicas one at a time does either.
  boost::asio::awaitable<void> send();
  boost::asio::awaitable<void> listen();
  /// Something was put into the outbox.
  void wake();
  void stop();

  [[nodiscard]] const Status& status() const { return status_; }

 private:
  boost::asio::awaitable<bool> leads();
  boost::asio::awaitable<void> sleep(boost::asio::steady_timer& timer);

  Seams seams_;
  StoreThread& store_;
  Status status_;
  Client client_;
  Session session_;
  Room room_;
  Sender sender_;
  Listener listener_;
  boost::asio::steady_timer send_timer_;
  boost::asio::steady_timer listen_timer_;
  bool is_woken_ = false;
  bool is_stopping_ = false;
};

}  // namespace service::matrix
