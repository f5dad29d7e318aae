#include "review/assess.h"

#include "meaning.h"
#include "review/limits.h"
#include "review/render/markup.h"
#include "review/render/render.h"
#include "sample_form.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>

namespace review {
namespace {

using namespace std::chrono_literals;

Assessment assess_text(const std::string& text) {
  return assess({.bytes = text, .content_type = "text/plain"}, policy(), 2026y / 11 / 24);
}

std::string demo(const std::string& name) {
  std::ifstream in(std::filesystem::path(DRB_SOURCE_DIR) / "deploy/demo" / name);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Assess, AGoodRequestIsReadyAndToldSoShortly) {
  const Assessment result = assess_text(demo("good-request.txt"));
  EXPECT_EQ(result.verdict, Verdict::ready);
  EXPECT_TRUE(result.findings.empty()) << result.findings.front().message;
  EXPECT_THAT(render_comment(result, policy(), {}), testing::StartsWith("**Pre-review: ready.**"));
}

TEST(Assess, ARenewalHasItsThreeAnswers) {
  const Assessment result = assess_text(demo("renewal.txt"));
  EXPECT_EQ(result.kind, Kind::renewal);
  EXPECT_EQ(result.answers.size(), 3U);
  for (const auto& [question, answer] : result.answers)
    EXPECT_EQ(answer.state, AnswerState::answered) << spelling(question);
  EXPECT_EQ(result.collection.duration.kind, DurationKind::date);
}

TEST(Assess, WhatIsMissingIsNamed) {
  const Assessment result = assess_text(demo("incomplete-request.txt"));
  EXPECT_EQ(result.verdict, Verdict::needs_changes);
  EXPECT_EQ(result.findings.front().severity, Severity::blocking);
}

TEST(Assess, WhatPeopleVisitBesideAnIdentifierIsCategoryFour) {
  const auto beside_an_id = [](const std::string& what) {
    const std::string bug = "https://bugzilla.mozilla.org/show_bug.cgi?id=1900001 |\n";
    return assess_text(form_with(
        "measurements", "| " + what + " | " + bug + "| Client id of the installation | Category 1 | " + bug));
  };
  const Assessment visited = beside_an_id("URL of each page visited | Category 3");
  EXPECT_EQ(visited.predicted_category, Category::highly_sensitive);
  EXPECT_THAT(visited.escalation.reasons, testing::Contains(testing::HasSubstr("beside an identifier")));
  const Assessment clicked = beside_an_id("Clicks on the button | Category 2");
  EXPECT_EQ(clicked.predicted_category, Category::interaction);
}

/// The good form with several of its answers replaced.
Assessment assess_with(const std::map<std::string, std::string>& answers) {
  std::vector<Part> parts = good_form();
  for (Part& part : parts) {
    if (const auto found = answers.find(part.question); found != answers.end()) part.answer = found->second;
  }
  return assess_text(written(parts, {}));
}

std::set<std::string> ids(const Assessment& assessment) {
  std::set<std::string> out;
  for (const Finding& finding : assessment.findings) out.insert(finding.id);
  return out;
}

TEST(Assess, AnEndInAnotherAnswerContradictsAPermanentCollection) {
  const auto found = [](const std::string& analysis) {
    return ids(assess_with(
        {{"duration", "Permanently. Jane Roe (jroe@mozilla.com) watches it."}, {"analysis", analysis}}));
  };
  EXPECT_THAT(found("A chart a week. The trial runs to the end of June 2027, at which point the probes are "
                    "taken out again."),
              testing::ElementsAre("conflicting-statements"));
  EXPECT_THAT(found("A weekly chart split by channel. The metrics stop on 2027-03-31."),
              testing::ElementsAre("conflicting-statements"));
  EXPECT_THAT(found("A chart a week, and a report when the experiment ends in June 2027."),
              testing::IsEmpty());
  EXPECT_THAT(found("The old probes expire on 2027-03-31; until then we compare both, by week and channel."),
              testing::IsEmpty());
}

TEST(Assess, LabelsOfPlatformsMakeNoSeveralCollections) {
  const auto found = [](const std::string& one, const std::string& other) {
    std::map<std::string, std::string> answers;
    for (const char* question : {"questions_answered", "why_needed", "alternatives", "analysis"}) {
      for (const Part& part : good_form()) {
        if (part.question == question)
          answers[question] = one + ": " + part.answer + "\n" + other + ": " + part.answer;
      }
    }
    return ids(assess_with(answers));
  };
  EXPECT_THAT(found("Desktop", "Android"), testing::IsEmpty());
  EXPECT_THAT(found("Downloads", "Screenshots"), testing::ElementsAre("several-collections"));
}

TEST(Assess, EscalatesWhatTheFormSaysAndNotWhatItDenies) {
  const auto escalates = [](const std::string& question, const std::string& answer) {
    return assess_text(form_with(question, answer)).escalation.recommended;
  };
  const std::string need = "If fewer than two in a hundred click it we remove it before beta. ";
  EXPECT_TRUE(escalates("why_needed", need + "It needs a change to the privacy notice."));
  EXPECT_FALSE(escalates("why_needed", need + "This does not require any change to the privacy notice."));
  EXPECT_TRUE(escalates("why_needed", need + "The privacy notice will have to be updated."));
  EXPECT_TRUE(escalates("why_needed", need + "Legal is rewording the privacy notice for it."));
  EXPECT_TRUE(escalates("why_needed", need + "We build a new way of collecting data for it."));
  EXPECT_FALSE(escalates("why_needed", need + "No update to the privacy notice is needed."));
  EXPECT_FALSE(escalates("why_needed", need + "The privacy notice covers it as it stands."));
  EXPECT_FALSE(escalates("why_needed", need + "No amendment of the privacy notice is called for."));
  EXPECT_TRUE(escalates("questions_answered", "Do children find the new button in the window?"));
  EXPECT_FALSE(escalates("questions_answered", "How long do the children processes take to start?"));
  EXPECT_FALSE(escalates("questions_answered", "How many children does the process tree have?"));
  EXPECT_FALSE(escalates("questions_answered", "How often are there orphans or missing children?"));
}

TEST(Assess, TellsWhetherTheCollectionIsOnByDefault) {
  const auto is_on = [](const std::string& answer) {
    return assess_text(form_with("opt_out", answer)).collection.default_on;
  };
  EXPECT_EQ(is_on("Not applicable - the collection is off by default."), false);
  EXPECT_EQ(is_on("Default on. Settings > Data collection."), true);
  const std::string off = "Default off, one has to set foo.telemetry.enabled by hand.";
  EXPECT_EQ(is_on(off), false);
  EXPECT_EQ(is_on(off + " In Nightly the pref is flipped to true at first start for everyone."), true);
  EXPECT_EQ(is_on(off + " It is never switched on for everyone."), false);
}

TEST(Assess, ReadsARenewalThatIsALetterOfLabelledParagraphs) {
  const Assessment found = assess_text(
      "Hi Kim, renewal time again for the histogram of the reader.\n\n"
      "Link to the initial data collection review request: it is "
      "https://bugzilla.mozilla.org/show_bug.cgi?id=1900001#c7.\n\n"
      "The new expiry: Firefox 172 instead of 158.\n\n"
      "Why the first period was not enough: the reader reached release only six weeks ago, and a year gives "
      "a clean "
      "comparison with the old one.\n\n"
      "Best wishes\nRobin\n");
  EXPECT_EQ(found.kind, Kind::renewal);
  EXPECT_EQ(found.collection.duration.until, "172");
  EXPECT_THAT(found.findings, testing::IsEmpty());
}

TEST(Assess, OddInputIsNoForm) {
  for (const std::string& bytes :
       {std::string(), std::string("%PDF-1.7"), std::string(10'000'000, 'x'), std::string(100'000, '\n')}) {
    EXPECT_EQ(assess_text(bytes).verdict, Verdict::not_a_form);
  }
}

/// Forms cut, doubled, shuffled and with bytes changed: every renderer must cope, under the sanitizers of
/// this build.
TEST(Assess, SurvivesMutilatedForms) {
  std::mt19937 random(20261124);
  const auto upto = [&](std::size_t limit) {
    return limit == 0 ? 0 : std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
  };
  const std::string bits[] = {"<table>",
                              "</td>",
                              "<tr><td>",
                              "|",
                              "```",
                              "> > >",
                              "\xff\xfe",
                              std::string(1, '\0'),
                              "\xe2\x80",
                              "&#x110000;",
                              "1) ",
                              "**",
                              "](",
                              "<a href=\"",
                              std::string(3000, '*'),
                              "TODO",
                              "Category 5",
                              "2026-13-45",
                              "\r"};
  for (const char* name : {"good-request.txt", "incomplete-request.txt", "renewal.txt"}) {
    for (int i = 0; i < 150; ++i) {
      std::string text = demo(name);
      for (std::size_t change = upto(6) + 1; change > 0 && !text.empty(); --change) {
        const std::size_t at = upto(text.size());
        switch (upto(5)) {
          case 0:
            text.resize(at);
            break;
          case 1:
            text[at] = static_cast<char>(upto(256));
            break;
          case 2:
            text.insert(at, bits[upto(std::size(bits))]);
            break;
          case 3:
            text.erase(at, upto(200));
            break;
          default:
            text.insert(upto(text.size()), text.substr(at, upto(500)));
            break;
        }
      }
      const Assessment found = assess_text(text);
      const std::string comment = render_comment(found, policy(), {.reference = "r", .file_name = "f"});
      EXPECT_LT(comment.size(), limits::comment_characters);
      EXPECT_LT(render_steward(found, policy()).size(), limits::comment_characters);
      EXPECT_FALSE(render_text(found, "f", {}).empty());
      // Throws where a text is not UTF-8.
      EXPECT_FALSE(to_json(found, "f").dump().empty());
      EXPECT_FALSE(to_sarif({{"f", found}}, policy(), "1").dump().empty());
      EXPECT_FALSE(nlohmann::json(comment).dump().empty());
    }
  }
}

TEST(Comment, IsShorterThanTheLimitWhateverTheFormWas) {
  std::string text =
      "# Request for data collection review form\n1) What questions will you answer with this data?\nx\n5) "
      "List all proposed measurements\n";
  for (int i = 0; i < 3000; ++i) text += "| *`<b>@x</b>`* " + std::string(200, '_') + " | | |\n";
  const std::string comment = render_comment(assess_text(text), policy(), {.reference = "reference line"});
  EXPECT_LT(comment.size(), limits::comment_characters);
  EXPECT_THAT(comment, testing::EndsWith("reference line\n"));
  EXPECT_EQ(comment.find("<b>"), std::string::npos);
}

TEST(Comment, ShowsTheRequestersWordsAndNothingTheyCouldHide) {
  const std::string hostile =
      "[click](javascript:alert(1)) <script>x</script> **bold** `code` ![i](http://x/y.png) &lt; @all "
      "__init__ a_b";
  const std::string form = form_with("duration", hostile);
  const std::string comment = render_comment(assess_text(form), policy(), {});
  EXPECT_THAT(comment,
              testing::HasSubstr("\\[click\\](javascript:alert(1)) \\<script>x\\</script> bold \\`code\\` "
                                 "!\\[i\\](<http://x/y.png>)"));
  EXPECT_THAT(comment, testing::HasSubstr("\\< @all \\_\\_init\\_\\_ a_b"));
}

TEST(Comment, EscapesEveryMarkAndNoLink) {
  EXPECT_EQ(escape_markdown("a | ~b~ <c> \\ & &amp; _d_ e_f *g* [h]"),
            "a \\| \\~b\\~ \\<c> \\\\ & \\&amp; \\_d\\_ e_f \\*g\\* \\[h\\]");
  EXPECT_EQ(escape_markdown("# x"), "\\# x");
  EXPECT_EQ(escape_markdown("(https://a.example/~u/_/?x=1&y=2), “https://b.example”."),
            "(<https://a.example/~u/_/?x=1&y=2>), “<https://b.example>”.");
  EXPECT_EQ(escape_markdown("https://a.example/ and https://a.example/b"),
            "<https://a.example/> and <https://a.example/b>");
  EXPECT_EQ(escape_markdown("cut https://a.example/b…, www.a.example, ftp://a.example"),
            "cut https:\\//a.example/b…, www\\.a.example, ftp:\\//a.example");
}

TEST(Comment, IsOneLineAndTheReadingWhereAllIsWell) {
  EXPECT_EQ(render_comment(assess_text(form_with("", "")), policy(),
                           {.reference = "reference line", .file_name = "form.txt"}),
            "**Pre-review: ready.** Thank you, every question has an answer; a data steward can take it from "
            "here.\n\n"
            "As read from the form: category 2, 1 measurement, until 2027-06-30.\n\n"
            "This is an automatic check of form.txt against the [data collection "
            "policy](https://wiki.mozilla.org/Data_Collection); a data steward decides.\n\nreference line\n");
}

TEST(Comment, GroupsWhatIsMissingAndTellsHowToComeBack) {
  const std::string comment = render_comment(
      assess_text(
          "# Request for data collection review form\n\n1) What questions will you answer with this data?\n\n"
          "How often is the button used?\n\n2) Why does Mozilla need to answer these questions?\n\n"
          "If nobody uses it we remove it.\n"),
      policy(), {.reference = "reference line", .file_name = "my_form.txt"});
  EXPECT_THAT(comment, testing::HasSubstr("No answer yet to the alternatives you considered"));
  EXPECT_THAT(comment, testing::HasSubstr("set `data-review?` on the new one"));
  EXPECT_THAT(comment, testing::HasSubstr("automatic check of my_form.txt"));
  EXPECT_THAT(comment, testing::EndsWith("\nreference line\n"));
}

std::string draft_with(const std::string& question, const std::string& answer) {
  return render_steward(assess_text(form_with(question, answer)), policy());
}

TEST(Steward, QuotesTheFormAndLeavesTheJudgementToThePerson) {
  const std::string draft = draft_with("opt_out", "Use private browsing.");
  EXPECT_THAT(draft,
              testing::HasSubstr(
                  "No: this is no control over the collection alone (line 39: “Use private browsing.”)"));
  EXPECT_THAT(draft, testing::HasSubstr("Not permanent: until 2027-06-30 (line 31: “Until 2027-06-30.”)"));
  EXPECT_THAT(draft, testing::HasSubstr("Category 2, as stated (line 23: “Clicks on the button”)"));
}

/// What the comment asks for, the draft does not take as given.
TEST(Steward, SaysWhatTheFindingsSay) {
  using testing::HasSubstr;
  EXPECT_THAT(draft_with("analysis", "In the existing GA4 property."),
              HasSubstr("the form says no (line 51: “No.”), but speaks of a tool (line 43: “GA4”)"));
  EXPECT_THAT(draft_with("duration", "Until March 31, 2019"),
              HasSubstr("the end is past (line 31: “Until March 31, 2019”)"));
  EXPECT_THAT(draft_with("duration", "Permanently. The team list fx-team@mozilla.com watches it."),
              HasSubstr("Needs your judgement: permanent, and a team or list is named"));
  EXPECT_THAT(draft_with("duration", ""), HasSubstr("The form does not say how long."));
  EXPECT_THAT(draft_with("measurements", "| Clicks on the button | 1 or 2 | Bug 1900001 |"),
              HasSubstr("Not settled: more than one is given (line 23: “Clicks on the button”)"));
  EXPECT_THAT(draft_with("opt_out", "There is none."), HasSubstr("No: the form names none (line 39"));
  EXPECT_THAT(draft_with("third_party", ""), HasSubstr("The form does not say."));
}

TEST(Steward, StaysShortWhateverTheFormWas) {
  std::string rows;
  for (int i = 0; i < 1900; ++i) rows += "| Clicks on the button number " + std::to_string(i) + " | | |\n";
  const std::string draft = draft_with("measurements", rows);
  EXPECT_LT(draft.size(), limits::comment_characters);
  EXPECT_THAT(draft, testing::HasSubstr("- and 1890 others."));
}

}  // namespace
}  // namespace review
