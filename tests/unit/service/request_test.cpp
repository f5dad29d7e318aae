// The words in which the store and the JSON keep a request's states.

#include "service/plan/request.h"

#include <gtest/gtest.h>

namespace service {
namespace {

TEST(Request, StatesComeBackFromTheirWords) {
  for (int i = 0; i <= static_cast<int>(CommentState::repeated); ++i) {
    const auto state = static_cast<CommentState>(i);
    EXPECT_EQ(comment_state_by_spelling(spelling(state)), state);
  }
  for (const Turn turn : {Turn::steward, Turn::requester}) EXPECT_EQ(turn_by_spelling(spelling(turn)), turn);
}

TEST(Request, OfAPrivateOrHiddenOneOnlyTheNumberIsTold) {
  Request request;
  EXPECT_FALSE(request.is_number_only());
  request.is_private = true;
  EXPECT_TRUE(request.is_number_only());
  request = {.hidden = true};
  EXPECT_TRUE(request.is_number_only());
}

TEST(Request, AnUnknownWordIsTheHarmlessState) {
  EXPECT_EQ(comment_state_by_spelling("of a later version"), CommentState::none);
  EXPECT_EQ(turn_by_spelling("nobody"), Turn::steward);
}

}  // namespace
}  // namespace service
