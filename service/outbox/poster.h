#pragma once
// Carries out one effect: a comment is posted only after looking that it is not on the bug already and that
// its request still waits. Nothing is said twice, whatever became of the try before.

#include "bugzilla_client/client.h"
#include "service/config/settings.h"
#include "service/plan/request.h"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <variant>

namespace service {

struct Posted {};
struct NoLongerWanted {};
using PostOutcome = std::variant<Posted, NoLongerWanted, bugzilla::Error>;

class Poster {
 public:
  Poster(bugzilla::Client& client, const Settings& settings) : client_(client), settings_(settings) {}

  /// `login` is the bot's own; comments of others never count as its own, whatever they quote.
  boost::asio::awaitable<PostOutcome> post(Effect effect, std::string login);

 private:
  [[nodiscard]] bugzilla::Deadline deadline() const {
    return std::chrono::steady_clock::now() + settings_.bugzilla.timeout;
  }

  bugzilla::Client& client_;
  const Settings& settings_;
};

}  // namespace service
