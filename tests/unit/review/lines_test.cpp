#include "review/text/lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using testing::ElementsAre;

namespace review {
namespace {

FormLines read(const std::string& text) {
  return read_lines(decode(text));
}

std::vector<std::string> bodies(const FormLines& lines) {
  std::vector<std::string> out;
  for (const FormLine& line : lines.lines) out.push_back(line.body);
  return out;
}

TEST(Lines, QuoteMarksNumbersAndListMarksComeOff) {
  const FormLines lines = read("> > **5)** List\n> * one\n### Two ###\nQ3. Three\n08/01/2022");
  EXPECT_THAT(bodies(lines), ElementsAre("List", "one", "Two", "Three", "08/01/2022"));
  EXPECT_EQ(lines.lines[0].ordinal, 5);
  EXPECT_EQ(lines.lines[2].heading, 3);
  EXPECT_EQ(lines.lines[3].ordinal, 3);
  EXPECT_EQ(lines.lines[4].number, 5);
}

TEST(Lines, HtmlBlocksAreLinesAndEntitiesCharacters) {
  const FormLines lines = read("<h1 dir=\"auto\">Request</h1>\n<p>a &amp; b<br>c&nbsp;d</p>");
  EXPECT_EQ(lines.lines.front().text, "Request");
  EXPECT_EQ(lines.lines.front().heading, 1);
  EXPECT_THAT(bodies(lines), testing::IsSupersetOf({"a & b"}));
  EXPECT_EQ(lines.lines.front().number, 1);
}

TEST(Lines, WhatIsNoKnownTagStays) {
  EXPECT_THAT(bodies(read("a <metric name> < b")), ElementsAre("a <metric name> < b"));
}

TEST(Lines, LinksKeepTheirAddress) {
  EXPECT_THAT(bodies(read("<a href=\"https://x.example/\">docs</a>")),
              ElementsAre("docs (https://x.example/)"));
}

TEST(Lines, HtmlTablesAreRowsWithTheLineTheyStartOn) {
  const FormLines lines = read("<table>\n<tr>\n<td>clicks\n on it</td><td>2</td>\n</tr>\n</table>");
  const auto row =
      std::ranges::find_if(lines.lines, [](const FormLine& line) { return !line.cells.empty(); });
  ASSERT_NE(row, lines.lines.end());
  EXPECT_THAT(row->cells, ElementsAre("clicks  on it", "2"));
  EXPECT_EQ(row->number, 2);
  EXPECT_FALSE(lines.broken_table);
}

TEST(Lines, AnUnclosedCellDoesNotSwallowTheNextQuestion) {
  const FormLines lines = read("<tr><td>clicks\n6) How long?\nForever");
  EXPECT_TRUE(lines.broken_table);
  EXPECT_THAT(bodies(lines), testing::IsSupersetOf({"How long?", "Forever"}));
}

}  // namespace
}  // namespace review
