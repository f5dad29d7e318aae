#include "service/matrix/sender.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace service::matrix {
namespace {

constexpr int batch = 50;
/// Homeservers remember a transaction for 24 hours (Synapse); before that ends the room's past is asked.
constexpr std::chrono::hours transaction_life{20};

}  // namespace

boost::asio::awaitable<bool> Sender::send_due() {
  if (!co_await session_.ready()) co_return false;
  const Time now = clock_.now();
  const auto due = co_await store_.call([&](Store& store) { return store.due_messages(now, batch); });
  bool any = false;
  for (const OutgoingMessage& each : due) {
    if (!co_await session_.ready()) co_return false;
    any = co_await try_one(each) || any;
  }
  co_return any;
}

boost::asio::awaitable<bool> Sender::save(const OutgoingMessage& message) {
  co_return co_await store_.call([&](Store& store) { return store.save_message(message); });
}

boost::asio::awaitable<void> Sender::take_back(const OutgoingMessage& message) {
  co_await store_.call([&](Store& store) {
    store.save_message(message);
    store.take_back_message(message.message.key);
  });
}

boost::asio::awaitable<void> Sender::sent(OutgoingMessage message, std::string event_id) {
  ++status_.sent;
  message.state = MessageState::sent;
  message.event_id = std::move(event_id);
  message.tried_at.reset();
  message.trouble.clear();
  // It can be read in the room; what became private since must not stay here.
  message.message.content.clear();
  co_await save(message);
}

boost::asio::awaitable<void> Sender::later(OutgoingMessage message, Time due) {
  ++status_.failed_tries;
  ++message.attempts;
  message.due = due;
  co_await save(message);
}

boost::asio::awaitable<void> Sender::park(OutgoingMessage message, std::string why) {
  ++status_.parked;
  spdlog::error("Gave up on a Matrix message ({}): {} It is kept as a dead letter.", message.message.key,
                why);
  message.state = MessageState::dead;
  message.trouble = std::move(why);
  co_await save(message);
}

boost::asio::awaitable<std::optional<std::string>> Sender::destination(const OutgoingMessage& message) {
  if (message.message.room.empty()) co_return co_await room_.enter();
  if (plain_rooms_.contains(message.message.room)) co_return message.message.room;
  co_return co_await chat(message);
}

boost::asio::awaitable<std::optional<std::string>> Sender::chat(OutgoingMessage message) {
  const std::string room = message.message.room;
  const auto encrypted = co_await client_.is_encrypted(room, session_.deadline());
  if (!encrypted) {
    session_.note(encrypted.error());
    if (encrypted.error().trouble == Trouble::forbidden)
      co_await park(std::move(message), "The bot is no longer in that chat.");
    co_return std::nullopt;
  }
  if (*encrypted) {
    co_await park(std::move(message), "The chat is encrypted, and this bot does not encrypt.");
    co_return std::nullopt;
  }
  plain_rooms_.insert(room);
  co_return room;
}

boost::asio::awaitable<bool> Sender::reconcile(OutgoingMessage& message, std::string room) {
  // A bug that it tells of turned private: where it is not in the room yet, it is not to get there.
  const bool is_unsaid = message.message.content.empty();
  if (!message.tried_at && is_unsaid) co_await take_back(message);
  if (!message.tried_at) co_return !is_unsaid;
  // Without a device the homeserver knows the transaction only until it is restarted.
  const std::string& device = session_.identity().device;
  const bool is_known = !is_unsaid && message.tried_room == room && !device.empty() &&
                        message.tried_device == device && clock_.now() - *message.tried_at < transaction_life;
  if (is_known) co_return true;
  const auto posted = co_await find_posted(client_, message.tried_room, session_.identity().user,
                                           message.message.id, *message.tried_at, session_.deadline());
  if (!posted) {
    session_.note(posted.error());
    const AfterSend next = after_send(std::unexpected(posted.error()), message.attempts, 0, random_());
    message.trouble = posted.error().message;
    if (next.step == NextStep::look_at_room || next.step == NextStep::park)
      co_await park(message, "It may have been posted, and the room's past cannot be read to find out: " +
                                 posted.error().message + " Look there, then replay or drop it.");
    else
      co_await later(message, clock_.now() + next.wait);
    co_return false;
  }
  if (!posted->event_id.empty()) {
    co_await sent(message, posted->event_id);
    co_return false;
  }
  if (!posted->is_certain) {
    co_await park(message,
                  "It may have been posted, but so much was said since that it was not found. Look "
                  "there, then replay or drop it.");
    co_return false;
  }
  message.tried_at.reset();
  if (is_unsaid) co_await take_back(message);
  co_return !is_unsaid;
}

boost::asio::awaitable<bool> Sender::has_its_original(const OutgoingMessage& message, std::string room) {
  std::string original = edited_event(message.message);
  if (original.empty()) co_return true;
  const auto gone = co_await client_.is_gone(std::move(room), std::move(original), session_.deadline());
  // Where nobody can tell, the homeserver's answer to the edit will.
  co_return !gone || !*gone;
}

boost::asio::awaitable<void> Sender::drop(OutgoingMessage message) {
  spdlog::info("Matrix: what {} edits was redacted; it is dropped.", message.message.key);
  message.state = MessageState::sent;
  message.message.content.clear();
  co_await save(message);
}

boost::asio::awaitable<bool> Sender::try_one(OutgoingMessage message) {
  const auto room = co_await destination(message);
  if (!room || !co_await reconcile(message, *room)) co_return false;
  const bool was_open = message.tried_at.has_value();
  const bool is_wanted = was_open || co_await has_its_original(message, *room);
  if (!is_wanted) {
    co_await drop(std::move(message));
    co_return false;
  }
  if (!was_open) {
    message.tried_at = clock_.now();
    message.tried_room = *room;
    message.tried_device = session_.identity().device;
    const bool is_owed = co_await save(message);
    if (!is_owed) co_return false;
  }
  auto answer =
      co_await client_.send(*room, message.message.id, message.message.content, session_.deadline());
  const AfterSend next = after_send(answer, message.attempts, message.server_errors, random_());
  if (next.step == NextStep::done) {
    co_await sent(std::move(message), std::move(*answer));
    co_return true;
  }
  const Error& error = answer.error();
  session_.note(error);
  spdlog::warn("Could not send a Matrix message ({}): {}", message.message.key, error.message);
  message.trouble = error.message;
  if (error.trouble == Trouble::server_error) ++message.server_errors;
  // An earlier try may have posted it, so what this one is told settles nothing then.
  if (!next.is_open && !was_open) message.tried_at.reset();
  const Time again = clock_.now() + next.wait;
  switch (next.step) {
    case NextStep::look_at_room:
      co_await look_at_room(std::move(message), again);
      break;
    case NextStep::shorten:
      if (auto half = shortened(message.message)) {
        message.message = std::move(*half);
        message.tried_at.reset();
        co_await later(std::move(message), again);
      } else {
        co_await park(std::move(message), error.message);
      }
      break;
    case NextStep::park:
      co_await park(std::move(message), error.message);
      break;
    default:
      co_await later(std::move(message), again);
  }
  co_return false;
}

boost::asio::awaitable<Result<RoomFacts>> Sender::facts(std::string room) {
  RoomFacts out;
  const auto joined = co_await client_.joined_rooms(session_.deadline());
  if (!joined) co_return std::unexpected(joined.error());
  out.is_joined = std::ranges::find(*joined, room) != joined->end();
  if (!out.is_joined) co_return out;
  const auto replacement = co_await client_.replacement(room, session_.deadline());
  if (!replacement) co_return std::unexpected(replacement.error());
  out.is_upgraded = replacement->has_value();
  const auto may = co_await client_.may_speak(room, session_.identity().user, session_.deadline());
  if (!may) co_return std::unexpected(may.error());
  out.may_speak = *may;
  co_return out;
}

boost::asio::awaitable<void> Sender::look_at_room(OutgoingMessage message, Time again) {
  const auto found = co_await facts(message.tried_room);
  if (!found) {
    session_.note(found.error());
    co_await later(std::move(message), again);
    co_return;
  }
  const bool is_chat = !message.message.room.empty();
  const RoomStep step = after_refusal(*found);
  // Nobody but the room's own people can mend these for a chat.
  if (is_chat && (step == RoomStep::join || step == RoomStep::follow)) {
    co_await park(std::move(message), "The bot is no longer in that chat.");
    co_return;
  }
  switch (step) {
    case RoomStep::join:
    case RoomStep::follow:
      room_.look_again();
      // At once: entering the room tells how it stands.
      co_await later(std::move(message), clock_.now());
      break;
    case RoomStep::park:
      co_await park(std::move(message),
                    "The room does not let the bot speak: raise its power level there, "
                    "then replay this.");
      break;
    case RoomStep::try_again:
      // At once the first time: what was in the way has most likely just passed.
      if (++message.server_errors == 1)
        co_await later(std::move(message), clock_.now());
      else if (message.server_errors < most_server_errors)
        co_await later(std::move(message), again);
      else
        co_await park(message, message.trouble);
      break;
  }
}

}  // namespace service::matrix
