#pragma once
// A person at a real homeserver, with a client of their own that shares no code with the bot's.

#include "bugzilla_client/http/client.h"

#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include <string>

namespace end_to_end {

using Json = nlohmann::json;

class Person {
 public:
  /// Logs in with the password that tests/matrix_end_to_end.sh gave the account.
  Person(std::string url, const std::string& name);

  /// One call of the client-server API: its answer, or a failed test.
  Json call(http::Method method, const std::string& path, const Json& body = Json::object());
  /// A public room with that alias.
  std::string create_room(const std::string& alias, bool is_encrypted = false);
  /// A direct chat with that user, who is invited to it.
  std::string create_chat(const std::string& with, bool is_encrypted);
  /// `thread`: the first event of the thread that it belongs to; empty: none. Gives the event's id.
  std::string say(const std::string& room, const std::string& text, const std::string& thread = "");

  struct Seen {
    std::vector<Json> messages;       ///< contents, oldest first
    std::vector<std::string> events;  ///< their ids
    int notifications = 0;
    int highlights = 0;
  };
  /// The room as the person's client shows it: what `sender` wrote there, and the counts beside its name.
  Seen look_at(const std::string& room, const std::string& sender);

  [[nodiscard]] const std::string& token() const { return token_; }
  [[nodiscard]] const std::string& user_id() const { return user_id_; }

 private:
  std::string url_;
  boost::asio::io_context io_{1};
  http::Client transport_{io_.get_executor(), {}};
  std::string token_;
  std::string user_id_;
};

/// One segment of a path.
[[nodiscard]] std::string segment(const std::string& text);

}  // namespace end_to_end
