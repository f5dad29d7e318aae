// From a flag on a bug to the bot's comment, over every way that the bot learns of it.

#include "house.h"

#include <gmock/gmock.h>

namespace integration {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

TEST(Comment, FollowsAFlagThatAWebhookTells) {
  House house;
  house.start();
  house.connect_webhook();
  const auto bug = house.new_bug();
  house.attach(bug, demo_form("good-request"));
  ASSERT_TRUE(house.until([&] { return house.bot_comments(bug).size() == 1; }));
  EXPECT_THAT(house.bot_comments(bug).front(),
              AllOf(HasSubstr("ready"), HasSubstr("data-review-bot reference: attachment 1")));
}

TEST(Comment, FollowsAFlagThatPollingFinds) {
  House house;
  house.settings.poll.enabled = true;
  house.start();
  // The first poll found nothing; the flag is set after it and found by a later one.
  ASSERT_TRUE(house.until([&] { return house.daemon().health().polled_at.has_value(); }));
  house.stop();
  const auto bug = house.new_bug();
  house.attach(bug, demo_form("incomplete-request"));
  house.advance(5min);
  house.start();
  ASSERT_TRUE(house.until([&] { return house.bot_comments(bug).size() == 1; }));
  EXPECT_THAT(house.bot_comments(bug).front(), HasSubstr("to change"));
}

TEST(Comment, IsTaggedAndNamesTheForm) {
  House house;
  house.start();
  house.connect_webhook();
  const auto bug = house.new_bug();
  house.attach(bug, demo_form("renewal"));
  ASSERT_TRUE(house.until([&] { return house.all_bot_comments() == 1; }));
  const auto tags =
      house.bugzilla.with_state([&](sandbox::State& state) { return state.comments_of(bug).back()->tags; });
  EXPECT_THAT(tags, testing::ElementsAre("data-review-bot"));
}

TEST(Comment, IsMadeOnceHoweverOftenTheEventIsTold) {
  House house;
  house.start();
  house.connect_webhook();
  house.bugzilla.set_delivery_mode(sandbox::DeliveryMode::twice);
  const auto bug = house.new_bug();
  house.attach(bug, demo_form("good-request"));
  // Two for the bug, four for the attachment, one for the bot's own comment: all taken, all twice.
  ASSERT_TRUE(house.until([&] { return house.bugzilla.delivered() >= 7; }));
  ASSERT_TRUE(house.settles());
  house.advance(2min);  // the follow-up look
  ASSERT_TRUE(house.settles());
  EXPECT_THAT(house.bot_comments(bug), SizeIs(1));
}

TEST(Comment, IsMadeWhenDeliveriesComeInDisorder) {
  House house;
  house.start();
  house.connect_webhook();
  house.bugzilla.set_delivery_mode(sandbox::DeliveryMode::paused);
  const auto bug = house.new_bug();
  house.attach(bug, demo_form("good-request"));
  house.bugzilla.set_delivery_mode(sandbox::DeliveryMode::reordered);
  ASSERT_TRUE(house.until([&] { return house.bugzilla.delivered() >= 6; }));
  ASSERT_TRUE(house.settles());
  EXPECT_THAT(house.bot_comments(bug), SizeIs(1));
}

TEST(Comment, IsNotMadeInADryRunButShownOnTheQueuePage) {
  House house;
  house.settings.comment.post = false;
  house.start();
  house.connect_webhook();
  const auto bug = house.new_bug("Which <b>sites</b> & pages");
  house.attach(bug, demo_form("incomplete-request"));
  ASSERT_TRUE(house.until([&] { return house.counts().open_requests == 1; }));
  ASSERT_TRUE(house.settles());
  EXPECT_EQ(house.all_bot_comments(), 0U);
  EXPECT_EQ(house.calls("POST"), 0U);
  EXPECT_EQ(house.calls("PUT"), 0U);
  const auto page = house.ask("GET", "/");
  EXPECT_EQ(page.status, 200U);
  EXPECT_THAT(page.body, AllOf(HasSubstr("Which &lt;b&gt;sites&lt;/b&gt; &amp; pages"),
                               HasSubstr("data-review-bot reference: attachment 1")));
}

TEST(Comment, IsNotMadeForWhatWasFlaggedBeforeTheFirstStart) {
  House house;
  const auto bug = house.new_bug();
  house.attach(bug, demo_form("good-request"));
  house.settings.poll.enabled = true;
  house.advance(1h);
  house.start();
  ASSERT_TRUE(house.until([&] { return house.counts().open_requests == 1; }));
  ASSERT_TRUE(house.settles());
  EXPECT_EQ(house.all_bot_comments(), 0U);
  // Unless the operator asks for it.
  house.stop();
  house.settings.comment.on_backlog = true;
  house.advance(5min);
  house.start();
  ASSERT_TRUE(house.until([&] { return house.all_bot_comments() == 1; }));
}

TEST(Comment, IsNotMadeAgainAfterARestart) {
  House house;
  house.start();
  house.connect_webhook();
  const auto bug = house.new_bug();
  house.attach(bug, demo_form("good-request"));
  ASSERT_TRUE(house.until([&] { return house.all_bot_comments() == 1; }));
  house.stop();
  house.settings.poll.enabled = true;
  house.start();
  ASSERT_TRUE(house.until([&] { return house.daemon().health().polled_at.has_value(); }));
  ASSERT_TRUE(house.settles());
  EXPECT_EQ(house.all_bot_comments(), 1U);
}

TEST(Comment, IsNotMadeTwiceWhenTheAnswerToPostingIsLost) {
  House house;
  house.start();
  house.connect_webhook();
  const auto bug = house.new_bug();
  // The comment is stored, then the connection breaks: the bot cannot know and must look first.
  house.bugzilla.add_fault({.kind = sandbox::Fault::Kind::closed,
                            .method = "POST",
                            .path_prefix = "/rest/bug/",
                            .is_carried_out = true});
  house.attach(bug, demo_form("good-request"));
  ASSERT_TRUE(house.until([&] { return house.all_bot_comments() == 1; }));
  ASSERT_TRUE(house.settles());
  house.advance(10min);
  ASSERT_TRUE(house.until([&] { return house.counts().pending_effects == 0; }));
  EXPECT_EQ(house.all_bot_comments(), 1U);
  EXPECT_EQ(house.calls("POST"), 1U);
}

TEST(Comment, ComesInTheEndWhenBugzillaFailsInPassing) {
  const std::vector<sandbox::Fault> faults = {
      {.kind = sandbox::Fault::Kind::status, .times = 2, .status = 503},
      {.kind = sandbox::Fault::Kind::truncated, .method = "GET", .path_prefix = "/rest/bug/attachment"},
      {.kind = sandbox::Fault::Kind::wrong_json, .method = "GET", .path_prefix = "/rest/bug/1"},
      {.kind = sandbox::Fault::Kind::closed, .method = "GET", .times = 3},
      {.kind = sandbox::Fault::Kind::never, .method = "GET", .path_prefix = "/rest/bug/1/attachment"},
      {.kind = sandbox::Fault::Kind::closed, .method = "POST"},
      // Maintenance pages, and a firewall's or a proxy's.
      {.kind = sandbox::Fault::Kind::page, .times = 2, .status = 200},
      {.kind = sandbox::Fault::Kind::page, .method = "GET", .times = 2, .status = 404},
      {.kind = sandbox::Fault::Kind::page, .method = "GET", .path_prefix = "/rest/bug/1", .status = 401},
      {.kind = sandbox::Fault::Kind::page, .method = "POST", .status = 403},
      {.kind = sandbox::Fault::Kind::page, .method = "POST", .status = 404},
  };
  for (const sandbox::Fault& fault : faults) {
    SCOPED_TRACE(static_cast<int>(fault.kind));
    House house;
    house.settings.bugzilla.timeout = 1s;
    house.start();
    house.connect_webhook();
    house.bugzilla.add_fault(fault);
    const auto bug = house.new_bug();
    house.attach(bug, demo_form("good-request"));
    for (int i = 0; i < 20 && house.all_bot_comments() == 0; ++i) {
      ASSERT_TRUE(house.until([&] { return house.bugzilla.delivered() >= 6; }));
      ASSERT_TRUE(house.settles());
      house.advance(10min);
    }
    EXPECT_THAT(house.bot_comments(bug), SizeIs(1));
    EXPECT_EQ(house.counts().dead_letters, 0);
  }
}

/// A "no such bug" that is none of Bugzilla's own hides nothing of what is known.
TEST(Comment, IsKeptWhileAMaintenancePageStandsInFrontOfBugzilla) {
  House house;
  house.start();
  const auto bug = house.new_bug();
  house.attach(bug, demo_form("good-request"));
  house.hint(bug);
  ASSERT_TRUE(house.until([&] { return house.all_bot_comments() == 1; }));
  ASSERT_TRUE(house.settles());
  for (const int status : {401, 403, 404}) {
    house.bugzilla.add_fault(
        {.kind = sandbox::Fault::Kind::page, .path_prefix = "/rest/bug/", .status = status});
    const auto failures = house.daemon().health().look_failures;
    house.hint(bug);
    ASSERT_TRUE(house.until([&] { return house.daemon().health().look_failures > failures; }));
    ASSERT_TRUE(house.settles());
    EXPECT_FALSE(house.requests_of(bug).front().hidden) << status;
    EXPECT_NE(house.requests_of(bug).front().comment, "") << status;
    house.advance(2h);
    ASSERT_TRUE(house.settles());
  }
}

TEST(Comment, WaitsWhileTheAddressIsShutOut) {
  House house;
  house.start();
  house.connect_webhook();
  ASSERT_TRUE(house.until([&] { return house.daemon().account().checked_at().has_value(); }));
  const std::size_t before = house.bugzilla.requests().size();
  house.bugzilla.add_fault({.kind = sandbox::Fault::Kind::blocked});
  const auto bug = house.new_bug();
  house.attach(bug, demo_form("good-request"));
  ASSERT_TRUE(house.until([&] { return house.bugzilla.requests().size() > before; }));
  ASSERT_TRUE(house.until([&] { return house.bugzilla.delivered() >= 6; }));
  const std::size_t calls = house.bugzilla.requests().size() - before;
  EXPECT_EQ(calls, 1U) << "each further call renews the block";
  EXPECT_EQ(house.ask("GET", "/health").status, 503U);
  house.advance(66min);
  ASSERT_TRUE(house.until([&] { return house.all_bot_comments() == 1; }));
  EXPECT_EQ(house.ask("GET", "/health").status, 200U);
}

TEST(Comment, IsNotMadeWhenTheFlagIsGoneByThen) {
  House house;
  house.start();
  house.connect_webhook();
  house.bugzilla.set_delivery_mode(sandbox::DeliveryMode::paused);
  const auto bug = house.new_bug();
  const auto form = house.attach(bug, demo_form("good-request"));
  house.set_flag(form, "+");
  house.bugzilla.set_delivery_mode(sandbox::DeliveryMode::as_is);
  ASSERT_TRUE(house.until([&] { return house.bugzilla.delivered() >= 7; }));
  ASSERT_TRUE(house.settles());
  EXPECT_THAT(house.bot_comments(bug), IsEmpty());
  EXPECT_EQ(house.counts().open_requests, 0);
}

TEST(Comment, IsNeverMadeOnAPrivateBugAndItsTextIsNotFetched) {
  House house;
  house.start();
  house.connect_webhook();
  const auto bug = house.new_bug("A secret feature", {"data-private"});
  house.attach(bug, demo_form("incomplete-request"), "request.txt", "text/plain", "steward2@example.org");
  ASSERT_TRUE(house.until([&] { return house.counts().open_requests == 1; }));
  ASSERT_TRUE(house.settles());
  EXPECT_EQ(house.all_bot_comments(), 0U);
  for (const std::string& each : house.bugzilla.requests())
    EXPECT_FALSE(each.starts_with("GET /rest/bug/attachment/")) << each;
  const auto page = house.ask("GET", "/");
  EXPECT_THAT(page.body, testing::Not(HasSubstr("A secret feature")));
}

TEST(Comment, StaysAwayWhereTheWhiteboardSaysSo) {
  House house;
  house.start();
  house.connect_webhook();
  const auto bug = house.new_bug();
  house.bugzilla.with_state([&](sandbox::State& state) {
    (void)state.edit_bug(*state.user("steward@example.org"), bug,
                         {.summary = {},
                          .product = {},
                          .status = {},
                          .resolution = {},
                          .whiteboard = "[no-data-review-bot]",
                          .comment = {}});
  });
  house.attach(bug, demo_form("good-request"));
  ASSERT_TRUE(house.until([&] { return house.counts().open_requests == 1; }));
  ASSERT_TRUE(house.settles());
  EXPECT_EQ(house.all_bot_comments(), 0U);
}

TEST(Comment, NeverTouchesAFlag) {
  House house;
  house.start();
  house.connect_webhook();
  const auto bug = house.new_bug();
  house.attach(bug, demo_form("good-request"));
  house.attach(bug, demo_form("incomplete-request"));
  ASSERT_TRUE(house.until([&] { return house.all_bot_comments() == 2; }));
  EXPECT_EQ(house.calls("PUT"), 0U);
  house.bugzilla.with_state([&](sandbox::State& state) {
    for (const auto* each : state.attachments_of(bug)) EXPECT_EQ(each->flags.front().status, "?");
  });
}

}  // namespace
}  // namespace integration
