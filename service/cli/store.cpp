#include "service/cli/commands.h"
#include "service/cli/common.h"
#include "service/store/sqlite_store.h"
#include "service/web/queue_page.h"

#include <filesystem>
#include <iostream>
#include <memory>

namespace cli {
namespace {

struct Opened {
  service::Settings settings;
  std::unique_ptr<service::SqliteStore> store;
};

std::optional<Opened> open(const std::string& config) {
  auto settings = load_settings(config);
  if (!settings) return std::nullopt;
  if (!std::filesystem::exists(settings->store_path)) {
    complain(settings->store_path + ": there is no store yet; `serve` makes it.");
    return std::nullopt;
  }
  try {
    auto store = std::make_unique<service::SqliteStore>(settings->store_path);
    return Opened{std::move(*settings), std::move(store)};
  } catch (const std::exception& problem) {
    complain(settings->store_path + ": " + problem.what());
    return std::nullopt;
  }
}

}  // namespace

int queue(const std::string& config, const std::string& format) {
  const auto opened = open(config);
  if (!opened) return usage;
  const service::QueueContext context{.bugzilla_url = opened->settings.bugzilla.url,
                                      .bot_login = "",
                                      .posting = opened->settings.comment.post,
                                      .trouble = "",
                                      .now = service::SystemClock().now()};
  const auto requests = opened->store->open_requests();
  if (format == "json") {
    std::cout << service::queue_json(requests, context)
                     .dump(2, ' ', false, nlohmann::json::error_handler_t::replace)
              << "\n";
  } else {
    std::cout << service::queue_table(requests, context);
  }
  return well;
}

int store_check(const std::string& config) {
  const auto opened = open(config);
  if (!opened) return usage;
  const std::string wrong = opened->store->check();
  if (wrong.empty()) {
    std::cout << opened->settings.store_path << " is sound.\n";
    return well;
  }
  complain(opened->settings.store_path + " is damaged: " + wrong + ". Restore a backup.");
  return must_change;
}

int store_backup(const std::string& config, const std::string& file) {
  const auto opened = open(config);
  if (!opened) return usage;
  if (std::filesystem::exists(file)) {
    complain(file + " exists; name a new file for the copy.");
    return usage;
  }
  try {
    opened->store->backup(file);
  } catch (const std::exception& problem) {
    complain("the copy to " + file + " failed: " + problem.what());
    return must_change;
  }
  std::cout << "Copied to " << file << ".\n";
  return well;
}

int dead_letters(const std::string& config, const std::string& action, std::int64_t id) {
  const auto opened = open(config);
  if (!opened) return usage;
  if (action == "list") {
    const auto letters = opened->store->dead_letters();
    if (letters.empty()) std::cout << "There are no dead letters.\n";
    for (const service::DeadLetter& letter : letters) {
      std::cout << letter.id << "  bug " << letter.bug << "  attachment " << letter.attachment << "  "
                << letter.trouble << "\n";
    }
    return well;
  }
  const bool found = action == "replay" ? opened->store->replay_dead_letter(id, service::SystemClock().now())
                                        : opened->store->drop_dead_letter(id);
  if (!found) {
    complain("there is no dead letter " + std::to_string(id) + "; `dead-letters list` shows them.");
    return must_change;
  }
  std::cout << (action == "replay" ? "It will be tried again.\n" : "Dropped.\n");
  return well;
}

}  // namespace cli
