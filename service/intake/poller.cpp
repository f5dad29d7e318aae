#include "service/intake/poller.h"

#include "service/deadline.h"
#include "service/store/note_time.h"

#include <algorithm>
#include <set>

namespace service {
namespace {

constexpr std::chrono::hours sweep_every{6};
constexpr int page = 1000;
/// So many numbers fit into a request's address many times over.
constexpr std::size_t batch = 100;

constexpr int most_missed_polls = 3;

constexpr const char* polled_note = "polled_at";
constexpr const char* swept_note = "swept_at";

}  // namespace

std::vector<bugzilla::BugId> worth_a_look(const std::vector<bugzilla::Bug>& visible,
                                          const OpenBugs& remembered, bool everything) {
  std::set<bugzilla::BugId> out;
  for (const auto& [bug, changed_at] : remembered) out.insert(bug);
  for (const bugzilla::Bug& bug : visible) {
    const auto known = remembered.find(bug.id);
    if (known == remembered.end() && bug.is_open) out.insert(bug.id);
    const bool is_unchanged =
        known != remembered.end() && known->second && known->second == bug.last_change_time;
    if (is_unchanged && !everything) out.erase(bug.id);
  }
  return {out.begin(), out.end()};
}

bool is_up_to_date(Store& store, const PollSettings& settings, Time now) {
  if (store.has_looks(now)) return false;
  if (!settings.enabled) return true;
  // The store's note and not this replica's own: another one may be the poller.
  const auto polled = parse_time(store.note(polled_note).value_or(""));
  return polled && now - *polled < most_missed_polls * settings.interval;
}

bugzilla::Async<std::vector<bugzilla::BugId>> Poller::search(std::optional<Time> changed_since) {
  bugzilla::FlagSearch wanted{.flag = settings_.bugzilla.flag + "?", .limit = page};
  wanted.changed_since = changed_since;
  std::vector<bugzilla::BugId> out;
  while (true) {
    const auto found = co_await client_.search(wanted, deadline_in(settings_.bugzilla.timeout));
    if (!found) co_return std::unexpected(found.error());
    out.insert(out.end(), found->begin(), found->end());
    if (found->size() < static_cast<std::size_t>(page)) co_return out;
    wanted.after_id = found->back();
  }
}

bugzilla::Async<std::vector<bugzilla::Bug>> Poller::read(std::vector<bugzilla::BugId> bugs) {
  std::vector<bugzilla::Bug> out;
  for (std::size_t from = 0; from < bugs.size(); from += batch) {
    const std::size_t to = std::min(from + batch, bugs.size());
    std::vector<bugzilla::BugId> some(bugs.begin() + static_cast<std::ptrdiff_t>(from),
                                      bugs.begin() + static_cast<std::ptrdiff_t>(to));
    auto found = co_await client_.bugs(std::move(some), deadline_in(settings_.bugzilla.timeout));
    if (!found) co_return std::unexpected(found.error());
    std::ranges::move(*found, std::back_inserter(out));
  }
  co_return out;
}

bugzilla::Async<void> Poller::poll() {
  // The server's own time, taken before the search: what changes meanwhile is found next time.
  const auto server_time = co_await client_.time(deadline_in(settings_.bugzilla.timeout));
  if (!server_time) co_return std::unexpected(server_time.error());
  const Time now = server_time->db_time;
  std::optional<Time> polled;
  std::optional<Time> swept;
  OpenBugs remembered;
  co_await store_.call([&](Store& store) {
    polled = parse_time(store.note(polled_note).value_or(""));
    swept = parse_time(store.note(swept_note).value_or(""));
    remembered = store.open_bugs();
  });
  const bool is_sweep = is_first_ || !polled || !swept || now - *swept >= sweep_every;
  const auto since = is_sweep ? std::nullopt : std::optional<Time>(*polled - settings_.poll.overlap);
  auto found = co_await search(since);
  if (!found) co_return std::unexpected(found.error());
  // A flag that was answered is no longer found by the search: what still waits here is read as well.
  std::set<bugzilla::BugId> all(found->begin(), found->end());
  for (const auto& [bug, changed_at] : remembered) all.insert(bug);
  std::vector<bugzilla::BugId> to_read(all.begin(), all.end());
  auto visible = co_await read(std::move(to_read));
  if (!visible) co_return std::unexpected(visible.error());

  std::vector<Wish> wishes;
  for (const bugzilla::BugId bug : worth_a_look(*visible, remembered, is_sweep))
    wishes.push_back({.bug = bug, .due = clock_.now()});
  const std::string text = time_text(now);
  co_await store_.call([&](Store& store) {
    store.atomically([&] {
      store.want_looks(wishes);
      store.set_note(polled_note, text);
      if (is_sweep) store.set_note(swept_note, text);
    });
  });
  is_first_ = false;
  co_return bugzilla::Result<void>{};
}

}  // namespace service
