// categories.txt: what each measurement is, and that the dangerous mistake (too low) is not made.

#include "review/categorize/categorize.h"
#include "review/categorize/model.h"
#include "review/policy_data.h"
#include "review/text/words.h"
#include "service/builtin/files.h"

#include <gmock/gmock.h>

#include <fstream>
#include <map>

namespace review {
namespace {

const Policy& policy() {
  static const Policy built_in = *Policy::parse(builtin::files());
  return built_in;
}

Subject described(const std::string& description) {
  return {.name = {}, .description = description, .extra_keys = {}, .type = {}};
}

constexpr std::string_view section_mark = "# --- ";

std::vector<std::string> split(std::string_view text, std::string_view mark) {
  std::vector<std::string> out;
  for (std::size_t at = text.find(mark); at != std::string_view::npos; at = text.find(mark)) {
    out.emplace_back(text.substr(0, at));
    text.remove_prefix(at + mark.size());
  }
  out.emplace_back(text);
  return out;
}

/// What stands behind the category in a row.
Subject subject_of(std::string_view row) {
  if (!row.starts_with('@')) return described(std::string(row));
  const std::vector<std::string> parts = split(row.substr(1), " | ");
  const std::vector<std::string> name = split(parts.at(0), " ");
  Subject out{.name = name.at(0), .description = parts.at(1), .extra_keys = {}, .type = {}};
  if (name.size() > 1) out.type = name.at(1);
  if (parts.size() < 3) return out;
  for (const std::string& key : split(parts.at(2), " ; ")) {
    const auto colon = key.find(": ");
    out.extra_keys.emplace_back(key.substr(0, colon), key.substr(colon + 2));
  }
  return out;
}

TEST(Categories, FollowThePolicysExamplesAndTheirContrasts) {
  std::ifstream in(std::string(DRB_SOURCE_DIR) + "/tests/unit/review/categories.txt");
  int rows = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.front() == '#') continue;
    ++rows;
    const Categorization found =
        categorize(subject_of(std::string_view(line).substr(4)), policy().knowledge());
    EXPECT_EQ(static_cast<int>(found.category), line.front() - '0') << line;
    EXPECT_NEAR(found.scores[0] + found.scores[1] + found.scores[2] + found.scores[3], 1, 1e-9);
    // Whatever it is called, it is called so for words that the requester can find in the text.
    ASSERT_FALSE(found.evidence.empty()) << line;
    EXPECT_FALSE(found.evidence.front().why.empty());
    EXPECT_NE(line.find(found.evidence.front().text), std::string::npos) << line;
  }
  EXPECT_GE(rows, 1000);
}

TEST(Categories, AreTriedInThreeWordingsOfEachExample) {
  std::ifstream in(std::string(DRB_SOURCE_DIR) + "/tests/unit/review/categories.txt");
  std::map<std::string, int> wordings;
  std::string section;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(section_mark))
      wordings.emplace(section = line.substr(section_mark.size()), 0);
    else if (!line.empty() && line.front() != '#')
      ++wordings[section];
  }
  EXPECT_GE(wordings.size(), 50);
  for (const auto& [name, count] : wordings) EXPECT_GE(count, 3) << name;
}

TEST(Categories, AreRightForTheExamplesThatStandBesideTheWords) {
  for (const Concept& idea : policy().data().book->concepts()) {
    EXPECT_FALSE(idea.speaks_for.empty()) << idea.name;
    EXPECT_FALSE(idea.speaks_against.empty()) << idea.name;
    EXPECT_FALSE(idea.rests_on.empty()) << idea.name;
    for (const std::string& example : idea.speaks_for)
      EXPECT_EQ(categorize(described(example), policy().knowledge()).category, idea.category) << example;
    for (const std::string& example : idea.speaks_against)
      EXPECT_NE(categorize(described(example), policy().knowledge()).category, idea.category) << example;
  }
}

TEST(Categories, AreRightForTheExamplesOfWhatIsDoneToSensitiveThings) {
  for (const Modifier& modifier : policy().data().book->modifiers()) {
    for (const std::string& example : modifier.reduced)
      EXPECT_LE(categorize(described(example), policy().knowledge()).category, Category::interaction)
          << example;
    for (const std::string& example : modifier.collected)
      EXPECT_GE(categorize(described(example), policy().knowledge()).category, Category::stored_content)
          << example;
  }
}

/// Without line breaks, and with one kind of apostrophe.
std::string unwrapped(std::string_view text) {
  std::string out;
  for (const std::string& part : split(text, "’")) out += (out.empty() ? "" : "'") + part;
  return shorten(out, out.size());
}

TEST(Categories, RestOnWordsOfThePolicy) {
  std::ifstream in(std::string(DRB_SHARED_DIR) + "/policy.txt");
  if (!in) GTEST_SKIP() << "the policy's text is not here";
  const std::string raw(std::istreambuf_iterator<char>(in), {});
  const std::string text = unwrapped(raw);
  const auto check = [&](const std::string& name, const std::string& rests_on) {
    for (const std::string& part : split(rests_on, " [...] "))
      EXPECT_NE(text.find(part), std::string::npos) << name << ": " << part;
  };
  for (const Concept& idea : policy().data().book->concepts()) check(idea.name, idea.rests_on);
  for (const Modifier& modifier : policy().data().book->modifiers()) check(modifier.name, modifier.rests_on);
}

TEST(Categories, QuoteTheRequestersOwnWords) {
  const Categorization found =
      categorize(described("We keep the **E-mail address** of whoever asks."), policy().knowledge());
  ASSERT_EQ(found.category, Category::highly_sensitive);
  EXPECT_EQ(found.evidence.front().text, "E-mail address");
}

TEST(Categories, RiseWhereAnIdentifierStandsBesideWhatPeopleVisit) {
  const Subject event{.name = "page.opened",
                      .description = "A page was opened.",
                      .extra_keys = {{"url", "Where it leads."}, {"client_id", "Of the installation."}},
                      .type = "event"};
  EXPECT_EQ(categorize(event, policy().knowledge()).category, Category::highly_sensitive);
  EXPECT_EQ(categorize(described("Clicks on the button, with the client id"), policy().knowledge()).category,
            Category::interaction);
}

TEST(Categories, HearOfSensitiveThingsBeyondTheFirstSentenceOnlyWhereTheyAreCollected) {
  EXPECT_EQ(categorize(described("The button was clicked. It also includes the URL of the page."),
                       policy().knowledge())
                .category,
            Category::stored_content);
  EXPECT_EQ(categorize(described("The button was clicked. See the page about URLs."), policy().knowledge())
                .category,
            Category::interaction);
}

TEST(Categories, AreReadFromANameAlone) {
  const Subject named{.name = "account.emailAddress", .description = {}, .extra_keys = {}, .type = {}};
  EXPECT_EQ(categorize(named, policy().knowledge()).category, Category::highly_sensitive);
}

TEST(Categories, AreReadFromANameBesideADescriptionThatSaysLess) {
  const auto set_once = [](const std::string& name, const std::string& type) {
    return categorize({.name = name, .description = "Set on sign-in", .extra_keys = {}, .type = type},
                      policy().knowledge())
        .category;
  };
  EXPECT_EQ(set_once("account.emailAddress", "string"), Category::highly_sensitive);
  EXPECT_EQ(set_once("browser.URLVisited", "string"), Category::stored_content);
  EXPECT_EQ(set_once("account.email_count", "quantity"), Category::interaction);
}

TEST(Categories, DoNotTakeAKeyForItsValueWhereItsMeaningOnlyAsksAboutIt) {
  const auto with_key = [](const std::string& key, const std::string& meaning) {
    return categorize({.name = "logins.edit",
                       .description = "The user edited a login.",
                       .extra_keys = {{key, meaning}},
                       .type = "event"},
                      policy().knowledge())
        .category;
  };
  EXPECT_EQ(with_key("password", "Whether the password changed."), Category::interaction);
  EXPECT_EQ(with_key("has_email", "As in the record."), Category::interaction);
  EXPECT_EQ(with_key("password", "As it was saved."), Category::highly_sensitive);
  EXPECT_EQ(with_key("value", "Whether it worked, and the URL of the page."), Category::stored_content);
}

TEST(Categories, ReadExtraKeysOfAnEvent) {
  const Subject event{.name = "tab.opened",
                      .description = "A tab was opened.",
                      .extra_keys = {{"url", "Where it leads."}},
                      .type = "event"};
  const Categorization found = categorize(event, policy().knowledge());
  EXPECT_EQ(found.category, Category::stored_content);
  EXPECT_EQ(found.evidence.front().text, "url");
}

TEST(Categories, AreTheSameByTheTablesInTheProgram) {
  std::ifstream in(std::string(DRB_SOURCE_DIR) + "/tests/unit/review/categories.txt");
  int rows = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.front() < '1' || line.front() > '4') continue;
    ++rows;
    const Subject subject = subject_of(std::string_view(line).substr(4));
    const Categorization read = categorize(subject, policy().knowledge());
    const Categorization compiled = categorize(subject, builtin::knowledge());
    EXPECT_EQ(compiled.scores, read.scores) << line;
    ASSERT_FALSE(compiled.evidence.empty()) << line;
    EXPECT_EQ(compiled.evidence.front().text, read.evidence.front().text) << line;
    EXPECT_EQ(compiled.evidence.front().why, read.evidence.front().why) << line;
  }
  EXPECT_GE(rows, 1000);
}

TEST(Categories, TakeNoWeightForWordsThatTheModelDoesNotName) {
  ConfigFiles files = builtin::files();
  files["policy/model.txt"] = "data-review-bot-model 1 0 1\nd:* 9\n";
  const Policy odd = Policy::parse(files).value();
  files["policy/model.txt"] = "data-review-bot-model 1 0 1\n";
  const Policy none = Policy::parse(files).value();
  EXPECT_EQ(categorize(described("Xyzzy"), odd.knowledge()).scores,
            categorize(described("Xyzzy"), none.knowledge()).scores);
}

TEST(Categories, WorkWithoutTheTrainedModel) {
  ConfigFiles files = builtin::files();
  files.erase("policy/model.txt");
  const Policy bare = Policy::parse(files).value();
  EXPECT_EQ(categorize(described("Clicks on the button"), bare.knowledge()).category, Category::interaction);
  EXPECT_EQ(categorize(described("Crash reason and error code"), bare.knowledge()).category,
            Category::technical);
  EXPECT_EQ(categorize(described("URLs visited"), bare.knowledge()).category, Category::stored_content);
}

TEST(Model, TellsWhatIsWrongWithItsFile) {
  EXPECT_FALSE(Model::parse(""));
  EXPECT_FALSE(Model::parse("something else\n"));
  EXPECT_FALSE(Model::parse("data-review-bot-model 1 0 x\n"));
  EXPECT_EQ(Model::parse("data-review-bot-model 1 0 1\nd:click one\n").error(),
            "line 2: expected a number at its end");
  EXPECT_EQ(Model::parse("data-review-bot-model 1 0 1\nclick 1\n").error(),
            "line 2: expected a feature like d:click");
  const auto model = Model::parse("data-review-bot-model 1 0.5 1\nd:click 2\nd:crash -2\n");
  ASSERT_TRUE(model);
  EXPECT_DOUBLE_EQ(model->bias(), 0.5);
  EXPECT_EQ(model->weight("d:crash"), -2);
  EXPECT_EQ(model->weight("d:unseen"), 0);
  EXPECT_EQ(Model::parse(model->text())->text(), model->text());
}

}  // namespace
}  // namespace review
