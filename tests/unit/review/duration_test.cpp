// How long a collection runs, as people write it.

#include "review/form/duration.h"

#include "meaning.h"

#include <gtest/gtest.h>

#include <span>

namespace review {
namespace {

struct Row {
  const char* text;
  DurationKind kind;
  const char* until = "";
};

constexpr DurationKind date = DurationKind::date;
constexpr DurationKind version = DurationKind::version;
constexpr DurationKind months = DurationKind::months;

void expect(std::span<const Row> rows) {
  for (const Row& row : rows) {
    const Duration found = read_duration(row.text, policy());
    EXPECT_EQ(found.kind, row.kind) << row.text;
    EXPECT_EQ(found.until.value_or(""), row.until) << row.text;
  }
}

TEST(Duration, IsReadInEverySpelling) {
  const Row rows[] = {
      {"until 2027-06-30", date, "2027-06-30"},
      {"06-30-2027", date, "2027-06-30"},
      {"06/30/27", date, "2027-06-30"},
      {"until 31/12/27", date, "2027-12-31"},
      {"bis 1.3.2027", date, "2027-03-01"},
      {"30-Jun-27", date, "2027-06-30"},
      {"June of 2027", date, "2027-06-30"},
      {"6/2027", date, "2027-06-30"},
      {"Until March, 15th 2027", date, "2027-03-15"},
      {"Q3 2027", date, "2027-09-30"},
      {"EOY 2027", date, "2027-12-31"},
      {"FF160", version, "160"},
      {"through Firefox for iOS 160", version, "160"},
      {"Until Firefox iOS 170.", version, "170"},
      {"Firefox Android 165", version, "165"},
      {"milestone 160", version, "160"},
      {"148-152", version, "152"},
      {"until version 154 or 6 months", version, "154"},
      {"another 6 months", months, "6"},
      {"in 18 months", months, "18"},
      {"Until 12 months after landing", months, "12"},
      {"6 to 12 months", months, "12"},
      {"twenty-four months", months, "24"},
      {"1.5 years", months, "18"},
      {"90 days", months, "3"},
      {"two more quarters", months, "6"},
      {"6 months, unless the feature is removed earlier", months, "6"},
      {"6 months or until the feature is removed", months, "6"},
      {"For now 6 months", months, "6"},
      {"6 months, and the data is deleted after that.", months, "6"},
      {"Permanent until removed. Owner Jane Roe", DurationKind::permanent},
      {"until we know enough", DurationKind::unclear},
      {"2 % of clients", DurationKind::unclear},
  };
  expect(rows);
}

TEST(Duration, EndsWhereTheLaterOfTwoDatesIs) {
  const Row rows[] = {
      {"2026-12-01 to 2027-03-01", date, "2027-03-01"},
      {"Dec 2026 – Mar 2027", date, "2027-03-31"},
      {"Start: 2026-12-01\nEnd: 2027-03-01", date, "2027-03-01"},
      {"The study started on 2026-10-15 and ends on 2027-03-01.", date, "2027-03-01"},
      {"until 2027-03-01 (from 2026-10-01 on)", date, "2027-03-01"},
      {"We start on January 5, 2027 and run for 6 weeks", months, "2"},
      {"3 months starting in Firefox 148", months, "3"},
      {"We switch it on from 2026-12-01", DurationKind::unclear},
  };
  expect(rows);
}

TEST(Duration, OfARenewalIsTheNewEndNotTheOld) {
  const Row rows[] = {
      {"140 -> 160", version, "160"},
      {"expires 2026-12-31 -> 2027-12-31", date, "2027-12-31"},
      {"Old: 2025-12-01, new: 2027-12-01", date, "2027-12-01"},
      {"Currently set to expire in 2026-12-01; new expiry 2027-12-01", date, "2027-12-01"},
      {"It expired in Firefox 140. We'd like it until 160.", version, "160"},
      {"It expired on 2026-06-01; please extend by one year", months, "12"},
      {"Dec 1 2027 (was Dec 1 2026)", date, "2027-12-01"},
      {"We propose to not set an expiry date and keep it permanently", DurationKind::permanent},
  };
  expect(rows);
}

}  // namespace
}  // namespace review
