// What polling looks at, and what is said of the bot's webhook.

#include "service/intake/account.h"
#include "service/intake/poller.h"
#include "service/store/note_time.h"
#include "service/store/sql/sqlite.h"
#include "support/temporary_directory.h"

#include <gmock/gmock.h>

namespace service {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace std::chrono_literals;

const Time now = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20);

bugzilla::Bug bug(bugzilla::BugId id, bool is_open = true) {
  bugzilla::Bug out{.id = id, .is_open = is_open};
  out.last_change_time = now;
  return out;
}

TEST(WorthALook, IsANewBugThatIsOpen) {
  EXPECT_THAT(worth_a_look({bug(1), bug(2, false)}, {}, true), ElementsAre(1));
}

TEST(WorthALook, IsARememberedBugThatChanged) {
  const OpenBugs remembered = {{1, now}, {2, now - 1s}, {3, std::nullopt}, {4, now - 1s}};
  EXPECT_THAT(worth_a_look({bug(1), bug(2), bug(3), bug(4, false)}, remembered, false), ElementsAre(2, 3, 4));
  EXPECT_THAT(worth_a_look({bug(1)}, {{1, now}}, true), ElementsAre(1)) << "a sweep looks at everything";
}

TEST(WorthALook, IsARememberedBugThatCannotBeSeenAnyMore) {
  EXPECT_THAT(worth_a_look({}, {{1, now}}, false), ElementsAre(1)) << "it is out of sight, not gone";
}

TEST(IsUpToDate, OnceABotThatPollsHasSearchedAndLooked) {
  const support::TemporaryDirectory directory;
  Store store(std::make_unique<sql::SqliteConnection>(directory.file("store.db")), 180s);
  PollSettings settings;
  EXPECT_FALSE(is_up_to_date(store, settings, now)) << "it has never searched";
  store.set_note("polled_at", time_text(now - 15min));
  EXPECT_FALSE(is_up_to_date(store, settings, now)) << "three searches are missing";
  store.set_note("polled_at", time_text(now - 15min + 1s));
  EXPECT_TRUE(is_up_to_date(store, settings, now));
  store.want_look(7, now + 1s, false);
  EXPECT_TRUE(is_up_to_date(store, settings, now)) << "that look is for later";
  store.want_look(7, now, false);
  EXPECT_FALSE(is_up_to_date(store, settings, now));
  settings.enabled = false;
  EXPECT_FALSE(is_up_to_date(store, settings, now));
  ASSERT_TRUE(store.look_done(store.take_looks(now, 1).at(0), now));
  EXPECT_TRUE(is_up_to_date(store, settings, now + 2400h)) << "webhooks tell everything, as far as it knows";
}

bugzilla::Webhook hook(bool enabled, std::int64_t errors) {
  return {.id = 1,
          .name = "hook",
          .url = "https://bot.example.org/webhooks/bugzilla",
          .event = {},
          .product = {},
          .component = {},
          .enabled = enabled,
          .errors = errors};
}

TEST(WebhookState, TellsTheWorstOfThoseThatLeadHere) {
  using Kind = WebhookState::Kind;
  bugzilla::Webhook elsewhere = hook(false, 9);
  elsewhere.url = "https://example.org/other";
  EXPECT_EQ(webhook_state({elsewhere}).kind, Kind::none);
  EXPECT_EQ(webhook_state({elsewhere, hook(true, 0)}).kind, Kind::well);
  EXPECT_EQ(webhook_state({hook(true, 0), hook(true, 3)}).kind, Kind::failing);
  EXPECT_EQ(webhook_state({hook(false, 1), hook(true, 3)}).kind, Kind::disabled);
}

TEST(WebhookState, ComesWithWhatToDo) {
  EXPECT_THAT(advice(webhook_state({hook(true, 0)}), true), IsEmpty());
  EXPECT_THAT(advice(webhook_state({hook(true, 3)}), true), HasSubstr("3 deliveries"));
  EXPECT_THAT(advice(webhook_state({hook(false, 0)}), true), HasSubstr("enable it again"));
  EXPECT_THAT(advice(webhook_state({hook(false, 0)}), false), HasSubstr("poll.enabled"));
}

}  // namespace
}  // namespace service
