#include "service/config/settings.h"

#include <gmock/gmock.h>

namespace service {
namespace {

using testing::HasSubstr;

std::expected<Settings, std::vector<ConfigProblem>> parse(const std::string& matrix) {
  const SecretSources sources = {
      .environment = [](const std::string&) { return std::optional<std::string>("syt_secret"); },
      .file = [](const std::string&) { return std::optional<std::string>("syt_secret"); }};
  return parse_settings("store = \"s.db\"\n[bugzilla]\nurl = \"https://b\"\n[matrix]\n" + matrix, "c.toml",
                        sources);
}

const std::string good =
    "url = \"https://m.example.org\"\nuser_id = \"@bot:example.org\"\naccess_token = { env = \"T\" }\n"
    "room = \"#stewards:example.org\"\n";

TEST(MatrixSettings, AreOffWithoutAUrl) {
  const auto settings = parse("");
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->matrix.url, "");
}

TEST(MatrixSettings, AreReadAndTheirSecretsMasked) {
  const auto settings = parse(good);
  ASSERT_TRUE(settings) << settings.error().front().text();
  EXPECT_EQ(settings->matrix.access_token.reveal(), "syt_secret");
  EXPECT_EQ(settings->matrix.device_id, "DATAREVIEWBOT");
  EXPECT_FALSE(settings->matrix.follow_upgrades);
  EXPECT_THAT(print_settings(*settings), testing::Not(HasSubstr("syt_secret")));
  EXPECT_THAT(print_settings(*settings), HasSubstr("room = '#stewards:example.org'"));
}

TEST(MatrixSettings, ThatLackSomethingAreToldAtTheirPlace) {
  const std::vector<std::pair<std::string, std::string>> mistakes = {
      {"url = \"m.example.org\"", "matrix.url"},
      {"user_id = \"bot\"", "matrix.user_id"},
      {"room = \"stewards\"", "matrix.room"},
      {"device_id = \"\"", "matrix.device_id"},
      {"follow_upgrades = \"yes\"", "matrix.follow_upgrades"},
      {"acces_token = 1", "access_token"},
  };
  for (const auto& [line, key] : mistakes) {
    SCOPED_TRACE(line);
    std::string text;
    const std::string name = line.substr(0, line.find(' '));
    for (std::size_t at = 0; at < good.size();) {
      const std::size_t end = good.find('\n', at) + 1;
      if (!good.substr(at, end - at).starts_with(name + " ")) text += good.substr(at, end - at);
      at = end;
    }
    const auto settings = parse(text + line + "\n");
    ASSERT_FALSE(settings);
    EXPECT_THAT(settings.error().front().text(), testing::AllOf(HasSubstr("c.toml:"), HasSubstr(key)));
  }
}

TEST(MatrixSettings, NeedATokenOrAPassword) {
  std::string text = good;
  text.replace(text.find("access_token"), std::string("access_token").size(), "password");
  EXPECT_TRUE(parse(text));
  text.erase(text.find("password"), text.find("room") - text.find("password"));
  const auto settings = parse(text);
  ASSERT_FALSE(settings);
  EXPECT_THAT(settings.error().front().text(), HasSubstr("access_token"));
}

}  // namespace
}  // namespace service
