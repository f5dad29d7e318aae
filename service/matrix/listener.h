#pragma once
// Hears what is said to the bot: one long poll after the other.

#include "service/matrix/heard.h"
#include "service/matrix/room.h"
#include "service/matrix/sender.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <string>
#include <vector>

namespace service::matrix {

class Listener {
 public:
  /// All references must outlive the listener. Without a handler it only watches over the room.
  Listener(Client& client, Session& session, Room& room, Sender& sender, const MatrixSettings& settings,
           StoreThread& store, const Clock& clock, MessageHandler* handler, Status& status)
      : client_(client),
        session_(session),
        room_(room),
        sender_(sender),
        settings_(settings),
        store_(store),
        clock_(clock),
        handler_(handler),
        status_(status) {}

  /// Waits for news, at most half a minute, and deals with it. The first time ever nothing that was said is
  /// acted on. False where it could not listen.
  boost::asio::awaitable<bool> listen_once();
  /// Ends the wait under way, and begins no other.
  void stop();

 private:
  boost::asio::awaitable<Result<News>> wait_for_news(std::string since);
  /// These two are false where something failed that may pass: then the news are not dealt with yet.
  boost::asio::awaitable<bool> fill_gaps(News& news, std::string since);
  boost::asio::awaitable<bool> answer_invitations(std::vector<Invitation> invitations);
  boost::asio::awaitable<Result<void>> answer_invitation(Invitation invitation);
  /// Whether to ask for the same news again because of that failure.
  bool is_worth_another_try(const Error& error);
  boost::asio::awaitable<void> deal_with(News news, bool is_first);
  void watch_rooms(const News& news);
  boost::asio::awaitable<void> start_over(std::string why);
  [[nodiscard]] std::string since_note() const { return "matrix_since/" + settings_.user_id; }

  Client& client_;
  Session& session_;
  Room& room_;
  Sender& sender_;
  const MatrixSettings& settings_;
  StoreThread& store_;
  const Clock& clock_;
  MessageHandler* handler_;
  Status& status_;
  boost::asio::cancellation_signal stop_;
  bool is_stopping_ = false;
  int tries_ = 0;  ///< of the same news, in a row
};

/// What of a room's news is said to the bot, in the order in which it was said, each event once.
[[nodiscard]] std::vector<HeardMessage> heard_in(const std::string& room, const RoomNews& news,
                                                 bool is_direct, const std::string& self);

}  // namespace service::matrix
