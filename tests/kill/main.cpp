// Kills the daemon again and again, at random instants, while people ask for reviews. In the end every
// delivery that it acknowledged must have led to its comment, no comment may be there twice, and the store
// must have opened each time. Prints what happened.
//
// The instants come from a seed and from the machine's mood; the verdict depends on neither.

#include "replica.h"
#include "sandbox/server.h"
#include "service/store/open.h"
#include "support/postgres_server.h"
#include "support/temporary_directory.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iostream>
#include <iterator>
#include <limits>
#include <mutex>
#include <random>
#include <thread>

namespace kill_test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* secret = "a-secret-of-the-kill-test";
constexpr const char* bot = "bot@example.org";
/// How long nothing may get done in the end before what is left counts as lost; no measure of speed.
constexpr std::chrono::minutes patience{5};
constexpr int drivers = 4;

struct Options {
  std::string program;
  bool postgres = false;
  int replicas = 1;
  int kills = 100;
  int requests = 200;
  unsigned seed = 1;
};

struct Asked {
  sandbox::Id bug = 0;
  sandbox::Id attachment = 0;
  bool is_granted = false;
};

class KillTest {
 public:
  explicit KillTest(const Options& options);
  /// Throws std::runtime_error when something was lost or said twice.
  void run();

 private:
  void kill_and_restart(std::mt19937& random);
  void ask_for_reviews(const std::stop_token& stop, unsigned seed);
  Asked ask(const std::string& form);
  void grant(Asked& asked);
  /// Tries replica after replica until one acknowledges.
  void deliver_for_sure(sandbox::Id bug, const std::stop_token& stop = {});
  /// How many comments of the bot are on the bug.
  int comments(sandbox::Id bug);
  /// Which acknowledged event has not had its effect yet; empty when all have.
  std::string missing();
  void await_effects();
  /// Throws where a replica has ended that nobody killed.
  void demand_running() const;
  [[nodiscard]] std::unique_ptr<service::Store> store() const { return service::open_store(store_); }

  Options options_;
  support::TemporaryDirectory directory_;
  std::unique_ptr<support::PostgresServer> postgres_;
  service::StoreSettings store_;
  sandbox::Server bugzilla_;
  std::vector<std::unique_ptr<Replica>> replicas_;
  std::mutex mutex_;  ///< for the replicas and what was asked
  std::vector<Asked> asked_;
  std::atomic<int> kills_ = 0;
  std::atomic<int> begun_ = 0;
  std::atomic<int> tries_ = 0;
  std::atomic<int> acknowledged_ = 0;
  std::atomic<int> granted_ = 0;
};

std::string form_named(const std::string& name) {
  std::ifstream in(std::string(DRB_SOURCE_DIR) + "/deploy/demo/" + name + ".txt", std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

KillTest::KillTest(const Options& options) : options_(options) {
  store_.location = directory_.file("store.db");
  if (options.postgres) {
    postgres_ = std::make_unique<support::PostgresServer>();
    store_.location = postgres_->new_database();
  }
  const std::string key = bugzilla_.with_state([](sandbox::State& state) {
    state.add_captured_users();
    return state.user(bot)->api_key;
  });
  std::ofstream(directory_.file("secret")) << secret;
  std::ofstream(directory_.file("key")) << key;
  std::ofstream(directory_.file("bot.toml"))
      << "store = \"" << store_.location << "\"\nlease_seconds = 12\n[bugzilla]\nurl = \"" << bugzilla_.url()
      << "\"\napi_key = { file = \"" << directory_.file("key") << "\" }\ntimeout_seconds = 2\n"
      << "[comment]\npost = true\nmost_bugs_an_hour = 1000000\n[poll]\nenabled = false\n[webhook]\nsecrets = "
         "[{ file = \""
      << directory_.file("secret") << "\" }]\n[server]\nport = 0\n";
  for (int i = 0; i < options.replicas; ++i) {
    replicas_.push_back(std::make_unique<Replica>(options.program, directory_.file("bot.toml"),
                                                  directory_.file("bot" + std::to_string(i) + ".log")));
  }
}

Asked KillTest::ask(const std::string& form) {
  return bugzilla_.with_state([&](sandbox::State& state) {
    const sandbox::User& requester = *state.user("requester@example.org");
    Asked out;
    out.bug = state.create_bug(requester, {.summary = "Count clicks"}, "Please see the form.").value();
    out.attachment = state
                         .create_attachment(requester, out.bug,
                                            {.file_name = "request.txt",
                                             .summary = "Data review request",
                                             .bytes = form,
                                             .flags = {{.id = {},
                                                        .type = "data-review",
                                                        .status = "?",
                                                        .requestee = "steward@example.org",
                                                        .is_new = true}}})
                         .value();
    return out;
  });
}

void KillTest::grant(Asked& asked) {
  bugzilla_.with_state([&](sandbox::State& state) {
    sandbox::AttachmentEdit edit;
    const sandbox::Flag& flag = state.attachments().at(asked.attachment).flags.front();
    edit.flags = {{.id = flag.id, .type = flag.type, .status = "+", .requestee = {}}};
    if (!state.edit_attachment(*state.user("steward@example.org"), asked.attachment, edit))
      throw std::runtime_error("the sandbox lets nobody grant");
  });
}

void KillTest::deliver_for_sure(sandbox::Id bug, const std::stop_token& stop) {
  for (std::size_t i = 0; !stop.stop_requested(); ++i) {
    int port = 0;
    {
      const std::lock_guard lock(mutex_);
      port = replicas_[i % replicas_.size()]->port();
    }
    ++tries_;
    if (deliver(port, secret, bug)) {
      ++acknowledged_;
      return;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

int KillTest::comments(sandbox::Id bug) {
  return bugzilla_.with_state([&](sandbox::State& state) {
    return static_cast<int>(std::ranges::count(state.comments_of(bug), bot, &sandbox::Comment::author));
  });
}

void KillTest::ask_for_reviews(const std::stop_token& stop, unsigned seed) {
  std::mt19937 random(seed);
  const std::string good = form_named("good-request");
  const std::string incomplete = form_named("incomplete-request");
  while (!stop.stop_requested()) {
    const int number = begun_++;
    if (number >= options_.requests) return;
    // The load lasts as long as the killing.
    while (!stop.stop_requested() &&
           static_cast<long>(kills_) * options_.requests < static_cast<long>(number) * options_.kills)
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    const Asked asked = ask(random() % 2 == 0 ? good : incomplete);
    deliver_for_sure(asked.bug, stop);
    sandbox::Id granted = 0;
    {
      const std::lock_guard lock(mutex_);
      asked_.push_back(asked);
      Asked& chosen = asked_[random() % asked_.size()];
      // Only what was commented: what is granted sooner needs no comment any more.
      if (chosen.is_granted || comments(chosen.bug) == 0) continue;
      grant(chosen);
      chosen.is_granted = true;
      granted = chosen.bug;
    }
    deliver_for_sure(granted, stop);
    ++granted_;
  }
}

void KillTest::kill_and_restart(std::mt19937& random) {
  Replica& victim = *replicas_[random() % replicas_.size()];
  // Half of the kills hit a daemon that starts, half one that works.
  if (random() % 2 == 0) {
    while (victim.port() == 0 && victim.is_running())
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(random() % 200));
  const std::lock_guard lock(mutex_);
  victim.kill();
  if (++kills_ % 10 == 0) {
    const std::string wrong = store()->check();
    if (!wrong.empty()) throw std::runtime_error("the store is damaged: " + wrong);
  }
  victim.start();
}

std::string KillTest::missing() {
  const auto memory = store();
  if (memory->has_work(service::SystemClock().now())) return "work is left";
  for (const Asked& each : asked_) {
    if (comments(each.bug) == 0) return "bug " + std::to_string(each.bug) + " has no comment";
    const auto request = memory->request(each.attachment);
    const std::string wanted = each.is_granted ? "granted" : "";
    if (!request || request->outcome != wanted)
      return "attachment " + std::to_string(each.attachment) + " is not known as it is on the bug";
  }
  return "";
}

void KillTest::demand_running() const {
  for (const auto& each : replicas_) {
    if (!each->is_running()) throw std::runtime_error("the daemon ended by itself: " + each->log_end());
  }
}

void KillTest::await_effects() {
  auto end = Clock::now() + patience;
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  std::string what = missing();
  while (!what.empty()) {
    const service::Counts counts = store()->counts();
    if (const std::int64_t left = counts.looks + counts.pending_effects; left < least) {
      least = left;
      end = Clock::now() + patience;
    }
    if (Clock::now() > end) {
      throw std::runtime_error("nothing was done for " + std::to_string(patience.count()) +
                               " minutes: " + what);
    }
    demand_running();
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    what = missing();
  }
}

void KillTest::run() {
  const auto began = Clock::now();
  for (const auto& each : replicas_) each->start();
  // The first start notes since when the bot posts: what is asked before would be backlog.
  while (replicas_[0]->port() == 0 || !store()->note("posting_since")) {
    demand_running();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  std::vector<std::jthread> load;
  for (unsigned i = 0; i < drivers; ++i) {
    load.emplace_back(
        [this, i](const std::stop_token& stop) { ask_for_reviews(stop, options_.seed * 1000 + i); });
  }
  std::mt19937 random(options_.seed);
  while (kills_ < options_.kills) kill_and_restart(random);
  for (std::jthread& each : load) each.join();
  await_effects();
  // Told of everything once more, it has nothing more to say.
  for (const Asked& each : asked_) deliver_for_sure(each.bug);
  await_effects();
  for (const auto& each : replicas_) each->stop();

  int doubled = 0;
  for (const Asked& each : asked_) doubled += comments(each.bug) == 1 ? 0 : 1;
  const std::string wrong = store()->check();
  std::cout << (options_.postgres ? "PostgreSQL, " : "SQLite, ") << options_.replicas << " replica(s), seed "
            << options_.seed << ": " << kills_ << " kills under " << asked_.size() << " requests, "
            << granted_ << " of them granted; " << acknowledged_ << " deliveries acknowledged in " << tries_
            << " tries, none lost; " << doubled << " comments doubled; store "
            << (wrong.empty() ? "sound" : "damaged: " + wrong) << "; "
            << std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - began).count() << " s\n";
  if (doubled != 0 || !wrong.empty()) throw std::runtime_error("see above");
}

}  // namespace
}  // namespace kill_test

int main(int argc, char** argv) {
  constexpr const char* usage =
      "Usage: kill_test PROGRAM [--store sqlite|postgres] [--replicas N] [--kills N] [--requests N] [--seed "
      "N]\n";
  std::signal(SIGPIPE, SIG_IGN);
  if (argc < 2 || argc % 2 != 0) {
    std::cerr << usage;
    return 2;
  }
  kill_test::Options options{.program = argv[1]};
  for (int i = 2; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    const std::string value = argv[i + 1];
    if (name == "--store")
      options.postgres = value == "postgres";
    else if (name == "--replicas")
      options.replicas = std::atoi(value.c_str());
    else if (name == "--kills")
      options.kills = std::atoi(value.c_str());
    else if (name == "--requests")
      options.requests = std::atoi(value.c_str());
    else if (name == "--seed")
      options.seed = static_cast<unsigned>(std::atoi(value.c_str()));
    else {
      std::cerr << usage;
      return 2;
    }
  }
  if (options.postgres && support::PostgresServer::programs().empty()) {
    std::cout << "SKIPPED: PostgreSQL 15 is not installed: apt-get install postgresql-15\n";
    return 75;
  }
  try {
    kill_test::KillTest(options).run();
  } catch (const std::exception& problem) {
    std::cerr << "KILL TEST FAILED (seed " << options.seed << "): " << problem.what() << "\n";
    return 1;
  }
  return 0;
}
