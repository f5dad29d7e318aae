#include "service/cli/command_line.h"

#include "service/cli/version.h"

#include <CLI/CLI.hpp>

#include <charconv>
#include <csignal>
#include <iostream>

namespace cli {
namespace {

constexpr const char* default_config = "config/data-review-bot.toml";

std::optional<std::chrono::year_month_day> parse_day(const std::string& text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  char rest = 0;
  if (text.size() != 10 || std::sscanf(text.c_str(), "%4d-%2u-%2u%c", &year, &month, &day, &rest) != 3)
    return std::nullopt;
  const std::chrono::year_month_day out{std::chrono::year(year), std::chrono::month(month),
                                        std::chrono::day(day)};
  if (!out.ok()) return std::nullopt;
  return out;
}

const CLI::Validator is_day(
    [](const std::string& text) {
      return parse_day(text) ? "" : "\"" + text + "\" is not a day like 2026-03-31";
    },
    "YYYY-MM-DD", "day");

struct Options {
  CheckOptions check;
  std::string as_of;
  ReviewOptions review;
  std::string config = default_config;
  std::string policy;
  std::string queue_format = "table";
  bool json_lines = false;
  std::string backup_file;
  std::string letter;
};

void add_config(CLI::App* command, std::string& config) {
  command->add_option("--config", config, "The configuration file")->capture_default_str();
}

}  // namespace

int run(int argc, char** argv, const ConfiguredCommands& configured) {
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app("Pre-reviews data collection requests on Bugzilla. It advises; a data steward decides.",
               "data-review-bot");
  app.set_version_flag("--version", std::string("data-review-bot ") + program_version);
  app.require_subcommand(1);
  Options options;
  int status = well;

  auto* check = app.add_subcommand("check", "Assess request forms offline");
  check->add_option("FILE", options.check.files, "Request forms; - is standard input")->required();
  check->add_option("--format", options.check.format, "text, json, markdown, steward or sarif")
      ->check(CLI::IsMember({"text", "json", "markdown", "steward", "sarif"}));
  check->add_option("--as-of", options.as_of, "The day against which \"in the past\" is judged")
      ->check(is_day);
  check->add_option("--policy", options.check.policy_directory, "A directory to replace the built-in policy");
  check->callback([&] {
    options.check.as_of = parse_day(options.as_of);
    status = cli::check(options.check);
  });

  auto* categorize = app.add_subcommand("categorize", "Categorize measurements read from standard input");
  categorize->add_flag("--jsonl", options.json_lines, "One JSON object a line (the only format)");
  categorize->add_option("--policy", options.policy, "A directory to replace the built-in policy");
  categorize->callback([&] { status = cli::categorize(options.json_lines, options.policy); });

  auto* serve = app.add_subcommand("serve", "Run the daemon");
  add_config(serve, options.config);
  serve->callback([&] { status = configured.serve(options.config); });

  auto* review = app.add_subcommand("review", "Look once at a bug and print the comment it would get");
  review->add_option("TARGET", options.review.target, "BUG or BUG/ATTACHMENT")->required();
  review->add_flag("--post", options.review.post, "Post it");
  add_config(review, options.config);
  review->callback([&] {
    options.review.config = options.config;
    status = configured.review(options.review);
  });

  auto* queue = app.add_subcommand("queue", "The steward's queue as the daemon last saw it");
  queue->add_option("--format", options.queue_format, "table or json")
      ->check(CLI::IsMember({"table", "json"}));
  add_config(queue, options.config);
  queue->callback([&] { status = configured.queue(options.config, options.queue_format); });

  auto* breaker = app.add_subcommand("breaker", "Whether posting waits for an operator");
  breaker->require_subcommand(0, 1);
  add_config(breaker, options.config);
  auto* agree = breaker->add_subcommand("agree", "Let the comments go that it holds back");
  agree->fallthrough();
  breaker->callback([&] { status = configured.breaker(options.config, agree->parsed() ? "agree" : "show"); });

  auto* letters = app.add_subcommand("dead-letters", "What could not be done and waits for a person");
  letters->require_subcommand(0, 1);
  add_config(letters, options.config);
  letters->add_subcommand("list", "Show them")->fallthrough();
  auto* replay = letters->add_subcommand("replay", "Try one again");
  replay->add_option("ID", options.letter)->required();
  auto* drop = letters->add_subcommand("drop", "Forget one");
  drop->add_option("ID", options.letter)->required();
  letters->callback([&] {
    status = configured.dead_letters(options.config,
                                     replay->parsed() ? "replay"
                                     : drop->parsed() ? "drop"
                                                      : "list",
                                     options.letter);
  });

  auto* config = app.add_subcommand("config", "Check or print the configuration");
  config->require_subcommand(1);
  config->fallthrough();
  add_config(config, options.config);
  config->add_subcommand("check", "Tell every mistake")->fallthrough()->callback([&] {
    status = configured.config_check(options.config);
  });
  config->add_subcommand("print", "Print what is in force, secrets masked")->fallthrough()->callback([&] {
    status = configured.config_print(options.config);
  });

  auto* store = app.add_subcommand("store", "Look after the store");
  store->require_subcommand(1);
  add_config(store, options.config);
  store->add_subcommand("check", "Check the file's integrity")->fallthrough()->callback([&] {
    status = configured.store_check(options.config);
  });
  auto* backup = store->add_subcommand("backup", "Copy it while it is in use");
  backup->fallthrough();
  backup->add_option("FILE", options.backup_file, "A new file")->required();
  backup->callback([&] { status = configured.store_backup(options.config, options.backup_file); });
  replay->fallthrough();
  drop->fallthrough();

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    return app.exit(asked);
  } catch (const CLI::ParseError& mistake) {
    std::cerr << "data-review-bot: " << mistake.what() << ". Try --help.\n";
    return usage;
  } catch (const std::exception& problem) {
    std::cerr << "data-review-bot: " << problem.what() << "\n";
    return usage;
  }
  return status;
}

}  // namespace cli
