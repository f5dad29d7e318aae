#pragma once
// The calls of the Matrix client-server API (v3) that the bot makes. It keeps nothing but the access token;
// when and how often to call is the caller's business.

#include "bugzilla_client/http/transport.h"
#include "service/config/secret.h"
#include "service/matrix/error.h"
#include "service/matrix/types.h"

#include <boost/asio/awaitable.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace service::matrix {

template <class T>
using Result = std::expected<T, Error>;
template <class T>
using Async = boost::asio::awaitable<Result<T>>;
using http::Deadline;

class Client {
 public:
  /// `base_url` is the homeserver's, with or without a slash at its end. `transport` must outlive the client.
  Client(std::string base_url, http::Transport& transport);

  void use_token(Secret access_token) { token_ = std::move(access_token); }

  Async<Identity> whoami(Deadline deadline);
  /// A new pair for a refresh token. The old one can be used again until the new access token is used.
  Async<Tokens> refresh(Secret refresh_token, Deadline deadline);
  /// With a device id of ours, so that transaction ids go on counting.
  Async<Tokens> log_in(std::string user, Secret password, std::string device, Deadline deadline);

  /// The room that an alias points to now.
  Async<std::string> resolve(std::string alias, Deadline deadline);
  /// By id or alias; joining twice does no harm. Gives the room's id.
  Async<std::string> join(std::string room, Deadline deadline);
  /// Says no to an invitation; `reason` is shown to whoever sent it.
  Async<void> decline(std::string room, std::string reason, Deadline deadline);
  Async<std::vector<std::string>> joined_rooms(Deadline deadline);
  /// The homeserver would take plain text into an encrypted room, so look before writing.
  Async<bool> is_encrypted(std::string room, Deadline deadline);
  /// The room that replaced this one; none where it was not upgraded.
  Async<std::optional<std::string>> replacement(std::string room, Deadline deadline);
  Async<bool> may_speak(std::string room, std::string user, Deadline deadline);

  /// Sends `content`, a JSON object, as m.room.message. The same `transaction` from the same device is
  /// carried out once within 24 hours. Gives the event's id.
  Async<std::string> send(std::string room, std::string transaction, std::string content, Deadline deadline);

  /// Whether that event was redacted, or is not there for the bot.
  Async<bool> is_gone(std::string room, std::string event, Deadline deadline);

  /// Backwards from `from` (empty: from now) to `to` (empty: the beginning), at most 100 messages.
  Async<Page> messages(std::string room, std::string from, std::string to, Deadline deadline);
  /// Waits up to `patience` for news after `since`; `deadline` must be later. `self` is the bot's user id.
  Async<News> sync(std::string since, std::string self, std::chrono::seconds patience, Deadline deadline);

 private:
  /// `token` is empty for the calls that give one.
  Async<nlohmann::json> call(http::Request request, Secret token, Deadline deadline);
  Async<nlohmann::json> get(std::string path, Deadline deadline);
  Async<nlohmann::json> write(http::Method method, std::string path, std::string body, Deadline deadline);
  Async<Tokens> ask_for_tokens(std::string path, std::string body, Deadline deadline);
  Async<std::optional<nlohmann::json>> state(std::string room, std::string type, Deadline deadline);

  std::string base_url_;
  http::Transport& transport_;
  Secret token_;
};

}  // namespace service::matrix
