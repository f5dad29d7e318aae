#pragma once
// The whole house for a test: a sandbox Bugzilla, and a daemon with its web server against it, driven from
// the test's thread. Nothing here waits for a length of time: until() turns the daemon's wheels until
// something is so.

#include "bugzilla_client/http/client.h"
#include "sandbox/server.h"
#include "service/daemon.h"
#include "service/store/open.h"
#include "service/web/server.h"
#include "service/web/site.h"
#include "support/temporary_directory.h"

#include <functional>
#include <memory>
#include <string>

namespace integration {

class TestClock : public service::Clock {
 public:
  [[nodiscard]] service::Time now() const override {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) + advanced;
  }
  std::chrono::seconds advanced{0};
};

/// The texts of deploy/demo.
[[nodiscard]] std::string demo_form(const std::string& name);

/// The incomplete one with an answer more: a new version of it.
[[nodiscard]] std::string corrected_form();

class House {
 public:
  static constexpr const char* webhook_secret = "a secret of this test";

  House();
  ~House();

  /// Starts the daemon with `settings` as they are then; again after stop() with the same store.
  void start();
  /// Ends it as SIGTERM does.
  void stop();
  /// Registers the daemon's address as the bot's webhook.
  void connect_webhook();

  /// Runs the daemon until `is_so`; false when that took a minute, which is a failure and no measure of
  /// speed.
  [[nodiscard]] bool until(const std::function<bool()>& is_so);
  /// Until nothing is waiting to be looked at now and no comment is owed now, or Bugzilla is left alone.
  [[nodiscard]] bool settles();
  /// Moves the daemon's and the sandbox's clocks.
  void advance(std::chrono::seconds by);

  sandbox::Id new_bug(const std::string& summary = "Count clicks on the button",
                      std::set<std::string> groups = {});
  /// Attaches a form and asks for data-review in one call, as the requester.
  sandbox::Id attach(sandbox::Id bug, const std::string& text, const std::string& file_name = "request.txt",
                     const std::string& content_type = "text/plain",
                     const std::string& requestee = "steward@example.org");
  void set_flag(sandbox::Id attachment, const std::string& status,
                const std::string& as = "steward@example.org");
  void set_type(sandbox::Id attachment, const std::string& content_type);
  void make_obsolete(sandbox::Id attachment);
  /// Asks another steward in the open flag's requestee's place.
  void ask_another(sandbox::Id attachment, const std::string& requestee);
  void move(sandbox::Id bug, const std::string& product);
  void rename(sandbox::Id bug, const std::string& summary);
  /// A steward asks somebody, without a word.
  void set_needinfo(sandbox::Id bug, const std::string& requestee);
  /// A person writes on the bug.
  void comment(sandbox::Id bug, const std::string& text, const std::string& as = "requester@example.org");
  /// Texts of the bot's comments on the bug.
  [[nodiscard]] std::vector<std::string> bot_comments(sandbox::Id bug);
  [[nodiscard]] std::size_t all_bot_comments();
  /// How many requests of that method reached the sandbox.
  [[nodiscard]] std::size_t calls(const std::string& method);

  struct Answer {
    unsigned status = 0;
    std::string content_type;
    std::string body;
  };
  /// A request to the daemon's own web server.
  [[nodiscard]] Answer ask(const std::string& method, const std::string& target, const std::string& body = "",
                           const std::map<std::string, std::string>& headers = {});
  /// Sends a delivery about the bug many times, some at once; how many were answered 200.
  [[nodiscard]] int deliver(sandbox::Id bug, int times);
  /// What a delivery comes down to: look at that bug.
  void hint(sandbox::Id bug);
  [[nodiscard]] service::Counts counts();
  [[nodiscard]] std::vector<service::Request> requests_of(sandbox::Id bug);
  [[nodiscard]] service::Daemon& daemon() { return *running_->daemon; }
  [[nodiscard]] std::uint16_t port() const { return running_->server->port(); }
  boost::asio::io_context& io() { return running_->io; }

  sandbox::Server bugzilla;
  service::Settings settings;
  TestClock clock;
  /// Puts something between the daemon and the network, from the next start on.
  std::function<std::unique_ptr<http::Transport>(http::Transport&)> wrap_transport;
  /// How long the daemon's worker sleeps when nothing wakes it.
  std::chrono::milliseconds idle{5};
  /// Makes the store, from the next start on.
  std::function<std::unique_ptr<service::Store>()> open_store = [this] {
    return service::open_store(settings.store);
  };

 private:
  struct Running {
    boost::asio::io_context io{1};
    std::unique_ptr<http::Client> transport;
    std::unique_ptr<http::Transport> wrapped;
    std::unique_ptr<service::Daemon> daemon;
    std::unique_ptr<service::Site> site;
    std::unique_ptr<web::Server> server;
  };
  void edit_attachment(sandbox::Id attachment, const std::string& as, const sandbox::AttachmentEdit& edit);
  void edit_bug(sandbox::Id bug, const sandbox::BugEdit& edit);

  support::TemporaryDirectory directory_;
  std::unique_ptr<Running> running_;
};

}  // namespace integration
