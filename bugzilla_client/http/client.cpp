#include "bugzilla_client/http/client.h"

#include "bugzilla_client/http/resolve.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <cctype>
#include <variant>

namespace http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using Plain = beast::tcp_stream;
using Tls = beast::ssl_stream<beast::tcp_stream>;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

bool same_name(std::string_view a, std::string_view b) {
  return beast::iequals({a.data(), a.size()}, {b.data(), b.size()});
}

beast::http::verb verb(Method method) {
  switch (method) {
    case Method::get:
      return beast::http::verb::get;
    case Method::post:
      return beast::http::verb::post;
    case Method::put:
      return beast::http::verb::put;
  }
  return beast::http::verb::get;
}

Failure failure(const boost::system::error_code& error, const std::string& host, const char* what,
                bool maybe_done) {
  if (error == beast::error::timeout) {
    return {FailureKind::timed_out, std::string(what) + " " + host + " took too long.", maybe_done};
  }
  if (error == asio::error::operation_aborted) {
    return {FailureKind::cancelled, std::string(what) + " " + host + " was cancelled.", maybe_done};
  }
  if (error == beast::http::error::body_limit || error == beast::http::error::header_limit) {
    return {FailureKind::too_large, "The answer of " + host + " is larger than this program reads.",
            maybe_done};
  }
  const bool closed = error == beast::http::error::end_of_stream ||
                      error == beast::http::error::partial_message || error == asio::error::eof ||
                      error == asio::error::connection_reset || error == asio::error::broken_pipe ||
                      error == asio::ssl::error::stream_truncated;
  if (closed)
    return {FailureKind::closed, host + " closed the connection before its answer was complete.", maybe_done};
  const bool parsing = error.category() == make_error_code(beast::http::error::bad_version).category();
  if (parsing)
    return {FailureKind::malformed, "The answer of " + host + " is not HTTP: " + error.message() + ".",
            maybe_done};
  return {FailureKind::closed, std::string(what) + " " + host + " failed: " + error.message() + ".",
          maybe_done};
}

}  // namespace

std::string Response::header(std::string_view name) const {
  for (const auto& [each, value] : headers) {
    if (same_name(each, name)) return value;
  }
  return "";
}

struct Client::Origin {
  bool tls = false;
  std::string host;
  std::string port;
  std::string target;

  [[nodiscard]] std::string key() const { return (tls ? "https://" : "http://") + host + ":" + port; }
  [[nodiscard]] std::string host_header() const {
    const std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
    return port == (tls ? "443" : "80") ? name : name + ":" + port;
  }

  static std::expected<Origin, Failure> parse(const std::string& text) {
    const auto parsed = boost::urls::parse_uri(text);
    const Failure bad{FailureKind::bad_url,
                      "\"" + text.substr(0, 100) + "\" is not an http or https address."};
    if (!parsed) return std::unexpected(bad);
    const boost::urls::url_view url = *parsed;
    Origin out;
    out.tls = url.scheme() == "https";
    if ((!out.tls && url.scheme() != "http") || url.host().empty() || url.has_userinfo())
      return std::unexpected(bad);
    out.host = std::string(url.host_address());
    out.port = url.has_port() && !url.port().empty() ? std::string(url.port()) : (out.tls ? "443" : "80");
    out.target = std::string(url.encoded_path().data(), url.encoded_path().size());
    if (out.target.empty()) out.target = "/";
    if (url.has_query())
      out.target += "?" + std::string(url.encoded_query().data(), url.encoded_query().size());
    return out;
  }
};

struct Client::Connection {
  std::variant<Plain, Tls> stream;
  beast::flat_buffer buffer;

  explicit Connection(Plain plain) : stream(std::move(plain)) {}
  explicit Connection(Tls tls) : stream(std::move(tls)) {}
  beast::tcp_stream& lowest() {
    if (auto* tls = std::get_if<Tls>(&stream)) return beast::get_lowest_layer(*tls);
    return std::get<Plain>(stream);
  }
};

struct Client::Attempt {
  std::expected<Response, Failure> result;
  bool keep = false;          ///< the connection may be used again
  bool nothing_read = false;  ///< it died before a byte of the answer came
};

Client::Client(asio::any_io_executor executor, const ClientOptions& options)
    : executor_(std::move(executor)), options_(options), tls_(asio::ssl::context::tls_client) {
  tls_.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                   asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 |
                   asio::ssl::context::no_tlsv1_1);
  tls_.set_default_verify_paths();
  if (!options_.ca_file.empty()) tls_.load_verify_file(options_.ca_file);
  tls_.set_verify_mode(asio::ssl::verify_peer);
}

Client::~Client() = default;

void Client::close() {
  idle_.clear();
}

std::unique_ptr<Client::Connection> Client::take_idle(const std::string& key) {
  auto& list = idle_[key];
  if (list.empty()) return nullptr;
  auto out = std::move(list.back());
  list.pop_back();
  return out;
}

void Client::put_idle(const std::string& key, std::unique_ptr<Connection> connection) {
  auto& list = idle_[key];
  if (list.size() < options_.idle_connections) list.push_back(std::move(connection));
}

asio::awaitable<Client::Connected> Client::connect(Origin origin, Deadline deadline) {
  auto endpoints = co_await resolve(origin.host, origin.port, deadline);
  if (!endpoints) co_return std::unexpected(endpoints.error());
  Plain plain(executor_);
  plain.expires_at(deadline);
  auto [error, endpoint] = co_await plain.async_connect(*endpoints, as_result);
  if (error) {
    Failure failed = failure(error, origin.host, "Connecting to", false);
    if (failed.kind == FailureKind::closed) failed.kind = FailureKind::connect;
    co_return std::unexpected(std::move(failed));
  }
  boost::system::error_code ignored;
  plain.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
  if (!origin.tls) co_return std::make_unique<Connection>(std::move(plain));

  Tls tls(std::move(plain), tls_);
  // SNI; OpenSSL's macro for it uses a C cast.
  std::string server_name = origin.host;
  SSL_ctrl(tls.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, server_name.data());
  tls.set_verify_callback(asio::ssl::host_name_verification(origin.host));
  beast::get_lowest_layer(tls).expires_at(deadline);
  auto [shake_error] = co_await tls.async_handshake(asio::ssl::stream_base::client, as_result);
  if (shake_error) {
    Failure failed = failure(shake_error, origin.host, "The TLS handshake with", false);
    if (failed.kind == FailureKind::closed) failed.kind = FailureKind::tls;
    co_return std::unexpected(std::move(failed));
  }
  co_return std::make_unique<Connection>(std::move(tls));
}

asio::awaitable<Client::Attempt> Client::exchange(Connection* connection, const Request* request,
                                                  const Origin* origin, Deadline deadline) {
  beast::http::request<beast::http::string_body> message(verb(request->method), origin->target, 11);
  message.set(beast::http::field::host, origin->host_header());
  for (const auto& [name, value] : request->headers) message.set(name, value);
  message.body() = request->body;
  if (request->method != Method::get || !request->body.empty()) message.prepare_payload();

  beast::http::response_parser<beast::http::string_body> parser;
  parser.body_limit(options_.response_bytes);
  parser.header_limit(options_.header_bytes);
  connection->lowest().expires_at(deadline);
  boost::system::error_code error;
  std::size_t transferred = 0;
  if (auto* tls = std::get_if<Tls>(&connection->stream)) {
    std::tie(error, transferred) = co_await beast::http::async_write(*tls, message, as_result);
    if (!error)
      std::tie(error, transferred) =
          co_await beast::http::async_read(*tls, connection->buffer, parser, as_result);
  } else {
    auto& plain = std::get<Plain>(connection->stream);
    std::tie(error, transferred) = co_await beast::http::async_write(plain, message, as_result);
    if (!error)
      std::tie(error, transferred) =
          co_await beast::http::async_read(plain, connection->buffer, parser, as_result);
  }
  if (error) {
    co_return Attempt{.result = std::unexpected(failure(error, origin->host, "Talking to", true)),
                      .keep = false,
                      .nothing_read = !parser.got_some() && error != beast::error::timeout &&
                                      error != asio::error::operation_aborted};
  }
  Response response{.status = parser.get().result_int(), .headers = {}, .body = {}};
  for (const auto& field : parser.get()) {
    response.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  }
  const bool keep = parser.get().keep_alive();
  response.body = std::move(parser.get().body());
  co_return Attempt{.result = std::move(response), .keep = keep, .nothing_read = false};
}

asio::awaitable<Result> Client::send(Request request, Deadline deadline) {
  const auto origin = Origin::parse(request.url);
  if (!origin) co_return std::unexpected(origin.error());
  const std::string key = origin->key();
  // A pooled connection may be dead without anybody having noticed. What may be repeated tries it and falls
  // back on a fresh one; what may not goes over a fresh one from the start.
  if (request.repeatable) {
    if (auto used = take_idle(key)) {
      Attempt attempt = co_await exchange(used.get(), &request, &*origin, deadline);
      if (attempt.keep) put_idle(key, std::move(used));
      if (!attempt.nothing_read) co_return std::move(attempt.result);
    }
  }
  auto fresh = co_await connect(*origin, deadline);
  if (!fresh) co_return std::unexpected(fresh.error());
  Attempt attempt = co_await exchange(fresh->get(), &request, &*origin, deadline);
  if (attempt.keep) put_idle(key, std::move(*fresh));
  co_return std::move(attempt.result);
}

}  // namespace http
