#pragma once
// One look at one bug: read what is true from Bugzilla, assess what is new, plan.

#include "bugzilla_client/client.h"
#include "service/clock.h"
#include "service/config/settings.h"
#include "service/plan/plan.h"
#include "service/store/store_thread.h"

#include <boost/asio/awaitable.hpp>

#include <expected>
#include <optional>
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
  boost::asio::awaitable<std::expected<Observed, bugzilla::Error>> observe(
      bugzilla::BugId bug, const std::vector<Request>& remembered);
  /// The attachment's data read and assessed; nothing where it is out of sight by now.
  boost::asio::awaitable<std::expected<std::optional<Reviewed>, bugzilla::Error>> review(
      bugzilla::Attachment attachment, std::optional<std::int64_t> pasted_in);
  /// The number of the last comment in which the attachment's author pasted a filled-in form.
  [[nodiscard]] std::optional<std::int64_t> pasted_form(const bugzilla::Attachment& attachment,
                                                        const std::vector<bugzilla::Comment>& comments) const;
  [[nodiscard]] std::chrono::sys_days today() const {
    return std::chrono::floor<std::chrono::days>(clock_.now());
  }

  bugzilla::Client& client_;
  const Settings& settings_;
  const review::Policy& policy_;
  const Clock& clock_;
};

/// SHA-256 in lower-case hex.
[[nodiscard]] std::string content_hash(std::string_view bytes);

}  // namespace service
