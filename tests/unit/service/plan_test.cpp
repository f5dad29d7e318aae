// The life of a request, one situation a test: what was seen and remembered, and what is then owed.

#include "service/plan/plan.h"

#include "service/builtin/files.h"

#include <gmock/gmock.h>

namespace service {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

constexpr const char* bot = "bot@example.org";
const Time asked = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20) + 10h;

class PlanTest : public testing::Test {
 protected:
  PlanTest() {
    comment.post = true;
    observed.bug = {.id = 7, .summary = "A bug", .product = "Firefox", .component = "Untriaged"};
    observed.attachments.push_back(form(1));
    observed.reviewed[1] = reviewed("aa");
  }

  static bugzilla::Attachment form(bugzilla::AttachmentId id, const std::string& status = "?") {
    bugzilla::Attachment out{.id = id, .bug_id = 7, .file_name = "request.txt", .content_type = "text/plain"};
    out.flags = {{.id = id,
                  .name = "data-review",
                  .status = status,
                  .setter = "rita@example.org",
                  .requestee = {},
                  .creation_time = asked,
                  .modification_time = asked}};
    return out;
  }

  static Reviewed reviewed(const std::string& hash) {
    return {.content_hash = hash,
            .assessment = {.kind = review::Kind::request, .verdict = review::Verdict::ready}};
  }

  void say(const std::string& who, const std::string& text, Time when) {
    bugzilla::Comment comment{.id = 100 + std::ssize(observed.comments), .bug_id = 7};
    comment.text = comment.raw_text = text;
    comment.creator = who;
    comment.time = when;
    observed.comments.push_back(std::move(comment));
  }

  /// Plans and remembers, as two looks one after the other do.
  Plan look() {
    Plan out = plan(
        observed, remembered,
        {.settings = settings, .policy = policy(), .login = bot, .posting_since = since, .now = asked + 1h});
    remembered = out.requests;
    observed.reviewed.clear();  // what is known is not fetched again
    return out;
  }
  Request& only() { return remembered.at(0); }

  static const review::Policy& policy() {
    static const review::Policy built_in = *review::Policy::parse(builtin::files());
    return built_in;
  }

  Observed observed;
  std::vector<Request> remembered;
  Settings settings;
  CommentSettings& comment = settings.comment;
  std::optional<Time> since = asked - 1h;
};

TEST_F(PlanTest, ANewRequestIsOwedOneComment) {
  const Plan first = look();
  ASSERT_THAT(first.effects, SizeIs(1));
  EXPECT_EQ(first.effects[0].bug, 7);
  EXPECT_EQ(first.effects[0].attachment, 1);
  EXPECT_NE(first.effects[0].text.find(first.effects[0].reference), std::string::npos);
  EXPECT_EQ(only().comment_state, CommentState::pending);
  EXPECT_EQ(only().requester, "rita@example.org");
}

TEST_F(PlanTest, ASecondLookOwesTheSameComment) {
  const std::string key = look().effects.at(0).key;
  const Plan second = look();
  ASSERT_THAT(second.effects, SizeIs(1));
  EXPECT_EQ(second.effects[0].key, key) << "the store adds a key once";
}

TEST_F(PlanTest, APostedCommentIsNotOwedAgainEvenAfterARequestAnew) {
  look();
  only().comment_state = CommentState::posted;
  EXPECT_THAT(look().effects, IsEmpty());
  observed.attachments[0] = form(1, "-");
  EXPECT_THAT(look().effects, IsEmpty());
  EXPECT_FALSE(only().open);
  observed.attachments[0] = form(1, "?");
  EXPECT_THAT(look().effects, IsEmpty());
  EXPECT_TRUE(only().open);
}

TEST_F(PlanTest, ANewFormOnTheSameBugIsOwedItsOwnComment) {
  look();
  only().comment_state = CommentState::posted;
  observed.attachments.push_back(form(2));
  observed.reviewed[2] = reviewed("bb");
  const Plan second = look();
  ASSERT_THAT(second.effects, SizeIs(1));
  EXPECT_EQ(second.effects[0].attachment, 2);
}

TEST_F(PlanTest, TheOutcomeOfARequestIsRemembered) {
  struct EndCase {
    std::string status, outcome;
    bool obsolete;
  };
  for (const EndCase& each : {EndCase{"+", "granted", false}, EndCase{"-", "denied", false},
                              EndCase{"", "cancelled", false}, EndCase{"?", "obsolete", true}}) {
    SCOPED_TRACE(each.outcome);
    remembered.clear();
    observed.attachments[0] = form(1);
    observed.reviewed[1] = reviewed("aa");
    look();
    observed.attachments[0] = form(1, each.status);
    if (each.status.empty()) observed.attachments[0].flags.clear();
    observed.attachments[0].is_obsolete = each.obsolete;
    EXPECT_THAT(look().effects, IsEmpty());
    EXPECT_EQ(only().outcome, each.outcome);
    EXPECT_EQ(only().comment_state, CommentState::withdrawn);
    EXPECT_EQ(only().closed_at, asked + 1h);
  }
}

TEST_F(PlanTest, AClosedBugEndsItsRequests) {
  look();
  observed.bug.is_open = false;
  EXPECT_THAT(look().effects, IsEmpty());
  EXPECT_EQ(only().outcome, "bug closed");
}

TEST_F(PlanTest, AWithdrawnCommentIsOwedWhenTheRequestComesBack) {
  look();
  observed.attachments[0] = form(1, "-");
  look();
  observed.attachments[0] = form(1, "?");
  EXPECT_THAT(look().effects, SizeIs(1));
}

TEST_F(PlanTest, ADryRunOwesNothing) {
  comment.post = false;
  EXPECT_THAT(look().effects, IsEmpty());
  EXPECT_EQ(only().comment_state, CommentState::preview);
  EXPECT_FALSE(only().comment.empty());
}

TEST_F(PlanTest, WhatWasFlaggedBeforePostingBeganIsListedOnly) {
  since = asked + 1s;
  EXPECT_THAT(look().effects, IsEmpty());
  EXPECT_EQ(only().comment_state, CommentState::backlog);
  comment.on_backlog = true;
  EXPECT_THAT(look().effects, SizeIs(1));
}

TEST_F(PlanTest, ADryRunThatBecomesRealCommentsOnlyOnWhatIsFlaggedThen) {
  comment.post = false;
  look();
  comment.post = true;
  since = asked + 1h;
  EXPECT_THAT(look().effects, IsEmpty());
  EXPECT_EQ(only().comment_state, CommentState::backlog);
}

TEST_F(PlanTest, APrivateRequestLeavesOnlyItsNumbers) {
  observed.bug.groups = {"data-private"};
  EXPECT_THAT(look().effects, IsEmpty());
  EXPECT_TRUE(only().hidden);
  EXPECT_EQ(only().bug_summary, "");
  EXPECT_EQ(only().requester, "");
  EXPECT_EQ(only().assessment, "");
}

TEST_F(PlanTest, ARequestThatTurnsPrivateIsForgottenAndItsCommentDropped) {
  look();
  observed.attachments[0].is_private = true;
  EXPECT_THAT(look().effects, IsEmpty());
  EXPECT_TRUE(only().hidden);
  EXPECT_EQ(only().comment, "");
  EXPECT_EQ(only().bug_summary, "");
  EXPECT_EQ(only().comment_state, CommentState::none);
}

TEST_F(PlanTest, ABugOutOfSightKeepsItsRequestOpenButHidden) {
  look();
  observed.attachments.clear();
  look();
  EXPECT_TRUE(only().open);
  EXPECT_TRUE(only().hidden);
}

TEST_F(PlanTest, AWordInTheWhiteboardKeepsTheBotAway) {
  observed.bug.whiteboard = "[foo] [no-data-review-bot]";
  EXPECT_THAT(look().effects, IsEmpty());
  EXPECT_EQ(only().comment_state, CommentState::stay_away);
}

/// What people do on a bug starts the clock of whoever has to act; the bot and its kind are no people.
TEST_F(PlanTest, TheClockStartsWithTheFlagAndAgainWithWhatAPersonDoes) {
  settings.bugzilla.robots = {"pulsebot@example.org"};
  look();
  EXPECT_EQ(only().turn, Turn::steward);
  EXPECT_EQ(only().waits_since, asked);
  say("stu@example.org", "I'll look at it on Monday.", asked + 1h);
  say("pulsebot@example.org", "Pushed by ...", asked + 2h);
  say(bot, "Pre-review", asked + 3h);
  look();
  EXPECT_EQ(only().turn, Turn::steward);
  EXPECT_EQ(only().waits_since, asked + 1h);
  observed.comments.clear();  // a replica that lags behind
  look();
  EXPECT_EQ(only().last_activity, asked + 1h);
}

TEST_F(PlanTest, ItIsTheRequestersTurnWhileTheyOweAnAnswer) {
  observed.reviewed[1].assessment.verdict = review::Verdict::needs_changes;
  look();
  EXPECT_EQ(only().turn, Turn::steward) << "nobody has told the requester yet";
  say(bot, only().comment, asked + 1h);
  look();
  EXPECT_EQ(only().turn, Turn::requester);
  EXPECT_EQ(only().waits_since, asked + 1h);
  say("stu@example.org", "Yes, please.", asked + 2h);
  look();
  EXPECT_EQ(only().turn, Turn::requester);
  EXPECT_EQ(only().waits_since, asked + 2h);
  say("rita@example.org", "It is fine as it is, because ...", asked + 3h);
  look();
  EXPECT_EQ(only().turn, Turn::steward);
  EXPECT_EQ(only().waits_since, asked + 3h);
}

TEST_F(PlanTest, ANeedinfoMakesItTheRequestersTurn) {
  look();
  observed.bug.flags = {{.id = 9, .name = "needinfo", .status = "?", .requestee = "rita@example.org"}};
  look();
  EXPECT_EQ(only().turn, Turn::requester);
  observed.bug.flags[0].requestee = "stu@example.org";
  look();
  EXPECT_EQ(only().turn, Turn::steward);
}

TEST_F(PlanTest, OtherFlagsAreNobodysBusiness) {
  observed.attachments[0].flags[0].name = "review";
  const Plan found = look();
  EXPECT_THAT(found.requests, IsEmpty());
  EXPECT_THAT(found.effects, IsEmpty());
}

}  // namespace
}  // namespace service
