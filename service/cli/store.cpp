#include "bugzilla_client/webhook.h"
#include "service/cli/commands.h"
#include "service/cli/common.h"
#include "service/cli/for_daemon.h"
#include "service/outbox/breaker.h"
#include "service/store/open.h"
#include "service/web/queue_page.h"

#include <filesystem>
#include <iostream>
#include <memory>

namespace cli {
namespace {

struct Opened {
  service::Settings settings;
  std::unique_ptr<service::Store> store;
};

/// The configuration, where a store may be.
std::optional<service::Settings> settings_of_store(const std::string& config) {
  auto settings = load_settings(config);
  if (!settings) return std::nullopt;
  const std::string& location = settings->store.location;
  if (!settings->store.is_postgres() && !std::filesystem::exists(location)) {
    complain(location + ": there is no store yet; `serve` makes it.");
    return std::nullopt;
  }
  return settings;
}

std::optional<Opened> open(const std::string& config) {
  auto settings = settings_of_store(config);
  if (!settings) return std::nullopt;
  try {
    auto store = service::open_store_as_it_is(settings->store);
    return Opened{std::move(*settings), std::move(store)};
  } catch (const std::exception& problem) {
    complain(settings->store.location + ": " + problem.what() + ".");
    return std::nullopt;
  }
}

/// A delivery that could not be read is read once more: this program may understand what an older one did
/// not.
bool replay(service::Store& store, const std::string& id) {
  const service::Time now = service::SystemClock().now();
  const auto delivery = store.parked_delivery(id);
  if (!delivery) return store.replay_dead_letter(id, now);
  const auto hint = bugzilla::parse_webhook(*delivery);
  if (!hint) throw std::runtime_error("the delivery still cannot be read: " + hint.error());
  store.atomically([&] {
    if (hint->bug > 0) store.want_look(hint->bug, now, true);
    store.drop_dead_letter(id);
  });
  return true;
}

int list_dead_letters(service::Store& store) {
  const auto letters = store.dead_letters();
  if (letters.empty()) std::cout << "There are no dead letters.\n";
  for (const service::DeadLetter& letter : letters) {
    std::cout << letter.id;
    if (letter.bug != 0) std::cout << "  bug " << letter.bug << "  attachment " << letter.attachment;
    std::cout << "  " << letter.trouble << "\n";
  }
  return well;
}

}  // namespace

int queue(const std::string& config, const std::string& format) {
  const auto opened = open(config);
  if (!opened) return usage;
  const service::QueueContext context{.bugzilla_url = opened->settings.bugzilla.url,
                                      .bot_login = "",
                                      .posting = opened->settings.comment.post,
                                      .trouble = "",
                                      .now = service::SystemClock().now(),
                                      .desk = opened->store->desk()};
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
  const auto settings = settings_of_store(config);
  if (!settings) return usage;
  const std::string& location = settings->store.location;
  try {
    const std::string wrong = service::connect(settings->store)->check();
    if (wrong.empty()) {
      std::cout << location << " is sound.\n";
      return well;
    }
    complain(location + " is damaged: " + wrong + ". Restore a backup.");
  } catch (const std::exception& problem) {
    complain(location + " cannot be read: " + problem.what() + ".");
  }
  return must_change;
}

int store_backup(const std::string& config, const std::string& file) {
  const auto settings = settings_of_store(config);
  if (!settings) return usage;
  if (std::filesystem::exists(file)) {
    complain(file + " exists; name a new file for the copy.");
    return usage;
  }
  try {
    service::connect(settings->store)->backup(file);
  } catch (const std::exception& problem) {
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
    complain("no copy was made: " + std::string(problem.what()) + ".");
    return must_change;
  }
  std::cout << "Copied to " << file << ".\n";
  return well;
}

int breaker(const std::string& config, const std::string& action) {
  const auto opened = open(config);
  if (!opened) return usage;
  service::Store& store = *opened->store;
  const service::Breaker breaker = service::breaker_in(store.note(service::breaker_note));
  if (breaker.state != service::Breaker::State::tripped) {
    std::cout << "Posting does not wait for anybody.\n";
    return well;
  }
  if (action != "agree") {
    std::cout << service::advice(breaker, opened->settings.comment.most_bugs_an_hour) << "\n";
    return must_change;
  }
  const service::Time now = service::SystemClock().now();
  store.set_note(service::breaker_note, service::note_of({service::Breaker::State::agreed, now}));
  std::cout << "The comments go out now.\n";
  return well;
}

int dead_letters(const std::string& config, const std::string& action, const std::string& id) {
  const auto opened = open(config);
  if (!opened) return usage;
  if (action == "list") return list_dead_letters(*opened->store);
  try {
    const bool found = action == "replay" ? replay(*opened->store, id) : opened->store->drop_dead_letter(id);
    if (!found) {
      complain("there is no dead letter " + id + "; `dead-letters list` shows them.");
      return must_change;
    }
  } catch (const std::exception& problem) {
    complain(problem.what());
    return must_change;
  }
  std::cout << (action == "replay" ? "It will be tried again.\n" : "Dropped.\n");
  return well;
}

}  // namespace cli
