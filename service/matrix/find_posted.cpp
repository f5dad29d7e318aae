#include "service/matrix/sender.h"

#include <algorithm>

namespace service::matrix {
namespace {

/// 5,000 messages; a room that says more within a day is no stewards' room.
constexpr int most_pages = 50;
/// The homeserver's clock and ours may differ.
constexpr std::chrono::hours margin{1};

}  // namespace

boost::asio::awaitable<Result<Posted>> find_posted(Client& client, std::string room, std::string self,
                                                   std::string own_id, Time since, Deadline deadline) {
  std::string from;
  for (int page = 0; page < most_pages; ++page) {
    const auto past = co_await client.messages(room, from, "", deadline);
    if (!past) co_return std::unexpected(past.error());
    // Anybody can copy the id; only the bot's own message counts.
    const auto own = std::ranges::find_if(
        past->events, [&](const Event& each) { return each.own_id == own_id && each.sender == self; });
    if (own != past->events.end()) co_return Posted{.event_id = own->id};
    const bool is_far_enough = !past->events.empty() && past->events.back().sent_at < since - margin;
    if (past->end.empty() || is_far_enough) co_return Posted{};
    from = past->end;
  }
  co_return Posted{.event_id = "", .is_certain = false};
}

}  // namespace service::matrix
