#pragma once
// The sandbox as a server on 127.0.0.1 with a thread of its own. Tests reach its state with with_state();
// programs and people over REST and the controls under /__sandbox:
//   POST /__sandbox/faults  {"kind": ...} (faults.h)     DELETE /__sandbox/faults
//   POST /__sandbox/clock   {"advance": SECONDS}         moves the sandbox's clock and so the delivery
//   retries POST /__sandbox/deliveries  {"mode": "as-is" | "twice" | "reordered" | "paused"} POST
//   /__sandbox/webhooks  {"owner": LOGIN, "url": ..., "header": ..., "secret": ...}  adds a webhook GET
//   /__sandbox/requests    the requests so far, "METHOD target" each GET  /__sandbox/comments/LOGIN  that
//   account's comments as plain text

#include "backlog.h"
#include "faults.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include <future>
#include <list>
#include <memory>
#include <thread>

namespace sandbox {

enum class DeliveryMode { as_is, twice, reordered, paused };

struct ServerOptions {
  std::uint16_t port = 0;  ///< 0: any free one
  bool keeps_alive = true;
  /// How often waiting deliveries are looked for; BMO does it every 30 s.
  std::chrono::milliseconds delivery_poll{20};
};

class Server {
 public:
  /// Throws boost::system::system_error where it cannot listen.
  explicit Server(ServerOptions options = {});
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  /// Runs `use(State&)` on the server's thread and gives what it gives.
  template <class F>
  auto with_state(F use) {
    return on_thread([&] { return use(state_); });
  }
  void add_fault(Fault fault);
  void set_delivery_mode(DeliveryMode mode);
  void advance_clock(std::chrono::seconds by);
  void unblock();
  /// "POST /rest/bug/2/comment" each, in order.
  [[nodiscard]] std::vector<std::string> requests();
  /// Connections taken so far.
  [[nodiscard]] int connections();
  /// Whether a delivery waits and is not put off to a later time.
  [[nodiscard]] bool is_delivering();
  /// Deliveries answered with 2xx so far, all hooks.
  [[nodiscard]] int delivered();

 private:
  template <class F>
  auto on_thread(F work) {
    std::packaged_task<decltype(work())()> task(std::move(work));
    auto result = task.get_future();
    boost::asio::post(io_, [&task] { task(); });
    return result.get();
  }
  boost::asio::awaitable<void> accept();
  boost::asio::awaitable<void> serve(std::shared_ptr<boost::beast::tcp_stream> stream);
  boost::asio::awaitable<void> deliver();
  boost::asio::awaitable<bool> deliver_one(Webhook hook, std::string body);
  Answer control(const Request& request);
  [[nodiscard]] Time now() const;

  ServerOptions options_;
  boost::asio::io_context io_{1};
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer delivery_timer_;
  std::chrono::seconds advanced_{0};
  State state_;
  Rest rest_;
  Faults faults_;
  std::map<Id, Backlog> backlogs_;
  DeliveryMode mode_ = DeliveryMode::as_is;
  std::vector<std::string> requests_;
  int connections_ = 0;
  int delivered_ = 0;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace sandbox
