#include "service/daemon.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <charconv>
#include <set>

namespace service {
namespace {

/// So many jobs are under way for each request that may be: the others wait for the store meanwhile.
constexpr int jobs_a_request = 4;
/// Reads may come from a replica that lags behind the event that caused them.
constexpr std::chrono::seconds follow_up_after{90};
/// After this many failed tries a comment becomes a dead letter (about half a day).
constexpr int most_tries = 16;
/// All flags are searched again this often, which finds what was invisible when it changed.
constexpr std::chrono::hours sweep_every{6};
constexpr int page = 1000;

constexpr const char* polled_note = "polled_at";
constexpr const char* swept_note = "swept_at";
constexpr const char* posting_note = "posting_since";

std::optional<Time> parse_note(const std::optional<std::string>& note) {
  if (!note) return std::nullopt;
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(note->data(), note->data() + note->size(), seconds);
  if (error != std::errc() || end != note->data() + note->size()) return std::nullopt;
  return Time(std::chrono::seconds(seconds));
}

std::string note_text(Time time) {
  return std::to_string(time.time_since_epoch().count());
}

}  // namespace

Daemon::Daemon(boost::asio::io_context& io, const Settings& settings, const review::Policy& policy,
               std::unique_ptr<Store> store, Seams seams)
    : io_(io),
      settings_(settings),
      seams_(std::move(seams)),
      store_(std::move(store)),
      limiter_(seams_.transport, settings.bugzilla.at_once),
      client_({.base_url = settings.bugzilla.url, .api_key = settings.bugzilla.api_key.reveal()}, limiter_),
      looker_(client_, settings_, policy, seams_.clock),
      poster_(client_, settings_),
      work_timer_(io),
      poll_timer_(io) {}

void Daemon::start() {
  spawn(work(), "work");
  if (settings_.poll.enabled) spawn(poll(), "polling");
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

void Daemon::wake() {
  woken_ = true;
  work_timer_.cancel();
}

boost::asio::awaitable<bool> Daemon::leads(std::string role) {
  co_return co_await store_.call([&](Store& store) { return store.try_lead(role); });
}

boost::asio::awaitable<bool> Daemon::know_own_login() {
  if (!health_.login.empty() || settings_.bugzilla.api_key.empty()) co_return true;
  const auto me = co_await client_.whoami(deadline());
  if (me) {
    health_.login = me->login;
    spdlog::info("Signed in to {} as {}.", settings_.bugzilla.url, me->login);
    co_return true;
  }
  health_.gate.note(me.error(), clock().now());
  spdlog::warn("Cannot sign in to Bugzilla: {}", me.error().message);
  co_return false;
}

boost::asio::awaitable<std::optional<Time>> Daemon::posting_since() {
  auto since = parse_note(co_await store_.call([](Store& store) { return store.note(posting_note); }));
  if (!since && settings_.comment.post) {
    since = clock().now();
    const std::string text = note_text(*since);
    co_await store_.call([&](Store& store) { store.set_note(posting_note, text); });
  }
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
  const int free = jobs_a_request * settings_.bugzilla.at_once - busy_;
  if (free <= 0 || !health_.gate.is_open(now)) co_return;
  const bool known = co_await know_own_login();
  if (!known) co_return;
  std::vector<Outgoing> owed;
  std::vector<Look> looks;
  co_await store_.call([&](Store& store) {
    // Comments first: there somebody waits, and each was looked at already.
    owed = store.take_effects(now, settings_.comment.post ? free : 0);
    looks = store.take_looks(now, free - static_cast<int>(owed.size()));
  });
  for (Outgoing& each : owed) begin(carry_out(std::move(each)));
  for (const Look& each : looks) begin(look(each));
}

void Daemon::begin(boost::asio::awaitable<void> job) {
  ++busy_;
  spawn(in_slot(std::move(job)), "job");
}

boost::asio::awaitable<void> Daemon::in_slot(boost::asio::awaitable<void> job) {
  try {
    co_await std::move(job);
  } catch (const std::exception& problem) {
    spdlog::error("The store failed: {}. The job is taken up again in {} s.", problem.what(),
                  settings_.store.lease.count());
  }
  --busy_;
  wake();
}

boost::asio::awaitable<void> Daemon::look(Look look) {
  const bugzilla::BugId bug = look.bug;
  const auto remembered = co_await store_.call([&](Store& store) { return store.requests_of(bug); });
  const auto since = co_await posting_since();
  auto outcome = co_await looker_.look(bug, remembered, since);
  const Time now = clock().now();
  if (!outcome) {
    ++health_.look_failures;
    health_.gate.note(outcome.error(), now);
    const Time again = now + retry_delay(look.attempts, seams_.random());
    const std::string why = outcome.error().message;
    spdlog::warn("Could not look at bug {}: {} Looking again later.", bug, why);
    co_await store_.call([&](Store& store) { store.look_failed(look, again, why); });
    co_return;
  }
  ++health_.looks;
  const Plan found = std::move(*outcome);
  co_await store_.call([&](Store& store) {
    // Where the lease ran out, another replica looks, later than this one did.
    if (store.look_done(look, now + follow_up_after)) store.apply(found.requests, found.effects, now);
  });
}

boost::asio::awaitable<void> Daemon::carry_out(Outgoing outgoing) {
  const PostOutcome outcome = co_await poster_.post(outgoing.effect, health_.login);
  const Time now = clock().now();
  if (std::holds_alternative<Posted>(outcome)) {
    ++health_.comments_posted;
    spdlog::info("Commented on bug {}, attachment {}.", outgoing.effect.bug, outgoing.effect.attachment);
    co_await store_.call([&](Store& store) { store.effect_done(outgoing); });
    co_return;
  }
  if (std::holds_alternative<NoLongerWanted>(outcome)) {
    const Time again = now + follow_up_after;
    co_await store_.call([&](Store& store) {
      store.want_look(outgoing.effect.bug, now, false);
      store.effect_later(outgoing, again, "its request changed; looking again");
    });
    co_return;
  }
  const auto& error = std::get<bugzilla::Error>(outcome);
  health_.gate.note(error, now);
  const bool hopeless = error.kind == bugzilla::ErrorKind::refused ||
                        error.kind == bugzilla::ErrorKind::not_allowed ||
                        error.kind == bugzilla::ErrorKind::not_found || outgoing.attempts + 1 >= most_tries;
  const std::string why = error.message;
  if (hopeless) {
    spdlog::error("Gave up on the comment for bug {}: {} It is kept as a dead letter.", outgoing.effect.bug,
                  why);
    co_await store_.call([&](Store& store) { store.effect_dead(outgoing, why); });
    co_return;
  }
  // After an uncertain outcome the next try looks first; it waits until a lagging replica shows the comment.
  auto wait = retry_delay(outgoing.attempts, seams_.random());
  if (error.kind == bugzilla::ErrorKind::uncertain)
    wait = std::max<std::chrono::seconds>(wait, follow_up_after);
  spdlog::warn("Could not comment on bug {}: {} Trying again in {} s.", outgoing.effect.bug, why,
               wait.count());
  co_await store_.call([&](Store& store) { store.effect_later(outgoing, now + wait, why); });
}

boost::asio::awaitable<void> Daemon::poll() {
  while (!stopping_) {
    if (health_.gate.is_open(clock().now())) {
      try {
        if (!co_await leads("poller")) {
          co_await sleep(poll_timer_, settings_.poll.interval);
          continue;
        }
        const auto done = co_await poll_once();
        if (!done) {
          health_.gate.note(done.error(), clock().now());
          spdlog::warn("Polling failed: {}", done.error().message);
        }
        health_.poll_trouble = done ? "" : done.error().message;
      } catch (const std::exception& problem) {
        health_.poll_trouble = problem.what();
        spdlog::error("Polling failed: {}", problem.what());
      }
    }
    co_await sleep(poll_timer_, settings_.poll.interval);
  }
}

boost::asio::awaitable<std::expected<void, bugzilla::Error>> Daemon::poll_once() {
  // The server's own time, taken before the search: what changes meanwhile is found next time.
  const auto server_time = co_await client_.time(deadline());
  if (!server_time) co_return std::unexpected(server_time.error());
  const Time now = server_time->db_time;
  const auto polled = parse_note(co_await store_.call([](Store& store) { return store.note(polled_note); }));
  const auto swept = parse_note(co_await store_.call([](Store& store) { return store.note(swept_note); }));
  const bool sweep = !polled || !swept || now - *swept >= sweep_every;

  std::set<bugzilla::BugId> bugs;
  bugzilla::FlagSearch search{.flag = settings_.bugzilla.flag + "?", .limit = page};
  if (!sweep) search.changed_since = *polled - settings_.poll.overlap;
  while (true) {
    const auto found = co_await client_.search(search, deadline());
    if (!found) co_return std::unexpected(found.error());
    for (const bugzilla::Bug& bug : *found) bugs.insert(bug.id);
    if (found->size() < static_cast<std::size_t>(page)) break;
    search.after_id = found->back().id;
  }
  // A flag that was answered is no longer found by the search: look at every bug that still waits here.
  const auto open = co_await store_.call([](Store& store) { return store.open_requests(); });
  for (const Request& request : open) bugs.insert(request.bug);

  const Time due = clock().now();
  std::vector<Wish> wishes;
  for (const bugzilla::BugId bug : bugs) wishes.push_back({.bug = bug, .due = due});
  const std::string text = note_text(now);
  co_await store_.call([&](Store& store) {
    store.want_looks(wishes);
    store.set_note(polled_note, text);
    if (sweep) store.set_note(swept_note, text);
  });
  health_.polled_at = due;
  wake();
  co_return std::expected<void, bugzilla::Error>{};
}

}  // namespace service
