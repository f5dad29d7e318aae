// What else the flag may hang on: each gets one kind comment that says what to attach instead.

#include "house.h"

#include <gmock/gmock.h>

namespace integration {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using namespace std::chrono_literals;

class Attachment : public testing::Test {
 protected:
  Attachment() {
    house.start();
    house.connect_webhook();
  }
  /// The one comment that an attachment gets.
  std::string comment_on(const std::string& text, const std::string& type, const std::string& name) {
    const auto bug = house.new_bug(name);
    house.attach(bug, text, name, type);
    EXPECT_TRUE(house.until([&] { return house.bot_comments(bug).size() == 1; }));
    return house.bot_comments(bug).front();
  }
  [[nodiscard]] bool was_fetched(int attachment) {
    const std::string wanted = "GET /rest/bug/attachment/" + std::to_string(attachment);
    return std::ranges::count(house.bugzilla.requests(), wanted) > 0;
  }
  House house;
};

TEST_F(Attachment, OfAnotherTextTypeIsReadAndItsTypeExplained) {
  EXPECT_THAT(comment_on(demo_form("good-request"), "text/markdown", "request.md"),
              AllOf(HasSubstr("Pre-review: ready"), HasSubstr("does not show this type"), HasSubstr(".txt")));
  EXPECT_THAT(comment_on(demo_form("good-request"), "text/plain; charset=utf-8", "request.txt"),
              Not(HasSubstr("does not show")));
}

TEST_F(Attachment, ThatIsNoTextIsNotReadAndTheCommentSaysWhatToAttach) {
  struct Sample {
    std::string type, name, words;
  };
  const std::vector<Sample> samples = {
      {"text/html", "request.html", "web page"},
      {"application/pdf", "request.pdf", "PDF"},
      {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "request.docx", "office"},
      {"image/png", "screenshot.png", "picture"},
      {"application/zip", "request.zip", "archive"},
      {"video/mp4", "demo.mp4", "recording"},
      {"text/x-github-pull-request", "file_1.txt", "link"},
      {"text/x-phabricator-request", "phabricator-D1-url.txt", "link"},
  };
  int attachment = 0;
  for (const Sample& each : samples) {
    SCOPED_TRACE(each.type);
    EXPECT_THAT(comment_on(demo_form("good-request"), each.type, each.name),
                AllOf(HasSubstr("no request form found"), HasSubstr(each.words), HasSubstr(".txt")));
    EXPECT_FALSE(was_fetched(++attachment));
  }
}

/// A Bugzilla whose administrators allow more than usual.
TEST_F(Attachment, OfTenMegabytesIsNotFetchedAndTheCommentSaysWhy) {
  house.bugzilla.with_state([](sandbox::State& state) { state.allow_attachments_of(16 * 1024 * 1024); });
  const std::string text(10 * 1024 * 1024, 'x');
  EXPECT_THAT(comment_on(text, "text/plain", "request.txt"),
              AllOf(HasSubstr("no request form found"), HasSubstr("4 MiB")));
  EXPECT_FALSE(was_fetched(1));
}

TEST_F(Attachment, ThatIsAPatchOrALinkInATextFileIsToldApart) {
  EXPECT_THAT(comment_on("diff --git a/x b/x\n--- a/x\n+++ b/x\n", "text/plain", "fix.patch"),
              HasSubstr("a patch"));
  EXPECT_THAT(comment_on("https://github.com/mozilla/data-review/pull/12\n", "text/plain", "pr.txt"),
              HasSubstr("a link"));
}

/// The requester answers the bot by pasting the form: they are shown how to attach it.
TEST_F(Attachment, BesideAFormInACommentIsPointedToTheForm) {
  const auto bug = house.new_bug();
  house.attach(bug, "https://github.com/mozilla/data-review/pull/12\n", "pr.txt",
               "text/x-github-pull-request");
  ASSERT_TRUE(house.until([&] { return house.bot_comments(bug).size() == 1; }));
  house.comment(bug, demo_form("good-request"));
  ASSERT_TRUE(house.until([&] { return house.bot_comments(bug).size() == 2; }));
  EXPECT_THAT(house.bot_comments(bug).back(), HasSubstr("holds a filled-in form"));
  // The older comment has nothing to add to it.
  const auto is_tagged = [&] {
    return house.bugzilla.with_state([&](sandbox::State& state) {
      return std::ranges::any_of(state.comments_of(bug),
                                 [](const auto* each) { return each->tags.contains("obsolete"); });
    });
  };
  EXPECT_TRUE(house.until(is_tagged));
  ASSERT_TRUE(house.settles());
  EXPECT_THAT(house.bot_comments(bug), SizeIs(2));
}

TEST_F(Attachment, WhoseTypeIsCorrectedIsReadThen) {
  const auto bug = house.new_bug();
  const auto form = house.attach(bug, demo_form("good-request"), "request.html", "text/html");
  ASSERT_TRUE(house.until([&] { return house.bot_comments(bug).size() == 1; }));
  house.set_type(form, "text/plain");
  ASSERT_TRUE(house.until([&] { return house.bot_comments(bug).size() == 2; }));
  EXPECT_THAT(house.bot_comments(bug).back(), HasSubstr("Pre-review: ready"));
}

/// With the right to edit its comments the bot says it in the old one's place.
TEST_F(Attachment, WhoseTypeIsCorrectedHasItsCommentEditedWhereThatIsAllowed) {
  house.bugzilla.with_state([](sandbox::State& state) {
    sandbox::User bot = *state.user("bot@example.org");
    bot.groups.insert("edit-comments");
    state.add_user(bot);
  });
  const auto bug = house.new_bug();
  const auto form = house.attach(bug, demo_form("good-request"), "request.html", "text/html");
  ASSERT_TRUE(house.until([&] { return house.bot_comments(bug).size() == 1; }));
  house.set_type(form, "text/plain");
  ASSERT_TRUE(house.until(
      [&] { return house.bot_comments(bug).front().find("Pre-review: ready") != std::string::npos; }));
  EXPECT_THAT(house.bot_comments(bug), SizeIs(1));
}

}  // namespace
}  // namespace integration
