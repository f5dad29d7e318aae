#include "service/intake/access.h"

#include "service/intake/shut_out.h"

#include <spdlog/spdlog.h>

namespace service {

boost::asio::awaitable<bool> Access::may_call() {
  const auto noted = co_await store_.call([](Store& store) { return store.note(shut_out_note); });
  const Time now = clock_.now();
  if (const auto told = shut_out_in(noted); told && told->concerns(settings_.bugzilla.api_key))
    health_.gate.close(told->until, told->reason, now);
  co_return health_.gate.is_open(now);
}

bool Access::is_known() const {
  return settings_.bugzilla.api_key.empty() || !account_.login().empty();
}

boost::asio::awaitable<bool> Access::is_signed_in() {
  const auto checked = co_await account_.check(clock_.now());
  if (checked) {
    health_.account_trouble.clear();
    co_return true;
  }
  bugzilla::Error error = checked.error();
  if (!Gate::forbids(error))
    error.message = "Could not sign in. " + error.message + " If that does not pass, check bugzilla.url.";
  health_.account_trouble = error.message;
  spdlog::warn("{}", error.message);
  // Whatever it is: nothing else can be done before it is over, and one call a while shows that it is.
  const bool has_left = error.kind != bugzilla::ErrorKind::cancelled;
  if (has_left && !Gate::forbids(error)) error.kind = bugzilla::ErrorKind::retry;
  co_await note(error);
  co_return is_known();
}

boost::asio::awaitable<void> Access::note(bugzilla::Error error) {
  const Time now = clock_.now();
  const bool was_open = health_.gate.is_open(now);
  health_.gate.note(error, now, random_());
  if (was_open && !health_.gate.is_open(now)) {
    spdlog::warn("Bugzilla is left alone for {} s: {}", (*health_.gate.closed_until() - now).count(),
                 error.message);
  }
  if (!Gate::forbids(error)) co_return;
  const std::string text =
      note_of(shut_out_by(error, settings_.bugzilla.api_key, *health_.gate.closed_until()));
  co_await store_.call([&](Store& store) { store.set_note(shut_out_note, text); });
}

}  // namespace service
