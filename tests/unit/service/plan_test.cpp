// The life of a request, one situation a test: what was seen and remembered, and what is then owed.

#include "service/plan/plan.h"

#include "remind/desk_room.h"
#include "service/builtin/files.h"

#include <gmock/gmock.h>

namespace service {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

constexpr const char* bot = "bot@example.org";
const bugzilla::Flag needinfo{.id = 9, .name = "needinfo", .status = "?", .requestee = "rita@example.org"};
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
            .assessment = {.kind = review::Kind::request, .verdict = review::Verdict::ready},
            .pasted_in = {}};
  }

  /// A filled-in form that measures `what`, with those blocking findings.
  static Reviewed filled_in(const std::string& hash, const std::vector<std::string>& findings,
                            const std::string& what = "clicks") {
    Reviewed out = reviewed(hash);
    if (!findings.empty()) out.assessment.verdict = review::Verdict::needs_changes;
    for (const review::Question question :
         {review::Question::why_needed, review::Question::measurements, review::Question::opt_out})
      out.assessment.answers[question] = {.state = review::AnswerState::answered, .line = 1, .text = what};
    out.assessment.answers[review::Question::duration] = {
        .state = review::AnswerState::answered, .line = 2, .text = hash};
    for (const std::string& id : findings)
      out.assessment.findings.push_back({.id = id, .severity = review::Severity::blocking, .message = id});
    return out;
  }

  void say(const std::string& who, const std::string& text, Time when) {
    bugzilla::Comment said{.id = 100 + std::ssize(observed.comments), .bug_id = 7};
    said.text = said.raw_text = text;
    said.creator = who;
    said.time = when;
    observed.comments.push_back(std::move(said));
  }

  /// Attachments 1, about clicks, and 2, about errors, both obsolete; 3 is flagged and still to be read.
  void two_forms_that_are_over() {
    observed.reviewed[1] = filled_in("aa", {}, "clicks");
    observed.attachments.push_back(form(2));
    observed.reviewed[2] = filled_in("bb", {}, "errors");
    look();
    for (bugzilla::Attachment& each : observed.attachments) each.is_obsolete = true;
    look();
    observed.attachments.push_back(form(3));
  }

  /// Plans and remembers, as two looks one after the other do.
  Plan look() {
    Plan out =
        plan(observed, remembered,
             {.settings = settings, .policy = policy(), .login = login, .posting_since = since, .now = now});
    remembered = out.requests;
    observed.reviewed.clear();  // what is known is not fetched again
    return out;
  }
  Request& only() { return remembered.at(0); }
  /// A form and the one that replaces it, with the bot's comment on each.
  void speak_of_two_versions() {
    observed.reviewed[1] = filled_in("aa", {"missing-answer"});
    look();
    say(bot, only().comment, asked + 1h);
    observed.attachments[0].is_obsolete = true;
    observed.attachments.push_back(form(2));
    observed.reviewed[2] = filled_in("bb", {});
    look();
    say(bot, remembered.at(1).comment, asked + 2h);
  }

  static const review::Policy& policy() {
    static const review::Policy built_in = *review::Policy::parse(builtin::files());
    return built_in;
  }

  Observed observed;
  std::vector<Request> remembered;
  Time now = asked + 1h;
  std::string login = bot;
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

TEST_F(PlanTest, AWordInTheWhiteboardOfAPrivateBugIsHeededToo) {
  observed.bug.groups = {"data-private"};
  observed.bug.whiteboard = "[no-data-review-bot]";
  look();
  EXPECT_TRUE(only().hidden);
  EXPECT_EQ(only().comment_state, CommentState::stay_away);
  observed.bug.whiteboard.clear();
  look();
  EXPECT_EQ(only().comment_state, CommentState::none);
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
  observed.bug.flags = {needinfo};
  now = asked + 240h;
  look();
  EXPECT_EQ(only().turn, Turn::requester);
  EXPECT_EQ(only().waits_since, now) << "set without a word";
  now = asked + 480h;
  look();
  EXPECT_EQ(only().waits_since, asked + 240h) << "and still there";
  observed.bug.flags[0].requestee = "stu@example.org";
  look();
  EXPECT_EQ(only().turn, Turn::steward);
  EXPECT_EQ(only().waits_since, now) << "passed on without a word";
  now = asked + 490h;
  look();
  EXPECT_EQ(only().waits_since, asked + 480h);
}

TEST_F(PlanTest, ANeedinfoThatComesWithAWordCountsFromTheWord) {
  look();
  observed.bug.flags = {needinfo};
  say("stu@example.org", "Why?", asked + 2h);
  now = asked + 240h;
  look();
  EXPECT_EQ(only().turn, Turn::requester);
  EXPECT_EQ(only().waits_since, asked + 2h);
  observed.bug.flags.clear();
  say("rita@example.org", "Therefore.", asked + 300h);
  now = asked + 400h;
  look();
  EXPECT_EQ(only().turn, Turn::steward);
  EXPECT_EQ(only().waits_since, asked + 300h);
}

TEST_F(PlanTest, ANeedinfoThatIsThereFromTheStartCountsFromTheFlag) {
  observed.bug.flags = {needinfo};
  now = asked + 240h;
  look();
  EXPECT_EQ(only().turn, Turn::requester);
  EXPECT_EQ(only().waits_since, asked);
}

/// The comments of a private bug are not read; its flags are.
TEST_F(PlanTest, APrivateRequestIsItsRequestersTurnWhileANeedinfoAsksThem) {
  observed.bug.groups = {"data-private"};
  look();
  EXPECT_EQ(only().turn, Turn::steward);
  EXPECT_EQ(only().waits_since, asked);
  observed.bug.flags = {needinfo};
  now = asked + 24h;
  look();
  EXPECT_TRUE(only().hidden);
  EXPECT_EQ(only().turn, Turn::requester);
  observed.bug.flags.clear();
  now = asked + 72h;
  look();
  EXPECT_EQ(only().turn, Turn::steward);
  EXPECT_EQ(only().waits_since, now);
}

TEST_F(PlanTest, ARequestThatTurnsPrivateOrGoesOutOfSightKeepsItsClock) {
  look();
  say("stu@example.org", "On Monday.", asked + 1h);
  look();
  observed.comments.clear();
  observed.bug.groups = {"data-private"};
  look();
  EXPECT_EQ(only().waits_since, asked + 1h);
  observed.attachments.clear();
  look();
  EXPECT_TRUE(only().hidden);
  EXPECT_EQ(only().waits_since, asked + 1h);
}

/// The corrected form of the first one: most answers are the same.
TEST_F(PlanTest, ANewVersionIsToldWhatIsSettledAndWhatIsOpen) {
  observed.reviewed[1] = filled_in("aa", {"missing-answer", "end-unclear"});
  look();
  say(bot, only().comment, asked + 1h);
  look();
  observed.attachments[0].is_obsolete = true;
  observed.attachments.push_back(form(2));
  observed.reviewed[2] = filled_in("bb", {"end-unclear"});
  const Plan found = look();
  EXPECT_EQ(remembered.at(1).replaces, 1);
  ASSERT_THAT(found.effects, SizeIs(1));
  EXPECT_THAT(found.effects[0].text,
              AllOf(HasSubstr("new version: 1 thing left"), HasSubstr("~~missing-answer"),
                    HasSubstr("Still open"), HasSubstr("end-unclear")));
  EXPECT_EQ(found.effects[0].edits, 0) << "people are to hear of it";
}

TEST_F(PlanTest, TheOldCommentIsTaggedOnceTheNewOneIsThere) {
  speak_of_two_versions();
  const Plan found = look();
  ASSERT_THAT(found.effects, SizeIs(1));
  EXPECT_EQ(found.effects[0].tags, observed.comments[0].id);
  observed.comments[0].tags = {comment.superseded_tag};
  EXPECT_THAT(look().effects, IsEmpty());
  observed.comments[0].tags.clear();
  comment.superseded_tag.clear();
  EXPECT_THAT(look().effects, IsEmpty()) << "an operator may switch it off";
}

TEST_F(PlanTest, TheSameTextAttachedAnewIsNotSpokenOfAgain) {
  observed.reviewed[1] = filled_in("aa", {"missing-answer"});
  look();
  say(bot, only().comment, asked + 1h);
  look();
  observed.attachments.push_back(form(2));
  observed.reviewed[2] = filled_in("aa", {"missing-answer"});
  EXPECT_THAT(look().effects, IsEmpty());
  EXPECT_EQ(remembered.at(1).comment_state, CommentState::repeated);
  observed.attachments.push_back(form(3));
  observed.reviewed[3] = filled_in("aa", {"missing-answer"});
  EXPECT_THAT(look().effects, IsEmpty());
  EXPECT_EQ(remembered.at(2).comment_state, CommentState::repeated);
}

TEST_F(PlanTest, TwoFormsForTwoCollectionsAreTwoRequests) {
  observed.reviewed[1] = filled_in("aa", {}, "clicks");
  observed.attachments.push_back(form(2));
  observed.reviewed[2] = filled_in("bb", {}, "errors");
  EXPECT_THAT(look().effects, SizeIs(2));
  EXPECT_EQ(remembered.at(1).replaces, 0);
}

TEST_F(PlanTest, ACommentThatANewerVersionOvertakesIsWithdrawn) {
  observed.reviewed[1] = filled_in("aa", {"missing-answer"});
  look();
  observed.attachments.push_back(form(2));
  observed.reviewed[2] = filled_in("bb", {});
  const Plan found = look();
  ASSERT_THAT(found.effects, SizeIs(1));
  EXPECT_EQ(found.effects[0].attachment, 2);
  EXPECT_EQ(only().comment_state, CommentState::withdrawn);
  EXPECT_EQ(found.effects[0].text.find("new version"), std::string::npos) << "nothing was said of the first";
}

/// An attachment whose type was corrected: its comment is replaced where Bugzilla allows it.
TEST_F(PlanTest, AFormThatCanBeReadNowReplacesWhatWasSaidOfIt) {
  observed.reviewed[1].assessment.kind = review::Kind::not_a_form;
  observed.reviewed[1].assessment.verdict = review::Verdict::not_a_form;
  look();
  say(bot, only().comment, asked + 1h);
  look();
  observed.attachments[0].content_type = "text/plain; charset=utf-8";
  observed.reviewed[1] = filled_in("bb", {});
  const Plan found = look();
  ASSERT_THAT(found.effects, SizeIs(1));
  EXPECT_EQ(found.effects[0].edits, observed.comments[0].id);
  EXPECT_THAT(found.effects[0].text, HasSubstr("Pre-review: ready"));
}

TEST_F(PlanTest, AFormReplacesWhatWasAttachedBeforeItAndWasNone) {
  observed.reviewed[1].assessment.kind = review::Kind::not_a_form;
  observed.reviewed[1].assessment.verdict = review::Verdict::not_a_form;
  look();
  observed.attachments.push_back(form(2));
  observed.reviewed[2] = filled_in("bb", {});
  const Plan found = look();
  EXPECT_EQ(remembered.at(1).replaces, 1);
  EXPECT_EQ(only().comment_state, CommentState::withdrawn) << "the form is there now";
  ASSERT_THAT(found.effects, SizeIs(1));
  EXPECT_THAT(found.effects[0].text, HasSubstr("Pre-review: ready"));
}

TEST_F(PlanTest, TheSameTextAttachedTwiceIsSpokenOfOnceWhileThatIsStillOwed) {
  observed.reviewed[1] = filled_in("aa", {});
  look();
  observed.attachments.push_back(form(2));
  observed.reviewed[2] = filled_in("aa", {});
  const Plan found = look();
  ASSERT_THAT(found.effects, SizeIs(1));
  EXPECT_EQ(found.effects[0].attachment, 1);
  EXPECT_EQ(remembered.at(1).comment_state, CommentState::repeated);
}

TEST_F(PlanTest, AFormOutOfSightIsReplacedByNone) {
  observed.reviewed[1] = filled_in("aa", {});
  look();
  observed.attachments = {form(2)};
  observed.reviewed[2] = filled_in("bb", {});
  look();
  EXPECT_EQ(remembered.at(1).replaces, 0) << "nobody knows by now who attached it";
}

TEST_F(PlanTest, AFormPastedIntoACommentIsPointedAt) {
  observed.reviewed[1] = {.content_hash = "aa", .assessment = {}, .pasted_in = 3};
  EXPECT_THAT(look().effects.at(0).text, HasSubstr("Comment 3 holds a filled-in form"));
}

TEST_F(PlanTest, WhatTheBotSaidIsKnownFromTheBugEvenWithAnEmptyStore) {
  look();
  say(bot, only().comment, asked + 1h);
  remembered.clear();
  observed.reviewed[1] = reviewed("aa");
  EXPECT_THAT(look().effects, IsEmpty());
  EXPECT_EQ(only().comment_state, CommentState::posted);
}

TEST_F(PlanTest, WhatOthersQuoteIsNotTheBotsOwn) {
  look();
  say("stu@example.org", "> " + only().comment, asked + 1h);
  EXPECT_THAT(look().effects, SizeIs(1));
}

TEST_F(PlanTest, ARequestThatIsPublicAgainIsReadAgainAndNotSpokenOfTwice) {
  look();
  say(bot, only().comment, asked + 1h);
  observed.bug.groups = {"secret"};
  look();
  EXPECT_TRUE(only().hidden);
  observed.bug.groups.clear();
  observed.reviewed[1] = reviewed("aa");
  EXPECT_THAT(look().effects, IsEmpty());
  EXPECT_EQ(only().comment_state, CommentState::posted);
  EXPECT_EQ(only().bug_summary, "A bug");
}

TEST_F(PlanTest, TheNewestOfSeveralFlagsCounts) {
  bugzilla::Flag second = observed.attachments[0].flags[0];
  second.requestee = "sue@example.org";
  second.modification_time = asked + 1h;
  const bugzilla::Flag first = observed.attachments[0].flags[0];
  for (const auto& flags : {std::vector{first, second}, std::vector{second, first}}) {
    observed.attachments[0].flags = flags;
    look();
    EXPECT_EQ(only().requestee, "sue@example.org");
    EXPECT_EQ(only().flagged_at, asked + 1h);
  }
}

TEST_F(PlanTest, AnotherStewardIsRememberedAndNothingIsSaidOfIt) {
  look();
  say(bot, only().comment, asked + 1h);
  observed.attachments[0].flags[0].requestee = "sue@example.org";
  EXPECT_THAT(look().effects, IsEmpty());
  EXPECT_EQ(only().requestee, "sue@example.org");
}

TEST_F(PlanTest, ABugThatMovesTakesItsRequestsAlong) {
  look();
  observed.bug.product = "Fenix";
  observed.bug.component = "General";
  look();
  EXPECT_EQ(only().component, "Fenix :: General");
}

TEST_F(PlanTest, ProductsAndPeopleMayKeepTheBotAwayToo) {
  comment.stay_away_products = {"Firefox"};
  EXPECT_THAT(look().effects, IsEmpty());
  EXPECT_EQ(only().comment_state, CommentState::stay_away);
  comment.stay_away_products.clear();
  EXPECT_THAT(look().effects, SizeIs(1));
  comment.stay_away_users = {"rita@example.org"};
  EXPECT_THAT(look().effects, IsEmpty());
  comment.stay_away_users = {"author@example.org"};
  observed.attachments[0].creator = "author@example.org";
  EXPECT_THAT(look().effects, IsEmpty());
}

TEST_F(PlanTest, AReopenedBugsRequestsGoOn) {
  look();
  observed.bug.is_open = false;
  look();
  observed.bug.is_open = true;
  EXPECT_THAT(look().effects, SizeIs(1));
  EXPECT_TRUE(only().open);
  EXPECT_EQ(only().outcome, "");
}

TEST_F(PlanTest, APrivateAttachmentIsAnsweredPrivatelyWhereAnOperatorWantsIt) {
  comment.review_private = true;
  observed.attachments[0].is_private = true;
  EXPECT_TRUE(look().effects.at(0).is_private);
}

TEST_F(PlanTest, APrivateRequestIsKnownAsOneEvenWhereItsTextIsKept) {
  comment.review_private = true;
  look();
  EXPECT_FALSE(only().is_private);
  observed.bug.groups = {"data-private"};
  look();
  EXPECT_TRUE(only().is_private);
  EXPECT_FALSE(only().hidden);
  EXPECT_TRUE(only().is_number_only());
  observed.bug.groups.clear();
  observed.attachments[0].is_private = true;
  look();
  EXPECT_TRUE(only().is_private);
  observed.attachments[0].is_private = false;
  look();
  EXPECT_FALSE(only().is_private);
}

/// Bugzilla's times have whole seconds and its replicas lag: what has just changed is looked at again.
TEST_F(PlanTest, WhenTheBugChangedIsRememberedOnceThatIsSettled) {
  observed.bug.last_change_time = asked + 1h - 4min;
  look();
  EXPECT_EQ(only().bug_changed_at, std::nullopt);
  observed.bug.last_change_time = asked + 1h - 5min;
  look();
  EXPECT_EQ(only().bug_changed_at, observed.bug.last_change_time);
  observed.bug.last_change_time.reset();
  look();
  EXPECT_EQ(only().bug_changed_at, std::nullopt);
}

TEST_F(PlanTest, TheSameReviewOnceMoreChangesNothing) {
  look();
  const Request before = only();
  observed.reviewed[1] = reviewed("aa");
  look();
  EXPECT_EQ(only(), before);
}

TEST_F(PlanTest, WhatCouldNotBeReadYetIsRememberedWithoutAComment) {
  observed.reviewed.clear();
  EXPECT_THAT(look().effects, IsEmpty());
  EXPECT_EQ(only().comment_state, CommentState::none);
  observed.attachments.push_back(form(2));
  observed.reviewed[2] = filled_in("bb", {});
  look();
  EXPECT_EQ(remembered.at(1).replaces, 0) << "nobody knows what the first one says";
}

TEST_F(PlanTest, AFlagThatNeverChangedWaitsSinceItWasSet) {
  observed.attachments[0].flags[0].modification_time.reset();
  observed.attachments[0].flags[0].creation_time = asked - 1min;
  look();
  EXPECT_EQ(only().flagged_at, asked - 1min);
}

TEST_F(PlanTest, WithoutATimeItCountsAsFlaggedBefore) {
  observed.attachments[0].flags[0].modification_time.reset();
  observed.attachments[0].flags[0].creation_time.reset();
  look();
  EXPECT_EQ(only().comment_state, CommentState::backlog);
  since.reset();
  look();
  EXPECT_EQ(only().comment_state, CommentState::backlog) << "posting has not begun";
}

TEST_F(PlanTest, TheCategoryIsRemembered) {
  observed.reviewed[1].assessment.predicted_category = review::Category::interaction;
  look();
  EXPECT_EQ(only().category, 2);
}

TEST_F(PlanTest, ARenewalHasNewVersionsToo) {
  observed.reviewed[1] = filled_in("aa", {"missing-answer"});
  observed.reviewed[1].assessment.kind = review::Kind::renewal;
  look();
  say(bot, only().comment, asked + 1h);
  look();
  observed.attachments.push_back(form(2));
  observed.reviewed[2] = filled_in("bb", {});
  observed.reviewed[2].assessment.kind = review::Kind::renewal;
  EXPECT_THAT(look().effects.at(0).text, HasSubstr("new version: ready"));
}

/// Out of several earlier forms the one that has most in common is the one that is replaced.
TEST_F(PlanTest, TheClosestOfSeveralEarlierFormsIsReplaced) {
  two_forms_that_are_over();
  observed.reviewed[3] = filled_in("cc", {}, "clicks");
  observed.reviewed[3].assessment.answers[review::Question::opt_out].text = "errors";
  look();
  EXPECT_EQ(remembered.at(2).replaces, 1);
}

/// Both share one answer with the new one: the later counts.
TEST_F(PlanTest, TheLatestOfTwoEquallyCloseFormsIsReplaced) {
  two_forms_that_are_over();
  observed.reviewed[3] = filled_in("cc", {}, "clicks");
  observed.reviewed[3].assessment.answers[review::Question::opt_out].text = "errors";
  observed.reviewed[3].assessment.answers.erase(review::Question::measurements);
  look();
  EXPECT_EQ(remembered.at(2).replaces, 2);
}

TEST_F(PlanTest, AFormThatWasGrantedIsReplacedByNone) {
  observed.reviewed[1] = filled_in("aa", {});
  look();
  observed.attachments[0] = form(1, "+");
  look();
  observed.attachments.push_back(form(2));
  observed.reviewed[2] = filled_in("bb", {});
  look();
  EXPECT_EQ(remembered.at(1).replaces, 0) << "a new form after a grant asks for something new";
}

TEST_F(PlanTest, ADryRunShowsWhatItWouldSayOfEachAttachment) {
  comment.post = false;
  observed.reviewed[1] = filled_in("aa", {});
  observed.attachments.push_back(form(2));
  observed.reviewed[2] = filled_in("aa", {});
  observed.reviewed[2].assessment.answers[review::Question::analysis] = {
      .state = review::AnswerState::missing, .line = {}, .text = ""};
  look();
  EXPECT_EQ(remembered.at(1).replaces, 1);
  EXPECT_EQ(remembered.at(1).comment_state, CommentState::preview);
}

TEST_F(PlanTest, AFormOfWhichNothingIsKnownIsReplacedByNone) {
  observed.reviewed[1] = filled_in("aa", {});
  look();
  only().assessment = "lost";
  observed.attachments.push_back(form(2));
  observed.reviewed[2] = filled_in("bb", {});
  look();
  EXPECT_EQ(remembered.at(1).replaces, 0);
}

/// The text of a version that is one already may change once more: its type was corrected.
TEST_F(PlanTest, AVersionStaysTheVersionOfWhatItReplaced) {
  observed.reviewed[1] = filled_in("aa", {"missing-answer"});
  look();
  observed.attachments[0].is_obsolete = true;
  observed.attachments.push_back(form(2));
  observed.reviewed[2] = filled_in("bb", {});
  look();
  observed.reviewed[2] = filled_in("cc", {});
  look();
  EXPECT_EQ(remembered.at(1).replaces, 1);
}

TEST_F(PlanTest, OtherFlagsOnTheAttachmentAreNoOutcome) {
  look();
  observed.attachments[0].flags[0].name = "review";
  for (const char* status : {"+", "-"}) {
    observed.attachments[0].flags[0].status = status;
    look();
    EXPECT_EQ(only().outcome, "cancelled");
  }
}

TEST_F(PlanTest, ADryRunTagsNothingEither) {
  speak_of_two_versions();
  comment.post = false;
  EXPECT_THAT(look().effects, IsEmpty());
}

TEST_F(PlanTest, AVisitorHasSaidNothing) {
  look();
  say("", only().comment, asked + 1h);
  login = "";
  EXPECT_THAT(look().effects, SizeIs(1));
}

TEST_F(PlanTest, NoWhiteboardKeepsTheBotAwayWhereNoneIsConfigured) {
  comment.stay_away_whiteboard.clear();
  observed.bug.whiteboard = "[no-data-review-bot]";
  EXPECT_THAT(look().effects, SizeIs(1));
}

/// Who attached the form may be another than who set the flag; both can answer for it.
TEST_F(PlanTest, TheFormsAuthorAnswersForItToo) {
  observed.attachments[0].creator = "author@example.org";
  observed.reviewed[1].assessment.verdict = review::Verdict::needs_changes;
  look();
  say(bot, only().comment, asked + 1h);
  look();
  EXPECT_EQ(only().turn, Turn::requester);
  say("author@example.org", "Here is why.", asked + 2h);
  look();
  EXPECT_EQ(only().turn, Turn::steward);
}

TEST_F(PlanTest, OnlyAnOpenNeedinfoForTheRequesterMakesItTheirTurn) {
  bugzilla::Flag other = needinfo;
  other.name = "blocking";
  bugzilla::Flag answered = needinfo;
  answered.status = "+";
  bugzilla::Flag for_anybody = needinfo;
  for_anybody.requestee.reset();
  observed.bug.flags = {other, answered, for_anybody};
  look();
  EXPECT_EQ(only().turn, Turn::steward);
}

TEST_F(PlanTest, OtherFlagsAreNobodysBusiness) {
  observed.attachments[0].flags[0].name = "review";
  const Plan found = look();
  EXPECT_THAT(found.requests, IsEmpty());
  EXPECT_THAT(found.effects, IsEmpty());
}

/// Bugzilla names whoever passed a request on as the flag's setter.
TEST_F(PlanTest, AStewardWhoPassesARequestOnIsNotItsRequester) {
  look();
  observed.attachments[0].flags[0].setter = "stu@example.org";
  observed.attachments[0].flags[0].requestee = "sue@example.org";
  observed.attachments[0].flags[0].modification_time = asked + 1h;
  look();
  EXPECT_EQ(only().requester, "rita@example.org");
  EXPECT_EQ(only().requestee, "sue@example.org");
  observed.attachments[0].flags[0].status = "-";
  look();
  observed.attachments[0].flags[0].status = "?";
  look();
  EXPECT_EQ(only().requester, "stu@example.org") << "a new request is whose it is";
}

TEST_F(PlanTest, AVersionIsKnownByWhoAttachedItWhoeverSetTheFlag) {
  observed.attachments[0].creator = "rita@example.org";
  observed.attachments[0].flags[0].setter = "stu@example.org";
  observed.reviewed[1] = filled_in("aa", {"missing-answer"});
  look();
  observed.attachments.push_back(form(2));
  observed.attachments[1].creator = "rita@example.org";
  observed.reviewed[2] = filled_in("bb", {});
  observed.attachments.push_back(form(3));
  observed.attachments[2].creator = "rob@example.org";
  observed.reviewed[3] = filled_in("cc", {});
  look();
  EXPECT_EQ(remembered.at(1).replaces, 1);
  EXPECT_EQ(remembered.at(2).replaces, 0);
}

/// As seen on Bugzilla: a denial stays on the attachment while it is asked for anew.
TEST_F(PlanTest, AnAnswerToAnEarlierRequestIsNoneToThisOne) {
  bugzilla::Flag denied = observed.attachments[0].flags[0];
  denied.status = "-";
  denied.modification_time = asked - 1h;
  bugzilla::Flag asked_anew = observed.attachments[0].flags[0];
  observed.attachments[0].flags = {denied, asked_anew};
  look();
  observed.attachments[0].flags = {denied};
  look();
  EXPECT_EQ(only().outcome, "cancelled");

  observed.attachments[0].flags = {denied, asked_anew};
  look();
  bugzilla::Flag granted = asked_anew;
  granted.status = "+";
  granted.modification_time = asked + 1h;
  observed.attachments[0].flags = {denied, granted};
  look();
  EXPECT_EQ(only().outcome, "granted");
}

TEST_F(PlanTest, AnAnswerWithoutATimeIsTheAnswer) {
  look();
  observed.attachments[0] = form(1, "-");
  observed.attachments[0].flags[0].modification_time.reset();
  look();
  EXPECT_EQ(only().outcome, "denied");
}

TEST_F(PlanTest, ARequesterWhoOwesAnAnswerForLongIsAskedOnceMore) {
  settings.reminders = desk_room();
  settings.reminders.nudge_after = 3;
  observed.reviewed[1] = filled_in("aa", {"missing-answer"});
  look();
  say(bot, only().comment, asked + 1h);
  EXPECT_THAT(look().effects, IsEmpty());
  now = asked + 30 * 24h;
  const Plan late = look();
  ASSERT_THAT(late.effects, SizeIs(1));
  EXPECT_FALSE(late.effects[0].is_private);
  say(bot, late.effects[0].text, now);
  now += 30 * 24h;
  EXPECT_THAT(look().effects, IsEmpty());
}

TEST_F(PlanTest, ADryRunAsksNobodyOnceMore) {
  settings.reminders = desk_room();
  settings.reminders.nudge_after = 3;
  observed.reviewed[1] = filled_in("aa", {"missing-answer"});
  look();
  say(bot, only().comment, asked + 1h);
  now = asked + 30 * 24h;
  comment.post = false;
  EXPECT_THAT(look().effects, IsEmpty());
  EXPECT_EQ(only().turn, Turn::requester);
}

/// What was to be said of the first one is dropped with it, so it has to be said of the second at once.
TEST_F(PlanTest, TheSameTextIsSpokenOfWhereTheFirstWasWithdrawnUnspoken) {
  observed.reviewed[1] = filled_in("aa", {"missing-answer"});
  look();
  observed.attachments[0].is_obsolete = true;
  observed.attachments.push_back(form(2));
  observed.reviewed[2] = filled_in("aa", {"missing-answer"});
  const Plan found = look();
  ASSERT_THAT(found.effects, SizeIs(1));
  EXPECT_EQ(found.effects[0].attachment, 2);
}

/// The second version repeats the first one's text, so nothing was said of it: the third answers the first.
TEST_F(PlanTest, AVersionAfterARepeatedOneIsToldWhatChangedSinceTheFirst) {
  observed.reviewed[1] = filled_in("aa", {"missing-answer"});
  look();
  say(bot, only().comment, asked + 1h);
  look();
  observed.attachments[0].is_obsolete = true;
  observed.attachments.push_back(form(2));
  observed.reviewed[2] = filled_in("aa", {"missing-answer"});
  EXPECT_THAT(look().effects, IsEmpty());
  observed.attachments[1].is_obsolete = true;
  observed.attachments.push_back(form(3));
  observed.reviewed[3] = filled_in("bb", {});
  const Plan third = look();
  ASSERT_THAT(third.effects, SizeIs(1));
  EXPECT_THAT(third.effects[0].text, HasSubstr("new version: ready"));
  say(bot, third.effects[0].text, asked + 2h);
  const Plan after = look();
  ASSERT_THAT(after.effects, SizeIs(1));
  EXPECT_EQ(after.effects[0].tags, observed.comments[0].id);
}

/// A second version that is open still and a third may both see the first one's comment.
TEST_F(PlanTest, AnOldCommentIsTaggedOnceHoweverManyVersionsFollowed) {
  speak_of_two_versions();
  observed.attachments.push_back(form(3));
  observed.reviewed[3] = filled_in("cc", {});
  look();
  say(bot, remembered.at(2).comment, asked + 3h);
  const Plan found = look();
  ASSERT_THAT(found.effects, SizeIs(2));
  EXPECT_NE(found.effects[0].key, found.effects[1].key);
}

TEST_F(PlanTest, AClosedBugEndsWhatIsOutOfSightOnItToo) {
  look();
  observed.attachments.clear();  // private now, and the bot is no insider
  observed.bug.is_open = false;
  look();
  EXPECT_FALSE(only().open);
  EXPECT_EQ(only().outcome, "bug closed");
  EXPECT_TRUE(only().hidden);
}

/// Whoever may not see the bug any more must not read of it here either.
TEST_F(PlanTest, WhatIsOverKeepsItsOutcomeAndNoTextOnceItIsPrivate) {
  look();
  observed.attachments[0] = form(1, "+");
  look();
  ASSERT_NE(only().comment, "");
  observed.bug.groups = {"data-private"};
  look();
  EXPECT_TRUE(only().hidden);
  EXPECT_EQ(only().comment + only().bug_summary + only().assessment + only().requester, "");
  EXPECT_FALSE(only().open);
  EXPECT_EQ(only().outcome, "granted");
  EXPECT_EQ(only().closed_at, asked + 1h);
}

TEST_F(PlanTest, WhatEndsAndTurnsPrivateAtOnceKeepsNoTextEither) {
  look();
  observed.attachments[0] = form(1, "-");
  observed.attachments[0].is_private = true;
  look();
  EXPECT_EQ(only().outcome, "denied");
  EXPECT_EQ(only().comment, "");
  EXPECT_TRUE(only().hidden);
}

}  // namespace
}  // namespace service
