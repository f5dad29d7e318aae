// [reminders] and [[steward]]: what is read, and where each mistake is.

#include "service/config/settings.h"

#include "days.h"
#include "service/builtin/files.h"

#include <gmock/gmock.h>

namespace service {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

const SecretSources secrets = {
    .environment = [](const std::string&) { return std::optional<std::string>("k"); },
    .file = [](const std::string&) { return std::optional<std::string>("k"); }};

/// The lines that every configuration needs, and then `text` from line 4 on.
auto read(const std::string& text) {
  return parse_settings("store = \"x.db\"\n[bugzilla]\nurl = \"https://b.example\"\n" + text, "x.toml",
                        secrets);
}

const std::string matrix = R"([matrix]
url = "https://matrix.example"
user_id = "@bot:example.org"
access_token = { env = "TOKEN" }
room = "#stewards:example.org"

)";

TEST(ReminderSettings, AreOffAndCompleteInTheShippedFile) {
  const auto shipped =
      parse_settings(builtin::files().at("data-review-bot.toml"), "data-review-bot.toml", secrets);
  const auto bare = read("");
  ASSERT_TRUE(shipped) << shipped.error().front().text();
  ASSERT_TRUE(bare) << bare.error().front().text();
  EXPECT_FALSE(shipped->reminders.enabled);
  EXPECT_THAT(shipped->reminders.stewards, IsEmpty());
  EXPECT_EQ(print_settings(*shipped).substr(print_settings(*shipped).find("[reminders]")),
            print_settings(*bare).substr(print_settings(*bare).find("[reminders]")))
      << "the file documents each default";
}

TEST(ReminderSettings, AreReadKeyByKeyAndPrintedSoThatTheyReadBack) {
  const std::string text = matrix + R"([reminders]
enabled = true
time_zone = "Europe/Berlin"
working_days = ["mon", "sun"]
holidays = [2026-12-25, 2028-02-29]
quiet_hours = "17:30-08:00"
steps = [{ name = "a", after = 1, to = "room" }, { name = "b", after = 60, to = "owner" }]
most_per_day = 1
nudge_requester_after = 10

[[steward]]
bugzilla_login = "stu@example.org"
matrix_id = "@stu:example.org"
time_zone = "America/Los_Angeles"
quiet_hours = ""
owner = true

[[steward]]
bugzilla_login = "olga@example.org"
matrix_id = "@olga:example.org:8448"
working_days = ["sat"]
)";
  const auto settings = read(text);
  ASSERT_TRUE(settings) << settings.error().front().text();
  const ReminderSettings& read_back = settings->reminders;
  EXPECT_TRUE(read_back.enabled);
  EXPECT_EQ(read_back.room.calendar.zone->name(), "Europe/Berlin");
  EXPECT_EQ(read_back.room.calendar.working_days, WorkingDays(0b0000011));
  EXPECT_THAT(read_back.room.calendar.holidays, ElementsAre(day("2026-12-25"), day("2028-02-29")));
  EXPECT_EQ(read_back.room.quiet.from, 17h + 30min);
  EXPECT_EQ(read_back.room.quiet.to, 8h);
  ASSERT_THAT(read_back.steps, SizeIs(2));
  EXPECT_EQ(read_back.steps[1].name, "b");
  EXPECT_EQ(read_back.steps[1].after, 60);
  EXPECT_EQ(read_back.steps[1].to, Audience::owner);
  EXPECT_EQ(read_back.most_per_day, 1);
  EXPECT_EQ(read_back.nudge_after, 10);
  ASSERT_THAT(read_back.stewards, SizeIs(2));
  const Steward& stu = read_back.stewards[0];
  EXPECT_EQ(stu.hours.calendar.zone->name(), "America/Los_Angeles");
  EXPECT_EQ(stu.hours.calendar.working_days, read_back.room.calendar.working_days) << "as the room";
  EXPECT_EQ(stu.hours.calendar.holidays, read_back.room.calendar.holidays);
  EXPECT_EQ(stu.hours.quiet.from, stu.hours.quiet.to) << "none";
  EXPECT_TRUE(stu.is_owner);
  EXPECT_FALSE(read_back.stewards[1].is_owner);
  EXPECT_EQ(read_back.stewards[1].hours.calendar.working_days, WorkingDays(0b1000000));

  const std::string printed = print_settings(*settings);
  const auto again = read(matrix + printed.substr(printed.find("[reminders]")));
  ASSERT_TRUE(again) << again.error().front().text();
  EXPECT_EQ(print_settings(*again), printed);
}

struct MistakeCase {
  const char *text, *problem;
};

class ReminderMistake : public testing::TestWithParam<MistakeCase> {};

TEST_P(ReminderMistake, IsToldWithItsPlace) {
  const auto settings = read(GetParam().text);
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().front().text(), GetParam().problem);
}

constexpr const char* steward = "[[steward]]\nbugzilla_login = \"s@e.org\"\nmatrix_id = \"@s:e.org\"\n";
const std::string stewards = std::string(steward) + steward;

INSTANTIATE_TEST_SUITE_P(
    Table, ReminderMistake,
    testing::Values(
        MistakeCase{"[reminders]\ntime_zone = \"Mars/Olympus\"",
                    "x.toml:5:13: reminders.time_zone must be a zone of the tz database, for example "
                    "\"Europe/Berlin\", but is \"Mars/Olympus\". (Is the package tzdata installed?)"},
        MistakeCase{"[reminders]\nenabled = true",
                    "x.toml:5:11: reminders.enabled needs a homeserver to send to: set matrix.url."},
        MistakeCase{"[reminders]\nworking_days = [\"monday\"]",
                    "x.toml:5:16: reminders.working_days knows mon, tue, wed, thu, fri, sat and sun, but not "
                    "\"monday\"."},
        MistakeCase{"[reminders]\nworking_days = []",
                    "x.toml:5:16: reminders.working_days must name at least one day."},
        MistakeCase{"[reminders]\nholidays = [\"2026-12-25\"]",
                    "x.toml:5:12: reminders.holidays must be a list of dates without quotes: [2026-12-25]."},
        MistakeCase{
            "[reminders]\nquiet_hours = \"18-9\"",
            "x.toml:5:15: reminders.quiet_hours must look like \"18:00-09:00\", or be \"\" for none."},
        MistakeCase{
            "[reminders]\nquiet_hours = \"18:00-25:00\"",
            "x.toml:5:15: reminders.quiet_hours must look like \"18:00-09:00\", or be \"\" for none."},
        MistakeCase{"[reminders]\nsteps = [{ name = \"a\", after = 0, to = \"room\" }]",
                    "x.toml:5:32: reminders.steps.after must be a whole number from 1 to 60, but is 0."},
        MistakeCase{"[reminders]\nsteps = [{ name = \"a\", after = 1, to = \"all\" }]",
                    "x.toml:5:40: reminders.steps.to must be \"requestee\", \"room\" or \"owner\"."},
        MistakeCase{
            "[reminders]\nsteps = [{ name = \"a\", after = 2, to = \"room\" },\n"
            "{ name = \"b\", after = 2, to = \"room\" }]",
            "x.toml:6:23: reminders.steps.after must be more business days than the step before has."},
        MistakeCase{"[reminders]\nsteps = [{ name = \"a\", after = 2, to = \"room\" },\n"
                    "{ name = \"a\", after = 3, to = \"room\" }]",
                    "x.toml:6:10: reminders.steps.name is taken: each step needs a name of its own."},
        MistakeCase{"[reminders]\nsteps = \"all\"", "x.toml:5:9: reminders.steps must be a list of tables."},
        MistakeCase{"[reminders]\nenable = true",
                    "x.toml:5:1: Nothing is called reminders.enable here; did you mean reminders.enabled?"},
        MistakeCase{"[[steward]]\nbugzilla_login = \"s@e.org\"\nmatrix_id = \"stu\"",
                    "x.toml:6:13: steward.matrix_id must look like \"@name:example.org\"."},
        MistakeCase{
            "[[steward]]\nbugzilla_login = \"s@e.org\"",
            "x.toml:4:1: steward.matrix_id is missing; see the default configuration for what it means."},
        MistakeCase{stewards.c_str(), "x.toml:8:18: steward.bugzilla_login is listed twice."},
        MistakeCase{"[steward]\nbugzilla_login = \"s@e.org\"",
                    "x.toml:4:1: steward must be a list of tables."}),
    [](const auto& each) { return "case" + std::to_string(each.index); });

}  // namespace
}  // namespace service
