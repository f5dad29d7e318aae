// The sandbox Bugzilla as a program: for the demo and for trying things by hand.

#include "server.h"

#include <csignal>
#include <fstream>
#include <iostream>

namespace {

constexpr const char* usage =
    "Usage: sandbox-bugzilla [--port N] [--port-file FILE] [--webhook URL [--webhook-header NAME "
    "--webhook-secret VALUE]]\n"
    "A Bugzilla of pretence on 127.0.0.1 with the accounts requester@, steward@, steward2@ and "
    "bot@example.org.\n"
    "--webhook delivers what happens on Firefox bugs to URL, as the bot's webhook. Ends on SIGINT or "
    "SIGTERM.\n";

}  // namespace

int main(int argc, char** argv) {
  sandbox::ServerOptions options;
  sandbox::Webhook hook{.owner = "bot@example.org", .name = "data-review-hook"};
  std::string port_file;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    const std::string value = argv[i + 1];
    if (name == "--port")
      options.port = static_cast<std::uint16_t>(std::atoi(value.c_str()));
    else if (name == "--port-file")
      port_file = value;
    else if (name == "--webhook")
      hook.url = value;
    else if (name == "--webhook-header")
      hook.header = value;
    else if (name == "--webhook-secret")
      hook.secret = value;
    else {
      std::cerr << usage;
      return 2;
    }
  }
  if (argc % 2 == 0) {
    std::cerr << usage;
    return 2;
  }
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);  // before the server's thread starts, so that it inherits it
  try {
    sandbox::Server server(options);
    server.with_state([&](sandbox::State& state) {
      state.add_captured_users();
      if (!hook.url.empty()) state.add_webhook(hook);
    });
    std::cout << "Sandbox Bugzilla on " << server.url() << std::endl;
    if (!port_file.empty()) std::ofstream(port_file) << server.port() << '\n';
    int signal = 0;
    sigwait(&ends, &signal);
  } catch (const std::exception& problem) {
    std::cerr << "The sandbox cannot start: " << problem.what() << '\n';
    return 1;
  }
  return 0;
}
