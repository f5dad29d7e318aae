#include "service/config/settings.h"

#include "service/config/reminders.h"
#include "service/config/table_reader.h"
#include "service/matrix/text.h"

#include <boost/asio/ip/address.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

namespace service {

std::string ConfigProblem::text() const {
  std::string place = file;
  if (line != 0) place += ":" + std::to_string(line) + ":" + std::to_string(column);
  return place + ": " + message;
}

SecretSources SecretSources::system() {
  return {.environment = [](const std::string& name) -> std::optional<std::string> {
            const char* value = std::getenv(name.c_str());
            return value == nullptr ? std::nullopt : std::optional<std::string>(value);
          },
          .file = [](const std::string& path) -> std::optional<std::string> {
            std::ifstream in(path, std::ios::binary);
            if (!in) return std::nullopt;
            return std::string(std::istreambuf_iterator<char>(in), {});
          }};
}

namespace {

bool is_web_address(const std::string& url) {
  return url.starts_with("https://") || url.starts_with("http://");
}

void read_bugzilla(TableReader reader, BugzillaSettings& out) {
  reader.read("url", out.url);
  reader.read_secret("api_key", out.api_key);
  reader.read("ca_file", out.ca_file);
  reader.read("flag", out.flag);
  reader.read("timeout_seconds", out.timeout, 1, 300);
  reader.read("robots", out.robots);
  reader.read("at_once", out.at_once, 1, 32);
  reader.require("url", is_web_address(out.url));
  while (out.url.ends_with('/')) out.url.pop_back();
  reader.finish();
}

void read_comment(TableReader reader, CommentSettings& out) {
  reader.read("post", out.post);
  reader.read("on_backlog", out.on_backlog);
  reader.read("tag", out.tag);
  reader.read("review_private", out.review_private);
  reader.read("superseded_tag", out.superseded_tag);
  reader.read("stay_away_whiteboard", out.stay_away_whiteboard);
  reader.read("stay_away_products", out.stay_away_products);
  reader.read("stay_away_users", out.stay_away_users);
  reader.read("most_bugs_an_hour", out.most_bugs_an_hour, 1, 1'000'000);
  reader.finish();
}

/// Whether a password stands in "postgresql://user:password@host/..." or among its parameters.
bool tells_a_password(const std::string& location) {
  const std::size_t user = location.find("//") + 2;
  const std::size_t at = location.find('@', user);
  return (at != std::string::npos && location.find(':', user) < at) ||
         location.find("password=") != std::string::npos;
}

void read_store(TableReader& top, StoreSettings& out, std::chrono::seconds timeout) {
  top.read("store", out.location);
  top.read_secret("store_password", out.password);
  top.read("lease_seconds", out.lease, 4, 3600);
  top.require("store", !out.location.empty());
  top.demand("store", !out.is_postgres() || !tells_a_password(out.location),
             "holds a password, which must not stand in this file. Write it as store_password.");
  // Nobody else may begin a job before the one who took it must have ended it: some calls of `timeout` each.
  top.demand(
      "lease_seconds", out.lease >= 6 * timeout,
      "must be at least six times bugzilla.timeout_seconds, " + std::to_string(6 * timeout.count()) + ".");
}

void read_poll(TableReader reader, PollSettings& out) {
  reader.read("enabled", out.enabled);
  reader.read("interval_seconds", out.interval, 1, 86'400);
  reader.read("overlap_seconds", out.overlap, 300, 86'400);
  reader.finish();
}

void read_webhook(TableReader reader, WebhookSettings& out) {
  reader.read("header", out.header);
  reader.read_secrets("secrets", out.secrets);
  reader.finish();
}

void read_server(TableReader reader, ServerSettings& out) {
  reader.read("address", out.address);
  boost::system::error_code no_address;
  boost::asio::ip::make_address(out.address, no_address);
  reader.demand("address", !no_address, "must be an IP address, such as 127.0.0.1 or ::1.");
  reader.read("port", out.port);
  reader.read("public_url", out.public_url);
  while (out.public_url.ends_with('/')) out.public_url.pop_back();
  reader.finish();
}

void read_matrix(TableReader reader, MatrixSettings& out) {
  reader.read("url", out.url);
  reader.read("user_id", out.user_id);
  reader.read_secret("access_token", out.access_token);
  reader.read_secret("refresh_token", out.refresh_token);
  reader.read_secret("password", out.password);
  reader.read("device_id", out.device_id);
  reader.read("room", out.room);
  reader.read("follow_upgrades", out.follow_upgrades);
  if (!out.url.empty()) {
    reader.demand("url", is_web_address(out.url), "must begin with https:// or http://.");
    reader.demand("user_id", matrix::is_user_id(out.user_id), "must be the bot's \"@name:server\".");
    reader.demand("access_token", !out.access_token.empty() || !out.password.empty(),
                  "or matrix.password is needed to sign in.");
    reader.demand("room", out.room.starts_with('#') || out.room.starts_with('!'),
                  "must be the stewards' room, \"#alias:server\" or its id.");
    reader.demand("device_id", !out.device_id.empty(), "must not be empty.");
  }
  reader.finish();
}

}  // namespace

std::expected<Settings, std::vector<ConfigProblem>> parse_settings(std::string_view text,
                                                                   const std::string& file,
                                                                   const SecretSources& sources) {
  toml::parse_result parsed = toml::parse(text, file);
  if (!parsed) {
    const toml::parse_error& error = parsed.error();
    return std::unexpected(std::vector<ConfigProblem>{
        {file, error.source().begin.line, error.source().begin.column, std::string(error.description())}});
  }
  const toml::table& root = parsed.table();
  std::vector<ConfigProblem> problems;
  Settings out;
  TableReader top(&root, "", file, sources, problems);
  const auto section = [&](const std::string& name) {
    return TableReader(top.table(name), name, file, sources, problems);
  };
  read_bugzilla(section("bugzilla"), out.bugzilla);
  read_comment(section("comment"), out.comment);
  read_poll(section("poll"), out.poll);
  read_webhook(section("webhook"), out.webhook);
  read_server(section("server"), out.server);
  read_store(top, out.store, out.bugzilla.timeout);
  read_matrix(section("matrix"), out.matrix);
  read_reminders(section("reminders"), !out.matrix.url.empty(), out.reminders);
  read_stewards(top.tables("steward"), out.reminders);
  top.read("policy_directory", out.policy_directory);
  top.read("log_level", out.log_level);
  // An account that cannot be told from a visitor could not find its own comments again.
  top.require("bugzilla.api_key", !out.comment.post || !out.bugzilla.api_key.empty());
  top.finish();
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return out;
}

std::string print_settings(const Settings& settings) {
  const auto quoted = [](const std::string& text) {
    std::ostringstream out;
    out << toml::value<std::string>(text);
    return out.str();
  };
  const auto list = [&](const std::vector<std::string>& texts) {
    std::string out;
    for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + quoted(text);
    return "[" + out + "]";
  };
  std::ostringstream out;
  out << std::boolalpha << "store = " << quoted(settings.store.location)
      << "\nstore_password = " << quoted(settings.store.password.masked())
      << "\nlease_seconds = " << settings.store.lease.count()
      << "\npolicy_directory = " << quoted(settings.policy_directory)
      << "\nlog_level = " << quoted(settings.log_level)
      << "\n\n[bugzilla]\nurl = " << quoted(settings.bugzilla.url)
      << "\napi_key = " << quoted(settings.bugzilla.api_key.masked())
      << "\nca_file = " << quoted(settings.bugzilla.ca_file) << "\nflag = " << quoted(settings.bugzilla.flag)
      << "\ntimeout_seconds = " << settings.bugzilla.timeout.count()
      << "\nrobots = " << list(settings.bugzilla.robots) << "\nat_once = " << settings.bugzilla.at_once
      << "\n\n[comment]\npost = " << settings.comment.post << "\non_backlog = " << settings.comment.on_backlog
      << "\ntag = " << quoted(settings.comment.tag)
      << "\nreview_private = " << settings.comment.review_private
      << "\nsuperseded_tag = " << quoted(settings.comment.superseded_tag)
      << "\nstay_away_whiteboard = " << quoted(settings.comment.stay_away_whiteboard)
      << "\nstay_away_products = " << list(settings.comment.stay_away_products)
      << "\nstay_away_users = " << list(settings.comment.stay_away_users)
      << "\nmost_bugs_an_hour = " << settings.comment.most_bugs_an_hour
      << "\n\n[poll]\nenabled = " << settings.poll.enabled
      << "\ninterval_seconds = " << settings.poll.interval.count()
      << "\noverlap_seconds = " << settings.poll.overlap.count()
      << "\n\n[webhook]\nheader = " << quoted(settings.webhook.header) << "\nsecrets = [";
  for (std::size_t i = 0; i < settings.webhook.secrets.size(); ++i) {
    out << (i == 0 ? "" : ", ") << quoted(settings.webhook.secrets[i].masked());
  }
  out << "]\n\n[server]\naddress = " << quoted(settings.server.address) << "\nport = " << settings.server.port
      << "\npublic_url = " << quoted(settings.server.public_url)
      << "\n\n[matrix]\nurl = " << quoted(settings.matrix.url)
      << "\nuser_id = " << quoted(settings.matrix.user_id)
      << "\naccess_token = " << quoted(settings.matrix.access_token.masked())
      << "\nrefresh_token = " << quoted(settings.matrix.refresh_token.masked())
      << "\npassword = " << quoted(settings.matrix.password.masked())
      << "\ndevice_id = " << quoted(settings.matrix.device_id) << "\nroom = " << quoted(settings.matrix.room)
      << "\nfollow_upgrades = " << settings.matrix.follow_upgrades << "\n\n"
      << print_reminders(settings.reminders);
  return out.str();
}

}  // namespace service
