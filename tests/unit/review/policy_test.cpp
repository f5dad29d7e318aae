#include "review/policy.h"

#include "review/policy_data.h"
#include "service/builtin/files.h"

#include <gtest/gtest.h>

namespace review {
namespace {

TEST(Policy, TheBuiltInFilesAreSound) {
  const auto policy = Policy::parse(builtin::files());
  ASSERT_TRUE(policy) << policy.error().file << ':' << policy.error().line << ": " << policy.error().message;
  EXPECT_EQ(policy->data().grammar.questions.size(), 15U);
  EXPECT_EQ(policy->data().grammar.of(Question::third_party).name, "third-party tools");
}

TEST(Policy, AMissingFileIsNamed) {
  ConfigFiles files = builtin::files();
  files.erase("policy/findings.toml");
  const auto policy = Policy::parse(files);
  ASSERT_FALSE(policy);
  EXPECT_EQ(policy.error().file, "policy/findings.toml");
}

TEST(Policy, AMistakeIsToldWithItsLine) {
  ConfigFiles files = builtin::files();
  files["policy/findings.toml"] = "[missing-answer]\nseverity = \"loud\"\nmessage = \"m\"\nfix = \"f\"\n";
  const auto policy = Policy::parse(files);
  ASSERT_FALSE(policy);
  EXPECT_EQ(policy.error().line, 2);
}

TEST(Policy, AnExpressionThatIsNoneIsRefused) {
  ConfigFiles files = builtin::files();
  files["policy/concepts.toml"] = "[x]\ncategory = 1\nwhy = \"w\"\nwords = [\"(\"]\n";
  EXPECT_FALSE(Policy::parse(files));
}

TEST(Policy, AConceptMayBeANumberOrNot) {
  ConfigFiles files = builtin::files();
  files["policy/concepts.toml"] = "[x]\ncategory = 4\nmay_be_a_number = \"often\"\nwhy = \"w\"\n";
  const auto policy = Policy::parse(files);
  ASSERT_FALSE(policy);
  EXPECT_EQ(policy.error().line, 3);
  EXPECT_EQ(policy.error().message, "may_be_a_number must be true or false");
}

TEST(Policy, WordsAreFoundOnWordBoundaries) {
  const auto policy = Policy::parse(builtin::files());
  ASSERT_TRUE(policy);
  EXPECT_TRUE(policy->data().speaks("third_parties", "sent to google analytics daily"));
  EXPECT_FALSE(policy->data().speaks("third_parties", "we adjusted the stripes"));
}

}  // namespace
}  // namespace review
