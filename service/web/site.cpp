#include "service/web/site.h"

#include "bugzilla_client/webhook.h"
#include "service/web/queue_page.h"

#include <date/date.h>
#include <nlohmann/json.hpp>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>

namespace service {
namespace {

std::string path_of(const web::Head& head) {
  return head.path.substr(0, head.path.find('?'));
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

web::Response json_answer(unsigned status, const nlohmann::ordered_json& body) {
  return {.status = status,
          .content_type = "application/json",
          .body = body.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n"};
}

std::string iso(Time time) {
  return date::format("%FT%TZ", time);
}

nlohmann::ordered_json matrix_json(const matrix::Status& status, std::int64_t waiting) {
  nlohmann::ordered_json out = {{"user", status.user},    {"device", status.device},
                                {"room", status.room},    {"trouble", nullptr},
                                {"listened_at", nullptr}, {"messages_waiting", waiting}};
  if (!status.trouble().empty()) out["trouble"] = status.trouble();
  if (status.synced_at) out["listened_at"] = iso(*status.synced_at);
  return out;
}

}  // namespace

std::string Site::trouble() const {
  const Health& now = daemon_.health();
  if (!now.gate.is_open(daemon_.clock().now())) {
    return "Bugzilla is not being called until " + iso(*now.gate.closed_until()) + ": " + now.gate.reason();
  }
  if (!now.account_trouble.empty()) return now.account_trouble;
  if (const std::string sentence = advice(now.breaker, daemon_.settings().comment.most_bugs_an_hour);
      !sentence.empty())
    return sentence;
  const matrix::Status* matrix = daemon_.matrix();
  if (now.poll_trouble.empty() && matrix != nullptr) return matrix->trouble();
  return now.poll_trouble;
}

std::optional<web::Response> Site::refuse(const web::Head& head) {
  const std::string path = path_of(head);
  if (path == webhook_path) return refuse_delivery(head);
  static constexpr std::array<std::string_view, 6> pages = {"/",      "/api/queue", "/live",
                                                            "/ready", "/health",    "/metrics"};
  if (std::ranges::find(pages, path) == pages.end()) {
    return web::problem(404, "Nothing here", "The queue is at /, its JSON at /api/queue.");
  }
  if (head.method != "GET" && head.method != "HEAD") {
    web::Response answer = web::problem(405, "Method not allowed", "This page can only be read.");
    answer.headers["Allow"] = "GET, HEAD";
    return answer;
  }
  return std::nullopt;
}

std::optional<web::Response> Site::refuse_delivery(const web::Head& head) {
  const auto refused = [&](web::Response answer) {
    daemon_.count_refused_webhook();
    return answer;
  };
  if (head.method != "POST") {
    web::Response answer = web::problem(405, "Method not allowed", "Bugzilla's webhooks use POST.");
    answer.headers["Allow"] = "POST";
    return refused(std::move(answer));
  }
  const WebhookSettings& settings = daemon_.settings().webhook;
  const std::string given = head.header(lower(settings.header));
  bool known = false;
  for (const Secret& secret : settings.secrets) known = secret.matches(given) || known;
  // One answer for a missing and a wrong secret: it must not tell which.
  if (!known) return refused(web::problem(401, "Not authorized", "Not authorized."));
  return std::nullopt;
}

boost::asio::awaitable<web::Response> Site::park(std::string body, std::string why) {
  co_await daemon_.park(std::move(body), std::move(why));
  co_return json_answer(200, {{"status", "parked"}});
}

boost::asio::awaitable<web::Response> Site::take_delivery(web::Head head, std::string body) {
  const std::string type = head.header("content-type");
  if (!lower(type).starts_with("application/json"))
    co_return co_await park(std::move(body), "its content type is \"" + type + "\", not application/json");
  const auto hint = bugzilla::parse_webhook(body);
  if (!hint) co_return co_await park(std::move(body), hint.error());
  // A test delivery names no bug.
  if (hint->bug > 0) co_await daemon_.accept_hint(hint->bug);
  co_return json_answer(200, {{"status", "stored"}});
}

boost::asio::awaitable<web::Response> Site::handle_too_large(web::Head head) {
  if (path_of(head) == webhook_path) {
    const std::string size = head.content_length ? std::to_string(*head.content_length) + " bytes" : "a body";
    co_return co_await park("", "it has " + size + "; at most 1 MiB is read");
  }
  co_return web::problem(413, "Request body too large", "At most 1 MiB is read.");
}

boost::asio::awaitable<web::Response> Site::health() {
  const Health& now = daemon_.health();
  const Counts counts = co_await daemon_.store().call([](Store& store) { return store.counts(); });
  const std::string problem = trouble();
  nlohmann::ordered_json body = {{"status", problem.empty() ? "ok" : "trouble"},
                                 {"trouble", nullptr},
                                 {"posting", daemon_.settings().comment.post},
                                 {"polled_at", nullptr},
                                 {"looks_waiting", counts.looks},
                                 {"comments_waiting", counts.pending_effects},
                                 {"dead_letters", counts.dead_letters},
                                 {"open_requests", counts.open_requests}};
  if (!problem.empty()) body["trouble"] = problem;
  if (now.polled_at) body["polled_at"] = iso(*now.polled_at);
  if (now.gate.since()) body["failing_since"] = iso(*now.gate.since());
  if (now.breaker.since && now.breaker.state == Breaker::State::tripped)
    body["breaker_tripped_at"] = iso(*now.breaker.since);
  const Account& account = daemon_.account();
  body["account"] = nullptr;
  if (!account.login().empty()) body["account"] = account.login();
  body["account_checked_at"] = nullptr;
  if (account.checked_at()) body["account_checked_at"] = iso(*account.checked_at());
  body["webhook"] = spelling(account.webhook().kind);
  body["webhook_advice"] = nullptr;
  if (const std::string sentence = advice(account.webhook(), daemon_.settings().poll.enabled);
      !sentence.empty())
    body["webhook_advice"] = sentence;
  if (daemon_.matrix() != nullptr) body["matrix"] = matrix_json(*daemon_.matrix(), counts.waiting_messages);
  co_return json_answer(problem.empty() ? 200 : 503, body);
}

boost::asio::awaitable<web::Response> Site::metrics() {
  const Health now = daemon_.health();
  const Counts counts = co_await daemon_.store().call([](Store& store) { return store.counts(); });
  prometheus::Registry registry;
  const auto counter = [&](const char* name, const char* help, std::int64_t value) {
    prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({}).Increment(
        static_cast<double>(value));
  };
  const auto gauge = [&](const char* name, const char* help, std::int64_t value) {
    prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({}).Set(static_cast<double>(value));
  };
  counter("data_review_bot_webhooks_accepted_total", "Deliveries stored", now.webhooks_accepted);
  counter("data_review_bot_webhooks_refused_total", "Deliveries answered 4xx", now.webhooks_refused);
  counter("data_review_bot_webhooks_parked_total", "Deliveries that could not be read and were kept",
          now.webhooks_parked);
  counter("data_review_bot_looks_total", "Bugs looked at", now.looks);
  counter("data_review_bot_look_failures_total", "Looks that failed and will be tried again",
          now.look_failures);
  counter("data_review_bot_comments_posted_total", "Comments posted", now.comments_posted);
  gauge("data_review_bot_looks_waiting", "Bugs waiting to be looked at", counts.looks);
  gauge("data_review_bot_comments_waiting", "Comments in the outbox", counts.pending_effects);
  gauge("data_review_bot_dead_letters", "Comments and deliveries that need a person", counts.dead_letters);
  gauge("data_review_bot_open_requests", "Requests that wait for a steward", counts.open_requests);
  gauge("data_review_bot_breaker_tripped", "1 while posting waits for an operator",
        now.breaker.state == Breaker::State::tripped ? 1 : 0);
  gauge("data_review_bot_webhook_disabled", "1 when Bugzilla has disabled the webhook",
        daemon_.account().webhook().kind == WebhookState::Kind::disabled ? 1 : 0);
  gauge("data_review_bot_bugzilla_reachable", "1 while Bugzilla may be called",
        daemon_.health().gate.is_open(daemon_.clock().now()) ? 1 : 0);
  if (const matrix::Status* matrix = daemon_.matrix(); matrix != nullptr) {
    counter("data_review_bot_matrix_messages_sent_total", "Messages that the homeserver took", matrix->sent);
    counter("data_review_bot_matrix_failed_tries_total", "Tries to send that will be repeated",
            matrix->failed_tries);
    counter("data_review_bot_matrix_rate_limits_total", "Answers 429", matrix->rate_limits);
    counter("data_review_bot_matrix_messages_heard_total", "Messages of people looked at for commands",
            matrix->heard);
    gauge("data_review_bot_matrix_messages_waiting", "Messages in the outbox", counts.waiting_messages);
    gauge("data_review_bot_matrix_well", "1 while nothing hinders sending and listening",
          matrix->trouble().empty() ? 1 : 0);
    if (matrix->synced_at) {
      gauge("data_review_bot_matrix_listened_timestamp_seconds", "When the last wait for news ended well",
            matrix->synced_at->time_since_epoch().count());
    }
  }
  co_return web::Response{.content_type = "text/plain; version=0.0.4; charset=utf-8",
                          .body = prometheus::TextSerializer().Serialize(registry.Collect())};
}

boost::asio::awaitable<web::Response> Site::queue(bool as_json) {
  std::vector<Request> requests;
  Desk desk;
  std::vector<DeadLetter> dead_letters;
  co_await daemon_.store().call([&](Store& store) {
    requests = store.open_requests();
    desk = store.desk();
    dead_letters = store.dead_letters();
  });
  const QueueContext context{.bugzilla_url = daemon_.settings().bugzilla.url,
                             .bot_login = daemon_.account().login(),
                             .posting = daemon_.settings().comment.post,
                             .trouble = trouble(),
                             .now = daemon_.clock().now(),
                             .desk = std::move(desk),
                             .dead_letters = std::move(dead_letters)};
  if (as_json) co_return json_answer(200, queue_json(requests, context));
  web::Response page{.content_type = "text/html; charset=utf-8",
                     .body = render_queue_page(requests, context, page_template_)};
  // The page has no script; nothing that slipped through escaping could run.
  page.headers["Content-Security-Policy"] =
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors "
      "'none'";
  page.headers["Referrer-Policy"] = "no-referrer";
  co_return page;
}

boost::asio::awaitable<web::Response> Site::handle(web::Head head, std::string body) {
  const std::string path = path_of(head);
  if (path == webhook_path) co_return co_await take_delivery(std::move(head), std::move(body));
  if (path == "/live") co_return web::Response{.body = "alive\n"};
  if (path == "/ready") {
    // Ready to take deliveries as soon as the store answers; Bugzilla's troubles are told by /health.
    co_await daemon_.store().call([](Store& store) { return store.counts(); });
    co_return web::Response{.body = "ready\n"};
  }
  if (path == "/health") co_return co_await health();
  if (path == "/metrics") co_return co_await metrics();
  co_return co_await queue(path == "/api/queue");
}

}  // namespace service
