#pragma once
// The real Transport: HTTP/1.1 over TCP or TLS with connection reuse. Redirects are not followed: an API key
// must not travel to wherever an answer points.

#include "bugzilla_client/http/transport.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/thread_pool.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace http {

struct ClientOptions {
  std::string ca_file;  ///< PEM, trusted besides the system's store; empty: the system's only
  /// Larger answers are refused. A 4 MiB attachment is 5.6 MB of base64; BMO allows 10 MB ones for some.
  std::uint64_t response_bytes = 48ULL * 1024 * 1024;
  std::uint32_t header_bytes = 64 * 1024;
  std::size_t idle_connections = 8;  ///< kept open per origin
};

class Client : public Transport {
 public:
  /// Throws where `ca_file` cannot be read. `executor` must belong to a single-threaded context.
  Client(boost::asio::any_io_executor executor, const ClientOptions& options);
  ~Client() override;

  boost::asio::awaitable<Result> send(Request request, Deadline deadline) override;
  /// Closes the idle connections and stops waiting for name look-ups.
  void close();

 private:
  struct Connection;
  struct Origin;
  struct Attempt;
  using Connected = std::expected<std::unique_ptr<Connection>, Failure>;

  boost::asio::awaitable<Connected> connect(Origin origin, Deadline deadline);
  boost::asio::awaitable<Attempt> exchange(Connection* connection, const Request* request,
                                           const Origin* origin, Deadline deadline);
  std::unique_ptr<Connection> take_idle(const std::string& key);
  void put_idle(const std::string& key, std::unique_ptr<Connection> connection);

  boost::asio::any_io_executor executor_;
  ClientOptions options_;
  boost::asio::ssl::context tls_;
  std::map<std::string, std::vector<std::unique_ptr<Connection>>> idle_;
};

}  // namespace http
