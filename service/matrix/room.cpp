#include "service/matrix/room.h"

#include "service/matrix/busy.h"

#include <spdlog/spdlog.h>

namespace service::matrix {
namespace {

constexpr std::chrono::hours good_for{1};
constexpr std::chrono::minutes bad_for{5};
/// After a look that failed in passing.
constexpr std::chrono::seconds retry_wait{30};

/// A room that must not be written to: told in the status, and looked at again later.
std::unexpected<Error> obstacle(std::string message) {
  return std::unexpected(Error{.trouble = Trouble::refused,
                               .status = 200,
                               .errcode = "",
                               .message = std::move(message),
                               .retry_after = {}});
}

/// Whether the trouble is the room's, and not the network's or the account's.
bool is_obstacle(Trouble trouble) {
  return trouble == Trouble::refused || trouble == Trouble::forbidden || trouble == Trouble::not_found;
}

}  // namespace

std::string room_note(const std::string& name) {
  return "matrix_room/" + name;
}

boost::asio::awaitable<std::optional<std::string>> Room::enter() {
  const auto answer = [&] { return is_open_ ? std::optional(id_) : std::nullopt; };
  // Both loops come here; one of them looks. What was known before is no answer for the other: why it is
  // looked at may be that the bot was put out.
  if (is_looking_) co_return std::nullopt;
  if (clock_.now() < next_look_) co_return answer();
  const Busy looking(is_looking_);
  has_changed_ = false;
  const auto found = co_await look();
  if (!found) session_.note(found.error());
  // Perhaps that was asked before it changed.
  if (has_changed_) co_return std::nullopt;
  if (found) {
    if (!is_open_ || id_ != *found) spdlog::info("Matrix: {} is room {}.", settings_.room, *found);
    id_ = *found;
    is_open_ = true;
    status_.room = id_;
    status_.room_trouble.clear();
    next_look_ = clock_.now() + good_for;
    co_return answer();
  }
  if (is_of_account(found.error().trouble)) co_return answer();
  // A passing trouble says nothing about a room that was in order.
  if (is_open_ && !is_obstacle(found.error().trouble)) co_return answer();
  is_open_ = false;
  if (status_.room_trouble != found.error().message) spdlog::error("Matrix: {}", found.error().message);
  status_.room_trouble = found.error().message;
  next_look_ = clock_.now();
  next_look_ += is_obstacle(found.error().trouble) ? std::chrono::seconds(bad_for) : retry_wait;
  co_return std::nullopt;
}

boost::asio::awaitable<std::string> Room::remembered() {
  const std::string key = room_note(settings_.room);
  co_return (co_await store_.call([&](Store& store) { return store.note(key); })).value_or("");
}

boost::asio::awaitable<Result<std::string>> Room::look() {
  const std::string& name = settings_.room;
  Result<std::string> now = name;
  if (name.starts_with('#')) now = co_await client_.resolve(name, session_.deadline());
  if (!now) {
    if (now.error().trouble == Trouble::not_found)
      co_return obstacle("There is no Matrix room " + name + "; check matrix.room.");
    co_return std::unexpected(now.error());
  }
  const std::string before = co_await remembered();
  if (id_.empty()) id_ = before;
  if (!before.empty() && before != *now) {
    if (!settings_.follow_upgrades) {
      co_return obstacle("The Matrix room " + name + " was " + before + " and is now " + *now +
                         ". Nothing is sent until you have looked at the new room and set "
                         "matrix.follow_upgrades = true or named the room in matrix.room.");
    }
    spdlog::warn("Matrix: following {} from {} to {}.", name, before, *now);
  }
  auto joined = co_await client_.join(name, session_.deadline());
  if (!joined) {
    if (joined.error().trouble == Trouble::forbidden) {
      co_return obstacle("The bot may not join the Matrix room " + name +
                         ": invite it there, or lift its ban. " + joined.error().message);
    }
    co_return std::unexpected(joined.error());
  }
  if (*joined != *now) co_return obstacle("The Matrix room " + name + " is just moving; looking again soon.");
  const auto encrypted = co_await client_.is_encrypted(*joined, session_.deadline());
  if (!encrypted) co_return std::unexpected(encrypted.error());
  if (*encrypted) {
    co_return obstacle("The Matrix room " + name +
                       " is encrypted, and this bot does not encrypt: nothing is sent there. Use a room "
                       "without encryption; it cannot be switched off in this one.");
  }
  const auto replacement = co_await client_.replacement(*joined, session_.deadline());
  if (!replacement) co_return std::unexpected(replacement.error());
  if (*replacement) {
    co_return obstacle("The Matrix room " + name + " was closed in favour of " + **replacement +
                       ". Point the alias there or name the new room in matrix.room, and restart the bot.");
  }
  const std::string key = room_note(name);
  co_await store_.call([&](Store& store) { store.set_note(key, *joined); });
  co_return std::move(*joined);
}

}  // namespace service::matrix
