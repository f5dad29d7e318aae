// What the webhook door lets in, and what it tells those that it keeps out.

#include "house.h"
#include "support/run.h"

#include <gmock/gmock.h>

namespace integration {
namespace {

using testing::HasSubstr;
const std::string path = "/webhooks/bugzilla";

std::map<std::string, std::string> headers(const House& house) {
  return {{house.settings.webhook.header, House::webhook_secret},
          {"Content-Type", "application/json"},
          {"User-Agent", "Bugzilla"}};
}

std::string delivery(int bug) {
  return R"({"webhook_id":1,"webhook_name":"h","event":{"action":"modify","target":"bug","routing_key":"bug.modify:cc","time":"2026-11-24T10:00:00","user":{"id":13,"login":"a@b","real_name":""}},"bug":{"id":)" +
         std::to_string(bug) + R"(,"is_private":false}})";
}

TEST(Webhook, IsStoredBeforeItIsAnswered) {
  House house;
  house.settings.bugzilla.url = "http://127.0.0.1:9";  // Bugzilla cannot be reached: what is stored stays
  house.start();
  EXPECT_EQ(house.ask("POST", path, delivery(7), headers(house)).status, 200U);
  EXPECT_EQ(house.counts().looks, 1);
}

/// Each is refused with a problem body that says why, and leaves nothing behind.
TEST(Webhook, RefusesWhatIsNoDeliveryAndStoresNothing) {
  House house;
  house.start();
  struct BadCase {
    const char* what;
    std::string method, body;
    std::map<std::string, std::string> headers;
    unsigned status;
  };
  const auto good = headers(house);
  auto without_secret = good;
  without_secret.erase(house.settings.webhook.header);
  auto wrong_secret = good;
  wrong_secret[house.settings.webhook.header] = "guess";
  const std::vector<BadCase> bad_cases = {
      {"no secret", "POST", delivery(1), without_secret, 401},
      {"wrong secret", "POST", delivery(1), wrong_secret, 401},
      {"not a POST", "GET", "", good, 405},
  };
  for (const BadCase& each : bad_cases) {
    SCOPED_TRACE(each.what);
    const auto answer = house.ask(each.method, path, each.body, each.headers);
    EXPECT_EQ(answer.status, each.status);
    EXPECT_EQ(answer.content_type, "application/problem+json");
    const auto body = nlohmann::json::parse(answer.body);
    EXPECT_EQ(body.at("status"), each.status);
    EXPECT_FALSE(body.at("detail").get<std::string>().empty());
    EXPECT_EQ(answer.body.find(House::webhook_secret), std::string::npos);
  }
  EXPECT_EQ(house.counts().looks, 0);
  EXPECT_EQ(house.counts().dead_letters, 0);
  EXPECT_EQ(house.daemon().health().webhooks_refused, std::ssize(bad_cases));
}

/// Bugzilla holds everything up behind a delivery that is not answered 2xx, and gives up in the end: what
/// only Bugzilla can have sent is kept for an operator and answered as taken.
TEST(Webhook, ParksWhatIsAuthenticAndCannotBeRead) {
  House house;
  house.start();
  const std::vector<std::string> poison = {
      "hello",      R"({"bug": {"id": 1)",
      "[1]",        R"({"event": {"action": "modify", "target": "bug"}})",
      delivery(-5), std::string(5000, '[') + std::string(5000, ']'),
  };
  for (const std::string& body : poison) {
    SCOPED_TRACE(body.substr(0, 60));
    EXPECT_EQ(house.ask("POST", path, body, headers(house)).status, 200U);
  }
  EXPECT_EQ(house.counts().looks, 0);
  EXPECT_EQ(house.counts().dead_letters, std::ssize(poison));
}

TEST(Webhook, ParksWhatIsTooLargeOrOfAnotherTypeAllTheSame) {
  House house;
  house.start();
  auto form = headers(house);
  form["Content-Type"] = "application/x-www-form-urlencoded";
  auto no_type = headers(house);
  no_type.erase("Content-Type");
  const std::string large(2 * 1024 * 1024, ' ');
  EXPECT_EQ(house.ask("POST", path, delivery(1), form).status, 200U);
  EXPECT_EQ(house.ask("POST", path, delivery(1), no_type).status, 200U);
  EXPECT_EQ(house.ask("POST", path, large + delivery(1), headers(house)).status, 200U);
  auto work = house.daemon().store().call([](service::Store& store) { return store.dead_letters(); });
  const auto letters = support::run(house.io(), std::move(work));
  ASSERT_EQ(letters.size(), 3U);
  EXPECT_THAT(letters[0].trouble, HasSubstr("application/x-www-form-urlencoded"));
  EXPECT_THAT(letters[2].trouble, HasSubstr("at most 1 MiB"));
  EXPECT_EQ(house.counts().looks, 0);
}

TEST(Webhook, TakesEitherOfTwoSecretsWhileOneIsRotated) {
  House house;
  house.settings.webhook.secrets = {service::Secret("new"), service::Secret(House::webhook_secret)};
  house.start();
  auto with_new = headers(house);
  with_new[house.settings.webhook.header] = "new";
  EXPECT_EQ(house.ask("POST", path, delivery(1), headers(house)).status, 200U);
  EXPECT_EQ(house.ask("POST", path, delivery(1), with_new).status, 200U);
}

TEST(Webhook, RefusesEverythingWithoutAConfiguredSecret) {
  House house;
  house.settings.webhook.secrets.clear();
  house.start();
  auto with_empty = headers(house);
  with_empty[house.settings.webhook.header] = "";
  EXPECT_EQ(house.ask("POST", path, delivery(1), with_empty).status, 401U);
}

}  // namespace
}  // namespace integration
