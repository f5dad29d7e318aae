#include "server.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>

namespace sandbox {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds delivery_connect_time{5};
constexpr std::chrono::seconds delivery_time{30};

Request read_request(const http::request<http::string_body>& message) {
  Request out{.method = std::string(message.method_string()),
              .target = std::string(message.target()),
              .headers = {},
              .body = message.body()};
  for (const auto& field : message) {
    std::string name(field.name_string());
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
    out.headers.emplace(name, std::string(field.value()));
  }
  return out;
}

std::string serialized(const Answer& answer, bool keeps_alive, bool has_body) {
  http::response<http::string_body> message(static_cast<http::status>(answer.status), 11);
  message.set(http::field::content_type, answer.content_type);
  message.body() = answer.body;
  message.keep_alive(keeps_alive);
  message.prepare_payload();
  if (!has_body) message.body().clear();
  std::ostringstream out;
  out << message.base() << message.body();
  return std::move(out).str();
}

Answer page(int status) {
  return {.status = status,
          .content_type = "text/html",
          .body = "<html><body><h1>" + std::to_string(status) + "</h1></body></html>"};
}

Answer spoiled(const Fault& fault, Answer answer) {
  switch (fault.kind) {
    case Fault::Kind::page:
      return page(fault.status);
    case Fault::Kind::status:
      if (fault.status >= 500) return page(fault.status);
      return refusal({fault.status, fault.code, "a fault of the sandbox"});
    case Fault::Kind::wrong_json:
      return json_answer(200, {{"bugs", 17}, {"attachments", "none"}});
    case Fault::Kind::blocked:
      return {.status = 429, .content_type = "text/html", .body = "<html>Too Many Requests</html>"};
    default:
      return answer;
  }
}

/// A mistake in the sandbox ends the program: a test that went on would be testing nothing.
void hear(const std::exception_ptr& error) {
  if (error) std::rethrow_exception(error);
}

DeliveryMode mode_named(const std::string& name) {
  if (name == "twice") return DeliveryMode::twice;
  if (name == "reordered") return DeliveryMode::reordered;
  return name == "paused" ? DeliveryMode::paused : DeliveryMode::as_is;
}

}  // namespace

Server::Server(ServerOptions options)
    : options_(options),
      acceptor_(io_, tcp::endpoint(asio::ip::address_v4::loopback(), options.port)),
      delivery_timer_(io_),
      state_([this] { return now(); },
             [this](const Event& event) {
               for (auto& [id, hook] : state_.webhooks()) {
                 if (!hook.is_enabled) continue;  // what happens meanwhile is dropped
                 if (const auto payload = delivery(state_, hook, event)) {
                   backlogs_[id].push(payload->dump(-1, ' ', false, Json::error_handler_t::replace));
                 }
               }
             }),
      rest_(state_),
      port_(acceptor_.local_endpoint().port()) {
  asio::co_spawn(io_, accept(), hear);
  asio::co_spawn(io_, deliver(), hear);
  thread_ = std::thread([this] { io_.run(); });
}

Server::~Server() {
  io_.stop();
  thread_.join();
}

Time Server::now() const {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) + advanced_;
}

void Server::add_fault(Fault fault) {
  on_thread([&] { faults_.add(std::move(fault)); });
}

void Server::set_delivery_mode(DeliveryMode mode) {
  on_thread([&] { mode_ = mode; });
}

void Server::advance_clock(std::chrono::seconds by) {
  on_thread([&] { advanced_ += by; });
}

void Server::unblock() {
  on_thread([&] { rest_.unblock(); });
}

std::vector<std::string> Server::requests() {
  return on_thread([&] { return requests_; });
}

int Server::connections() {
  return on_thread([&] { return connections_; });
}

bool Server::is_delivering() {
  return on_thread([&] {
    return std::ranges::any_of(backlogs_, [&](const auto& each) {
      return state_.webhooks().at(each.first).is_enabled && each.second.due(now()) != nullptr;
    });
  });
}

int Server::delivered() {
  return on_thread([&] { return delivered_; });
}

Answer Server::control(const Request& request) {
  const Json body = Json::parse(request.body, nullptr, false);
  if (request.target == "/__sandbox/requests") return json_answer(200, requests_);
  if (constexpr std::string_view by = "/__sandbox/comments/"; request.target.starts_with(by)) {
    Answer out{.content_type = "text/plain; charset=utf-8"};
    for (const auto& [id, comment] : state_.comments()) {
      if (comment.author != request.target.substr(by.size())) continue;
      out.body += "-- bug " + std::to_string(comment.bug) + ", comment " + std::to_string(comment.number) +
                  "\n" + comment.body + "\n";
    }
    return out;
  }
  if (request.target == "/__sandbox/webhooks" && body.is_object()) {
    const Webhook& hook = state_.add_webhook({.owner = body.value("owner", ""),
                                              .name = "sandbox-hook",
                                              .url = body.value("url", ""),
                                              .header = body.value("header", ""),
                                              .secret = body.value("secret", "")});
    return json_answer(200, {{"id", hook.id}});
  }
  if (request.target == "/__sandbox/faults" && request.method == "DELETE") {
    faults_.clear();
    return json_answer(200, Json::object());
  }
  if (request.target == "/__sandbox/faults") {
    const auto fault = read_fault(body);
    if (!fault) return refusal({400, 0, "no such kind of fault"});
    faults_.add(*fault);
    return json_answer(200, Json::object());
  }
  if (request.target == "/__sandbox/clock" && body.is_object()) {
    advanced_ += std::chrono::seconds(body.value("advance", 0));
    return json_answer(200, {{"now", timestamp(now()) + "Z"}});
  }
  if (request.target == "/__sandbox/deliveries" && body.is_object()) {
    mode_ = mode_named(body.value("mode", ""));
    return json_answer(200, Json::object());
  }
  return refusal({404, 0, "The sandbox has no such control."});
}

asio::awaitable<void> Server::accept() {
  while (true) {
    auto [error, socket] = co_await acceptor_.async_accept(as_result);
    if (error) continue;
    ++connections_;
    auto stream = std::make_shared<beast::tcp_stream>(std::move(socket));
    asio::co_spawn(io_, serve(std::move(stream)), hear);
  }
}

asio::awaitable<void> Server::serve(std::shared_ptr<beast::tcp_stream> stream) {
  beast::flat_buffer buffer;
  asio::steady_timer pause(io_);
  while (true) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(30U * 1024 * 1024);
    const auto [read_error, read] = co_await http::async_read(*stream, buffer, parser, as_result);
    if (read_error) co_return;
    const Request request = read_request(parser.get());
    const bool keeps = options_.keeps_alive && parser.get().keep_alive();
    std::optional<Fault> fault;
    Answer answer;
    if (request.target.starts_with("/__sandbox/")) {
      answer = control(request);
    } else {
      requests_.push_back(request.method + " " + request.target);
      fault = faults_.take(request);
      const bool is_done = !fault || fault->is_carried_out || fault->kind == Fault::Kind::delay ||
                           fault->kind == Fault::Kind::truncated;
      if (is_done) answer = rest_.answer(request);
      if (fault) answer = spoiled(*fault, std::move(answer));
    }
    if (fault && fault->kind == Fault::Kind::delay) {
      pause.expires_after(std::chrono::milliseconds(static_cast<int>(fault->seconds * 1000)));
      co_await pause.async_wait(as_result);
    }
    if (fault && fault->kind == Fault::Kind::closed) co_return;
    if (answer.never || (fault && fault->kind == Fault::Kind::never)) {
      char byte = 0;
      const asio::mutable_buffer one(&byte, 1);
      co_await stream->async_read_some(one, as_result);  // until the caller gives up
      co_return;
    }
    std::string out = serialized(answer, keeps, request.method != "HEAD");
    const bool is_cut = fault && fault->kind == Fault::Kind::truncated;
    if (is_cut) out.resize(out.size() - answer.body.size() / 2 - 1);
    const asio::const_buffer bytes(out.data(), out.size());
    const auto [write_error, written] = co_await asio::async_write(*stream, bytes, as_result);
    if (write_error || is_cut || !keeps) break;
  }
  boost::system::error_code ignored;
  stream->socket().shutdown(tcp::socket::shutdown_send, ignored);
}

asio::awaitable<void> Server::deliver() {
  while (true) {
    delivery_timer_.expires_after(options_.delivery_poll);
    co_await delivery_timer_.async_wait(as_result);
    if (mode_ == DeliveryMode::paused) continue;
    for (auto& [id, backlog] : backlogs_) {
      Webhook& hook = state_.webhooks().at(id);
      if (!hook.is_enabled) continue;
      while (backlog.due(now()) != nullptr && mode_ != DeliveryMode::paused) {
        if (mode_ == DeliveryMode::reordered) backlog.reorder();
        const std::string body = *backlog.due(now());
        bool is_taken = co_await deliver_one(hook, body);
        if (is_taken && mode_ == DeliveryMode::twice) is_taken = co_await deliver_one(hook, body);
        if (is_taken) {
          ++delivered_;
          backlog.delivered();
        } else if (!backlog.failed(now())) {
          hook.is_enabled = false;
        }
        hook.errors = is_taken ? 0 : backlog.size();
      }
    }
  }
}

asio::awaitable<bool> Server::deliver_one(Webhook hook, std::string body) {
  const auto url = boost::urls::parse_uri(hook.url);
  if (!url) co_return false;
  boost::system::error_code bad;
  const auto address = asio::ip::make_address(std::string(url->host()), bad);
  if (bad) co_return false;  // the sandbox speaks to addresses on this machine only
  beast::tcp_stream stream(io_);
  stream.expires_after(delivery_connect_time);
  const tcp::endpoint endpoint(address, url->has_port() ? url->port_number() : 80);
  const auto [connect_error] = co_await stream.async_connect(endpoint, as_result);
  if (connect_error) co_return false;
  http::request<http::string_body> message(
      http::verb::post, url->encoded_target().empty() ? "/" : std::string(url->encoded_target()), 11);
  message.set(http::field::host, std::string(url->encoded_host_and_port()));
  message.set(http::field::user_agent, "Bugzilla");
  message.set(http::field::content_type, "application/json");
  if (!hook.header.empty()) message.set(hook.header, hook.secret);
  message.body() = std::move(body);
  message.prepare_payload();
  message.keep_alive(false);
  stream.expires_after(delivery_time);
  const auto [write_error, written] = co_await http::async_write(stream, message, as_result);
  if (write_error) co_return false;
  beast::flat_buffer buffer;
  http::response<http::string_body> answer;
  const auto [read_error, read] = co_await http::async_read(stream, buffer, answer, as_result);
  co_return !read_error && answer.result_int() >= 200 && answer.result_int() < 300;
}

}  // namespace sandbox
