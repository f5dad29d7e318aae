// Deliveries may be repeated a thousand times and come in any order: they are hints, and what is true is
// read.

#include "house.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <numeric>

namespace integration {
namespace {

using testing::SizeIs;
using namespace std::chrono_literals;

/// What is remembered of a bug's requests, apart from numbers and times.
std::vector<std::string> remembered(House& house, sandbox::Id bug) {
  std::vector<std::string> out;
  for (const service::Request& each : house.requests_of(bug)) {
    out.push_back(each.verdict + " " + each.outcome + " " + std::string(spelling(each.comment_state)) + " " +
                  each.requestee + " " + std::string(spelling(each.turn)) + " " + each.component + " " +
                  each.bug_summary);
  }
  return out;
}

/// One of five things that happen to a bug whose form waits already, none of which needs another.
void happen_alone(House& house, sandbox::Id bug, std::size_t event, sandbox::Id form) {
  switch (event) {
    case 0:
      house.attach(bug, demo_form("renewal"), "renewal.txt");
      return;
    case 1:
      return house.ask_another(form, "steward2@example.org");
    case 2:
      return house.comment(bug, "I'll look at it this week.", "steward@example.org");
    case 3:
      return house.move(bug, "Fenix");
    default:
      return house.rename(bug, "Count clicks on the other button");
  }
}

/// One of five events of a bug, each after those before it.
void happen(House& house, sandbox::Id bug, std::size_t event, std::vector<sandbox::Id>& forms) {
  switch (event) {
    case 0:
      return forms.push_back(house.attach(bug, demo_form("incomplete-request")));
    case 1:
      return forms.push_back(house.attach(bug, demo_form("good-request")));
    case 2:
      return house.make_obsolete(forms.at(0));
    case 3:
      return house.ask_another(forms.at(1), "steward2@example.org");
    default:
      return house.comment(bug, "I'll look at it this week.");
  }
}

template <class Do>
void for_all_orders(const Do& act) {
  std::array<std::size_t, 5> order{};
  std::iota(order.begin(), order.end(), 0U);
  do {
    SCOPED_TRACE(testing::PrintToString(order));
    act(order);
  } while (std::next_permutation(order.begin(), order.end()) && !testing::Test::HasFatalFailure());
}

TEST(Order, OfEventsMeansNothing) {
  House house;
  house.settings.comment.most_bugs_an_hour = 1000;
  house.start();
  std::optional<std::vector<std::string>> first;
  for_all_orders([&](const auto& order) {
    const auto bug = house.new_bug();
    const auto form = house.attach(bug, demo_form("good-request"));
    for (const std::size_t event : order) {
      happen_alone(house, bug, event, form);
      house.hint(bug);
      ASSERT_TRUE(house.settles());
    }
    if (!first) first = remembered(house, bug);
    EXPECT_EQ(remembered(house, bug), *first);
    EXPECT_THAT(house.bot_comments(bug), SizeIs(2));
  });
}

/// Deliveries come late and in any order while things go on happening.
TEST(Order, OfDeliveriesBetweenTheEventsLeadsToTheSameEnd) {
  House house;
  house.settings.comment.most_bugs_an_hour = 1000;
  house.start();
  std::optional<std::string> first;
  for_all_orders([&](const auto& order) {
    const auto bug = house.new_bug();
    std::vector<sandbox::Id> forms;
    std::size_t told = 0;
    for (std::size_t event = 0; event < 5; ++event) {
      happen(house, bug, event, forms);
      for (; told < 5 && order[told] <= event; ++told) {
        house.hint(bug);
        ASSERT_TRUE(house.settles());
      }
    }
    house.hint(bug);
    ASSERT_TRUE(house.settles());
    // Whether the first form was seen before it was replaced, and so is remembered at all, does not matter to
    // the one that replaces it.
    const auto all = remembered(house, bug);
    if (!first) first = all.back();
    EXPECT_EQ(all.back(), *first);
    EXPECT_EQ(house.requests_of(bug).back().attachment, forms.back());
    for (const service::Request& each : house.requests_of(bug))
      EXPECT_EQ(each.open, each.attachment == forms.back());
    auto comments = house.bot_comments(bug);
    std::ranges::sort(comments);
    EXPECT_EQ(std::ranges::adjacent_find(comments), comments.end()) << "nothing is said twice";
    EXPECT_THAT(comments, testing::Contains(testing::HasSubstr("ready")));
  });
}

TEST(Storm, OfOneDeliveryGivesOneComment) {
  House house;
  house.start();
  const auto bug = house.new_bug();
  house.attach(bug, demo_form("good-request"));
  for (int restart = 0; restart < 4; ++restart) {
    EXPECT_EQ(house.deliver(bug, 250), 250) << "each is taken";
    house.stop();
    house.start();
  }
  ASSERT_TRUE(house.settles());
  house.advance(2min);
  ASSERT_TRUE(house.settles());
  EXPECT_THAT(house.bot_comments(bug), SizeIs(1));
  EXPECT_EQ(house.counts().pending_effects, 0);
}

}  // namespace
}  // namespace integration
