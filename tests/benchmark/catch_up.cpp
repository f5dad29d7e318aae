// How long the daemon takes to catch up with many flagged bugs, beside a bare client that makes the same
// requests in a loop, both against a sandbox on this machine, which answers at once or, as a Bugzilla far
// away does, after ANSWER_MS milliseconds. Usage: catch_up PROGRAM [BUGS] [AT_ONCE] [ANSWER_MS]

#include "bugzilla_client/client.h"
#include "bugzilla_client/http/client.h"
#include "sandbox/server.h"
#include "support/process.h"
#include "support/temporary_directory.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <csignal>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <thread>

namespace {

using Clock = std::chrono::steady_clock;
constexpr const char* key = "bot-key-ccccccccccccccccccccccccccccccc0";

std::unique_ptr<sandbox::Server> flagged_bugs(int count, int answer_ms, const std::string& form) {
  auto out = std::make_unique<sandbox::Server>();
  if (answer_ms > 0)
    out->add_fault({.kind = sandbox::Fault::Kind::delay, .times = -1, .seconds = answer_ms / 1000.0});
  out->with_state([&](sandbox::State& state) {
    state.add_captured_users();
    const sandbox::User& requester = *state.user("requester@example.org");
    for (int i = 0; i < count; ++i) {
      const auto bug =
          state.create_bug(requester, {.summary = "Count clicks"}, "Please see the form.").value();
      sandbox::NewAttachment attachment{.file_name = "request.txt", .summary = "Request", .bytes = form};
      attachment.flags = {{.id = {},
                           .type = "data-review",
                           .status = "?",
                           .requestee = "steward@example.org",
                           .is_new = true}};
      state.create_attachment(requester, bug, attachment).value();
    }
  });
  return out;
}

std::size_t comments_on(sandbox::Server& server) {
  return server.with_state([](sandbox::State& state) { return state.comments().size(); });
}

double seconds_since(Clock::time_point began) {
  return std::chrono::duration<double>(Clock::now() - began).count();
}

/// So many at a time are unusual: the daemon waits for an operator, who agrees once it says so.
void agree(const std::string& program, const std::string& config) {
  constexpr int waits = 1;
  while (support::Process({program, "breaker", "--config", config}).wait() != waits)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  support::Process({program, "breaker", "agree", "--config", config}).wait();
}

/// From the daemon's start to the last comment.
double daemon_catches_up(const std::string& program, sandbox::Server& server, std::size_t bugs, int at_once) {
  const support::TemporaryDirectory directory;
  std::ofstream(directory.file("key")) << key;
  std::ofstream(directory.file("bot.toml"))
      << "store = \"" << directory.file("bot.db") << "\"\n[bugzilla]\nurl = \"" << server.url()
      << "\"\napi_key = { file = \"" << directory.file("key") << "\" }\nat_once = " << at_once
      << "\n[comment]\npost = true\non_backlog = true\n[server]\nport = 0\n";
  const std::size_t before = comments_on(server);
  const auto began = Clock::now();
  support::Process daemon({program, "serve", "--config", directory.file("bot.toml")});
  agree(program, directory.file("bot.toml"));
  while (comments_on(server) < before + bugs) {
    if (!daemon.is_running()) throw std::runtime_error("the daemon ended");
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  const double out = seconds_since(began);
  daemon.signal(SIGTERM);
  daemon.wait();
  return out;
}

bugzilla::Deadline soon() {
  return Clock::now() + std::chrono::seconds(30);
}

/// What the daemon asks Bugzilla for each bug, and nothing else.
boost::asio::awaitable<void> ask_in_a_loop(bugzilla::Client& client, int& next, int bugs, std::string text) {
  while (next <= bugs) {
    const bugzilla::BugId id = next++;
    (void)co_await client.bug(id, soon());
    const auto attachments = co_await client.attachments(id, soon());
    (void)co_await client.comments(id, std::nullopt, soon());
    (void)co_await client.attachment(attachments->at(0).id, soon());
    // Once more right before the comment.
    (void)co_await client.bug(id, soon());
    (void)co_await client.attachments(id, soon());
    (void)co_await client.comments(id, std::nullopt, soon());
    bugzilla::NewComment comment{.text = text};
    comment.tags.push_back("data-review-bot");
    (void)co_await client.add_comment(id, std::move(comment), soon());
  }
}

double bare_client_asks(sandbox::Server& server, int bugs, int at_once, const std::string& text) {
  boost::asio::io_context io(1);
  http::Client transport(io.get_executor(), {});
  bugzilla::Client client({.base_url = server.url(), .api_key = key}, transport);
  int next = 1;
  int left = at_once;
  const auto began = Clock::now();
  for (int i = 0; i < at_once; ++i) {
    boost::asio::co_spawn(io, ask_in_a_loop(client, next, bugs, text), [&](const std::exception_ptr& error) {
      if (error) std::rethrow_exception(error);
      if (--left == 0) transport.close();
    });
  }
  io.run();
  return seconds_since(began);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "Usage: catch_up PROGRAM [BUGS] [AT_ONCE] [ANSWER_MS]\n";
    return 2;
  }
  const int bugs = argc > 2 ? std::atoi(argv[2]) : 10'000;
  const int at_once = argc > 3 ? std::atoi(argv[3]) : 4;
  const int answer_ms = argc > 4 ? std::atoi(argv[4]) : 0;
  std::ifstream in(std::string(DRB_SOURCE_DIR) + "/deploy/demo/incomplete-request.txt", std::ios::binary);
  const std::string form{std::istreambuf_iterator<char>(in), {}};

  auto server = flagged_bugs(bugs, answer_ms, form);
  const double daemon = daemon_catches_up(argv[1], *server, static_cast<std::size_t>(bugs), at_once);
  const std::size_t asked = server->requests().size();
  const std::string text =
      server->with_state([](sandbox::State& state) { return state.comments().rbegin()->second.body; });
  server = flagged_bugs(bugs, answer_ms, form);
  const double bare = bare_client_asks(*server, bugs, at_once, text);
  std::cout << bugs << " bugs, " << at_once << " at once, answers after " << answer_ms << " ms: daemon "
            << daemon << " s (" << asked << " requests), bare client " << bare << " s ("
            << server->requests().size() << " requests), ratio " << daemon / bare << "\n";
  return 0;
}
