#include "service/intake/account.h"

#include "service/deadline.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>

namespace service {
namespace {

constexpr std::chrono::hours check_every{1};

WebhookState state_of(const bugzilla::Webhook& webhook) {
  using Kind = WebhookState::Kind;
  const Kind kind = !webhook.enabled ? Kind::disabled : webhook.errors > 0 ? Kind::failing : Kind::well;
  return {.kind = kind, .name = webhook.name, .waiting = webhook.errors};
}

}  // namespace

WebhookState webhook_state(const std::vector<bugzilla::Webhook>& webhooks) {
  WebhookState worst{.kind = WebhookState::Kind::none, .name = {}};
  for (const bugzilla::Webhook& webhook : webhooks) {
    if (!webhook.url.ends_with(webhook_path)) continue;
    WebhookState state = state_of(webhook);
    if (state.kind > worst.kind) worst = std::move(state);
  }
  return worst;
}

std::string_view spelling(WebhookState::Kind kind) {
  static constexpr std::array<std::string_view, 5> names = {"unknown", "none", "well", "failing", "disabled"};
  return names.at(static_cast<std::size_t>(kind));
}

std::string advice(const WebhookState& state, bool polls) {
  const std::string meanwhile =
      polls ? " Meanwhile polling finds everything, a little later." : " Switch poll.enabled on meanwhile.";
  if (state.kind == WebhookState::Kind::disabled) {
    return "Bugzilla has disabled the webhook \"" + state.name +
           "\" after too many failed deliveries; enable it again under Preferences > Webhooks." + meanwhile;
  }
  if (state.kind == WebhookState::Kind::failing) {
    return std::to_string(state.waiting) + " deliveries of the webhook \"" + state.name +
           "\" wait behind one that fails; see whether Bugzilla can reach this address." + meanwhile;
  }
  return "";
}

bugzilla::Async<void> Account::check(Time now) {
  if (settings_.bugzilla.api_key.empty()) co_return bugzilla::Result<void>{};
  if (checked_at_ && now - *checked_at_ < check_every) co_return bugzilla::Result<void>{};
  auto me = co_await client_.whoami(deadline_in(settings_.bugzilla.timeout));
  if (!me) {
    if (me.error().kind == bugzilla::ErrorKind::credential) login_.clear();
    co_return std::unexpected(me.error());
  }
  if (login_ != me->login) spdlog::info("Signed in to {} as {}.", settings_.bugzilla.url, me->login);
  login_ = me->login;
  if (!settings_.webhook.secrets.empty()) {
    const auto webhooks = co_await client_.webhooks(deadline_in(settings_.bugzilla.timeout));
    // Only members of a group may have webhooks: without an answer nothing is known, and nothing is amiss,
    // unless no call at all may be made any more.
    const bool is_forbidden = !webhooks && (webhooks.error().kind == bugzilla::ErrorKind::blocked ||
                                            webhooks.error().kind == bugzilla::ErrorKind::credential);
    if (is_forbidden) co_return std::unexpected(webhooks.error());
    webhook_ = webhooks ? webhook_state(*webhooks) : WebhookState{};
  }
  checked_at_ = now;
  if (const std::string sentence = advice(webhook_, settings_.poll.enabled); !sentence.empty())
    spdlog::warn("{}", sentence);
  co_return bugzilla::Result<void>{};
}

}  // namespace service
