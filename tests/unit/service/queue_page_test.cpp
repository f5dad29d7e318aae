// The queue in its three forms: what stewards said stands beside each request.

#include "service/web/queue_page.h"

#include "service/builtin/files.h"

#include <gmock/gmock.h>

namespace service {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

const Time now = std::chrono::sys_days(std::chrono::year(2026) / 11 / 25) + 12h;

class QueuePage : public testing::Test {
 protected:
  [[nodiscard]] std::string page() const {
    return render_queue_page(requests, context, builtin::files().at("templates/queue.mustache"));
  }

  QueueContext context{.bugzilla_url = "https://b.example",
                       .bot_login = "bot@example.org",
                       .posting = true,
                       .trouble = "",
                       .now = now,
                       .desk = {.claims = {{.bug = 7, .login = "olga@example.org", .since = now}},
                                .snoozes = {{.bug = 7, .login = "stu@example.org", .until = now + 48h}},
                                .absences = {{.login = "stu@example.org", .until = now + 240h}}}};
  std::vector<Request> requests = {{.attachment = 1,
                                    .bug = 7,
                                    .bug_summary = "Count clicks",
                                    .requestee = "stu@example.org",
                                    .flagged_at = now - 24h,
                                    .kind = "request",
                                    .verdict = "ready"}};
};

TEST_F(QueuePage, ShowsClaimsSnoozesAndAbsences) {
  EXPECT_THAT(page(), AllOf(HasSubstr(">claimed by olga@example.org<"),
                            HasSubstr(">snoozed until 2026-11-27 12:00 UTC<"),
                            HasSubstr(">stu@example.org is away until 2026-12-05<")));
  EXPECT_THAT(queue_table(requests, context),
              HasSubstr("[claimed by olga@example.org]  [snoozed until 2026-11-27 12:00 UTC]  "
                        "[stu@example.org is away until 2026-12-05]  Count clicks"));
  const auto item = queue_json(requests, context).at(0);
  EXPECT_EQ(item.at("claimed_by"), "olga@example.org");
  EXPECT_EQ(item.at("snoozed_until"), "2026-11-27T12:00:00Z");
  EXPECT_EQ(item.at("requestee_away_until"), "2026-12-05T12:00:00Z");
}

TEST_F(QueuePage, ShowsNothingOfThemOnceTheyAreOver) {
  context.desk.claims.clear();
  context.now = now + 240h;
  EXPECT_THAT(page(), AllOf(Not(HasSubstr("claimed")), Not(HasSubstr("snoozed")), Not(HasSubstr("is away"))));
  const auto item = queue_json(requests, context).at(0);
  EXPECT_TRUE(item.at("claimed_by").is_null());
  EXPECT_TRUE(item.at("snoozed_until").is_null());
  EXPECT_TRUE(item.at("requestee_away_until").is_null());
}

/// Whether its text is kept (comment.review_private) or not: the page asks nobody who they are.
TEST_F(QueuePage, ShowsOfAPrivateRequestItsNumberAndWhatStewardsSaid) {
  for (const bool is_kept : {false, true}) {
    requests[0].hidden = !is_kept;
    requests[0].is_private = is_kept;
    EXPECT_THAT(page(), AllOf(HasSubstr("Bug 7"), HasSubstr(">claimed by olga@example.org<"),
                              Not(HasSubstr("Count clicks")), Not(HasSubstr("is away"))));
    EXPECT_EQ(
        queue_table(requests, context),
        "Private\n  bug 7  attachment 1  [claimed by olga@example.org]  [snoozed until 2026-11-27 12:00 "
        "UTC]\n");
    const auto item = queue_json(requests, context).at(0);
    EXPECT_TRUE(item.at("private"));
    EXPECT_EQ(item.at("claimed_by"), "olga@example.org");
    EXPECT_FALSE(item.contains("summary"));
  }
}

TEST_F(QueuePage, ShowsThatWhoClaimedItIsAway) {
  context.desk.absences = {{.login = "olga@example.org", .until = now + 24h}};
  EXPECT_THAT(page(), HasSubstr(">olga@example.org is away until 2026-11-26<"));
  EXPECT_THAT(queue_table(requests, context), HasSubstr("[olga@example.org is away until 2026-11-26]"));
  const auto item = queue_json(requests, context).at(0);
  EXPECT_EQ(item.at("claimant_away_until"), "2026-11-26T12:00:00Z");
  EXPECT_TRUE(item.at("requestee_away_until").is_null());
}

}  // namespace
}  // namespace service
