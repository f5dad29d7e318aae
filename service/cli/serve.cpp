#include "bugzilla_client/http/client.h"
#include "service/cli/commands.h"
#include "service/cli/common.h"
#include "service/cli/for_daemon.h"
#include "service/store/open.h"
#include "service/web/site.h"

#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <random>

namespace cli {
namespace {

/// What is in flight at SIGTERM has this long; the rest stays in the outbox.
constexpr std::chrono::seconds drain_time{10};

void set_up_log(const std::string& level) {
  spdlog::set_default_logger(spdlog::stderr_logger_mt("data-review-bot"));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  spdlog::set_level(spdlog::level::from_str(level));
}

std::string bound_address(const service::ServerSettings& settings, std::uint16_t port) {
  const bool v6 = settings.address.find(':') != std::string::npos;
  return "http://" + (v6 ? "[" + settings.address + "]" : settings.address) + ":" + std::to_string(port) +
         "/";
}

std::string why_not_listening(const boost::system::error_code& error) {
  const char* advice = "";
  if (error == boost::system::errc::address_in_use)
    advice = " Is another copy running?";
  else if (error == boost::system::errc::permission_denied)
    advice = " A port from 1024 on needs no rights.";
  else if (error == boost::system::errc::address_not_available)
    advice = " Is server.address one of this machine's?";
  return error.message() + "." + advice;
}

}  // namespace

int serve(const std::string& config) {
  const auto settings = load_settings(config);
  if (!settings) return usage;
  const auto texts = load_texts(settings->policy_directory);
  if (!texts) return usage;
  set_up_log(settings->log_level);

  std::unique_ptr<service::Store> store;
  try {
    store = service::open_store(settings->store);
  } catch (const std::exception& problem) {
    // The database may be back in a moment: a supervisor is to try again, as with a port that is in use.
    complain(settings->store.location + ": " + problem.what());
    return must_change;
  }

  boost::asio::io_context io(1);
  http::Client transport(io.get_executor(), {.ca_file = settings->bugzilla.ca_file});
  const service::SystemClock clock;
  std::mt19937_64 engine{std::random_device{}()};
  std::uniform_real_distribution<double> unit(0, 1);
  service::Daemon daemon(io, *settings, texts->policy, texts->wording, std::move(store),
                         {.transport = transport, .clock = clock, .random = [&] { return unit(engine); }});
  service::Site site(daemon, texts->queue_page);
  std::unique_ptr<web::Server> server;
  try {
    server = std::make_unique<web::Server>(io, settings->server.address, settings->server.port, site);
  } catch (const boost::system::system_error& problem) {
    complain("cannot listen on " + settings->server.address + ":" + std::to_string(settings->server.port) +
             ": " + why_not_listening(problem.code()));
    return must_change;
  }

  boost::asio::signal_set signals(io, SIGINT, SIGTERM);
  boost::asio::steady_timer drain(io);
  signals.async_wait([&](const boost::system::error_code& error, int) {
    if (error) return;
    spdlog::info("Stopping: what is in flight has {} s.", drain_time.count());
    server->stop();
    daemon.stop();
    drain.expires_after(drain_time);
    drain.async_wait([&](const boost::system::error_code& cancelled) {
      if (!cancelled) io.stop();
    });
  });
  daemon.on_idle([&] {
    transport.close();
    drain.cancel();
  });

  server->start();
  daemon.start();
  spdlog::info("The queue is at {} for {}. {}", bound_address(settings->server, server->port()),
               settings->bugzilla.url,
               settings->comment.post ? "Comments are posted." : "Dry run: nothing is written to Bugzilla.");
  if (settings->webhook.secrets.empty())
    spdlog::info("No webhook secret is configured: deliveries are refused, polling carries all.");
  io.run();
  spdlog::info("Stopped.");
  return well;
}

}  // namespace cli
