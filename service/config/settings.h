#pragma once
// What an operator configures, as config/data-review-bot.toml documents it key by key.

#include "service/config/secret.h"
#include "service/remind/reminder_settings.h"

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace service {

struct BugzillaSettings {
  std::string url;
  Secret api_key;
  std::string ca_file;  ///< empty: the system's store
  std::string flag = "data-review";
  std::chrono::seconds timeout{30};
  /// Logins of programs: what they write is not something that a person did.
  std::vector<std::string> robots = {"phab-bot@bmo.tld", "pulsebot@bmo.tld",
                                     "release-mgmt-account-bot@mozilla.tld", "wptsync@mozilla.bugs"};
  int at_once = 4;  ///< requests in flight
};

struct CommentSettings {
  bool post = false;        ///< false: a dry run, nothing is written anywhere
  bool on_backlog = false;  ///< also comment on what was flagged before posting was first switched on
  std::string tag = "data-review-bot";
  std::string superseded_tag = "obsolete";  ///< on comments that a newer one replaces; empty: none
  bool review_private = false;
  std::string stay_away_whiteboard = "[no-data-review-bot]";
  std::vector<std::string> stay_away_products;
  std::vector<std::string> stay_away_users;  ///< logins of requesters
  /// More than that many bugs commented on within an hour waits for an operator's word.
  int most_bugs_an_hour = 20;
};

struct PollSettings {
  bool enabled = true;
  std::chrono::seconds interval{300};
  std::chrono::seconds overlap{600};
};

struct WebhookSettings {
  std::string header = "X-Data-Review-Bot";
  std::vector<Secret>
      secrets;  ///< any of them opens; two while one is being rotated. Empty: all deliveries are refused
};

struct ServerSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  std::string public_url;
};

struct StoreSettings {
  std::string location;  ///< an SQLite file, or "postgresql://user@host/database" without a password
  Secret password;       ///< PostgreSQL's; empty: none, or from its own password file
  /// How long a job belongs to the replica that took it, if that replica dies meanwhile.
  std::chrono::seconds lease{180};

  [[nodiscard]] bool is_postgres() const {
    return location.starts_with("postgresql://") || location.starts_with("postgres://");
  }
};

struct MatrixSettings {
  std::string url;      ///< the homeserver's client API; empty: no Matrix
  std::string user_id;  ///< "@bot:example.org"; the access token must belong to it
  Secret access_token;
  Secret refresh_token;  ///< with it, or with the password, an expired access token is renewed
  Secret password;
  std::string device_id = "DATAREVIEWBOT";  ///< for log-ins; a given access token has its own
  std::string room;                         ///< the stewards' room: "#alias:server", or its id
  bool follow_upgrades = false;             ///< move when the alias points to another room than before
};

struct Settings {
  BugzillaSettings bugzilla;
  CommentSettings comment;
  PollSettings poll;
  WebhookSettings webhook;
  ServerSettings server;
  StoreSettings store;
  MatrixSettings matrix;
  ReminderSettings reminders;
  std::string policy_directory;  ///< empty: the policy that the program was built with
  std::string log_level = "info";
};

struct ConfigProblem {
  std::string file;
  std::uint32_t line = 0;  ///< 0: the whole file
  std::uint32_t column = 0;
  std::string message;

  /// "file:line:column: message"
  [[nodiscard]] std::string text() const;
};

/// How secrets are fetched; tests pass their own.
struct SecretSources {
  std::function<std::optional<std::string>(const std::string& name)> environment;
  std::function<std::optional<std::string>(const std::string& path)> file;
  static SecretSources system();
};

/// Reads the configuration's text. On failure: every problem found, in the order of the file.
[[nodiscard]] std::expected<Settings, std::vector<ConfigProblem>> parse_settings(
    std::string_view text, const std::string& file, const SecretSources& sources);

/// The effective configuration as TOML with secrets masked.
[[nodiscard]] std::string print_settings(const Settings& settings);

}  // namespace service
