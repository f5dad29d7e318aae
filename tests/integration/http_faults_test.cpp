// Every request that the bot makes is lost in turn, on each part of its way, once and until somebody mends
// the line: in the end everything is as if nothing had happened.

#include "house.h"
#include "support/faulty_transport.h"
#include "support/run.h"

#include <gmock/gmock.h>

namespace integration {
namespace {

using namespace std::chrono_literals;

/// What matters in the end: what is on the bug, and what is remembered of each request.
struct EndState {
  std::vector<std::string> comments;
  std::vector<std::string> requests;
  bool operator==(const EndState&) const = default;
};

EndState end_state(House& house, sandbox::Id bug) {
  EndState out;
  house.bugzilla.with_state([&](sandbox::State& state) {
    for (const sandbox::Comment* each : state.comments_of(bug)) {
      std::string line = each->author + ": " + each->body;
      for (const std::string& tag : each->tags) line += " #" + tag;
      out.comments.push_back(std::move(line));
    }
  });
  for (const service::Request& each : house.requests_of(bug)) {
    out.requests.push_back(std::to_string(each.attachment) + " " + each.verdict + " " + each.outcome + " " +
                           std::string(spelling(each.comment_state)) + " " +
                           std::string(spelling(each.turn)) + " " + std::to_string(each.replaces));
  }
  return out;
}

/// The bot is told of the bug and tries, for three days where the line stays down; then whatever is broken is
/// mended, and it tries until nothing is left.
void settle(House& house, support::FaultyTransport& line, sandbox::Id bug) {
  house.hint(bug);
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(house.settles());
    house.advance(10min);
  }
  if (line.hit() == 0) return;
  for (int hour = 0; line.is_down() && hour < 72; ++hour) {
    ASSERT_TRUE(house.settles());
    house.advance(1h);
  }
  line.heal();
  house.advance(2h);  // longer than any circuit stays open and any retry waits
  ASSERT_TRUE(house.settles());
  house.advance(10min);
  ASSERT_TRUE(house.settles());
}

struct Life {
  EndState end;
  int hit = 0;
};

/// An incomplete form, its correction, a steward's word.
Life live(support::Loss loss, int from, bool for_ever) {
  House house;
  support::FaultyTransport* line = nullptr;
  house.wrap_transport = [&](http::Transport& inner) {
    auto out = std::make_unique<support::FaultyTransport>(inner, loss, from, for_ever);
    line = out.get();
    return out;
  };
  house.start();
  const auto bug = house.new_bug();
  const auto first = house.attach(bug, demo_form("incomplete-request"));
  settle(house, *line, bug);
  const auto second = house.attach(bug, corrected_form());
  house.make_obsolete(first);
  settle(house, *line, bug);
  house.set_flag(second, "+");
  settle(house, *line, bug);
  return {end_state(house, bug), line->hit()};
}

class HttpFaults : public testing::TestWithParam<std::pair<support::Loss, bool>> {};

TEST_P(HttpFaults, ChangeNothingInTheEnd) {
  const auto [loss, for_ever] = GetParam();
  const Life undisturbed = live(loss, 0, false);
  ASSERT_EQ(undisturbed.end.requests.size(), 2U);
  int n = 1;
  for (;; ++n) {
    SCOPED_TRACE("request " + std::to_string(n));
    const Life disturbed = live(loss, n, for_ever);
    if (disturbed.hit == 0) break;
    ASSERT_EQ(disturbed.end.requests, undisturbed.end.requests);
    ASSERT_THAT(disturbed.end.comments, testing::UnorderedElementsAreArray(undisturbed.end.comments));
  }
  EXPECT_GT(n, 15) << "the scene makes more requests than that";
  std::cout << n - 1 << " requests lost in turn\n";
}

INSTANTIATE_TEST_SUITE_P(
    All, HttpFaults,
    testing::Values(std::pair(support::Loss::look_up, false), std::pair(support::Loss::look_up, true),
                    std::pair(support::Loss::send, false), std::pair(support::Loss::send, true),
                    std::pair(support::Loss::receive, false), std::pair(support::Loss::receive, true)));

}  // namespace
}  // namespace integration
