#include "service/daemon.h"

#include "service/store/note_time.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace service {
namespace {

/// So many jobs are under way for each request that may be: the others wait for the store meanwhile. With many
/// more, a slow Bugzilla would let requests wait for each other until their time is over.
constexpr int jobs_a_request = 4;
/// Reads may come from a replica that lags behind the event that caused them.
constexpr std::chrono::seconds follow_up_after{90};
/// After this many tries of which nobody knows whether they went through a comment becomes a dead letter
/// (about half a day).
constexpr int most_unclear = 16;
constexpr const char* posting_note = "posting_since";

}  // namespace

Daemon::Daemon(boost::asio::io_context& io, const Settings& settings, const review::Policy& policy,
               const Wording& wording, std::unique_ptr<Store> store, Seams seams)
    : io_(io),
      settings_(settings),
      seams_(std::move(seams)),
      store_(std::move(store)),
      gated_(seams_.transport, health_.gate, seams_.clock),
      limiter_(gated_, settings.bugzilla.at_once),
      client_({.base_url = settings.bugzilla.url, .api_key = settings.bugzilla.api_key.reveal()}, limiter_),
      access_(client_, settings_, store_, health_, seams_.clock, seams_.random),
      polling_(client_, settings_, store_, access_, health_, seams_.clock),
      looker_(client_, settings_, policy, seams_.clock),
      poster_(client_, settings_),
      room_{.wording = wording,
            .settings = settings.reminders,
            .bugzilla_url = settings.bugzilla.url,
            .queue_url = settings.server.public_url},
      commands_(room_),
      work_timer_(io),
      poll_timer_(io),
      reminder_timer_(io) {
  if (settings.matrix.url.empty()) return;
  messenger_ = std::make_unique<matrix::Messenger>(
      io.get_executor(), settings.matrix, store_,
      matrix::Messenger::Seams{
          .transport = seams_.transport, .clock = seams_.clock, .random = seams_.random, .idle = seams_.idle},
      &commands_);
}

void Daemon::start() {
  spawn(work(), "work");
  if (settings_.poll.enabled) spawn(poll(), "polling");
  if (messenger_ == nullptr) return;
  spawn(messenger_->send(), "Matrix sending");
  spawn(messenger_->listen(), "Matrix listening");
  if (settings_.reminders.enabled) spawn(remind(), "reminder");
}

void Daemon::spawn(boost::asio::awaitable<void> loop, const char* name) {
  ++loops_;
  boost::asio::co_spawn(io_, std::move(loop), [this, name](const std::exception_ptr& error) {
    try {
      if (error) std::rethrow_exception(error);
    } catch (const std::exception& problem) {
      // A programming error: it must be heard, and a supervisor must see it in /health's silence.
      spdlog::critical("The {} loop ended: {}. Restart the bot; nothing accepted is lost.", name,
                       problem.what());
    }
    if (--loops_ == 0 && on_idle_) on_idle_();
  });
}

void Daemon::stop() {
  stopping_ = true;
  work_timer_.cancel();
  poll_timer_.cancel();
  reminder_timer_.cancel();
  if (messenger_ != nullptr) messenger_->stop();
}

boost::asio::awaitable<void> Daemon::sleep(boost::asio::steady_timer& timer,
                                           std::chrono::milliseconds how_long) {
  if (stopping_) co_return;
  timer.expires_after(how_long);
  co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
}

boost::asio::awaitable<void> Daemon::accept_hint(bugzilla::BugId bug) {
  const Time now = clock().now();
  co_await store_.call([&](Store& store) { store.want_look(bug, now, true); });
  ++health_.webhooks_accepted;
  wake();
}

boost::asio::awaitable<void> Daemon::park(std::string body, std::string why) {
  const Time now = clock().now();
  co_await store_.call([&](Store& store) { store.park_delivery(body, why, now); });
  ++health_.webhooks_parked;
  spdlog::warn("A delivery could not be read and is kept as a dead letter: {}", why);
}

int Daemon::slots() const {
  return jobs_a_request * settings_.bugzilla.at_once;
}

void Daemon::wake() {
  woken_ = true;
  work_timer_.cancel();
}

Breaker Daemon::next_breaker(Store& store, Time now) const {
  const int most = settings_.comment.most_bugs_an_hour;
  const Breaker known = breaker_in(store.note(breaker_note));
  const Breaker after = next(known, store.bugs_commented_on(now - breaker_window, most), most, now);
  if (after != known) store.set_note(breaker_note, note_of(after));
  return after;
}

boost::asio::awaitable<std::optional<Time>> Daemon::posting_since() {
  if (posting_since_) co_return posting_since_;
  const auto noted = co_await store_.call([](Store& store) { return store.note(posting_note); });
  auto since = parse_time(noted.value_or(""));
  if (!since && settings_.comment.post) {
    since = clock().now();
    const std::string text = time_text(*since);
    co_await store_.call([&](Store& store) { store.set_note(posting_note, text); });
  }
  posting_since_ = since;
  co_return since;
}

boost::asio::awaitable<void> Daemon::work() {
  bool is_first = true;
  while (!stopping_) {
    bool failed = false;
    woken_ = false;
    is_taking_ = true;
    try {
      // Noted before the first look, which may come late: what is flagged from now on is not backlog.
      if (std::exchange(is_first, false)) co_await posting_since();
      co_await take_jobs();
    } catch (const std::exception& problem) {
      failed = true;
      spdlog::error("The store failed: {}. Trying again in {} ms.", problem.what(), seams_.idle.count());
    }
    is_taking_ = false;
    if (!woken_ || failed) co_await sleep(work_timer_, seams_.idle);
  }
}

boost::asio::awaitable<void> Daemon::take_jobs() {
  const Time now = clock().now();
  const int free = slots() - busy_;
  if (free <= 0) co_return;
  const bool is_allowed = co_await access_.may_call();
  if (!is_allowed) co_return;
  const bool was_known = access_.is_known();
  const bool is_ready = co_await access_.is_signed_in();
  // Polling waits for that.
  if (is_ready && !was_known) poll_timer_.cancel();
  // Signing in may have shown that Bugzilla is to be left alone.
  if (!is_ready || !health_.gate.is_open(clock().now())) co_return;
  // Not in a dry run, nor as a visitor, nor while the breaker is tripped.
  const bool may_post = settings_.comment.post && !account().login().empty();
  Breaker breaker = health_.breaker;
  std::vector<Outgoing> owed;
  std::vector<Look> looks;
  co_await store_.call([&](Store& store) {
    if (may_post) breaker = next_breaker(store, now);
    const bool is_to_post = may_post && breaker.state != Breaker::State::tripped;
    // Comments first: there somebody waits, and each was looked at already.
    owed = store.take_effects(now, is_to_post ? free : 0);
    looks = store.take_looks(now, free - static_cast<int>(owed.size()));
  });
  const bool is_news = breaker.state == Breaker::State::tripped && breaker != health_.breaker;
  health_.breaker = breaker;
  if (is_news) spdlog::error("{}", advice(breaker, settings_.comment.most_bugs_an_hour));
  for (Outgoing& each : owed) begin(carry_out(std::move(each)));
  for (Look& each : looks) begin(look(std::move(each)));
}

void Daemon::begin(boost::asio::awaitable<void> job) {
  ++busy_;
  spawn(in_slot(std::move(job)), "job");
}

boost::asio::awaitable<void> Daemon::in_slot(boost::asio::awaitable<void> job) {
  try {
    co_await std::move(job);
  } catch (const std::exception& problem) {
    spdlog::error("A job failed: {}. It is taken up again in {} s.", problem.what(),
                  settings_.store.lease.count());
  }
  --busy_;
  // Several are taken at once, since each taking costs the store a write.
  if (busy_ <= slots() / 2) wake();
}

boost::asio::awaitable<Looker::Outcome> Daemon::look_at(bugzilla::BugId bug,
                                                        std::vector<Request> remembered) {
  const auto since = co_await posting_since();
  auto outcome = co_await looker_.look(bug, std::move(remembered), since, account().login());
  if (outcome) {
    ++health_.looks;
    health_.gate.note_success(clock().now());
  } else {
    ++health_.look_failures;
    co_await access_.note(outcome.error());
  }
  co_return outcome;
}

boost::asio::awaitable<void> Daemon::look(Look look) {
  const auto found = co_await look_at(look.bug, std::move(look.remembered));
  const Time now = clock().now();
  if (!found) {
    const Time again = now + retry_delay(look.attempts, seams_.random());
    const std::string why = found.error().message;
    spdlog::warn("Could not look at bug {}: {} Looking again later.", look.bug, why);
    co_await store_.call([&](Store& store) { store.look_failed(look, again, why); });
    co_return;
  }
  co_await store_.call([&](Store& store) {
    // Where the lease ran out, another replica looks, later than this one did.
    if (store.look_done(look, now + follow_up_after)) store.apply(found->requests, found->effects, now);
  });
}

boost::asio::awaitable<void> Daemon::carry_out(Outgoing outgoing) {
  // Looked at again right before: others may have changed the bug since this was planned.
  const auto found = co_await look_at(outgoing.bug, std::move(outgoing.remembered));
  if (!found) {
    co_await try_again(outgoing, found.error());
    co_return;
  }
  const Time looked_at = clock().now();
  bool is_ours = false;
  co_await store_.call([&](Store& store) {
    // Where the lease ran out and another has taken it, that one has looked later than this one did.
    is_ours = store.keep(outgoing, looked_at);
    if (is_ours) store.apply(found->requests, found->effects, looked_at);
  });
  const auto owed = std::ranges::find(found->effects, outgoing.key, &Effect::key);
  // It is another's, or there already, or no longer wanted.
  if (!is_ours || owed == found->effects.end()) co_return;
  const auto done = co_await poster_.carry_out(*owed);
  if (!done) {
    co_await access_.note(done.error());
    co_await try_again(outgoing, done.error());
    co_return;
  }
  const Time now = clock().now();
  health_.gate.note_success(now);
  const bool is_tag = owed->tags != 0;
  if (!is_tag) ++health_.comments_posted;
  spdlog::info("{} bug {}, attachment {}.", is_tag ? "Folded a comment away on" : "Commented on", owed->bug,
               owed->attachment);
  co_await store_.call([&](Store& store) { store.effect_done(outgoing, now); });
}

boost::asio::awaitable<void> Daemon::try_again(Outgoing outgoing, bugzilla::Error error) {
  const bool is_refused = error.kind == bugzilla::ErrorKind::refused ||
                          error.kind == bugzilla::ErrorKind::not_allowed ||
                          error.kind == bugzilla::ErrorKind::not_found;
  // What befell Bugzilla as a whole is not the comment's fault, however long it lasts.
  const bool is_unclear = error.kind == bugzilla::ErrorKind::uncertain;
  if (is_refused || (is_unclear && outgoing.unclear + 1 >= most_unclear)) {
    spdlog::error("Gave up on the comment for bug {}: {} It is kept as a dead letter.", outgoing.bug,
                  error.message);
    co_await store_.call([&](Store& store) { store.effect_dead(outgoing, error.message); });
    co_return;
  }
  // After an uncertain outcome the next try looks first; it waits until a lagging replica shows the comment.
  auto wait = retry_delay(outgoing.attempts, seams_.random());
  if (is_unclear) wait = std::max<std::chrono::seconds>(wait, follow_up_after);
  spdlog::warn("Could not comment on bug {}: {} Trying again in {} s.", outgoing.bug, error.message,
               wait.count());
  const Time again = clock().now() + wait;
  co_await store_.call([&](Store& store) { store.effect_later(outgoing, again, error.message, is_unclear); });
}

boost::asio::awaitable<void> Daemon::remind() {
  while (!stopping_) {
    try {
      const bool is_ours = co_await store_.call([](Store& store) { return store.try_lead("reminders"); });
      if (is_ours) co_await remind_once();
    } catch (const std::exception& problem) {
      spdlog::error("The store failed: {}. Reminders are looked at again in {} ms.", problem.what(),
                    seams_.reminder_tick.count());
    }
    co_await sleep(reminder_timer_, seams_.reminder_tick);
  }
}

boost::asio::awaitable<void> Daemon::remind_once() {
  const Time now = clock().now();
  int messages = 0;
  co_await store_.call([&](Store& store) {
    // First, so that what it takes back is decided anew at once.
    const std::string room = store.note(matrix::room_note(settings_.matrix.room)).value_or("");
    messages = tidy_up(store, room_, room, now);
    if (is_up_to_date(store, settings_.poll, now)) messages += service::remind(store, room_, now);
  });
  ++health_.reminder_ticks;
  if (messages == 0) co_return;
  spdlog::info("{} reminders or edits of reminders are on their way to Matrix.", messages);
  messenger_->wake();
}

boost::asio::awaitable<void> Daemon::poll() {
  while (!stopping_) {
    try {
      if (co_await polling_.poll_if_due()) wake();
    } catch (const std::exception& problem) {
      health_.poll_trouble = problem.what();
      spdlog::error("Polling failed: {}", problem.what());
    }
    ++health_.poll_ticks;
    co_await sleep(poll_timer_, seams_.idle);
  }
}

}  // namespace service
