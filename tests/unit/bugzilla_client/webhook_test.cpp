#include "bugzilla_client/webhook.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>

namespace bugzilla {
namespace {

TEST(Webhook, NamesTheBugAndTheAttachment) {
  const auto hint = parse_webhook(
      R"({"webhook_id": 1, "event": {"action": "modify", "target": "attachment", "user": {"id": 7}},
    "bug": {"id": 12, "attachment": {"id": 34, "flags": []}}})");
  ASSERT_TRUE(hint) << hint.error();
  EXPECT_EQ(hint->bug, 12);
  EXPECT_EQ(hint->attachment, 34);
  EXPECT_EQ(hint->target, "attachment");
}

TEST(Webhook, WhatIsNoDeliveryIsAnErrorWithASentence) {
  for (const std::string body : {"", "nonsense", "[]", "{}", R"({"bug": {"id": -1}})",
                                 R"({"bug": {"id": 1e300}})", R"({"bug": {"id": "12"}})", R"({"bug": 12})"}) {
    const auto hint = parse_webhook(body);
    ASSERT_FALSE(hint) << body;
    EXPECT_FALSE(hint.error().empty());
  }
  EXPECT_FALSE(parse_webhook(std::string(100'000, '[')));
}

TEST(Webhook, EveryCapturedDeliveryIsRead) {
  const std::filesystem::path folder = DRB_SHARED_DIR "/bugzilla/captures";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no captured deliveries beside this checkout";
  int read = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (!entry.path().filename().string().starts_with("webhook-")) continue;
    const auto capture = nlohmann::json::parse(std::ifstream(entry.path()));
    const auto hint = parse_webhook(capture.at("request").at("body").get<std::string>());
    EXPECT_TRUE(hint) << entry.path().filename() << ": " << hint.error();
    ++read;
  }
  EXPECT_GT(read, 10);
}

}  // namespace
}  // namespace bugzilla
