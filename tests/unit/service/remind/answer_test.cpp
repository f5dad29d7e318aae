// Commands: what each says and changes, who is answered, and how people misspell them.

#include "service/remind/answer.h"

#include "desk_room.h"

#include <gmock/gmock.h>

namespace service {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::VariantWith;
using namespace std::chrono_literals;

constexpr const char* stu = "@stu:example.org";
constexpr const char* olga = "@olga:example.org";

class AnswerTest : public testing::Test {
 protected:
  /// Answers, and lets the answer have its effect.
  Answer say(const std::string& body, const std::string& sender = stu, bool is_direct = false) {
    Answer out = answer({.sender = sender, .body = body, .is_direct = is_direct}, open, desk, context, now);
    for (const DeskChange& each : out.changes) apply(desk, each);
    return out;
  }
  std::string said(const std::string& body, const std::string& sender = stu) {
    return say(body, sender).text.value_or(RichText{"(silence)", ""}).plain;
  }

  Time now = at("2026-11-25 12:00");
  Wording wording = *Wording::parse("");
  ReminderSettings settings = desk_room();
  RoomContext context{.wording = wording,
                      .settings = settings,
                      .bugzilla_url = "https://b.example",
                      .queue_url = "https://queue.example/"};
  Desk desk;
  std::vector<Request> open = {waiting_request(1, 101, "stu@example.org", at("2026-11-20 10:00")),
                               waiting_request(2, 102, "", at("2026-11-24 10:00"))};
};

TEST_F(AnswerTest, IsForStewardsOnly) {
  for (const char* body : {"!queue", "!claim 101", "hello", "!nonsense"}) {
    EXPECT_EQ(say(body, "@mallory:example.org").text, std::nullopt);
    EXPECT_EQ(say(body, "@stu:example.com").text, std::nullopt) << "the name on another server";
    const Answer direct = say(body, "@mallory:example.org", true);
    EXPECT_THAT(direct.text.value().plain, HasSubstr("data stewards only"));
    EXPECT_THAT(direct.changes, IsEmpty());
    EXPECT_THAT(direct.looks, IsEmpty());
  }
}

TEST_F(AnswerTest, IsSilentAboutTalk) {
  for (const char* body : {"", "hello", "!", "! queue", "!!", "!1", " !queue", "say !queue"})
    EXPECT_EQ(said(body), "(silence)") << body;
}

TEST_F(AnswerTest, HelpsAStewardWhoWritesNoCommandInADirectChat) {
  for (const char* body : {"help", "queue", "hello", "!"}) {
    const Answer direct = say(body, stu, true);
    EXPECT_EQ(direct.text.value().plain, said("!help")) << body;
    EXPECT_THAT(direct.changes, IsEmpty());
  }
}

TEST_F(AnswerTest, HelpsInOneLine) {
  EXPECT_THAT(said("!help"), AllOf(HasSubstr("!queue"), HasSubstr("!recheck"), Not(HasSubstr("\n"))));
  EXPECT_EQ(said("!frobnicate 7"), "I do not know !frobnicate; !help lists what I do.");
  EXPECT_EQ(said("!@room<b>"), "(silence)");
  EXPECT_THAT(said("!a@room"), Not(HasSubstr("@room")));
}

struct UsageCase {
  const char *body, *usage;
};

class Usage : public AnswerTest, public testing::WithParamInterface<UsageCase> {};

TEST_P(Usage, IsExplainedAndNothingChanges) {
  const Answer out = say(GetParam().body);
  EXPECT_THAT(out.text.value().plain, HasSubstr(GetParam().usage));
  EXPECT_THAT(out.changes, IsEmpty());
  EXPECT_THAT(out.looks, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Table, Usage,
    testing::Values(
        UsageCase{"!show", "!show 1234567"}, UsageCase{"!claim -101", "!claim 1234567"},
        UsageCase{"!claim 101 102", "!claim 1234567"}, UsageCase{"!claim 0", "!claim 1234567"},
        UsageCase{"!release 99999999999999999999", "!release 1234567"},
        UsageCase{"!recheck 2147483648", "!recheck 1234567"}, UsageCase{"!recheck 10l", "!recheck 1234567"},
        UsageCase{"!snooze 101", "!snooze 1234567 3d"}, UsageCase{"!snooze 3d 101", "!snooze 1234567 3d"},
        UsageCase{"!snooze 101 31d", "!snooze 1234567 3d"}, UsageCase{"!snooze 101 5w", "!snooze 1234567 3d"},
        UsageCase{"!snooze 101 -1d", "!snooze 1234567 3d"}, UsageCase{"!snooze 101 3h", "!snooze 1234567 3d"},
        UsageCase{"!snooze 101 d", "!snooze 1234567 3d"}, UsageCase{"!away", "!away until"},
        UsageCase{"!away until", "!away until"}, UsageCase{"!away until tomorrow", "!away until"},
        UsageCase{"!away until 2026-13-01", "!away until"},
        UsageCase{"!away until 2027-02-29", "!away until"},
        UsageCase{"!away until 2026-11-25", "!away until"},
        UsageCase{"!away until 2020-01-01", "!away until"},
        UsageCase{"!away until 2027-11-27", "!away until"}),
    [](const auto& each) { return "case" + std::to_string(each.index); });

TEST_F(AnswerTest, ShowsTheQueue) {
  EXPECT_EQ(said("!queue"),
            "2 data reviews wait for a steward.\n"
            "• Bug 101 (https://b.example/show_bug.cgi?id=101): request, category 2, waits 3 business days. "
            "Ready: complete as far as the bot can tell. “Count clicks on the button”\n"
            "• Bug 102 (https://b.example/show_bug.cgi?id=102): request, category 2, waits 1 business day. "
            "Ready: complete as far as the bot can tell. “Count clicks on the button”");
  EXPECT_THAT(said("!queue mine"), AllOf(HasSubstr("One data review waits for you."), HasSubstr("Bug 101"),
                                         Not(HasSubstr("Bug 102"))));
  EXPECT_EQ(said("!queue mine", olga), "Nothing waits for you.");
  open.clear();
  EXPECT_EQ(said("!queue"), "Nothing waits for a steward.");
}

TEST_F(AnswerTest, CountsInTheQueueWhatNoStewardCanActOn) {
  open[0].turn = Turn::requester;
  EXPECT_THAT(said("!queue"), AllOf(HasSubstr("One data review waits for a steward."), HasSubstr("Bug 102"),
                                    HasSubstr("\nOne more waits for its requester, or is snoozed.")));
  say("!snooze 102 2d");
  EXPECT_EQ(said("!queue"), "Nothing waits for a steward.\n2 more wait for their requester, or are snoozed.");
}

TEST_F(AnswerTest, ListsTenOfALongQueue) {
  open.clear();
  for (int i = 1; i <= 25; ++i) open.push_back(waiting_request(i, 100 + i, "", at("2026-11-20 10:00")));
  EXPECT_THAT(said("!queue"), AllOf(HasSubstr("25 data reviews"), HasSubstr("Bug 110"),
                                    Not(HasSubstr("Bug 111")), HasSubstr("… and 15 more in the queue.")));
}

TEST_F(AnswerTest, ShowsABugWithWhatStewardsSaidAboutIt) {
  say("!claim 101", olga);
  say("!snooze 101 2w", olga);
  say("!away until 2026-12-24", olga);
  EXPECT_THAT(said("!show bug 101"),
              AllOf(HasSubstr("Bug 101"), HasSubstr("for @olga:example.org."),
                    HasSubstr("\n• Claimed by @olga:example.org since Wed 25 November 2026."),
                    HasSubstr("\n• Snoozed until Wed 9 December 2026."),
                    HasSubstr("\n• @olga:example.org is away until Thu 24 December 2026.")));
  EXPECT_EQ(
      said("!show 7"),
      "Bug 7 (https://b.example/show_bug.cgi?id=7) has no open data review here. !recheck 7 looks again.");
}

TEST_F(AnswerTest, ShowsOfAPrivateBugItsNumberOnly) {
  say("!away until 2026-12-24");
  for (bool Request::* mark : {&Request::hidden, &Request::is_private}) {
    open[0].*mark = true;
    EXPECT_EQ(said("!show 101"), "Bug 101 (https://b.example/show_bug.cgi?id=101)");
    open[0].*mark = false;
  }
}

/// By that it is forgotten when one of them turns private before it is sent.
TEST_F(AnswerTest, KnowsOfWhichBugsItTells) {
  EXPECT_THAT(say("!queue").tells_of, ElementsAre(101, 102));
  for (const char* body : {"!show 101", "!claim 101", "!snooze 101 2d", "!release 101", "!recheck 101"})
    EXPECT_THAT(say(body).tells_of, ElementsAre(101)) << body;
  EXPECT_THAT(say("!claim 7").tells_of, ElementsAre(7));
  say("!claim 102", olga);
  EXPECT_THAT(say("!claim 102").tells_of, ElementsAre(102)) << "though it is another's";
  EXPECT_THAT(say("!help").tells_of, IsEmpty());
}

TEST_F(AnswerTest, ClaimsABugForOneSteward) {
  EXPECT_THAT(said("!claim 102"), HasSubstr("is yours"));
  EXPECT_THAT(desk.claims, ElementsAre(Claim{.bug = 102, .login = "stu@example.org", .since = now}));
  EXPECT_THAT(said("!claim 102", olga), AllOf(HasSubstr("is with @stu:example.org"), HasSubstr("ask them")));
  now += 1h;
  EXPECT_THAT(said("!claim 102"), HasSubstr("is yours"));
  EXPECT_EQ(desk.claims.at(0).since, now - 1h) << "claimed once, not anew";
  EXPECT_THAT(said("!claim 7"), HasSubstr("no open data review"));
}

TEST_F(AnswerTest, ReleasesOnesOwnAndAnOwnerAnyones) {
  say("!claim 102", olga);
  EXPECT_THAT(said("!release 102"), HasSubstr("is with @olga:example.org"));
  EXPECT_THAT(said("!release 102", olga), HasSubstr("is free again"));
  EXPECT_THAT(desk.claims, IsEmpty());
  say("!claim 102");
  EXPECT_THAT(said("!release 102", olga), HasSubstr("is free again")) << "Olga is an owner";
  EXPECT_THAT(said("!release 102"), HasSubstr("is not claimed"));
}

TEST_F(AnswerTest, TakesOverWhatSomebodyHoldsWhoIsNoStewardAnyMore) {
  desk.claims = {{.bug = 102, .login = "gone@example.org", .since = now}};
  EXPECT_THAT(said("!claim 102"), HasSubstr("is yours"));
  EXPECT_THAT(desk.claims, ElementsAre(Claim{.bug = 102, .login = "stu@example.org", .since = now}));
}

TEST_F(AnswerTest, SnoozesForDaysOrWeeksAndWakes) {
  EXPECT_THAT(said("!snooze 101 3d"), HasSubstr("before Sat 28 November 2026."));
  EXPECT_EQ(desk.snooze(101, now)->until, now + 72h);
  EXPECT_THAT(said("!SNOOZE bug #101 4W"), HasSubstr("before Wed 23 December 2026."));
  EXPECT_THAT(said("!snooze 101 0d"), HasSubstr("go on"));
  EXPECT_EQ(desk.snooze(101, now), nullptr);
}

TEST_F(AnswerTest, KnowsWhoIsAwayInTheirOwnZone) {
  settings.stewards[0].hours.calendar.zone = date::locate_zone("America/Los_Angeles");
  EXPECT_THAT(said("!away until 2026-12-01"), HasSubstr("away until Tue 1 December 2026;"));
  EXPECT_EQ(desk.absence("stu@example.org", now)->until, at("2026-12-01 00:00", "America/Los_Angeles"));
  EXPECT_THAT(said("!away 2026-12-02"), HasSubstr("Wed 2 December 2026"));
  EXPECT_EQ(desk.absences.size(), 1U);
  EXPECT_THAT(said("!back"), HasSubstr("Welcome back"));
  EXPECT_EQ(desk.absence("stu@example.org", now), nullptr);
}

TEST_F(AnswerTest, RechecksAnyBug) {
  const Answer out = say("!recheck 7");
  EXPECT_THAT(out.looks, ElementsAre(7));
  EXPECT_THAT(out.text.value().plain, HasSubstr("Looking at Bug 7"));
}

TEST_F(AnswerTest, ReadsNoFurtherThanACommandGoes) {
  EXPECT_THAT(said("!recheck 7\nand a second line"), HasSubstr("Looking at Bug 7"));
  EXPECT_THAT(said("!" + std::string(1'000'000, 'a')), HasSubstr("I do not know !aaa"));
  EXPECT_LT(said("!" + std::string(1'000'000, 'a')).size(), 100U);
}

}  // namespace
}  // namespace service
