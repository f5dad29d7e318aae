#pragma once
// Bugzilla's REST API as coroutines. Every call ends by its deadline and returns a value or a typed
// Error; none throws for what the server or the network does. Facts about BMO that shape the decoding
// (an internal error is HTTP 200, a bad key HTTP 400, a missing attachment 200 and empty) live in
// decode.h and answer.h.

#include "bugzilla_client/error.h"
#include "bugzilla_client/http/transport.h"
#include "bugzilla_client/types.h"

#include <boost/asio/awaitable.hpp>
#include <nlohmann/json.hpp>

#include <expected>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bugzilla {

template <class T>
using Result = std::expected<T, Error>;
template <class T>
using Async = boost::asio::awaitable<Result<T>>;
using http::Deadline;

struct ClientSettings {
  std::string base_url;  ///< "https://bugzilla.mozilla.org", without "/rest"
  std::string api_key;   ///< sent in the X-BUGZILLA-API-KEY header only; empty: anonymous
  std::string user_agent = "data-review-bot";
};

class Client {
 public:
  /// `transport` must outlive the client.
  Client(ClientSettings settings, http::Transport& transport);

  Async<User> whoami(Deadline deadline);
  Async<std::string> version(Deadline deadline);
  Async<ServerTime> time(Deadline deadline);

  /// One bug without attachments. not_found, not_allowed (private and unseen).
  Async<Bug> bug(BugId id, Deadline deadline);
  /// Several bugs; those that the account cannot see are left out without a word.
  Async<std::vector<Bug>> bugs(std::vector<BugId> ids, Deadline deadline);
  /// Numbers of the bugs with that flag, in order. A hit may have no visible flagged attachment: private ones
  /// match too.
  Async<std::vector<BugId>> search(FlagSearch search, Deadline deadline);

  /// The bug's visible attachments without their data.
  Async<std::vector<Attachment>> attachments(BugId bug, Deadline deadline);
  /// One attachment with its data decoded. not_found where Bugzilla answers with an empty map.
  Async<Attachment> attachment(AttachmentId id, Deadline deadline);

  /// All visible comments, oldest first; `since`: only later ones (the call asks for one second less
  /// than given, since the API leaves out that very second).
  Async<std::vector<Comment>> comments(BugId bug, std::optional<Time> since, Deadline deadline);
  /// Posts a comment. BMO's answer carries an id that is not to be trusted, so none is returned: find
  /// the comment by author and reference line. An `uncertain` error means the same: look first.
  Async<void> add_comment(BugId bug, NewComment comment, Deadline deadline);
  /// Replaces a comment's text; the account needs the right to edit it.
  Async<void> edit_comment(CommentId comment, std::string text, Deadline deadline);
  Async<std::vector<std::string>> tag_comment(CommentId comment, std::vector<std::string> add,
                                              std::vector<std::string> remove, Deadline deadline);

  /// Changes flags of an attachment (the sandbox's players use it; the bot itself never does).
  Async<void> set_attachment_flags(AttachmentId id, std::vector<FlagChange> changes, Deadline deadline);
  /// Asks somebody for information on a bug, together with a comment in the same call.
  Async<void> request_information(BugId bug, std::string requestee, NewComment comment, Deadline deadline);

  Async<User> user(std::string login, Deadline deadline);
  /// The account's own webhooks, with whether Bugzilla has disabled them.
  Async<std::vector<Webhook>> webhooks(Deadline deadline);

 private:
  /// Every call goes through one of these two. `path` follows /rest/; the answer's JSON is known to be no
  /// error.
  Async<nlohmann::json> get(std::string path, std::vector<std::pair<std::string, std::string>> query,
                            Deadline deadline);
  Async<nlohmann::json> send(http::Method method, std::string path, std::string body, Deadline deadline);

  ClientSettings settings_;
  http::Transport& transport_;
};

}  // namespace bugzilla
