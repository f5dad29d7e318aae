#pragma once
// The daemon: wires intake, looks and outbox together on one io_context and keeps them going. The web server
// is beside it (web/site.h) and only hands hints in.

#include "bugzilla_client/client.h"
#include "bugzilla_client/http/limiter.h"
#include "service/clock.h"
#include "service/config/settings.h"
#include "service/health.h"
#include "service/intake/access.h"
#include "service/intake/gated.h"
#include "service/intake/look.h"
#include "service/intake/polling.h"
#include "service/matrix/messenger.h"
#include "service/outbox/poster.h"
#include "service/outbox/reminders.h"
#include "service/store/store_thread.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>
#include <string>

namespace service {

class Daemon {
 public:
  struct Seams {
    http::Transport& transport;
    const Clock& clock;
    std::function<double()> random;  ///< uniform in [0, 1), for jitter
    /// How long the worker sleeps when nothing wakes it.
    std::chrono::milliseconds idle{5000};
    /// How often the reminder clock looks what is due.
    std::chrono::milliseconds reminder_tick{60'000};
  };

  /// All references must outlive the daemon.
  Daemon(boost::asio::io_context& io, const Settings& settings, const review::Policy& policy,
         const Wording& wording, std::unique_ptr<Store> store, Seams seams);

  /// Spawns the loops.
  void start();
  /// Stops intake and loops; the io_context runs out of work when what is in flight has ended.
  void stop();
  /// Called once when the last loop has ended.
  void on_idle(std::function<void()> then) { on_idle_ = std::move(then); }

  /// A hint from a webhook: durable when the awaitable is done.
  boost::asio::awaitable<void> accept_hint(bugzilla::BugId bug);
  /// A delivery that came with the right secret and cannot be read: kept for an operator, likewise durably.
  boost::asio::awaitable<void> park(std::string body, std::string why);

  [[nodiscard]] const Health& health() const { return health_; }
  /// Looks and comments under way.
  [[nodiscard]] int busy() const { return busy_; }
  [[nodiscard]] const Account& account() const { return access_.account(); }
  [[nodiscard]] StoreThread& store() { return store_; }
  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] const Clock& clock() const { return seams_.clock; }
  /// How Matrix fares; null where none is configured.
  [[nodiscard]] const matrix::Status* matrix() const {
    return messenger_ == nullptr ? nullptr : &messenger_->status();
  }
  /// Whether no look or comment is under way, nor being taken from the store.
  [[nodiscard]] bool is_idle() const { return busy_ == 0 && !is_taking_; }
  void count_refused_webhook() { ++health_.webhooks_refused; }

 private:
  boost::asio::awaitable<void> work();
  boost::asio::awaitable<void> take_jobs();
  boost::asio::awaitable<void> look(Look look);
  boost::asio::awaitable<void> carry_out(Outgoing outgoing);
  /// Later, or never where trying again changes nothing.
  boost::asio::awaitable<void> try_again(Outgoing outgoing, bugzilla::Error error);
  /// Has the job done beside the others, in one of the slots.
  void begin(boost::asio::awaitable<void> job);
  boost::asio::awaitable<void> in_slot(boost::asio::awaitable<void> job);
  /// How many jobs may be under way.
  [[nodiscard]] int slots() const;
  void wake();
  boost::asio::awaitable<void> poll();
  boost::asio::awaitable<void> remind();
  boost::asio::awaitable<void> remind_once();
  /// The breaker as it stands now, noted where that is news. To be called on the store's thread.
  Breaker next_breaker(Store& store, Time now) const;
  boost::asio::awaitable<Looker::Outcome> look_at(bugzilla::BugId bug, std::vector<Request> remembered);
  boost::asio::awaitable<std::optional<Time>> posting_since();
  void spawn(boost::asio::awaitable<void> loop, const char* name);
  boost::asio::awaitable<void> sleep(boost::asio::steady_timer& timer, std::chrono::milliseconds how_long);

  boost::asio::io_context& io_;
  const Settings& settings_;
  Seams seams_;
  StoreThread store_;
  Health health_;
  Gated gated_;
  http::Limiter limiter_;
  bugzilla::Client client_;
  Access access_;
  Polling polling_;
  Looker looker_;
  Poster poster_;
  RoomContext room_;
  CommandHandler commands_;
  std::unique_ptr<matrix::Messenger> messenger_;
  boost::asio::steady_timer work_timer_;
  boost::asio::steady_timer poll_timer_;
  boost::asio::steady_timer reminder_timer_;
  bool stopping_ = false;
  int loops_ = 0;
  int busy_ = 0;  ///< slots in use: looks and comments under way
  bool is_taking_ = false;
  std::optional<Time> posting_since_;  ///< never changes once it is known
  std::function<void()> on_idle_;
  bool woken_ = false;
};

}  // namespace service
