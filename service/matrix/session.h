#pragma once
// The bot's account at its homeserver: who it is, its tokens, and whether it may call at all.

#include "service/clock.h"
#include "service/config/settings.h"
#include "service/matrix/client.h"
#include "service/matrix/status.h"
#include "service/store/store_thread.h"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace service::matrix {

class Session {
 public:
  /// All references must outlive the session.
  Session(Client& client, const MatrixSettings& settings, StoreThread& store, const Clock& clock,
          Status& status)
      : client_(client), settings_(settings), store_(store), clock_(clock), status_(status) {}

  /// Signs in or renews the token where that is needed. False while calls must not be made, and while another
  /// coroutine is at it.
  boost::asio::awaitable<bool> ready();
  /// Learns from a failed call: a 429 lets the whole account wait, an expired token is renewed by the next
  /// ready(), and what only an operator can mend stops everything for an hour.
  void note(const Error& error);

  [[nodiscard]] bool is_paused() const { return paused_until_ && clock_.now() < *paused_until_; }
  [[nodiscard]] const Identity& identity() const { return identity_; }
  [[nodiscard]] Deadline deadline() const;

 private:
  boost::asio::awaitable<bool> sign_in();
  boost::asio::awaitable<void> load_tokens();
  boost::asio::awaitable<bool> renew();
  boost::asio::awaitable<void> adopt(Tokens tokens);
  void pause(std::chrono::seconds how_long, std::string trouble);
  [[nodiscard]] std::string given_tokens_hash() const;

  Client& client_;
  const MatrixSettings& settings_;
  StoreThread& store_;
  const Clock& clock_;
  Status& status_;
  Identity identity_;
  std::optional<Tokens> tokens_;
  bool must_renew_ = false;
  bool is_busy_ = false;
  std::optional<Time> paused_until_;
};

}  // namespace service::matrix
