#pragma once
// One look at one bug: read what is true from Bugzilla, assess what is new, plan. What takes time without
// waiting for anybody, to assess and to plan, is done on a thread of its own, so that a long form keeps no
// webhook waiting.

#include "bugzilla_client/client.h"
#include "service/clock.h"
#include "service/config/settings.h"
#include "service/plan/plan.h"
#include "service/store/store_thread.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <expected>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace service {

class Looker {
 public:
  /// All references must outlive the looker.
  Looker(bugzilla::Client& client, const Settings& settings, const review::Policy& policy, const Clock& clock)
      : client_(client), settings_(settings), policy_(policy), clock_(clock) {}

  using Outcome = std::expected<Plan, bugzilla::Error>;

  /// Reads the bug and plans; writes nothing anywhere. A bug that is gone or out of sight gives a plan that
  /// hides what was remembered of it.
  /// `login` is the bot's own account; empty: it has none.
  boost::asio::awaitable<Outcome> look(bugzilla::BugId bug, std::vector<Request> remembered,
                                       std::optional<Time> posting_since, std::string login);

 private:
  struct Seen {
    Observed observed;
    /// What is to be assessed: the data of attachments; empty where it is of a type that is not read.
    std::map<bugzilla::AttachmentId, std::string> unread;
  };
  boost::asio::awaitable<std::expected<Seen, bugzilla::Error>> observe(
      bugzilla::BugId bug, const std::vector<Request>& remembered);
  /// The attachment's data; nothing where it is out of sight by now.
  boost::asio::awaitable<std::expected<std::optional<std::string>, bugzilla::Error>> fetch(
      const bugzilla::Attachment& attachment);
  /// All that is passed must live until then.
  boost::asio::awaitable<Plan> judge(Seen& seen, const std::vector<Request>& remembered,
                                     const PlanContext& context) const;
  [[nodiscard]] Reviewed review(const bugzilla::Attachment& attachment, std::string bytes,
                                const std::vector<bugzilla::Comment>& comments, Time now) const;
  /// The number of the last comment in which the attachment's author pasted a filled-in form.
  [[nodiscard]] std::optional<std::int64_t> pasted_form(const bugzilla::Attachment& attachment,
                                                        const std::vector<bugzilla::Comment>& comments,
                                                        Time now) const;

  bugzilla::Client& client_;
  const Settings& settings_;
  const review::Policy& policy_;
  const Clock& clock_;
  boost::asio::thread_pool judging_{1};
};

/// SHA-256 in lower-case hex.
[[nodiscard]] std::string content_hash(std::string_view bytes);

}  // namespace service
