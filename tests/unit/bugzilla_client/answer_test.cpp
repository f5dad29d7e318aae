// What answers mean that are not as captured: those of whatever stands in front of Bugzilla.

#include "bugzilla_client/answer.h"

#include <gtest/gtest.h>

namespace bugzilla {
namespace {

ErrorKind kind(unsigned status, const std::string& body, bool is_write = false) {
  const auto read = read_answer({.status = status, .headers = {}, .body = body}, is_write);
  if (read) throw std::runtime_error("it was taken for an answer");
  return read.error().kind;
}

const std::string page = "<html><body>We'll be back soon.</body></html>";

/// A firewall's 403 must not hide a bug, nor a maintenance page's 404 make a dead letter.
TEST(Answer, ThatIsNotBugzillasOwnPassesWhateverItsStatus) {
  for (const unsigned status : {200U, 401U, 403U, 404U, 408U, 500U, 502U, 503U}) {
    for (const std::string& body : {page, std::string(), std::string(R"({"error": "no route"})")}) {
      SCOPED_TRACE(std::to_string(status) + " " + body);
      EXPECT_EQ(kind(status, body), ErrorKind::retry);
      EXPECT_EQ(kind(status, body, true), ErrorKind::uncertain) << "the change may have been made";
    }
  }
}

TEST(Answer, OfBugzillaItselfHasACode) {
  EXPECT_EQ(kind(404, R"({"error": true, "code": 101, "message": "no"})"), ErrorKind::not_found);
  EXPECT_EQ(kind(401, R"({"error": true, "code": 102, "message": "no"})"), ErrorKind::not_allowed);
  EXPECT_EQ(kind(404, R"({"error": 1, "code": 32614, "message": "no"})"), ErrorKind::not_found);
  EXPECT_EQ(kind(503, R"({"error": true, "code": 7, "message": "no"})", true), ErrorKind::uncertain);
}

TEST(Answer, ThatTheRequestIsWrongStaysANo) {
  for (const unsigned status : {400U, 405U, 413U, 414U}) EXPECT_EQ(kind(status, page), ErrorKind::refused);
  EXPECT_EQ(kind(302, page), ErrorKind::malformed);
  EXPECT_EQ(kind(429, page), ErrorKind::blocked);
}

}  // namespace
}  // namespace bugzilla
