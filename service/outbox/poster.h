#pragma once
// Carries out one effect that a look has just found to be owed still.

#include "bugzilla_client/client.h"
#include "service/config/settings.h"
#include "service/plan/request.h"

#include <boost/asio/awaitable.hpp>

namespace service {

class Poster {
 public:
  Poster(bugzilla::Client& client, const Settings& settings) : client_(client), settings_(settings) {}

  /// Posts the comment, or replaces the bot's own where Bugzilla lets it, or tags one as superseded. After an
  /// `uncertain` error it may have happened: look before the next try.
  bugzilla::Async<void> carry_out(Effect effect);

 private:
  bugzilla::Async<void> tag(bugzilla::CommentId comment);

  bugzilla::Client& client_;
  const Settings& settings_;
};

}  // namespace service
