#pragma once
// A small HTTP/1.1 server: sessions, limits and time-outs here, what to answer in a Handler.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/http/fields.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace web {

namespace limits {
inline constexpr std::uint32_t header_bytes = 16 * 1024;
/// BMO's deliveries are about 1.5 kB; a bug with very many flags may be far larger.
inline constexpr std::uint64_t body_bytes = 1024 * 1024;
/// So much of a larger one is read and thrown away, for who is still sending does not hear the answer.
inline constexpr std::uint64_t drained_bytes = 64 * 1024 * 1024;
inline constexpr std::size_t sessions = 200;
/// For a request's body, and for an answer.
inline constexpr std::chrono::seconds read_time{15};
/// For a request's header, be it the first of its connection or a later one.
inline constexpr std::chrono::seconds idle_time{60};
}  // namespace limits

struct Head {
  std::string method;  ///< "GET"
  std::string path;    ///< decoded is not needed: all paths are plain ASCII
  std::map<std::string, std::string, std::less<>> headers;  ///< names in lower case; the first value counts
  std::optional<std::uint64_t> content_length;

  [[nodiscard]] std::string header(std::string_view lower_case_name) const;
};

struct Response {
  unsigned status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  std::map<std::string, std::string> headers = {};
};

/// RFC 9457.
[[nodiscard]] Response problem(unsigned status, const std::string& title, const std::string& detail);

class Handler {
 public:
  virtual ~Handler() = default;
  /// Called before the body is read: an answer here ends the request unread.
  virtual std::optional<Response> refuse(const Head& head) = 0;
  virtual boost::asio::awaitable<Response> handle(Head head, std::string body) = 0;
  /// The same for a request that was not refused and whose body is over limits::body_bytes.
  virtual boost::asio::awaitable<Response> handle_too_large(Head head) = 0;
};

/// How long who is connected may take.
struct Patience {
  std::chrono::milliseconds idle = limits::idle_time;
  std::chrono::milliseconds read = limits::read_time;
};

class Server {
 public:
  /// Binds at once; throws boost::system::system_error where it cannot. `handler` must outlive the
  /// io_context's run.
  Server(boost::asio::io_context& io, const std::string& address, std::uint16_t port, Handler& handler,
         Patience patience = {});
  ~Server();
  void start();
  [[nodiscard]] std::uint16_t port() const;
  /// Accepts no more and ends idle sessions; a request being answered is answered.
  void stop();

 private:
  struct Session;
  boost::asio::awaitable<void> accept();
  boost::asio::awaitable<void> serve(std::shared_ptr<Session> session);
  boost::asio::awaitable<Response> answer(Head head, std::string body, bool is_too_large);

  boost::asio::io_context& io_;
  boost::asio::ip::tcp::acceptor acceptor_;
  Handler& handler_;
  Patience patience_;
  std::set<std::shared_ptr<Session>> sessions_;
  bool stopping_ = false;
};

}  // namespace web
