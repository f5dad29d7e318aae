// When a requester is asked once more on the bug.

#include "service/remind/nudge.h"

#include "desk_room.h"

#include <gmock/gmock.h>

namespace service {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

class NudgeTest : public testing::Test {
 protected:
  NudgeTest() {
    settings.nudge_after = 10;
    request.turn = Turn::requester;
    request.comment_state = CommentState::posted;
  }
  [[nodiscard]] bool is_due(Time now) const { return nudge(request, settings, now).has_value(); }

  ReminderSettings settings = desk_room();
  Request request = waiting_request(1, 101, "stu@example.org", at("2026-11-23 10:00"));
  const Time tenth_day = at("2026-12-07 10:00");
};

TEST_F(NudgeTest, ComesAfterTenBusinessDays) {
  EXPECT_FALSE(is_due(tenth_day - 1s));
  const auto effect = nudge(request, settings, tenth_day);
  ASSERT_TRUE(effect);
  EXPECT_EQ(effect->bug, 101);
  EXPECT_EQ(effect->attachment, 1);
  EXPECT_THAT(effect->text, HasSubstr("10 business days"));
  EXPECT_TRUE(effect->text.ends_with("\n\n" + effect->reference));
  EXPECT_EQ(effect->key, nudge(request, settings, tenth_day + 240h)->key) << "once a request";
}

TEST_F(NudgeTest, IsOffByDefault) {
  settings.nudge_after = ReminderSettings{}.nudge_after;
  EXPECT_FALSE(is_due(tenth_day + 2400h));
}

TEST_F(NudgeTest, IsOnlyForARequesterWhomTheBotHasToldWhatIsOpen) {
  for (const CommentState state : {CommentState::none, CommentState::preview, CommentState::backlog,
                                   CommentState::pending, CommentState::withdrawn, CommentState::stay_away}) {
    request.comment_state = state;
    EXPECT_FALSE(is_due(tenth_day)) << spelling(state);
  }
}

TEST_F(NudgeTest, IsNotForAStewardNorOnAPrivateBug) {
  request.turn = Turn::steward;
  EXPECT_FALSE(is_due(tenth_day));
  request.turn = Turn::requester;
  request.hidden = true;
  EXPECT_FALSE(is_due(tenth_day));
}

}  // namespace
}  // namespace service
