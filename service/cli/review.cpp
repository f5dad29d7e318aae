#include "bugzilla_client/http/client.h"
#include "service/cli/commands.h"
#include "service/cli/common.h"
#include "service/cli/for_daemon.h"
#include "service/deadline.h"
#include "service/intake/look.h"
#include "service/outbox/poster.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <charconv>
#include <iostream>

namespace cli {
namespace {

struct Target {
  bugzilla::BugId bug = 0;
  std::optional<bugzilla::AttachmentId> attachment;
};

std::optional<std::int64_t> parse_id(std::string_view text) {
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size() || id <= 0) return std::nullopt;
  return id;
}

std::optional<Target> parse_target(const std::string& text) {
  const std::size_t slash = text.find('/');
  const auto bug = parse_id(std::string_view(text).substr(0, slash));
  if (!bug) return std::nullopt;
  if (slash == std::string::npos) return Target{*bug, std::nullopt};
  const auto attachment = parse_id(std::string_view(text).substr(slash + 1));
  if (!attachment) return std::nullopt;
  return Target{*bug, attachment};
}

struct Job {
  const service::Settings& settings;
  const review::Policy& policy;
  bugzilla::Client& client;
  const service::Clock& clock;
  Target target;
  bool post = false;
};

boost::asio::awaitable<int> post_all(const Job& job, const std::vector<service::Effect>& effects) {
  service::Poster poster(job.client, job.settings);
  int status = well;
  for (const service::Effect& effect : effects) {
    const auto done = co_await poster.carry_out(effect);
    if (done) {
      std::cout << "The comment on attachment " << effect.attachment << " is on the bug.\n";
    } else {
      complain(done.error().message);
      status = must_change;
    }
  }
  co_return status;
}

/// The account's login, or "" without a key; none, with a complaint, where Bugzilla does not say.
boost::asio::awaitable<std::optional<std::string>> own_login(const Job& job) {
  if (job.settings.bugzilla.api_key.empty()) co_return "";
  const auto me = co_await job.client.whoami(service::deadline_in(job.settings.bugzilla.timeout));
  if (me) co_return me->login;
  complain(me.error().message);
  co_return std::nullopt;
}

/// By value: the coroutine keeps what it works with.
boost::asio::awaitable<int> run(Job job) {
  service::Looker looker(job.client, job.settings, job.policy, job.clock);
  const auto login = co_await own_login(job);
  if (!login) co_return must_change;
  // An operator asked for this bug: nothing is backlog.
  std::vector<service::Request> remembered;
  auto outcome = co_await looker.look(job.target.bug, std::move(remembered), service::Time{}, *login);
  if (!outcome) {
    complain(outcome.error().message);
    co_return must_change;
  }
  std::vector<service::Effect> effects;
  bool any = false;
  for (const service::Request& request : outcome->requests) {
    if (job.target.attachment && *job.target.attachment != request.attachment) continue;
    any = true;
    std::cout << "Bug " << request.bug << ", attachment " << request.attachment;
    if (request.hidden) {
      std::cout << ": private; set review_private to review it.\n";
      continue;
    }
    std::cout << ":\n\n" << request.comment << "\n";
    if (request.comment_state == service::CommentState::posted) std::cout << "It is on the bug already.\n";
  }
  for (const service::Effect& effect : outcome->effects) {
    if (!job.target.attachment || *job.target.attachment == effect.attachment) effects.push_back(effect);
  }
  if (!any) {
    std::cout << "Nothing on bug " << job.target.bug << " waits for " << job.settings.bugzilla.flag
              << ", or this account cannot see it.\n";
    co_return must_change;
  }
  if (!job.post) {
    std::cout << "Nothing was posted; --post posts it.\n";
    co_return well;
  }
  co_return co_await post_all(job, effects);
}

}  // namespace

int review(const ReviewOptions& options) {
  const auto target = parse_target(options.target);
  if (!target) {
    complain("\"" + options.target +
             "\" is not BUG or BUG/ATTACHMENT, for example 1234567 or 1234567/9876543.");
    return usage;
  }
  auto settings = load_settings(options.config);
  if (!settings) return usage;
  const auto policy = load_policy(settings->policy_directory);
  if (!policy) return usage;
  // --post is the operator's word for this one bug, whatever the daemon may do.
  settings->comment.post = options.post;
  settings->comment.on_backlog = true;

  boost::asio::io_context io(1);
  http::Client transport(io.get_executor(), {.ca_file = settings->bugzilla.ca_file});
  bugzilla::Client client(
      {.base_url = settings->bugzilla.url, .api_key = settings->bugzilla.api_key.reveal()}, transport);
  const service::SystemClock clock;
  int status = must_change;
  boost::asio::co_spawn(io, run({*settings, *policy, client, clock, *target, options.post}),
                        [&](const std::exception_ptr& error, int result) {
                          status = result;
                          transport.close();
                          if (!error) return;
                          status = must_change;
                          try {
                            std::rethrow_exception(error);
                          } catch (const std::exception& problem) {
                            complain(problem.what());
                          }
                        });
  io.run();
  return status;
}

}  // namespace cli
