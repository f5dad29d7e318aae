// The pages that operators and stewards open.

#include "house.h"
#include "support/run.h"

#include <gmock/gmock.h>

namespace integration {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(Pages, TellThatTheBotIsAliveReadyAndWell) {
  House house;
  house.start();
  EXPECT_EQ(house.ask("GET", "/live").status, 200U);
  EXPECT_EQ(house.ask("GET", "/ready").status, 200U);
  const auto health = house.ask("GET", "/health");
  EXPECT_EQ(health.status, 200U);
  EXPECT_EQ(nlohmann::json::parse(health.body).at("status"), "ok");
  EXPECT_THAT(house.ask("GET", "/metrics").body,
              AllOf(HasSubstr("data_review_bot_open_requests 0"), HasSubstr("# TYPE")));
}

TEST(Pages, ShowEachOpenRequestWithItsFindings) {
  House house;
  house.start();
  house.connect_webhook();
  const auto bug = house.new_bug("Count clicks on the button");
  house.attach(bug, demo_form("incomplete-request"));
  ASSERT_TRUE(house.until([&] { return house.all_bot_comments() == 1; }));
  ASSERT_TRUE(house.settles());
  const auto page = house.ask("GET", "/");
  EXPECT_THAT(page.content_type, HasSubstr("text/html"));
  EXPECT_THAT(page.body, AllOf(HasSubstr("Count clicks on the button"), HasSubstr("requester@example.org"),
                               HasSubstr("show_bug.cgi?id=1")));
  const auto json = nlohmann::json::parse(house.ask("GET", "/api/queue").body);
  EXPECT_THAT(json.dump(), HasSubstr("\"bug\":1"));
}

TEST(Pages, ShowWhatCouldNotBeDone) {
  House house;
  house.start();
  const service::Time now = house.clock.now();
  auto parking = house.daemon().store().call([&](service::Store& store) {
    store.park_delivery("{", "the JSON <ends> early", now);
    return true;
  });
  support::run(house.io(), std::move(parking));
  EXPECT_THAT(house.ask("GET", "/").body,
              AllOf(HasSubstr("delivery-1"), HasSubstr("the JSON &lt;ends&gt; early")));
  EXPECT_THAT(house.ask("GET", "/metrics").body, HasSubstr("data_review_bot_dead_letters 1"));
  EXPECT_EQ(nlohmann::json::parse(house.ask("GET", "/health").body).at("dead_letters"), 1);
}

TEST(Pages, AnswerUnknownPathsAndMethodsWithAProblem) {
  House house;
  house.start();
  EXPECT_EQ(house.ask("GET", "/nothing").status, 404U);
  EXPECT_EQ(house.ask("GET", "/../../etc/passwd").status, 404U);
  EXPECT_EQ(house.ask("POST", "/", "x").status, 405U);
  EXPECT_EQ(house.ask("DELETE", "/health").status, 405U);
  EXPECT_EQ(house.ask("GET", "/live", "", {{"X-Long", std::string(20000, 'x')}}).status, 431U);
}

}  // namespace
}  // namespace integration
