// What does not change a form's meaning must not change its assessment: layers that trackers and people put
// on it.

#include "meaning.h"
#include "sample_form.h"
#include "support/forms.h"

#include <gmock/gmock.h>
#include <re2/re2.h>

#include <map>
#include <random>
#include <sstream>

namespace review {
namespace {

using nlohmann::json;

std::string utf16(const std::string& text) {
  std::string out = "\xff\xfe";
  for (const char c : text) (out += c) += '\0';
  return out;
}

bool is_ascii(const std::string& text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// “Quoted” as a word processor does it, but for the values of HTML's attributes.
std::string with_curly_quotes(const std::string& text) {
  std::string out;
  bool opens = true;
  bool in_tag = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '<' && at + 1 < text.size() &&
        (std::isalpha(static_cast<unsigned char>(text[at + 1])) != 0 || text[at + 1] == '/'))
      in_tag = true;
    if (c == '>') in_tag = false;
    if (c != '"' || in_tag) {
      out += c;
      continue;
    }
    out += opens ? "“" : "”";
    opens = !opens;
  }
  return replaced(out, "'", "’");
}

TEST(Metamorphic, LayersAroundEveryFormChangeNothing) {
  const auto forms = support::forms_at_hand();
  EXPECT_GE(forms.size(), 3U) << "the forms of the demo at least";
  for (const auto& [name, form] : forms) {
    const json expected = whole_meaning(form);
    const auto check = [&](const char* layer, const std::string& changed) {
      const json found = whole_meaning(changed);
      EXPECT_EQ(found, expected) << name << " " << layer << "\n" << json::diff(expected, found).dump(1);
    };
    check("with CRLF", replaced(form, "\n", "\r\n"));
    check("with a byte order mark", "\xef\xbb\xbf" + form);
    check("with blanks at line ends", each_line(form, [](const std::string& line) { return line + "  "; }));
    check("quoted", each_line(form, [](const std::string& line) { return "> " + line; }));
    check("quoted twice", each_line(form, [](const std::string& line) { return "> > " + line; }));
    check("with curly quotation marks", with_curly_quotes(form));
    check("with empty lines around", "\n\n\n" + form + "\n\n\n");
    if (form.find("```") == std::string::npos) check("in a code fence", "```\n" + form + "\n```\n");
    if (is_ascii(form)) check("as UTF-16", utf16(form));
  }
}

/// Which version of the form an excerpt follows can only be told by its numbers; so what hangs on the version
/// is left out.
json meaning_without_version(const std::string& form) {
  json out = meaning(form);
  out.erase("template");
  out.erase("verdict");
  std::erase_if(out["answers"].get_ref<json::object_t&>(), [](const auto& answer) {
    return answer.second == "missing" || answer.second == "not_asked";
  });
  json findings = json::array();
  for (const json& one : out["findings"]) {
    if (one[0] != "missing-answer") findings.push_back(one);
  }
  out["findings"] = findings;
  return out;
}

/// Changes each line that opens with a number and reads like a question.
std::string each_question(
    const std::string& form,
    const std::function<std::string(const std::string& number, const std::string& rest)>& change) {
  return each_line(form, [&](const std::string& line) {
    std::string quote;
    std::string number;
    std::string rest;
    static const RE2 numbered(R"(^([>\s]*)(\d{1,2}[.)])\s+(\S.*)$)");
    if (!RE2::FullMatch(line, numbered, &quote, &number, &rest)) return line;
    const bool is_question = rest.find('?') != std::string::npos || rest.starts_with("List all") ||
                             rest.starts_with("Please provide") || rest.starts_with("Provide a link");
    return is_question ? quote + change(number, rest) : line;
  });
}

TEST(Metamorphic, NumbersAndMarksOfTheQuestionsOfEveryFormChangeNothing) {
  int changed_forms = 0;
  for (const auto& [name, form] : support::forms_at_hand()) {
    const json expected = meaning_without_version(form);
    const auto check = [&](const char* how, const std::string& changed) {
      EXPECT_EQ(meaning_without_version(changed), expected) << name << " " << how;
    };
    changed_forms +=
        each_question(form, [](const std::string&, const std::string& rest) { return rest; }) == form ? 0 : 1;
    using Text = const std::string&;
    check("without numbers", each_question(form, [](Text, Text rest) { return rest; }));
    check("all 1.", each_question(form, [](Text, Text rest) { return "1. " + rest; }));
    int next = 0;
    const auto numbered = [&](int count) { return std::to_string(count) + ") "; };
    check("from 7 on",
          (next = 6, each_question(form, [&](Text, Text rest) { return numbered(++next) + rest; })));
    check("starting anew",
          (next = 0, each_question(form, [&](Text, Text rest) { return numbered(next++ % 5 + 1) + rest; })));
    check("each twice",
          (next = 1, each_question(form, [&](Text, Text rest) { return numbered(++next / 2) + rest; })));
    check("bold", each_question(form, [](Text number, Text rest) {
            const std::size_t end = rest.find('?');  // an answer on the line stays as it is
            return end == std::string::npos || end + 1 == rest.size() ? "**" + number + " " + rest + "**"
                                                                      : number + " " + rest;
          }));
    check("as headings", each_question(form, [](Text number, Text rest) {
            return rest.ends_with('?') ? "## " + number + " " + rest : number + " " + rest;
          }));
  }
  EXPECT_GE(changed_forms, 3) << "the forms of the demo at least";
}

class LayoutTest : public testing::Test {
 protected:
  void expect_same(const char* what, const std::vector<Part>& parts, const Layout& layout) {
    EXPECT_EQ(meaning(written(parts, layout)), expected) << what << "\n" << written(parts, layout);
  }
  json expected = meaning(written(good_form(), {}));
};

TEST_F(LayoutTest, TheQuestionsAreFoundHoweverTheyAreMarked) {
  using Question = std::function<std::string(int, const std::string&)>;
  const std::map<const char*, Question> marks = {
      {"without numbers", [](int, const std::string& q) { return q; }},
      {"1.", [](int n, const std::string& q) { return std::to_string(n) + ". " + q; }},
      {"all 1.", [](int, const std::string& q) { return "1. " + q; }},
      {"from 7 on", [](int n, const std::string& q) { return std::to_string(n + 6) + ") " + q; }},
      {"Q1:", [](int n, const std::string& q) { return "Q" + std::to_string(n) + ": " + q; }},
      {"#5", [](int n, const std::string& q) { return "#" + std::to_string(n) + " " + q; }},
      {"Question:", [](int, const std::string& q) { return "Question: " + q; }},
      {"Q1 and a dash",
       [](int n, const std::string& q) { return "**Q" + std::to_string(n) + " — " + q + "**"; }},
      {"behind a bar", [](int n, const std::string& q) { return "| " + std::to_string(n) + ") " + q; }},
      {"escaped", [](int n, const std::string& q) { return std::to_string(n) + "\\. " + q; }},
      {"letters",
       [](int n, const std::string& q) { return std::string(1, static_cast<char>('a' + n - 1)) + ") " + q; }},
      {"[5]", [](int n, const std::string& q) { return "[" + std::to_string(n) + "] " + q; }},
      {"==", [](int n, const std::string& q) { return "== " + std::to_string(n) + ") " + q + " =="; }},
      {"Q.", [](int, const std::string& q) { return "Q. " + q; }},
      {"an entity", [](int n, const std::string& q) { return "&gt; " + std::to_string(n) + ") " + q; }},
      {"blanks that do not break",
       [](int n, const std::string& q) {
         return std::to_string(n) + ")\u00A0" + replaced(q, " ", "\u00A0");
       }},
      {"bold", [](int n, const std::string& q) { return "**" + std::to_string(n) + ") " + q + "**"; }},
      {"bold after the number",
       [](int n, const std::string& q) { return std::to_string(n) + ") **" + q + "**"; }},
      {"italic", [](int n, const std::string& q) { return "_" + std::to_string(n) + ". " + q + "_"; }},
      {"headings", [](int, const std::string& q) { return "## " + q; }},
      {"numbered headings",
       [](int n, const std::string& q) { return "### " + std::to_string(n) + ") " + q; }},
      {"underlined", [](int, const std::string& q) { return q + "\n" + std::string(q.size(), '-'); }},
      {"HTML headings", [](int, const std::string& q) { return "<h3>" + q + "</h3>"; }},
      {"bullets", [](int, const std::string& q) { return "* " + q; }},
      {"indented", [](int n, const std::string& q) { return "    " + std::to_string(n) + ". " + q; }},
      {"in capitals", [](int n, const std::string& q) {
         std::string loud = q;
         std::ranges::transform(loud, loud.begin(), [](unsigned char c) { return std::toupper(c); });
         return std::to_string(n) + ") " + loud;
       }}};
  for (const auto& [what, question] : marks) expect_same(what, good_form(), {.question = question});
}

TEST_F(LayoutTest, AnswersUnderTheFormsNumbersAloneAreTakenWhereTheyReadLikeIt) {
  std::string answers = "data-review please\n\n";
  std::string recipe = "How to bake\n\n";
  int number = 0;
  for (const Part& part : good_form()) {
    answers += std::to_string(++number) + ") " + part.answer + "\n\n";
    recipe += std::to_string(number) + ") Stir for a while.\n\n";
  }
  json found = meaning(answers);
  EXPECT_EQ(found["answers"], expected["answers"]);
  EXPECT_EQ(found["findings"], expected["findings"]);
  EXPECT_EQ(found["measurements"], expected["measurements"]);
  EXPECT_EQ(meaning(recipe)["kind"], "not_a_form");
}

TEST_F(LayoutTest, TheFormMayBeAnHtmlTableOfQuestionsAndAnswers) {
  std::vector<Part> parts = good_form();
  for (Part& part : parts) {
    if (part.question == "measurements") part.answer = "Clicks on the button, Category 2, Bug 1900001";
  }
  std::string table = "<table>\n";
  int number = 0;
  for (const Part& part : parts)
    table += "<tr><td>" + std::to_string(++number) + ") " + part.heading + "</td><td>" + part.answer +
             "</td></tr>\n";
  EXPECT_EQ(meaning(table + "</table>\n"), meaning(written(parts, {})));
}

TEST_F(LayoutTest, APageWithChaptersOfItsOwnThatQuotesSomeQuestionsIsNoForm) {
  const std::string chapters =
      "# Data in the calendar\n\n## The short version\n\nThink before you add a probe.\n\n## What is "
      "asked\n\n";
  std::vector<Part> quoted = good_form();
  std::erase_if(quoted, [](const Part& part) {
    return part.question != "alternatives" && part.question != "duration" && part.question != "opt_out";
  });
  const std::string page = chapters + written(quoted, {.title = ""});
  EXPECT_EQ(meaning(page)["kind"], "not_a_form");
  EXPECT_EQ(meaning(page.substr(chapters.size()))["kind"], "request");
  EXPECT_EQ(meaning(chapters + written(quoted, {}))["kind"], "request") << "under the form's title";
  EXPECT_EQ(meaning(chapters + written(good_form(), {.title = ""}))["kind"], "request");
}

TEST_F(LayoutTest, QuestionsMayBeShortenedRewordedOrMerged) {
  const std::map<std::string, std::string> shorter = {
      {"questions_answered", "Questions to be answered"},
      {"why_needed", "Why is this needed?"},
      {"alternatives", "Alternatives considered"},
      {"current_instrumentation", "Is existing telemetry enough?"},
      {"measurements", "Measurements and categories"},
      {"documentation", "Link to the documentation"},
      {"duration", "Duration of the collection"},
      {"populations", "Populations"},
      {"opt_out", "How to opt out"},
      {"analysis", "How will you analyze it?"},
      {"sharing", "Where will results be shared?"},
      {"third_party", "Third-party tool?"}};
  for (const auto& [question, words] : shorter) {
    auto parts = good_form();
    for (Part& part : parts) {
      if (part.question == question) part.heading = words;
    }
    json found = meaning(written(parts, {}));
    found["template"] = expected["template"];  // told by the published words
    EXPECT_EQ(found, expected) << words;
  }
  // Without numbers, bold or headings a few words of their own above the answer ask as well.
  auto bare = good_form();
  for (Part& part : bare) {
    if (part.question != "questions_answered" && part.question != "duration")
      part.heading = shorter.at(part.question);
  }
  json unmarked =
      meaning(written(bare, {.question = [](int, const std::string& q) { return q; }, .gap = "\n"}));
  EXPECT_EQ(unmarked["answers"], expected["answers"]);
  EXPECT_EQ(unmarked["findings"], expected["findings"]);
  auto merged = good_form();
  merged.at(0).heading =
      "What questions will you answer with this data, and why does Mozilla need to answer them?";
  merged.at(0).answer += " " + merged.at(1).answer;
  merged.erase(merged.begin() + 1);
  EXPECT_EQ(meaning(written(merged, {}))["answers"], expected["answers"]);
}

TEST_F(LayoutTest, TheAnswersAreFoundWhereverTheyStand) {
  expect_same("on the next line", good_form(), {.gap = "\n"});
  expect_same("four lines below", good_form(), {.gap = "\n\n\n\n"});
  for (const char* mark : {"> ", "* ", "- ", "    ", "\t", "A: ", "Answer: ", "**Answer:** "}) {
    auto parts = good_form();
    for (Part& part : parts) {
      if (part.question != "measurements") part.answer = mark + part.answer;
    }
    expect_same(mark, parts, {});
  }
  auto same_line = good_form();
  const auto table = same_line.at(4).answer;
  expect_same("on the question's line", same_line, {.gap = " "});
  for (Part& part : same_line) part.answer = "**" + part.answer + "**";
  same_line.at(4).answer = table;
  expect_same("in bold", same_line, {});
}

TEST_F(LayoutTest, TheOrderOfTheQuestionsDoesNotMatter) {
  std::mt19937 order(7);
  for (int i = 0; i < 20; ++i) {
    auto parts = good_form();
    std::ranges::shuffle(parts, order);
    expect_same("shuffled", parts, {});
  }
}

TEST_F(LayoutTest, QuestionsMayBeWrapped) {
  for (const std::size_t width : {30U, 50U, 72U}) {
    const auto wrap = [&](int number, const std::string& heading) {
      std::istringstream in(std::to_string(number) + ") " + heading);
      std::string out;
      std::size_t column = 0;
      for (std::string word; in >> word; column += word.size() + 1) {
        if (column != 0 && column + word.size() > width) {
          out += "\n";
          column = 0;
        } else if (column != 0) {
          out += " ";
        }
        out += word;
      }
      return out;
    };
    expect_same("wrapped", good_form(), {.question = wrap});
  }
}

TEST_F(LayoutTest, MeasurementsMayBeWrittenInAnyWay) {
  const char* ways[] = {
      "<table><tr><td>Measurement Description</td><td>Data Collection Category</td><td>Tracking Bug "
      "#</td></tr>"
      "<tr><td>Clicks on the button</td><td>Category 2</td><td>Bug 1900001</td></tr></table>",
      "<table>\n  <tr>\n    <td>Measurement Description</td>\n    <td>Data Collection Category</td>\n    "
      "<td>Tracking Bug #</td>\n"
      "  </tr>\n  <tr>\n    <td>Clicks on the button</td>\n    <td>Category 2</td>\n    <td>Bug "
      "1900001</td>\n  </tr>\n</table>",
      "Measurement Description | Data Collection Category | Tracking Bug #\n--- | --- | ---\nClicks on the "
      "button | Category 2 | Bug 1900001",
      "Measurement Description\tData Collection Category\tTracking Bug #\nClicks on the button\tCategory "
      "2\tBug 1900001",
      "| Tracking Bug | Category | Measurement |\n| --- | --- | --- |\n| Bug 1900001 | Category 2 | Clicks "
      "on the button |",
      "| Measurement Description | Data Collection Category | Tracking Bug # |\n|---|---|---|\n| Clicks on "
      "the button | Interaction data (Category 2) | https://bugzilla.mozilla.org/show_bug.cgi?id=1900001 |",
      "button.clicked | Clicks on the button | Category 2 | 1900001",
      "| What | Cat. | Where tracked |\n| --- | --- | --- |\n| Clicks on the button | 2 | mozilla/app#1184 |",
      "* Clicks on the button: Category 2, Bug 1900001",
      "1. Clicks on the button (Category 2, bug 1900001)",
      "Clicks on the button, Category 2 interaction data, Bug 1900001",
      "Clicks on the button - Category II - 1900001",
      "Clicks on the button\n\nCategory: Interaction\n\nTracking bug: 1900001",
      "All of these are category 2, tracked in bug 1900001:\n* Clicks on the button",
      "Interaction:\n* Clicks on the button\n\nTracking bug: 1900001",
      "| Event | When |\n| --- | --- |\n| click | Clicks on the button |\n\nAll of it is category 2, bug "
      "1900001.",
      "| Measurement Description | Data Collection Category | Tracking Bug # |\n|---|---|---|\n| **Events** "
      "| | |\n"
      "| Clicks on the button | Category 2 | 1900001 |",
      "| Measurement Description | Data Collection Category | Tracking Bug # |\n|---|---|---|\n"
      "| Clicks on the button | Category 2 | bugzilla.mozilla.org/1900001 |",
      "* Clicks on the button, category 2, bug 1900001\n\nWe do not collect:\n* addresses\n* "
      "titles\n\nNotes:\n* "
      "The ping is sent daily.",
  };
  for (const char* way : ways) {
    auto parts = good_form();
    parts.at(4).answer = way;
    expect_same("measurements", parts, {});
  }
}

TEST_F(LayoutTest, AnAnswersOwnListAsksNothing) {
  const char* lists[] = {"We want to know:\n1) Adoption\n2) Duration\n3) Sharing",
                         "**Metrics:** clicks a week\n\n**Populations:** all that have the button",
                         "#### Documentation\nHow often its link is opened"};
  for (const char* list : lists) {
    json found = meaning(form_with("questions_answered", list));
    EXPECT_EQ(found, expected) << list;
  }
}

TEST_F(LayoutTest, AQuestionInOtherWordsIsTheOneWhoseNumberIsLeft) {
  auto parts = good_form();
  for (Part& part : parts) {
    if (part.question == "alternatives") part.heading = "Did you think of anything else?";
  }
  EXPECT_EQ(meaning(written(parts, {})), expected);
}

/// An answer taken away leads to the finding that says so, and to nothing else.
TEST_F(LayoutTest, ABlankedAnswerIsTheOnlyThingMissed) {
  const std::map<std::string, std::string> otherwise = {{"opt_out", "opt-out-missing"},
                                                        {"measurements", "no-measurements"}};
  for (const Part& blanked : good_form()) {
    const json found = meaning(form_with(blanked.question, ""));
    const auto named = otherwise.find(blanked.question);
    const std::string id = named == otherwise.end() ? "missing-answer" : named->second;
    EXPECT_EQ(found["findings"], json::array({{id, blanked.question}})) << blanked.question;
    EXPECT_EQ(found["verdict"], "needs_changes");
  }
}

TEST_F(LayoutTest, WhatStandsAroundTheFormDoesNotMatter) {
  const std::string form = written(good_form(), {});
  const json same = expected;
  EXPECT_EQ(meaning("Hi! Could you have a look at this, please?\n\n" + form), same);
  EXPECT_EQ(meaning("<!-- please read CONTRIBUTING -->\n- [x] Tests added\n- [ ] Changelog\n\n" + form),
            same);
  EXPECT_EQ(
      meaning(
          "5) List all proposed measurements and indicate the category of data collection for each "
          "measurement.\n\n| Measurement Description | Data Collection Category | Tracking Bug # |\n| --- "
          "| --- | --- |\n\n---\n\n" +
          form),
      same)
      << "an empty copy of the template above";
  EXPECT_EQ(meaning("<div style=\"font-family: Arial\">\n" + form + "</div>\n"), same);
}

}  // namespace
}  // namespace review
