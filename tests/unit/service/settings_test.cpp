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

TEST(Settings, AMistypedKeyIsNamedWithTheNearestKnownOne) {
  std::string text(builtin::files().at("data-review-bot.toml"));
  text += "\n[poll2]\n";
  const auto settings = parse_settings(text, "x.toml", none);
  ASSERT_FALSE(settings);
  const std::string problem = settings.error().front().text();
  EXPECT_TRUE(problem.starts_with("x.toml:")) << problem;
  EXPECT_NE(problem.find("poll"), std::string::npos) << problem;
}

}  // namespace
}  // namespace service
