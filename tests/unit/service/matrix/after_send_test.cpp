// The table "What to do with an answer to a send" (docs/matrix.md), row by row.

#include "service/matrix/after_send.h"

#include "service/matrix/answer.h"

#include <gtest/gtest.h>

namespace service::matrix {
namespace {

using namespace std::chrono_literals;

std::expected<std::string, Error> answer(unsigned status, const std::string& body,
                                         const http::Headers& headers = {}) {
  const auto read = read_answer({.status = status, .headers = headers, .body = body});
  if (!read) return std::unexpected(read.error());
  return read->at("event_id").get<std::string>();
}

std::expected<std::string, Error> failed(http::FailureKind kind, bool maybe_done) {
  return std::unexpected(read_failure({kind, "failed", maybe_done}));
}

AfterSend after(const std::expected<std::string, Error>& given) {
  return after_send(given, 0, 0, 0.5);
}

TEST(AfterSend, Row1AnEventIdIsKept) {
  const AfterSend next = after(answer(200, R"({"event_id":"$e"})"));
  EXPECT_EQ(next.step, NextStep::done);
  EXPECT_FALSE(next.is_open);
}

TEST(AfterSend, Row2NoAnswerLeavesTheOutcomeOpen) {
  for (const auto& given :
       {failed(http::FailureKind::timed_out, true), failed(http::FailureKind::closed, true),
        answer(502, "<html>Bad Gateway"), answer(503, ""), answer(504, "{}"), answer(501, "{}"),
        answer(520, "{}"), answer(408, "{}"), answer(200, "<html>maintenance"), answer(200, "[]")}) {
    const AfterSend next = after(given);
    EXPECT_EQ(next.step, NextStep::try_again);
    EXPECT_TRUE(next.is_open);
    EXPECT_GT(next.wait, 0s);
  }
}

TEST(AfterSend, Row2WhatTheBotItselfGaveUpIsOpenToo) {
  const AfterSend next = after(failed(http::FailureKind::cancelled, false));
  EXPECT_EQ(next.step, NextStep::try_again);
  EXPECT_TRUE(next.is_open) << "it was cut in the middle";
}

TEST(AfterSend, Row2WhatNeverLeftIsNotOpen) {
  for (const auto kind : {http::FailureKind::connect, http::FailureKind::resolve, http::FailureKind::tls}) {
    const AfterSend next = after(failed(kind, false));
    EXPECT_EQ(next.step, NextStep::try_again);
    EXPECT_FALSE(next.is_open);
  }
}

TEST(AfterSend, Row2TriesForAsLongAsItTakesAndEverMoreSlowly) {
  const auto given = failed(http::FailureKind::timed_out, true);
  EXPECT_EQ(after_send(given, 1000, 0, 0.5).step, NextStep::try_again);
  EXPECT_GT(after_send(given, 3, 0, 0.5).wait, after_send(given, 0, 0, 0.5).wait);
  EXPECT_LE(after_send(given, 1000, 0, 0.99).wait, 1h);
}

TEST(AfterSend, Row3ARateLimitIsForTheWholeAccount) {
  const std::string body =
      R"({"errcode":"M_LIMIT_EXCEEDED","error":"Too Many Requests","retry_after_ms":3970})";
  const auto by_header = answer(429, body, {{"Retry-After", "7"}});
  EXPECT_EQ(after(by_header).step, NextStep::wait);
  EXPECT_FALSE(after(by_header).is_open);
  EXPECT_EQ(by_header.error().retry_after, 7s) << "the header is preferred";
  EXPECT_EQ(answer(429, body).error().retry_after, 4s) << "the field, rounded up";
  EXPECT_EQ(answer(429, "busy").error().retry_after, std::nullopt);
  EXPECT_EQ(answer(429, body, {{"Retry-After", "999999999"}}).error().retry_after, 1h);
  EXPECT_EQ(answer(429, body, {{"Retry-After", "-5"}}).error().retry_after, 1s);
  EXPECT_EQ(answer(429, R"({"retry_after_ms":"soon"})", {{"Retry-After", "soon"}}).error().retry_after,
            std::nullopt);
}

TEST(AfterSend, Row4A500IsTriedAFewTimesAndThenParked) {
  const auto given = answer(500, R"({"errcode":"M_UNKNOWN","error":"Internal server error"})");
  for (int errors = 0; errors + 1 < most_server_errors; ++errors)
    EXPECT_EQ(after_send(given, errors, errors, 0.5).step, NextStep::try_again);
  EXPECT_EQ(after_send(given, 0, most_server_errors - 1, 0.5).step, NextStep::park);
  EXPECT_EQ(after_send(given, 1000, 0, 0.5).step, NextStep::try_again) << "other failures do not count";
}

TEST(AfterSend, Row5AnExpiredTokenIsRenewed) {
  const auto given = answer(401, R"({"errcode":"M_UNKNOWN_TOKEN","error":"expired","soft_logout":true})");
  EXPECT_EQ(after(given).step, NextStep::renew_token);
  EXPECT_FALSE(after(given).is_open);
}

TEST(AfterSend, Row5ALockedAccountKeepsItsQueue) {
  const auto given = answer(401, R"({"errcode":"M_USER_LOCKED","error":"locked","soft_logout":true})");
  EXPECT_EQ(after(given).step, NextStep::wait);
}

TEST(AfterSend, Row6AnyOther401StopsAll) {
  for (const char* body : {R"({"errcode":"M_UNKNOWN_TOKEN","soft_logout":false})",
                           R"({"errcode":"M_MISSING_TOKEN"})", R"({"errcode":"M_UNKNOWN_TOKEN"})", "no"}) {
    EXPECT_EQ(after(answer(401, body)).step, NextStep::stop) << body;
  }
  EXPECT_EQ(after(answer(403, R"({"errcode":"M_USER_SUSPENDED"})")).step, NextStep::stop);
  EXPECT_EQ(after(answer(302, "")).step, NextStep::stop) << "a redirect is not followed";
}

TEST(AfterSend, Row7ARefusalIsLookedInto) {
  EXPECT_EQ(after(answer(403, R"({"errcode":"M_FORBIDDEN","error":"not in room"})")).step,
            NextStep::look_at_room);
  EXPECT_EQ(after_refusal({.is_joined = false, .is_upgraded = false, .may_speak = false}), RoomStep::join);
  EXPECT_EQ(after_refusal({.is_joined = true, .is_upgraded = true, .may_speak = false}), RoomStep::follow);
  EXPECT_EQ(after_refusal({.is_joined = true, .is_upgraded = false, .may_speak = false}), RoomStep::park);
  EXPECT_EQ(after_refusal({.is_joined = true, .is_upgraded = false, .may_speak = true}), RoomStep::try_again);
}

TEST(AfterSend, Row8WhatIsWrongStaysWrong) {
  EXPECT_EQ(after(answer(400, R"({"errcode":"M_BAD_JSON"})")).step, NextStep::park);
  EXPECT_EQ(after(answer(404, R"({"errcode":"M_NOT_FOUND"})")).step, NextStep::park);
  EXPECT_EQ(after(answer(405, R"({"errcode":"M_UNRECOGNIZED"})")).step, NextStep::park);
  EXPECT_EQ(after(answer(413, R"({"errcode":"M_TOO_LARGE"})")).step, NextStep::shorten);
}

TEST(AfterSend, TellsWhatTheServerSaidWithoutItsTricks) {
  const auto given = answer(
      400, R"({"errcode":"M_UNKNOWN","error":"bad\u001b[31m \u202enews)" + std::string(10'000, 'x') + "\"}");
  EXPECT_EQ(given.error().message.find('\x1b'), std::string::npos);
  EXPECT_LT(given.error().message.size(), 500U);
}

}  // namespace
}  // namespace service::matrix
