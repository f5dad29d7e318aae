#include "service/config/settings.h"

#include "service/builtin/files.h"

#include <gtest/gtest.h>

namespace service {
namespace {

const SecretSources none = {.environment = [](const std::string&) { return std::optional<std::string>("k"); },
                            .file = [](const std::string&) { return std::optional<std::string>("k"); }};

TEST(Settings, TheShippedFileIsADryRun) {
  const auto settings =
      parse_settings(builtin::files().at("data-review-bot.toml"), "data-review-bot.toml", none);
  ASSERT_TRUE(settings) << settings.error().front().text();
  EXPECT_FALSE(settings->comment.post);
  EXPECT_FALSE(settings->comment.on_backlog);
  EXPECT_EQ(settings->server.address, "127.0.0.1");
}

TEST(Settings, WhatTheShippedFileSaysIsWhatIsBuiltIn) {
  const auto shipped =
      parse_settings(builtin::files().at("data-review-bot.toml"), "data-review-bot.toml", none);
  ASSERT_TRUE(shipped) << shipped.error().front().text();
  const Settings built_in;
  EXPECT_EQ(shipped->bugzilla.robots, built_in.bugzilla.robots);
  EXPECT_EQ(shipped->comment.superseded_tag, built_in.comment.superseded_tag);
  EXPECT_EQ(shipped->comment.stay_away_users, built_in.comment.stay_away_users);
  EXPECT_EQ(shipped->comment.most_bugs_an_hour, built_in.comment.most_bugs_an_hour);
}

TEST(Settings, PostingNeedsAnAccount) {
  const auto settings = parse_settings(
      "store = \"x.db\"\n[bugzilla]\nurl = \"https://bugzilla.example.org\"\n[comment]\npost = true\n",
      "x.toml", none);
  ASSERT_FALSE(settings);
  EXPECT_NE(settings.error().front().text().find("bugzilla.api_key"), std::string::npos);
}

TEST(Settings, AListOfTextsIsNothingElse) {
  const std::string head = "store = \"x.db\"\n[bugzilla]\nurl = \"https://bugzilla.example.org\"\nrobots = ";
  EXPECT_TRUE(parse_settings(head + "[\"a@b\", \"c@d\"]\n", "x.toml", none));
  for (const char* wrong : {"\"a@b\"", "[1]", "[[\"a@b\"]]"})
    EXPECT_FALSE(parse_settings(head + wrong + "\n", "x.toml", none)) << wrong;
}

TEST(Settings, AMistypedKeyIsNamedWithTheNearestKnownOne) {
  std::string text(builtin::files().at("data-review-bot.toml"));
  text += "\n[poll2]\n";
  const auto settings = parse_settings(text, "x.toml", none);
  ASSERT_FALSE(settings);
  const std::string problem = settings.error().front().text();
  EXPECT_TRUE(problem.starts_with("x.toml:")) << problem;
  EXPECT_NE(problem.find("poll"), std::string::npos) << problem;
}

std::string first_problem(const std::string& text) {
  const auto settings =
      parse_settings(text + "\n[bugzilla]\nurl = \"https://b.example.org\"\n", "x.toml", none);
  return settings ? "" : settings.error().front().text();
}

TEST(Settings, APasswordNeverStandsInTheStoresLocation) {
  const std::string refusal = "x.toml:1:9: store holds a password";
  EXPECT_TRUE(first_problem(R"(store = "postgresql://bot:guess@db/reviews")").starts_with(refusal));
  EXPECT_TRUE(first_problem(R"(store = "postgres://bot@db/reviews?password=guess")").starts_with(refusal));
  EXPECT_EQ(first_problem(R"(store = "postgresql://bot@db:5433/reviews?sslmode=verify-full")"), "");
  EXPECT_EQ(first_problem("store = \"postgresql://bot@db/reviews\"\nstore_password = { env = \"P\" }"), "");
  EXPECT_EQ(first_problem(R"(store = "a:b@c.db")"), "") << "a file may be called so";
}

TEST(Settings, ALeaseLastsLongerThanAJob) {
  EXPECT_EQ(first_problem("store = \"s.db\"\nlease_seconds = 180"), "");
  EXPECT_TRUE(first_problem("store = \"s.db\"\nlease_seconds = 179")
                  .starts_with("x.toml:2:17: lease_seconds must be at least six times"));
}

TEST(Settings, TheServerListensAtAnIpAddress) {
  const std::string head = "store = \"s.db\"\n[server]\naddress = ";
  for (const char* address : {"\"127.0.0.1\"", "\"0.0.0.0\"", "\"::1\""})
    EXPECT_EQ(first_problem(head + address), "");
  for (const char* other : {"\"localhost\"", "\"127.0.0.1:80\"", "\"\""})
    EXPECT_TRUE(first_problem(head + other).starts_with("x.toml:3:11: server.address must be an IP address"))
        << other;
}

}  // namespace
}  // namespace service
