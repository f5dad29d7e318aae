// What the bot does, and says in /health, when its surroundings fail it or when it does not trust itself.

#include "house.h"
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

}  // namespace
}  // namespace integration
