#pragma once
// A server on 127.0.0.1 that answers each connection with bytes given beforehand, however wrong they are.

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <thread>

namespace support {

class ScriptServer {
 public:
  /// Every request gets `answer` and the connection is closed. With `tls` it speaks TLS by that context.
  explicit ScriptServer(std::string answer, std::optional<boost::asio::ssl::context> tls = std::nullopt);
  ~ScriptServer();
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] int requests() const { return requests_; }

 private:
  void run();
  template <class Stream>
  void answer(Stream& stream);

  std::string answer_;
  std::optional<boost::asio::ssl::context> tls_;
  boost::asio::io_context io_{1};
  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_;
  std::atomic<int> requests_ = 0;
  std::atomic<bool> ends_ = false;
  std::thread thread_;
};

}  // namespace support
