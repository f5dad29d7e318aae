// What people read in the room, to the letter, and that nothing hostile gets there.

#include "service/remind/render.h"

#include "desk_room.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

namespace service {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class RenderTest : public testing::Test {
 protected:
  RichText reminder(const Steward* to) {
    Reminder out{.to = to, .steps = {}};
    for (const Request& each : open)
      out.steps.push_back({.request = &each, .step = "first", .business_days = 2});
    return reminder_text(out, desk, context);
  }

  Wording wording = *Wording::parse("");
  ReminderSettings settings = desk_room();
  RoomContext context{.wording = wording,
                      .settings = settings,
                      .bugzilla_url = "https://bugzilla.example",
                      .queue_url = "https://queue.example/"};
  Desk desk;
  std::vector<Request> open = {waiting_request(1, 101, "stu@example.org", at("2026-11-23 10:00"))};
};

TEST_F(RenderTest, TellsAStewardAllThatIsNeededToAct) {
  const RichText text = reminder(&settings.stewards[0]);
  EXPECT_EQ(text.plain,
            "@stu:example.org: one data review waits for you.\n"
            "• Bug 101 (https://bugzilla.example/show_bug.cgi?id=101): request, category 2, waits 2 business "
            "days. Ready: complete as far as the bot can tell. “Count clicks on the button”\n"
            "Queue: https://queue.example/. You can answer !claim BUG, !snooze BUG 3d, !away until DATE or "
            "!help.");
  EXPECT_EQ(text.html,
            "<p><a href=\"https://matrix.to/#/@stu:example.org\">@stu:example.org</a>: one data review waits "
            "for you.</p>"
            "<ul><li><a href=\"https://bugzilla.example/show_bug.cgi?id=101\">Bug 101</a>: request, category "
            "2, waits 2 business days. Ready: complete as far as the bot can tell. “Count clicks on the "
            "button”</li></ul>"
            "<p>Queue: <a href=\"https://queue.example/\">https://queue.example/</a>. You can answer !claim "
            "BUG, !snooze BUG 3d, !away until DATE or !help.</p>");
}

/// What the README and the documentation show is what is sent.
TEST_F(RenderTest, IsWhatTheDocumentationShows) {
  context.bugzilla_url = "https://bugzilla.mozilla.org";
  context.queue_url = "https://data-review.example.org/";
  open[0].bug = 1867234;
  open[0].bug_summary = "Count clicks on the sidebar button";
  open.push_back({.attachment = 2, .bug = 1870012, .hidden = true});
  Reminder two{.to = &settings.stewards[0], .steps = {}};
  for (const Request& each : open)
    two.steps.push_back({.request = &each, .step = "first", .business_days = 3});
  const std::string shown = "\n```\n" + reminder_text(two, desk, context).plain + "\n```\n";
  for (const char* file : {"/README.md", "/docs/reminders.md"}) {
    std::ifstream in(std::string(DRB_SOURCE_DIR) + file);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    EXPECT_THAT(text, HasSubstr(shown)) << file;
  }
}

TEST_F(RenderTest, TellsTheRoomForWhomEachWaits) {
  open.push_back(waiting_request(2, 102, "", at("2026-11-23 10:00")));
  open.push_back(waiting_request(3, 103, "", at("2026-11-23 10:00")));
  desk.claims = {{.bug = 103, .login = "olga@example.org", .since = at("2026-11-23 10:00")}};
  const RichText text = reminder(nullptr);
  EXPECT_THAT(text.plain, AllOf(HasSubstr("3 data reviews wait for a steward.\n"),
                                HasSubstr("waits 2 business days for @stu:example.org."),
                                HasSubstr("id=102): request, category 2, waits 2 business days. Ready"),
                                HasSubstr("waits 2 business days for @olga:example.org.")));
}

TEST_F(RenderTest, HasAWordForEachKindAndVerdict) {
  struct VerdictCase {
    const char *kind, *verdict, *assessment, *text;
  };
  const char* two =
      R"({"findings": [{"severity": "blocking"}, {"severity": "note"}, {"severity": "blocking"}]})";
  const char* one = R"({"findings": [{"severity": "blocking"}]})";
  for (const VerdictCase& each :
       {VerdictCase{"renewal", "ready", "", "renewal, category 2, waits 1 business day. Ready:"},
        VerdictCase{"request", "escalate", "", "Likely escalation: Trust or Legal should look."},
        VerdictCase{"request", "needs_changes", two, "Not ready: 2 things must change first."},
        VerdictCase{"request", "needs_changes", one, "Not ready: one thing must change first."},
        VerdictCase{"request", "needs_changes", "not JSON", "Not ready: 0 things must change first."},
        VerdictCase{"blank_template", "needs_changes", one, "blank form, category 2"},
        VerdictCase{"not_a_form", "not_a_form", "", "Not ready: the flag hangs on something else."},
        VerdictCase{"", "", "", "not read yet, category 2"}}) {
    SCOPED_TRACE(each.text);
    open[0].kind = each.kind;
    open[0].verdict = each.verdict;
    open[0].assessment = each.assessment;
    EXPECT_THAT(request_line(open[0], 1, nullptr, context).plain, HasSubstr(each.text));
  }
  open[0].category = 0;
  EXPECT_THAT(request_line(open[0], 1, nullptr, context).plain, HasSubstr("category unclear"));
  EXPECT_THAT(request_line(open[0], std::nullopt, nullptr, context).plain,
              HasSubstr("waits for its requester."));
}

TEST_F(RenderTest, TellsOfAPrivateBugItsNumberOnly) {
  // Hidden or, where an operator has private bugs reviewed, not: what else is known of it must not matter.
  for (bool Request::* mark : {&Request::hidden, &Request::is_private}) {
    Request is_private = open[0];
    is_private.*mark = true;
    EXPECT_EQ(request_line(is_private, 2, &settings.stewards[0], context), bug_link(101, context));
    is_private.open = false;
    is_private.outcome = "granted";
    EXPECT_EQ(done_text({is_private}, context).plain,
              "Done: Bug 101 (https://bugzilla.example/show_bug.cgi?id=101).");
  }
  EXPECT_EQ(bug_link(101, context).plain, "Bug 101 (https://bugzilla.example/show_bug.cgi?id=101)");
}

TEST_F(RenderTest, TellsInPlaceOfAReminderWhatBecameOfIt) {
  const std::vector<std::pair<std::string, std::string>> outcomes = {{"granted", "granted"},
                                                                     {"denied", "denied"},
                                                                     {"cancelled", "cancelled"},
                                                                     {"obsolete", "replaced"},
                                                                     {"bug closed", "closed"}};
  for (const auto& [outcome, word] : outcomes) {
    open[0].open = false;
    open[0].outcome = outcome;
    EXPECT_EQ(done_text(open, context).plain,
              "Done: Bug 101 (https://bugzilla.example/show_bug.cgi?id=101) " + word + ".");
  }
  open[0].open = true;
  open.push_back(waiting_request(2, 102, "", at("2026-11-23 10:00")));
  open[1].hidden = true;
  EXPECT_EQ(done_text(open, context).html,
            "Done: <a href=\"https://bugzilla.example/show_bug.cgi?id=101\">Bug 101</a> asked anew, "
            "<a href=\"https://bugzilla.example/show_bug.cgi?id=102\">Bug 102</a>.");
}

TEST_F(RenderTest, NamesTheCommandWhereThereIsNoQueuePage) {
  context.queue_url = "";
  EXPECT_THAT(reminder(nullptr).plain, HasSubstr("Queue: !queue."));
}

struct WordsCase {
  const char *words, *harmless;
};

class Harmless : public testing::TestWithParam<WordsCase> {};

TEST_P(Harmless, KeepsTheWordsAndTakesTheHarm) {
  EXPECT_EQ(harmless(GetParam().words), GetParam().harmless);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Harmless,
    testing::Values(WordsCase{"Count clicks", "Count clicks"},
                    WordsCase{"@room come here", "＠room come here"},
                    WordsCase{"ask @stu:localhost", "ask ＠stu:localhost"},
                    WordsCase{"see https://evil.example/x now", "see [link] now"},
                    WordsCase{"(HTTPS://evil.example)", "[link]"},
                    WordsCase{"WWW.evil.example matrix.to/#/@x:y mailto:a@b.c", "[link] [link] [link]"},
                    WordsCase{"see evil.example/x, sub.evil.example",
                              "see evil.\u2060example/x, sub.\u2060evil.\u2060example"},
                    WordsCase{"join #room:evil.example", "join #\u2060room:evil.\u2060example"},
                    WordsCase{"(!room:evil +group:x)", "(!\u2060room:evil +\u2060group:x)"},
                    WordsCase{"Fix #7! And more... a. b", "Fix #7! And more... a. b"},
                    WordsCase{"Matrix: a title", "Matrix: a title"},
                    WordsCase{"two\nlines\r\n\tand a tab", "two lines and a tab"},
                    WordsCase{"bell\a nul esc\x1b[31m", "bell nul esc [31m"},
                    WordsCase{"right\u202Eto\u202C left\u2066\u2069\u200F\u061C", "rightto left"},
                    WordsCase{"zero\u200Bwidth\uFEFF\u00AD", "zerowidth"},
                    WordsCase{"line\u2028and\u2029paragraph\u0085", "line and paragraph"},
                    WordsCase{"bad \xff\xc3( bytes \xed\xa0\x80", "bad ��( bytes ���"},
                    WordsCase{"Ümläut 日本 🎉", "Ümläut 日本 🎉"}, WordsCase{"   ", ""}),
    [](const auto& each) { return "case" + std::to_string(each.index); });

TEST(Harmless, CutsWhatIsVeryLong) {
  EXPECT_EQ(harmless(std::string(10'000'000, 'x'), 10), "xxxxxxxxxx…");
  std::string marks = "a";
  for (int i = 0; i < 100'000; ++i) marks += "\u0301";
  EXPECT_LE(harmless(marks, 100).size(), 210U);
}

TEST_F(RenderTest, EscapesHtmlWhereverItComesFrom) {
  open[0].bug_summary = R"(<script>alert("x")</script> & <a href='javascript:x'>click</a>)";
  const RichText text = reminder(&settings.stewards[0]);
  EXPECT_THAT(text.html, AllOf(HasSubstr("“&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &lt;a "
                                         "href=&#39;javascript:x&#39;&gt;click&lt;/a&gt;”"),
                               Not(HasSubstr("<script"))));
}

TEST_F(RenderTest, DoesNotFillInWhatASummarySays) {
  open[0].bug_summary = "{steward} {bug} {";
  EXPECT_THAT(request_line(open[0], 2, nullptr, context).plain, HasSubstr("“{steward} {bug} {”"));
}

TEST_F(RenderTest, StaysSmallHoweverMuchWaits) {
  std::string flood;
  for (int i = 0; i < 5'000; ++i) flood += "😀<";
  open.assign(3'000, waiting_request(1, 2147483647, "stu@example.org", at("2026-11-23 10:00")));
  for (Request& each : open) each.bug_summary = flood;
  const RichText text = reminder(nullptr);
  EXPECT_LT(text.plain.size() + text.html.size(), 32'768U);
  EXPECT_THAT(text.plain, HasSubstr("\n• … and 2980 more in the queue.\n"));
}

TEST(Wording, TakesAnOperatorsSentences) {
  const auto own = Wording::parse("[answer]\nback = \"Hello again.\"\n");
  ASSERT_TRUE(own) << own.error();
  EXPECT_EQ((*own)("answer.back").plain, "Hello again.");
  EXPECT_EQ((*own)("answer.not_claimed", {{"bug", text("Bug 1")}}).plain, "Bug 1 is not claimed.");
}

TEST(Wording, TellsMistakesWithTheirLine) {
  struct MistakeCase {
    const char *file, *problem;
  };
  for (const MistakeCase& each :
       {MistakeCase{"[answer]\nbakc = \"x\"\n", "2: no sentence is called answer.bakc."},
        MistakeCase{"[answer]\n\nback = 7\n", "3: answer.back must be a sentence in quotes."},
        MistakeCase{"[answer]\nback = \"{bug}\"\n", "2: nothing fills in {bug} here."},
        MistakeCase{"back = \"x\"\n", "1: back must be a table of sentences."}}) {
    const auto parsed = Wording::parse(each.file);
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error(), each.problem);
  }
  EXPECT_FALSE(Wording::parse("[answer"));
}

}  // namespace
}  // namespace service
