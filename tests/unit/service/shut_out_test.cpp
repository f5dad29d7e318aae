// What one replica learned of a block, as the others read it.

#include "service/intake/shut_out.h"

#include <gtest/gtest.h>

namespace service {
namespace {

using namespace std::chrono_literals;

const Secret key("a key");
const Time until{1795600000s};

bugzilla::Error error(bugzilla::ErrorKind kind) {
  return {.kind = kind, .code = "", .message = "Bugzilla says no. Wait."};
}

TEST(ShutOut, OfAnAddressConcernsEverybodyBehindIt) {
  const ShutOut blocked = shut_out_by(error(bugzilla::ErrorKind::blocked), key, until);
  EXPECT_EQ(note_of(blocked), "1795600000 address Bugzilla says no. Wait.");
  EXPECT_EQ(shut_out_in(note_of(blocked)), blocked);
  EXPECT_TRUE(blocked.concerns(key));
  EXPECT_TRUE(blocked.concerns(Secret()));
}

TEST(ShutOut, OfAKeyConcernsWhoHasThatKey) {
  const ShutOut refused = shut_out_by(error(bugzilla::ErrorKind::credential), key, until);
  EXPECT_EQ(shut_out_in(note_of(refused)), refused);
  EXPECT_TRUE(refused.concerns(key));
  EXPECT_FALSE(refused.concerns(Secret("a new key"))) << "it is tried at once";
  EXPECT_EQ(note_of(refused).find(key.reveal()), std::string::npos);
}

TEST(ShutOut, IsNoneWhereTheNoteSaysNothingOfTheKind) {
  for (const char* other : {"", "1795600000", "1795600000 address", "soon address why", " address why"})
    EXPECT_EQ(shut_out_in(other), std::nullopt) << other;
  EXPECT_EQ(shut_out_in(std::nullopt), std::nullopt);
}

}  // namespace
}  // namespace service
