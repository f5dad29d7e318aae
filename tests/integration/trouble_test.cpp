// What the bot does, and says in /health, when its surroundings fail it or when it does not trust itself.

#include "house.h"
#include "service/intake/shut_out.h"
#include "support/run.h"

#include <gmock/gmock.h>

namespace integration {
namespace {

using testing::HasSubstr;
using testing::SizeIs;
using namespace std::chrono_literals;

void set_key(House& house, const std::string& key) {
  house.bugzilla.with_state([&](sandbox::State& state) {
    sandbox::User bot = *state.user("bot@example.org");
    bot.api_key = key;
    state.add_user(bot);
  });
}

nlohmann::json health(House& house) {
  return nlohmann::json::parse(house.ask("GET", "/health").body);
}

TEST(Trouble, AKeyThatLapsesIsFoundWithinTheHourAndStopsEverything) {
  House house;
  house.start();
  ASSERT_TRUE(house.until([&] { return house.daemon().account().checked_at().has_value(); }));
  set_key(house, "another key");
  house.advance(61min);
  ASSERT_TRUE(house.until([&] { return house.daemon().account().login().empty(); }));
  const auto bug = house.new_bug();
  house.attach(bug, demo_form("good-request"));
  house.hint(bug);
  ASSERT_TRUE(house.settles());
  EXPECT_EQ(house.ask("GET", "/health").status, 503U);
  EXPECT_THAT(health(house).at("trouble").get<std::string>(), HasSubstr("Make a new API key"));
  for (const std::string& each : house.bugzilla.requests())
    EXPECT_EQ(each.find("/rest/bug"), std::string::npos) << "nothing is read as a visitor: " << each;
  set_key(house, house.settings.bugzilla.api_key.reveal());
  house.advance(66min);
  ASSERT_TRUE(house.until([&] { return house.all_bot_comments() == 1; }));
}

TEST(Trouble, AWebhookThatBugzillaDisabledIsTold) {
  House house;
  house.start();
  house.connect_webhook();
  const auto webhook = [&] { return house.daemon().account().webhook().kind; };
  house.bugzilla.with_state(
      [](sandbox::State& state) { state.webhooks().begin()->second.is_enabled = false; });
  house.advance(61min);
  ASSERT_TRUE(house.until([&] { return webhook() == service::WebhookState::Kind::disabled; }));
  EXPECT_EQ(health(house).at("webhook"), "disabled");
  EXPECT_THAT(health(house).at("webhook_advice").get<std::string>(), HasSubstr("enable it again"));
  house.bugzilla.with_state(
      [](sandbox::State& state) { state.webhooks().begin()->second.is_enabled = true; });
  house.advance(61min);
  ASSERT_TRUE(house.until([&] { return webhook() == service::WebhookState::Kind::well; }));
}

/// A server that is down gets a call now and then, not one from each bug that waits.
TEST(Trouble, AServerThatIsDownIsLeftAloneAndTheWorkIsDoneAfterwards) {
  House house;
  house.settings.comment.most_bugs_an_hour = 1000;
  house.start();
  ASSERT_TRUE(house.until([&] { return house.daemon().account().checked_at().has_value(); }));
  house.bugzilla.add_fault({.kind = sandbox::Fault::Kind::status, .times = 12, .status = 503});
  const std::size_t before = house.bugzilla.requests().size();
  std::vector<sandbox::Id> bugs;
  for (int i = 0; i < 30; ++i) {
    bugs.push_back(house.new_bug());
    house.attach(bugs.back(), demo_form("good-request"));
    house.hint(bugs.back());
  }
  ASSERT_TRUE(house.until([&] { return !house.daemon().health().gate.is_open(house.clock.now()); }));
  ASSERT_TRUE(house.settles());
  EXPECT_LE(house.bugzilla.requests().size() - before,
            static_cast<std::size_t>(3 + house.settings.bugzilla.at_once));
  EXPECT_EQ(house.ask("GET", "/health").status, 503U);
  EXPECT_TRUE(health(house).contains("failing_since"));
  for (int i = 0; i < 40 && house.all_bot_comments() < bugs.size(); ++i) {
    house.advance(30min);
    ASSERT_TRUE(house.settles());
  }
  EXPECT_EQ(house.all_bot_comments(), bugs.size());
  EXPECT_EQ(house.ask("GET", "/health").status, 200U);
}

TEST(Trouble, CommentsOnUnusuallyManyBugsWaitForAnOperator) {
  House house;
  house.settings.comment.most_bugs_an_hour = 2;
  house.settings.comment.post = false;
  house.start();
  for (int i = 0; i < 3; ++i) {
    const auto bug = house.new_bug();
    house.attach(bug, demo_form("good-request"));
    house.hint(bug);
  }
  ASSERT_TRUE(house.settles());
  house.stop();
  house.settings.comment.post = true;
  house.settings.comment.on_backlog = true;
  house.settings.poll.enabled = true;
  house.start();
  ASSERT_TRUE(
      house.until([&] { return house.daemon().health().breaker.state == service::Breaker::State::tripped; }));
  EXPECT_LE(house.all_bot_comments(), 2U);
  EXPECT_EQ(house.ask("GET", "/health").status, 503U);
  EXPECT_THAT(house.ask("GET", "/").body, HasSubstr("breaker agree"));
  const std::string agreed = service::note_of({service::Breaker::State::agreed, house.clock.now()});
  auto work = house.daemon().store().call([&](service::Store& store) {
    store.set_note(service::breaker_note, agreed);
    return true;
  });
  ASSERT_TRUE(support::run(house.io(), std::move(work)));
  ASSERT_TRUE(house.until([&] { return house.all_bot_comments() == 3; }));
}

/// With webhooks off the whole life of a request is seen by polling alone.
TEST(Trouble, WithoutAWebhookPollingCarriesEverything) {
  House house;
  house.settings.webhook.secrets.clear();
  house.settings.poll.enabled = true;
  house.settings.poll.interval = 1s;
  house.start();
  const auto bug = house.new_bug();
  const auto first = house.attach(bug, demo_form("incomplete-request"));
  ASSERT_TRUE(house.until([&] { return house.bot_comments(bug).size() == 1; }));
  const auto second = house.attach(bug, demo_form("good-request"));
  house.make_obsolete(first);
  ASSERT_TRUE(house.until([&] { return house.bot_comments(bug).size() == 2; }));
  EXPECT_THAT(house.bot_comments(bug).back(), HasSubstr("ready"));
  house.set_flag(second, "+");
  ASSERT_TRUE(house.until([&] { return house.counts().open_requests == 0; }));
  EXPECT_THAT(house.requests_of(bug), SizeIs(2));
  EXPECT_EQ(house.requests_of(bug).back().outcome, "granted");
}

/// What the daemon's memory says under that key.
std::optional<std::string> noted(House& house, const std::string& key) {
  auto work = house.daemon().store().call([&](service::Store& store) { return store.note(key); });
  return support::run(house.io(), std::move(work));
}

void note(House& house, const std::string& key, const std::string& value) {
  auto work = house.daemon().store().call([&](service::Store& store) {
    store.set_note(key, value);
    return true;
  });
  ASSERT_TRUE(support::run(house.io(), std::move(work)));
}

bool is_shut_out(House& house) {
  return !house.daemon().health().gate.is_open(house.clock.now());
}

/// A supervisor that starts the bot again every ten seconds must not renew the block each time.
TEST(Trouble, ABlockOutlivesARestart) {
  House house;
  house.start();
  ASSERT_TRUE(house.until([&] { return house.daemon().account().checked_at().has_value(); }));
  house.bugzilla.add_fault({.kind = sandbox::Fault::Kind::blocked});
  const auto bug = house.new_bug();
  house.attach(bug, demo_form("good-request"));
  house.hint(bug);
  ASSERT_TRUE(house.until([&] { return is_shut_out(house); }));
  ASSERT_TRUE(house.settles());
  house.stop();
  const std::size_t calls = house.bugzilla.requests().size();
  house.start();
  ASSERT_TRUE(house.until([&] { return is_shut_out(house); }));
  ASSERT_TRUE(house.settles());
  EXPECT_EQ(house.bugzilla.requests().size(), calls);
  EXPECT_THAT(health(house).at("trouble").get<std::string>(), HasSubstr("rate limit"));
  house.advance(66min);
  ASSERT_TRUE(house.until([&] { return house.all_bot_comments() == 1; }));
}

/// Replicas behind one address would else renew the block for each other.
TEST(Trouble, ABlockThatAnotherReplicaMetIsHeededAndTheLaterOneCounts) {
  House house;
  house.start();
  ASSERT_TRUE(house.until([&] { return house.daemon().account().checked_at().has_value(); }));
  const auto told = [&](std::chrono::seconds from_now) {
    return note_of(service::ShutOut{.until = house.clock.now() + from_now, .key = "", .reason = "Wait."});
  };
  note(house, service::shut_out_note, told(65min));
  ASSERT_TRUE(house.until([&] { return is_shut_out(house); }));
  const std::size_t calls = house.bugzilla.requests().size();
  const auto bug = house.new_bug();
  house.attach(bug, demo_form("good-request"));
  house.hint(bug);
  house.advance(64min);
  note(house, service::shut_out_note, told(65min));  // the other tried again meanwhile
  house.advance(2min);
  ASSERT_TRUE(house.until([&] { return is_shut_out(house); }));
  ASSERT_TRUE(house.settles());
  EXPECT_EQ(house.bugzilla.requests().size(), calls);
  house.advance(64min);
  ASSERT_TRUE(house.until([&] { return house.all_bot_comments() == 1; }));
}

TEST(Trouble, AKeyThatLapsedWhileTheBotWasDownIsFoundAtTheStartAndANewOneIsTriedAtOnce) {
  House house;
  const service::Secret good = house.settings.bugzilla.api_key;
  house.settings.bugzilla.api_key = service::Secret("a key that was revoked");
  const auto bug = house.new_bug();
  house.start();
  house.attach(bug, demo_form("good-request"));
  house.hint(bug);
  ASSERT_TRUE(house.until([&] { return is_shut_out(house); }));
  EXPECT_EQ(house.ask("GET", "/health").status, 503U);
  EXPECT_THAT(health(house).at("trouble").get<std::string>(), HasSubstr("Make a new API key"));
  EXPECT_THAT(house.bugzilla.requests(), testing::ElementsAre("GET /rest/whoami"));
  EXPECT_EQ(noted(house, service::shut_out_note)->find("a key that"), std::string::npos);
  house.stop();
  house.settings.bugzilla.api_key = good;
  house.start();
  ASSERT_TRUE(house.until([&] { return house.all_bot_comments() == 1; }));
}

/// One call every five seconds for ever would be rude, and silence would leave the operator guessing.
TEST(Trouble, AWrongAddressIsToldAndTriedEverMoreSeldom) {
  House house;
  house.settings.bugzilla.url = house.bugzilla.url() + "/somewhere";
  house.start();
  ASSERT_TRUE(house.until([&] { return !house.daemon().health().account_trouble.empty(); }));
  EXPECT_EQ(house.ask("GET", "/health").status, 503U);
  ASSERT_TRUE(house.until([&] { return is_shut_out(house); }));
  EXPECT_EQ(house.bugzilla.requests().size(), static_cast<std::size_t>(service::Gate::patience));
  EXPECT_THAT(health(house).at("trouble").get<std::string>(), HasSubstr("check bugzilla.url"));
}

/// A network that breaks with the first comment on its way.
class Outage : public http::Transport {
 public:
  explicit Outage(http::Transport& inner) : inner_(inner) {}
  boost::asio::awaitable<http::Result> send(http::Request request, http::Deadline deadline) override {
    has_begun_ = has_begun_ || request.method == http::Method::post;
    if (has_begun_ && !is_over_)
      co_return std::unexpected(http::Failure{http::FailureKind::connect, "The network is down."});
    co_return co_await inner_.send(std::move(request), deadline);
  }
  [[nodiscard]] bool has_begun() const { return has_begun_; }
  void end() { is_over_ = true; }

 private:
  http::Transport& inner_;
  bool has_begun_ = false;
  bool is_over_ = false;
};

TEST(Trouble, AnOutageOfDaysMakesNoDeadLetters) {
  House house;
  Outage* line = nullptr;
  house.wrap_transport = [&](http::Transport& inner) {
    auto out = std::make_unique<Outage>(inner);
    line = out.get();
    return out;
  };
  house.start();
  const auto bug = house.new_bug();
  house.attach(bug, demo_form("good-request"));
  house.hint(bug);
  ASSERT_TRUE(house.until([&] { return line->has_begun(); }));
  for (int hour = 0; hour < 72; ++hour) {
    ASSERT_TRUE(house.settles());
    house.advance(61min);
  }
  EXPECT_EQ(house.counts().dead_letters, 0);
  EXPECT_EQ(house.counts().pending_effects, 1);
  line->end();
  for (int i = 0; i < 4 && house.all_bot_comments() == 0; ++i) {
    house.advance(61min);
    ASSERT_TRUE(house.settles());
  }
  EXPECT_EQ(house.all_bot_comments(), 1U);
}

TEST(Trouble, ACommentOfWhichNobodyKnowsWhetherItWentThroughIsGivenUpInTheEnd) {
  House house;
  house.start();
  house.bugzilla.add_fault({.kind = sandbox::Fault::Kind::closed, .method = "POST", .times = -1});
  const auto bug = house.new_bug();
  house.attach(bug, demo_form("good-request"));
  house.hint(bug);
  for (int i = 0; i < 40 && house.counts().dead_letters == 0; ++i) {
    ASSERT_TRUE(house.settles());
    house.advance(61min);
  }
  EXPECT_EQ(house.counts().dead_letters, 1);
  EXPECT_EQ(house.calls("POST"), 16U);
}

/// A replica that was stopped for longer than its lease, in the middle of the look before a comment.
class Stopped : public http::Transport {
 public:
  explicit Stopped(http::Transport& inner) : inner_(inner) {}
  boost::asio::awaitable<http::Result> send(http::Request request, http::Deadline deadline) override {
    auto answer = co_await inner_.send(std::move(request), deadline);
    if (meanwhile) meanwhile();
    co_return answer;
  }
  std::function<void()> meanwhile;

 private:
  http::Transport& inner_;
};

TEST(Trouble, AReplicaThatLostItsLeaseDoesNotOverwriteWhatAnotherRemembers) {
  House house;
  Stopped* line = nullptr;
  house.wrap_transport = [&](http::Transport& inner) {
    auto out = std::make_unique<Stopped>(inner);
    line = out.get();
    return out;
  };
  house.start();
  const auto bug = house.new_bug();
  house.attach(bug, demo_form("good-request"));
  bool is_taken = false;
  line->meanwhile = [&] {
    const auto other = service::open_store(house.settings.store);
    auto known = other->requests_of(bug);
    const bool is_owed = known.size() == 1 && known[0].comment_state == service::CommentState::pending;
    if (is_taken || !is_owed || house.daemon().busy() != 1) return;
    is_taken = true;
    const service::Time later = house.clock.now() + house.settings.store.lease;
    ASSERT_EQ(other->take_effects(later, 1).size(), 1U);
    known[0].requestee = "sue@example.org";
    other->apply(known,
                 {{.key = service::reference_line(known[0].attachment, known[0].content_hash),
                   .bug = bug,
                   .attachment = known[0].attachment}},
                 later);
  };
  house.hint(bug);
  ASSERT_TRUE(house.until([&] { return is_taken && house.daemon().is_idle(); }));
  EXPECT_EQ(house.requests_of(bug).front().requestee, "sue@example.org");
  EXPECT_EQ(house.all_bot_comments(), 0U) << "it is the other's to post";
}

}  // namespace
}  // namespace integration
