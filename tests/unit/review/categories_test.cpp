// categories.txt: what each measurement is, and that the dangerous mistake (too low) is not made.

#include "review/categorize/categorize.h"
#include "review/categorize/model.h"
#include "service/builtin/files.h"

#include <gmock/gmock.h>

#include <fstream>

namespace review {
namespace {

const Policy& policy() {
  static const Policy built_in = *Policy::parse(builtin::files());
  return built_in;
}

TEST(Categories, FollowThePolicysExamplesAndTheirContrasts) {
  std::ifstream in(std::string(DRB_SOURCE_DIR) + "/tests/unit/review/categories.txt");
  int rows = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.front() == '#') continue;
    ++rows;
    const Categorization found =
        categorize({.name = {}, .description = line.substr(4), .extra_keys = {}, .type = {}}, policy());
    EXPECT_EQ(static_cast<int>(found.category), line.front() - '0') << line;
    EXPECT_NEAR(found.scores[0] + found.scores[1] + found.scores[2] + found.scores[3], 1, 1e-9);
    // What is called sensitive is called so for words that the requester can find in the text.
    if (found.category >= Category::stored_content) {
      ASSERT_FALSE(found.evidence.empty()) << line;
      EXPECT_FALSE(found.evidence.front().why.empty());
    }
  }
  EXPECT_GE(rows, 80);
}

TEST(Categories, ReadExtraKeysOfAnEvent) {
  const Subject event{.name = "tab.opened",
                      .description = "A tab was opened.",
                      .extra_keys = {{"url", "Where it leads."}},
                      .type = "event"};
  const Categorization found = categorize(event, policy());
  EXPECT_EQ(found.category, Category::stored_content);
  EXPECT_EQ(found.evidence.front().text, "url");
}

TEST(Categories, WorkWithoutTheTrainedModel) {
  ConfigFiles files = builtin::files();
  files.erase("policy/model.txt");
  const Policy bare = Policy::parse(files).value();
  EXPECT_EQ(
      categorize({.name = {}, .description = "Clicks on the button", .extra_keys = {}, .type = {}}, bare)
          .category,
      Category::interaction);
  EXPECT_EQ(
      categorize({.name = {}, .description = "Crash reason and error code", .extra_keys = {}, .type = {}},
                 bare)
          .category,
      Category::technical);
  EXPECT_EQ(
      categorize({.name = {}, .description = "URLs visited", .extra_keys = {}, .type = {}}, bare).category,
      Category::stored_content);
}

TEST(Model, TellsWhatIsWrongWithItsFile) {
  EXPECT_FALSE(Model::parse(""));
  EXPECT_FALSE(Model::parse("something else\n"));
  EXPECT_FALSE(Model::parse("data-review-bot-model 1 0 x\n"));
  EXPECT_EQ(Model::parse("data-review-bot-model 1 0 1\nd:click one\n").error(),
            "line 2: expected a number at its end");
  const auto model = Model::parse("data-review-bot-model 1 0.5 1\nd:click 2\nd:crash -2\n");
  ASSERT_TRUE(model);
  EXPECT_DOUBLE_EQ(model->log_odds({"d:click", "d:unseen"}), 2.5);
  EXPECT_DOUBLE_EQ(model->log_odds({"d:crash"}), -1.5);
  EXPECT_EQ(Model::parse(model->text())->text(), model->text());
}

}  // namespace
}  // namespace review
