// From a flag on a bug to a reminder in the stewards' room, an answer to a command, and back to the queue
// page: the whole daemon between a sandbox Bugzilla and a homeserver of pretence.

#include "homeserver/homeserver.h"
#include "house.h"
#include "support/always_open.h"

#include <gmock/gmock.h>

namespace integration {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using namespace std::chrono_literals;

constexpr const char* bot = "@bot:localhost";
constexpr const char* stu = "@stu:localhost";
constexpr const char* alias = "#data-stewards:localhost";

/// Calls below one address go one way, all others the other.
class Fork : public http::Transport {
 public:
  Fork(std::string below, http::Transport& one, http::Transport& other)
      : below_(std::move(below)), one_(one), other_(other) {}

  boost::asio::awaitable<http::Result> send(http::Request request, http::Deadline deadline) override {
    http::Transport& way = request.url.starts_with(below_) ? one_ : other_;
    co_return co_await way.send(std::move(request), deadline);
  }

 private:
  std::string below_;
  http::Transport& one_;
  http::Transport& other_;
};

class Reminded : public testing::Test {
 protected:
  Reminded() {
    for (const char* user : {bot, stu}) homeserver.state.add_user(user);
    room = homeserver.state.create_room(stu, alias);
    house.wrap_transport = [this](http::Transport& network) {
      return std::make_unique<Fork>(homeserver::Homeserver::url, homeserver, network);
    };
    house.settings.matrix = {.url = homeserver::Homeserver::url,
                             .user_id = bot,
                             .access_token = service::Secret(homeserver.state.log_in(bot, "DEVICE").token),
                             .refresh_token = service::Secret(),
                             .password = service::Secret(),
                             .room = alias};
    house.settings.reminders = support::always_open("steward@example.org", stu);
    house.start();
    house.connect_webhook();
    homeserver.state.mark_read(stu, room);
  }
  /// The daemon may be waiting for the homeserver, which goes first.
  ~Reminded() override { house.stop(); }

  /// A request that has been looked at.
  sandbox::Id ask(const std::string& form = "good-request", const std::set<std::string>& groups = {}) {
    const auto bug = house.new_bug("Count clicks @room", groups);
    // Only people who see a private bug can be asked about it.
    const char* steward = groups.empty() ? "steward@example.org" : "steward2@example.org";
    form_id = house.attach(bug, demo_form(form), "request.txt", "text/plain", steward);
    EXPECT_TRUE(house.until([&] { return house.counts().open_requests >= 1; }));
    EXPECT_TRUE(house.settles());
    return bug;
  }
  [[nodiscard]] std::vector<homeserver::Json> said() { return homeserver.state.messages(room, bot); }
  [[nodiscard]] bool says(std::size_t count) {
    return house.until([&] { return said().size() >= count; });
  }
  void advance(std::chrono::seconds by) {
    house.advance(by);
    homeserver.wake();
  }
  /// Until the reminder clock has ticked a few times more.
  void ticks() {
    const auto enough = house.daemon().health().reminder_ticks + 3;
    EXPECT_TRUE(house.until([&] { return house.daemon().health().reminder_ticks >= enough; }));
  }
  [[nodiscard]] bool listens() {
    return house.until(
        [&] { return house.daemon().matrix()->synced_at.has_value() && homeserver.calls("since=") >= 1; });
  }
  void say(const std::string& text) {
    homeserver.state.say(stu, room, text);
    homeserver.wake();
  }

  House house;
  homeserver::Homeserver homeserver{[this] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(house.clock.now().time_since_epoch())
        .count();
  }};
  std::string room;
  sandbox::Id form_id = 0;
};

TEST_F(Reminded, NotifiesTheStewardWhenTheDayIsThereAndOnce) {
  const auto bug = ask();
  ticks();
  EXPECT_THAT(said(), IsEmpty());
  advance(48h);
  ASSERT_TRUE(says(1));
  EXPECT_THAT(said()[0].at("body").get<std::string>(),
              AllOf(HasSubstr("one data review waits for you"), HasSubstr("Bug " + std::to_string(bug)),
                    Not(HasSubstr("@room"))));
  EXPECT_EQ(homeserver.state.unread(stu, room).highlights, 1);
  house.stop();
  house.start();
  advance(1h);
  ticks();
  EXPECT_THAT(said(), SizeIs(1));
}

TEST_F(Reminded, TellsTheRoomTheNumberAloneOfAPrivateBug) {
  const auto bug = ask("good-request", {"data-private"});
  advance(48h);
  ASSERT_TRUE(says(1));
  EXPECT_THAT(said()[0].at("body").get<std::string>(),
              AllOf(HasSubstr("\n• Bug " + std::to_string(bug) + " ("), Not(HasSubstr("request,")),
                    Not(HasSubstr("Count clicks"))));
  EXPECT_EQ(said()[0].at("m.mentions"), homeserver::Json::object());
}

TEST_F(Reminded, IsSilentAboutAPrivateBugWhileItsRequesterIsAsked) {
  const auto bug = ask("good-request", {"data-private"});
  house.set_needinfo(bug, "requester@example.org");
  ASSERT_TRUE(house.until([&] { return house.requests_of(bug).at(0).turn == service::Turn::requester; }));
  advance(48h);
  ticks();
  EXPECT_THAT(said(), IsEmpty());
}

TEST_F(Reminded, TellsNoMoreOfAPrivateBugThatItReviews) {
  house.stop();
  house.settings.comment.review_private = true;
  house.start();
  const auto bug = ask("good-request", {"data-private"});
  ASSERT_EQ(house.requests_of(bug).at(0).verdict, "ready") << "it was read";
  advance(48h);
  ASSERT_TRUE(says(1));
  EXPECT_THAT(said()[0].at("body").get<std::string>(),
              AllOf(HasSubstr("\n• Bug " + std::to_string(bug) + " ("), Not(HasSubstr("request,")),
                    Not(HasSubstr("Count clicks"))));
  house.set_flag(form_id, "+", "steward2@example.org");
  ASSERT_TRUE(says(2));
  EXPECT_THAT(said()[1].at("m.new_content").at("body").get<std::string>(), Not(HasSubstr("granted")));
}

TEST_F(Reminded, StandsStillWhileTheRequesterHasToAct) {
  ask("incomplete-request");
  ASSERT_TRUE(house.until([&] { return house.all_bot_comments() == 1; }));
  advance(2min);  // the look that follows sees the comment
  ASSERT_TRUE(house.settles());
  advance(480h);
  ticks();
  EXPECT_THAT(said(), IsEmpty());
}

TEST_F(Reminded, AnswersACommandAndShowsItsEffectOnTheQueuePage) {
  const auto bug = ask();
  ASSERT_TRUE(listens());
  say("!claim " + std::to_string(bug));
  ASSERT_TRUE(says(1));
  EXPECT_EQ(said()[0].at("msgtype"), "m.notice");
  EXPECT_THAT(said()[0].at("body").get<std::string>(), HasSubstr("is yours"));
  EXPECT_THAT(house.ask("GET", "/").body, HasSubstr("claimed by steward@example.org"));
  EXPECT_THAT(house.ask("GET", "/api/queue").body, HasSubstr("\"claimed_by\": \"steward@example.org\""));
}

TEST_F(Reminded, AnswersUnderItsReminderWhereTheCommandIsSaidThere) {
  const auto bug = ask();
  ASSERT_TRUE(listens());
  advance(48h);
  ASSERT_TRUE(says(1));
  const std::string root = homeserver.state.events.back().id;
  const std::string command = homeserver.state.add_event(
      stu, room, "m.room.message",
      {{"msgtype", "m.text"},
       {"body", "> <@bot:localhost> one data review\n> waits\n\n!claim " + std::to_string(bug)},
       {"m.relates_to",
        {{"rel_type", "m.thread"},
         {"event_id", root},
         {"is_falling_back", true},
         {"m.in_reply_to", {{"event_id", root}}}}}});
  homeserver.wake();
  ASSERT_TRUE(says(2));
  EXPECT_THAT(said()[1].at("body").get<std::string>(), HasSubstr("is yours"));
  EXPECT_EQ(said()[1].at("m.relates_to").at("event_id"), root);
  EXPECT_EQ(said()[1].at("m.relates_to").at("m.in_reply_to").at("event_id"), command);
}

TEST_F(Reminded, EditsItsReminderWhenTheReviewIsDone) {
  ask();
  advance(48h);
  ASSERT_TRUE(says(1));
  const int unread = homeserver.state.unread(stu, room).notifications;
  house.set_flag(form_id, "+");
  ASSERT_TRUE(says(2));
  EXPECT_EQ(said()[1].at("m.relates_to").at("rel_type"), "m.replace");
  EXPECT_THAT(said()[1].at("m.new_content").at("body").get<std::string>(), HasSubstr("granted."));
  EXPECT_EQ(homeserver.state.unread(stu, room).notifications, unread) << "an edit notifies nobody";
}

TEST_F(Reminded, NeverSendsWhatWasOvertakenBeforeItWasTried) {
  homeserver.add_fault({.kind = homeserver::Fault::Kind::refuse, .part = "", .times = 1'000'000});
  house.stop();
  house.start();
  ask();
  advance(48h);
  ticks();
  house.set_flag(form_id, "+");
  ASSERT_TRUE(house.until([&] { return house.counts().open_requests == 0; }));
  ticks();
  homeserver.clear_faults();
  advance(24h);
  ASSERT_TRUE(listens());
  EXPECT_THAT(said(), IsEmpty());
}

TEST_F(Reminded, LooksFirstWhatBecameOfThingsWhileItWasDown) {
  house.settings.poll.enabled = true;
  ask();
  house.stop();
  house.set_flag(form_id, "+");
  advance(48h);
  house.start();
  ASSERT_TRUE(house.until([&] { return house.counts().open_requests == 0; }));
  ticks();
  EXPECT_THAT(said(), IsEmpty()) << "it was granted meanwhile";
}

TEST_F(Reminded, SaysNothingWhileBugzillaIsOutOfReach) {
  house.settings.poll.enabled = true;
  ask();
  house.stop();
  advance(48h);
  const std::string url = std::exchange(house.settings.bugzilla.url, "http://127.0.0.1:1");
  house.start();
  ticks();
  EXPECT_THAT(said(), IsEmpty());
  house.stop();
  house.settings.bugzilla.url = url;
  house.start();
  EXPECT_TRUE(says(1)) << "it waits still";
}

TEST_F(Reminded, NudgesARequesterOnTheBugWhereTheOperatorWantsIt) {
  house.stop();
  house.settings.reminders.nudge_after = 10;
  house.start();
  const auto bug = ask("incomplete-request");
  ASSERT_TRUE(house.until([&] { return house.all_bot_comments() == 1; }));
  advance(2min);
  ASSERT_TRUE(house.settles());
  advance(10 * 24h);
  house.hint(bug);  // the sweep of all flags looks at it every few hours
  ASSERT_TRUE(house.until([&] { return house.all_bot_comments() == 2; }));
  EXPECT_THAT(house.bot_comments(bug).back(), HasSubstr("has waited 10 business days for an answer"));
  advance(10 * 24h);
  house.hint(bug);
  ASSERT_TRUE(house.settles());
  EXPECT_EQ(house.all_bot_comments(), 2U);
}

}  // namespace
}  // namespace integration
