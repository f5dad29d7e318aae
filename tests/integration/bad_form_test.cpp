// Attachments that are no form: the daemon must say so kindly, or keep quiet, and go on.

#include "house.h"

#include <gmock/gmock.h>

namespace integration {
namespace {

std::string utf16(const std::string& ascii) {
  std::string out = "\xff\xfe";
  for (const char c : ascii) (out += c) += '\0';
  return out;
}

TEST(BadForm, IsAnsweredWithOneCommentAndNeverStopsTheBot) {
  House house;
  house.start();
  house.connect_webhook();
  const std::string good = demo_form("good-request");
  std::string binary;
  for (int i = 0; i < 100000; ++i) binary += static_cast<char>(i * 7919 % 256);
  std::string lines;
  for (int i = 0; i < 100000; ++i) lines += "| a | b |\n";
  const std::map<std::string, std::string> forms = {
      {"blank.txt", " \n\n"},
      {"binary.txt", binary},
      {"utf-16.txt", utf16(good)},
      {"latin-1.txt", good + "caf\xe9 na\xefve\n"},
      {"nul.txt", good.substr(0, 200) + std::string(50, '\0') + good.substr(200)},
      {"lines.txt", lines},
      {"large.txt", std::string(4000 * 1024, 'x')},
  };
  std::size_t expected = 0;
  for (const auto& [name, text] : forms) {
    SCOPED_TRACE(name);
    const auto bug = house.new_bug(name);
    house.attach(bug, text, name);
    ++expected;
    ASSERT_TRUE(house.until([&] { return house.all_bot_comments() == expected; }));
    const std::string comment = house.bot_comments(bug).front();
    EXPECT_LT(comment.size(), 20000U);
    // What can be read as the form is assessed as the form.
    const bool is_form = name.starts_with("utf-16") || name.starts_with("latin-1") || name.starts_with("nul");
    EXPECT_EQ(comment.find("Pre-review: ready") != std::string::npos, is_form) << comment;
  }
}

}  // namespace
}  // namespace integration
