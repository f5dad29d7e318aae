#include "service/matrix/listener.h"

#include "service/deadline.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>

namespace service::matrix {
namespace {

constexpr std::chrono::seconds patience{30};
/// The answer may take a little longer than the wait.
constexpr std::chrono::seconds answer_time{30};
/// Of what was said while the bot was away; 2,000 messages.
constexpr int most_pages = 20;
/// What fails this often beside a sync that goes well would keep the bot from hearing anything ever.
constexpr int most_tries = 10;
/// The homeserver's clock and ours may differ.
constexpr std::chrono::minutes clock_margin{5};

/// A day less than the store remembers what was heard.
constexpr std::chrono::days oldest_heard = heard_life - std::chrono::days(1);

std::string direct_note(const std::string& room) {
  return "matrix_direct/" + room;
}

}  // namespace

std::vector<HeardMessage> heard_in(const std::string& room, const RoomNews& news, bool is_direct,
                                   const std::string& self) {
  std::vector<HeardMessage> out;
  std::set<std::string> seen;
  for (const Event& each : news.events) {
    const bool is_said = each.type == "m.room.message" && each.message_type == "m.text" &&
                         each.relation != "m.replace" && !each.body.empty();
    if (!is_said || each.sender == self || !seen.insert(each.id).second) continue;
    out.push_back({.room = room,
                   .is_direct = is_direct,
                   .sender = each.sender,
                   .event_id = each.id,
                   .thread = each.thread,
                   .body = each.body,
                   .sent_at = each.sent_at});
  }
  return out;
}

void Listener::stop() {
  is_stopping_ = true;
  stop_.emit(boost::asio::cancellation_type::terminal);
}

boost::asio::awaitable<Result<News>> Listener::wait_for_news(std::string since) {
  const bool is_first = since.empty();
  const auto how_long = is_first ? std::chrono::seconds(0) : patience;
  const Deadline deadline = deadline_in(how_long + answer_time);
  auto task = client_.sync(std::move(since), settings_.user_id, how_long, deadline);
  const auto executor = co_await boost::asio::this_coro::executor;
  auto until_stop = boost::asio::bind_cancellation_slot(stop_.slot(), boost::asio::use_awaitable);
  co_return co_await boost::asio::co_spawn(executor, std::move(task), until_stop);
}

boost::asio::awaitable<bool> Listener::listen_once() {
  if (!co_await session_.ready()) co_return false;
  // Before anything is heard, so that the room's id is known.
  co_await room_.enter();
  const std::string key = since_note();
  const auto since = (co_await store_.call([&](Store& store) { return store.note(key); })).value_or("");
  if (is_stopping_) co_return false;
  auto news = co_await wait_for_news(since);
  if (!news) {
    if (news.error().trouble == Trouble::cancelled) co_return false;
    session_.note(news.error());
    spdlog::warn("Matrix: nothing is heard: {}", news.error().message);
    if (!is_of_account(news.error().trouble))
      status_.sync_trouble = "Commands on Matrix are not heard: " + news.error().message;
    // A position that the homeserver does not know (it was restored, or is another one now).
    if (news.error().trouble == Trouble::refused && !since.empty()) co_await start_over(news.error().message);
    co_return false;
  }
  const bool is_whole = co_await fill_gaps(*news, since);
  if (!is_whole) co_return false;
  const bool is_answered = co_await answer_invitations(news->invitations);
  if (!is_answered) co_return false;
  tries_ = 0;
  watch_rooms(*news);
  co_await deal_with(std::move(*news), since.empty());
  status_.sync_trouble.clear();
  status_.synced_at = clock_.now();
  co_return true;
}

boost::asio::awaitable<void> Listener::start_over(std::string why) {
  spdlog::warn("Matrix: starting to listen from now: {}", why);
  const std::string key = since_note();
  co_await store_.call([&](Store& store) { store.set_note(key, ""); });
}

bool Listener::is_worth_another_try(const Error& error) {
  session_.note(error);
  return is_passing(error.trouble) && (is_of_account(error.trouble) || ++tries_ < most_tries);
}

boost::asio::awaitable<bool> Listener::fill_gaps(News& news, std::string since) {
  if (since.empty()) co_return true;
  for (auto& [room, each] : news.rooms) {
    std::string from = each.is_limited ? each.gap : "";
    for (int page = 0; page < most_pages && !from.empty(); ++page) {
      auto past = co_await client_.messages(room, from, since, session_.deadline());
      if (!past) {
        if (is_worth_another_try(past.error())) co_return false;
        spdlog::warn("Matrix: what was said in {} before is not heard: {}", room, past.error().message);
        break;
      }
      std::ranges::reverse(past->events);
      each.events.insert(each.events.begin(), past->events.begin(), past->events.end());
      from = past->end;
    }
  }
  co_return true;
}

void Listener::watch_rooms(const News& news) {
  for (const auto& [room, each] : news.rooms) {
    const bool has_changed = std::ranges::any_of(each.events, [](const Event& event) {
      return event.type == "m.room.tombstone" || event.type == "m.room.encryption";
    });
    if (!has_changed) continue;
    sender_.look_again(room);
    if (room == room_.id()) room_.look_again();
  }
  if (std::ranges::find(news.left, room_.id()) != news.left.end()) room_.look_again();
  // Perhaps into the very room that could not be entered.
  if (!news.invitations.empty() && !status_.room_trouble.empty()) room_.look_again();
}

boost::asio::awaitable<bool> Listener::answer_invitations(std::vector<Invitation> invitations) {
  for (const Invitation& each : invitations) {
    const auto done = co_await answer_invitation(each);
    if (done) continue;
    if (is_worth_another_try(done.error())) co_return false;
    spdlog::warn("Matrix: could not answer {}, who began a direct chat: {}", each.from, done.error().message);
  }
  co_return true;
}

boost::asio::awaitable<Result<void>> Listener::answer_invitation(Invitation invitation) {
  const bool is_welcome =
      handler_ != nullptr && invitation.is_direct && handler_->may_invite(invitation.from);
  if (!is_welcome) co_return Result<void>();
  if (invitation.is_encrypted)
    co_return co_await client_.decline(invitation.room, handler_->why_no_encryption(), session_.deadline());
  // Noted first: after a crash in between the invitation is still there, and a joined chat is known as one.
  const std::string key = direct_note(invitation.room);
  co_await store_.call([&](Store& store) { store.set_note(key, invitation.from); });
  const auto joined = co_await client_.join(invitation.room, session_.deadline());
  if (!joined) co_return std::unexpected(joined.error());
  co_return Result<void>();
}

boost::asio::awaitable<void> Listener::deal_with(News news, bool is_first) {
  const Time now = clock_.now();
  const std::string key = since_note();
  const std::string start_key = "matrix_heard_from/" + settings_.user_id;
  const std::string stewards_room = room_.id();
  std::int64_t heard = 0;
  co_await store_.call([&](Store& store) {
    heard = 0;
    if (is_first) store.set_note(start_key, std::to_string((now - clock_margin).time_since_epoch().count()));
    const Time start(std::chrono::seconds(std::stoll(store.note(start_key).value_or("0"))));
    for (const auto& [room, each] : news.rooms) {
      const bool is_direct = room != stewards_room;
      if (is_first || handler_ == nullptr || (is_direct && !store.note(direct_note(room)))) continue;
      for (const HeardMessage& message : heard_in(room, each, is_direct, settings_.user_id)) {
        // Whoever joins a room again is told of its past again, of what is no longer remembered as heard too.
        const bool is_old = message.sent_at < std::max(start, now - oldest_heard);
        if (is_old || !store.hear_once(message.event_id, now)) continue;
        handler_->hear(store, message, now);
        ++heard;
      }
    }
    store.set_note(key, news.next);
  });
  status_.heard += heard;
}

}  // namespace service::matrix
