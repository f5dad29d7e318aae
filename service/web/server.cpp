#include "service/web/server.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace web {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

Head read_head(const http::request<http::empty_body>& message, std::optional<std::uint64_t> length) {
  Head head{.method = std::string(message.method_string()),
            .path = std::string(message.target()),
            .headers = {},
            .content_length = length};
  for (const auto& field : message)
    head.headers.emplace(lower(field.name_string()), std::string(field.value()));
  return head;
}

http::response<http::string_body> write_message(const Response& answer, unsigned version, bool keep_alive) {
  http::response<http::string_body> message(static_cast<http::status>(answer.status), version);
  message.set(http::field::server, "data-review-bot");
  message.set(http::field::content_type, answer.content_type);
  message.set("X-Content-Type-Options", "nosniff");
  message.set("Cache-Control", "no-store");
  for (const auto& [name, value] : answer.headers) message.set(name, value);
  message.body() = answer.body;
  message.keep_alive(keep_alive);
  message.prepare_payload();
  return message;
}

}  // namespace

std::string Head::header(std::string_view lower_case_name) const {
  const auto at = headers.find(lower_case_name);
  return at == headers.end() ? "" : at->second;
}

Response problem(unsigned status, const std::string& title, const std::string& detail) {
  const nlohmann::ordered_json body = {
      {"type", "about:blank"}, {"title", title}, {"status", status}, {"detail", detail}};
  return {.status = status,
          .content_type = "application/problem+json",
          .body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n"};
}

struct Server::Session {
  explicit Session(asio::ip::tcp::socket socket) : stream(std::move(socket)) {}
  beast::tcp_stream stream;
  bool busy = false;
};

Server::Server(asio::io_context& io, const std::string& address, std::uint16_t port, Handler& handler,
               Patience patience)
    : io_(io), acceptor_(io), handler_(handler), patience_(patience) {
  const asio::ip::tcp::endpoint endpoint(asio::ip::make_address(address), port);
  acceptor_.open(endpoint.protocol());
  acceptor_.set_option(asio::socket_base::reuse_address(true));
  acceptor_.bind(endpoint);
  acceptor_.listen();
}

Server::~Server() = default;

std::uint16_t Server::port() const {
  return acceptor_.local_endpoint().port();
}

namespace {

struct LogEnd {
  void operator()(const std::exception_ptr& error) const {
    if (!error) return;
    try {
      std::rethrow_exception(error);
    } catch (const std::exception& trouble) {
      spdlog::error("A web session ended: {}", trouble.what());
    }
  }
};

}  // namespace

void Server::start() {
  asio::co_spawn(io_, accept(), LogEnd{});
}

void Server::stop() {
  stopping_ = true;
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  for (const auto& session : sessions_) {
    if (!session->busy) session->stream.cancel();
  }
}

asio::awaitable<void> Server::accept() {
  asio::steady_timer pause(io_);
  while (!stopping_) {
    auto [error, socket] = co_await acceptor_.async_accept(as_result);
    if (stopping_) co_return;
    if (error || sessions_.size() >= limits::sessions) {
      // Out of descriptors, or a client that left already, or a full house: breathe, then go on.
      spdlog::warn("Cannot take a connection: {}", error ? error.message() : "too many are open");
      pause.expires_after(std::chrono::milliseconds(100));
      co_await pause.async_wait(as_result);
      continue;
    }
    auto session = std::make_shared<Session>(std::move(socket));
    sessions_.insert(session);
    asio::co_spawn(io_, serve(session), LogEnd{});
  }
}

namespace {

using HeaderParser = http::request_parser<http::empty_body>;

/// What `error` of reading a header is answered with; nothing where there is nobody to answer.
std::optional<Response> answer_to(const boost::system::error_code& error) {
  if (error == http::error::header_limit)
    return problem(431, "Request header too large", "The request's header is over 16 KiB.");
  const bool is_nonsense = error.category() == http::make_error_code(http::error::bad_method).category() &&
                           error != http::error::end_of_stream && error != http::error::partial_message;
  if (is_nonsense) return problem(400, "Not an HTTP request", error.message());
  return std::nullopt;
}

struct Body {
  std::string bytes;  ///< at most limits::body_bytes
  bool is_too_large = false;
};

/// Reads the body to its end. Nothing where that fails or takes more than limits::drained_bytes.
asio::awaitable<std::optional<Body>> read_body(beast::tcp_stream& stream, beast::flat_buffer& buffer,
                                               HeaderParser& header) {
  http::request_parser<http::buffer_body> parser(std::move(header));  // without a limit of its own either
  std::array<char, 16384> piece{};
  std::uint64_t received = 0;
  Body out;
  while (!parser.is_done()) {
    parser.get().body().data = piece.data();
    parser.get().body().size = piece.size();
    const auto [error, read] = co_await http::async_read(stream, buffer, parser, as_result);
    if (error && error != http::error::need_buffer) co_return std::nullopt;
    const std::size_t size = piece.size() - parser.get().body().size;
    received += size;
    if (received > limits::drained_bytes) co_return std::nullopt;
    out.is_too_large = received > limits::body_bytes;
    if (!out.is_too_large) out.bytes.append(piece.data(), size);
  }
  co_return out;
}

}  // namespace

asio::awaitable<Response> Server::answer(Head head, std::string body, bool is_too_large) {
  try {
    if (is_too_large) co_return co_await handler_.handle_too_large(head);
    co_return co_await handler_.handle(head, std::move(body));
  } catch (const std::exception& trouble) {
    spdlog::error("{} {} failed: {}", head.method, head.path, trouble.what());
  }
  co_return problem(500, "Something failed here", "The log has the details; please try again later.");
}

asio::awaitable<void> Server::serve(std::shared_ptr<Session> session) {
  beast::tcp_stream& stream = session->stream;
  beast::flat_buffer buffer;
  while (!stopping_) {
    HeaderParser parser;
    parser.header_limit(limits::header_bytes);
    parser.body_limit(boost::none);  // who may send is asked before what
    session->busy = false;
    stream.expires_after(patience_.idle);
    auto [error, read] = co_await http::async_read_header(stream, buffer, parser, as_result);
    session->busy = true;
    bool keep = false;
    bool is_head = false;
    std::optional<Response> answer = error ? answer_to(error) : std::nullopt;
    if (error && !answer) break;
    if (!error) {
      std::optional<std::uint64_t> length;
      if (const auto given = parser.content_length()) length = *given;
      const Head head = read_head(parser.get(), length);
      is_head = parser.get().method() == http::verb::head;
      keep = parser.get().keep_alive();
      answer = handler_.refuse(head);
      if (answer) {
        keep = false;
      } else {
        stream.expires_after(patience_.read);
        auto body = co_await read_body(stream, buffer, parser);
        if (!body) break;
        stream.expires_never();
        answer = co_await this->answer(head, std::move(body->bytes), body->is_too_large);
      }
    }
    keep = keep && !stopping_;
    auto message = write_message(*answer, 11, keep);
    if (is_head) message.body().clear();
    stream.expires_after(patience_.read);
    auto [write_error, written] = co_await http::async_write(stream, message, as_result);
    if (write_error || !keep) break;
  }
  boost::system::error_code ignored;
  stream.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  sessions_.erase(session);
}

}  // namespace web
