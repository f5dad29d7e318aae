#pragma once
// What the bot knows of its own standing with Bugzilla: who it is there, and how its webhook fares. Asked at
// the start and every hour: a key that has lapsed must be found before a comment is due.

#include "bugzilla_client/client.h"
#include "service/clock.h"
#include "service/config/settings.h"

#include <optional>
#include <string>
#include <vector>

namespace service {

/// How the deliveries that Bugzilla owes the bot fare.
struct WebhookState {
  enum class Kind {
    unknown,  ///< not asked yet, or the account may not see its webhooks
    none,     ///< the account has no webhook that leads here
    well,
    failing,   ///< deliveries wait behind one that fails
    disabled,  ///< Bugzilla gave up: what happens is not delivered and never will be
  };
  Kind kind = Kind::unknown;
  std::string name;
  std::int64_t waiting = 0;
};

/// Of the account's webhooks the worst that leads to this bot's door, by the path of its address.
[[nodiscard]] WebhookState webhook_state(const std::vector<bugzilla::Webhook>& webhooks);
/// A sentence for /health with what to do; empty where all is well or nothing is known.
[[nodiscard]] std::string advice(const WebhookState& state, bool polls);
[[nodiscard]] std::string_view spelling(WebhookState::Kind kind);

class Account {
 public:
  Account(bugzilla::Client& client, const Settings& settings) : client_(client), settings_(settings) {}

  /// Asks when an hour has passed since the last answer. An error of another kind than `credential` leaves
  /// what is known as it is; after one of that kind the bot is nobody until the key works again.
  bugzilla::Async<void> check(Time now);

  /// The account's login; empty: not known, or the bot has no key and is a visitor.
  [[nodiscard]] const std::string& login() const { return login_; }
  [[nodiscard]] const WebhookState& webhook() const { return webhook_; }
  [[nodiscard]] std::optional<Time> checked_at() const { return checked_at_; }

 private:
  bugzilla::Client& client_;
  const Settings& settings_;
  std::string login_;
  WebhookState webhook_;
  std::optional<Time> checked_at_;
};

/// Where webhooks are taken.
inline constexpr const char* webhook_path = "/webhooks/bugzilla";

}  // namespace service
