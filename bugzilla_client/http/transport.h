#pragma once
// The seam between API clients and the network: one request out, one response or failure back.
// The real one is http::Client (client.h); tests pass fakes that stall, lie and truncate.

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http {

using Deadline = std::chrono::steady_clock::time_point;
using Headers = std::vector<std::pair<std::string, std::string>>;

enum class Method { get, post, put };

struct Request {
  Method method = Method::get;
  std::string url;  ///< absolute, "https://host[:port]/path?query"; http is allowed for loopback and tests
  Headers headers;
  std::string body;
  /// Whether the request may be sent again when a reused connection turned out to be dead before a
  /// byte of the answer came back. Never true for what creates something.
  bool repeatable = false;
};

struct Response {
  unsigned status = 0;
  Headers headers;
  std::string body;

  /// First value of that header (names compare without case), or empty.
  [[nodiscard]] std::string header(std::string_view name) const;
};

enum class FailureKind { bad_url, resolve, connect, tls, timed_out, closed, too_large, malformed, cancelled };

struct Failure {
  FailureKind kind;
  std::string message;      ///< a sentence for the log: what happened, with which host
  bool maybe_done = false;  ///< the request had left: the server may have acted on it
};

using Result = std::expected<Response, Failure>;

class Transport {
 public:
  virtual ~Transport() = default;
  /// Never throws for what the network or the server does. Ends at `deadline` at the latest
  /// (FailureKind::timed_out), or earlier when the coroutine is cancelled.
  virtual boost::asio::awaitable<Result> send(Request request, Deadline deadline) = 0;
};

}  // namespace http
