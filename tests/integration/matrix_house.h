#pragma once
// The Matrix half of the house for a test: a homeserver of pretence, and the messenger against it with a
// store on disk. Its axe kills it at any step: from then on nothing that it does has an effect, as after
// SIGKILL.

#include "homeserver/homeserver.h"
#include "house.h"
#include "service/matrix/messenger.h"
#include "service/store/sql/connection.h"

#include <spdlog/logger.h>

#include <sstream>

namespace integration {

/// Falls at the step with that number; a call on the network and a commit have two steps each, before and
/// after it has taken effect.
class Axe {
 public:
  void falls_at(int step) {
    // In this order: the store's thread may take a step in between.
    has_fallen_ = false;
    left_ = step;
  }
  [[nodiscard]] bool step() {
    ++steps_;
    if (!has_fallen_ && left_ > 0 && --left_ == 0) has_fallen_ = true;
    return has_fallen_;
  }
  [[nodiscard]] bool has_fallen() const { return has_fallen_; }
  /// All steps so far: while it grows the loops go round.
  [[nodiscard]] int steps() const { return steps_; }

 private:
  std::atomic<int> steps_ = 0;
  std::atomic<int> left_ = 0;
  std::atomic<bool> has_fallen_ = false;
};

/// Answers whoever speaks to it with what they said.
class Parrot : public service::MessageHandler {
 public:
  void hear(service::Store& store, const service::HeardMessage& message, service::Time now) override;
  [[nodiscard]] bool may_invite(const std::string& user) const override { return user == "@stu:localhost"; }
  [[nodiscard]] std::string why_no_encryption() const override { return "No encryption, please."; }
};

class MatrixHouse {
 public:
  static constexpr const char* bot = "@bot:localhost";
  static constexpr const char* stu = "@stu:localhost";
  /// The bug that every message owed by the test tells of.
  static constexpr bugzilla::BugId bug = 7;
  static constexpr const char* alias = "#data-stewards:localhost";

  MatrixHouse();
  ~MatrixHouse();

  void start();
  /// Ends it; what it holds in memory is gone, the store stays.
  void stop();
  void restart() {
    stop();
    start();
  }
  [[nodiscard]] bool until(const std::function<bool()>& is_so);
  void advance(std::chrono::seconds by) {
    clock.advanced += by;
    server.wake();
  }

  /// Puts a message for the stewards' room into the outbox, also while the messenger does not run.
  void owe(const std::string& key, const std::string& body = "Bug 7 waits");
  void owe(const service::MatrixMessage& message);
  /// Turns all loops a few times.
  void go_round() {
    const int enough = axe.steps() + 20;
    EXPECT_TRUE(until([&] { return axe.steps() >= enough; }));
  }
  /// As another replica, or the daemon's other loops, would: on the store beside the messenger.
  void on_store(const std::function<void(service::Store&)>& work);
  [[nodiscard]] service::OutgoingMessage message(const std::string& key);
  [[nodiscard]] bool is_sent(const std::string& key) {
    return message(key).state == service::MessageState::sent;
  }
  [[nodiscard]] std::vector<service::DeadLetter> dead_letters();
  /// Bodies of the bot's messages in the room, in order.
  [[nodiscard]] std::vector<std::string> said(const std::string& room);
  [[nodiscard]] std::vector<std::string> said() { return said(room); }
  [[nodiscard]] const service::matrix::Status& status() const { return running_->messenger->status(); }
  service::StoreThread& store() { return *running_->store; }
  boost::asio::io_context& io() { return running_->io; }

  TestClock clock;
  homeserver::Homeserver server;
  service::MatrixSettings settings;
  std::string room;
  std::string token;
  Axe axe;

 private:
  struct Running {
    boost::asio::io_context io{1};
    std::unique_ptr<http::Transport> transport;
    std::unique_ptr<service::StoreThread> store;
    std::unique_ptr<service::matrix::Messenger> messenger;
    int loops = 0;
  };
  support::TemporaryDirectory directory_;
  Parrot parrot_;
  std::ostringstream log_;
  std::shared_ptr<spdlog::logger> logger_before_;
  std::unique_ptr<Running> running_;
};

}  // namespace integration
