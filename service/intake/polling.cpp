#include "service/intake/polling.h"

#include "service/store/note_time.h"

#include <spdlog/spdlog.h>

namespace service {
namespace {

/// When a replica last began to poll, by its own clock.
constexpr const char* began_note = "poll_began_at";

}  // namespace

boost::asio::awaitable<bool> Polling::poll_if_due() {
  // The worker signs in: a bad key must not be used twice at once.
  const bool is_allowed = access_.is_known() && co_await access_.may_call();
  const bool is_our_turn = is_allowed && co_await is_due();
  if (!is_our_turn) co_return false;
  const auto done = co_await poller_.poll();
  if (!done) {
    health_.poll_trouble = done.error().message;
    spdlog::warn("Polling failed: {}", done.error().message);
    co_await access_.note(done.error());
    co_return false;
  }
  health_.poll_trouble.clear();
  health_.gate.note_success(clock_.now());
  health_.polled_at = clock_.now();
  co_return true;
}

boost::asio::awaitable<bool> Polling::is_due() {
  const Time now = clock_.now();
  bool is_leader = false;
  const bool is_time = co_await store_.call([&](Store& store) {
    is_leader = store.try_lead("poller");
    const auto began = parse_time(store.note(began_note).value_or(""));
    if (!is_leader || (began && *began <= now && now - *began < settings_.poll.interval)) return false;
    // Noted before the search, for all replicas and over restarts: however it ends, that was the time's turn.
    store.set_note(began_note, time_text(now));
    return true;
  });
  if (!is_leader) health_.poll_trouble.clear();
  co_return is_time;
}

}  // namespace service
