#pragma once
// A room of three stewards for tests: Stu, and the owners Olga and Oscar, all at work in UTC from 9 to 18.

#include "days.h"
#include "service/remind/schedule.h"

namespace service {

inline ReminderSettings desk_room() {
  using namespace std::chrono_literals;
  const Hours hours{.calendar = {.zone = date::locate_zone("UTC")}, .quiet = {.from = 18h, .to = 9h}};
  return {
      .enabled = true,
      .room = hours,
      .steps = {{.name = "first", .after = 2, .to = Audience::requestee},
                {.name = "room", .after = 4, .to = Audience::room},
                {.name = "owner", .after = 7, .to = Audience::owner}},
      .stewards = {
          {.login = "stu@example.org", .matrix_id = "@stu:example.org", .hours = hours},
          {.login = "olga@example.org", .matrix_id = "@olga:example.org", .hours = hours, .is_owner = true},
          {.login = "oscar@example.org",
           .matrix_id = "@oscar:example.org",
           .hours = hours,
           .is_owner = true}}};
}

inline Request waiting_request(bugzilla::AttachmentId attachment, bugzilla::BugId bug,
                               const std::string& requestee, Time since) {
  return {.attachment = attachment,
          .bug = bug,
          .bug_summary = "Count clicks on the button",
          .requester = "rita@example.org",
          .requestee = requestee,
          .flagged_at = since,
          .kind = "request",
          .verdict = "ready",
          .category = 2,
          .turn = Turn::steward,
          .waits_since = since};
}

}  // namespace service
