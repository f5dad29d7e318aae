#include "review/form/dates.h"

#include "review/text/expression.h"
#include "review/text/words.h"

#include <array>
#include <charconv>
#include <map>

namespace review {
namespace {

int month_by_name(std::string_view name) {
  constexpr std::array<std::string_view, 12> months = {"jan", "feb", "mar", "apr", "may", "jun",
                                                       "jul", "aug", "sep", "oct", "nov", "dec"};
  const std::string key = key_of(name).substr(0, 3);
  for (int i = 0; i < 12; ++i) {
    if (months.at(static_cast<std::size_t>(i)) == key) return i + 1;
  }
  return 0;
}

std::optional<std::chrono::year_month_day> day(int year, int month, int date) {
  const std::chrono::year_month_day out{std::chrono::year(year),
                                        std::chrono::month(static_cast<unsigned>(month)),
                                        std::chrono::day(static_cast<unsigned>(date))};
  if (!out.ok() || year < 2000 || year > 2200) return std::nullopt;
  return out;
}

std::optional<std::chrono::year_month_day> last_day(int year, int month) {
  if (month < 1 || month > 12) return std::nullopt;
  const std::chrono::year_month_day_last last{
      std::chrono::year(year), std::chrono::month_day_last(std::chrono::month(static_cast<unsigned>(month)))};
  return std::chrono::year_month_day(last);
}

}  // namespace

std::string iso(std::chrono::year_month_day date) {
  std::string out = std::to_string(static_cast<int>(date.year()));
  for (const unsigned part : {static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day())}) {
    out += part < 10 ? "-0" : "-";
    out += std::to_string(part);
  }
  return out;
}

std::optional<int> months_in(std::string_view key) {
  static const RE2 count(
      R"(\b(\d{1,3}|half an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|an?|another) ?(?:\d+ |more |full |calendar )?(days?|weeks?|mo|months?|quarters?|years?)\b)");
  static const std::map<std::string_view, int> numbers = {
      {"one", 1},   {"a", 1},    {"an", 1},   {"another", 1}, {"two", 2},
      {"three", 3}, {"four", 4}, {"five", 5}, {"six", 6},     {"seven", 7},
      {"eight", 8}, {"nine", 9}, {"ten", 10}, {"twelve", 12}, {"eighteen", 18}};
  std::string number;
  std::string unit;
  if (!RE2::PartialMatch(piece(key), count, &number, &unit)) return std::nullopt;
  if (number.starts_with("half")) return unit.starts_with("year") ? std::optional(6) : std::nullopt;
  int value = 0;
  if (const auto found = numbers.find(number); found != numbers.end())
    value = found->second;
  else
    std::from_chars(number.data(), number.data() + number.size(), value);
  constexpr int days_a_month = 30;
  constexpr int weeks_a_quarter = 13;
  if (unit.starts_with("day")) return (value + days_a_month - 1) / days_a_month;
  if (unit.starts_with("week")) return (value * 3 + weeks_a_quarter - 1) / weeks_a_quarter;
  if (unit.starts_with("quarter")) return value * 3;
  return unit.starts_with("year") ? value * 12 : value;
}

std::optional<std::chrono::year_month_day> date_in(std::string_view text) {
  static const RE2 year_first(R"(\b(20\d\d)(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})(?:\b|日))");
  static const RE2 american(R"(\b(\d{1,2})[-/.](\d{1,2})[-/.](20\d\d)\b)");
  static const RE2 month_day(
      R"((?i)\b(jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?(?:\s+of)?\s+(20\d\d)\b)");
  static const RE2 day_month(
      R"((?i)\b(\d{1,2})(?:st|nd|rd|th|\.)?(?:\s+of)?[\s-]+(jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.?,?(?:\s+of)?[\s-]+(20\d\d)\b)");
  static const RE2 month_only(
      R"((?i)\b(jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.?,?(?:\s+of)?\s+(?:20|['’])(\d\d)\b)");
  static const RE2 digits_only(R"(\b(20\d\d)([01]\d)([0-3]\d)\b)");
  static const RE2 short_year(
      R"((?i)\b(jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+['’](\d\d)\b)");
  static const RE2 short_year_last(
      R"((?i)\b(\d{1,2})(?:st|nd|rd|th|\.)?\s+(jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.?\s+['’](\d\d)\b)");
  int year = 0;
  int month = 0;
  int date = 0;
  std::string name;
  if (RE2::PartialMatch(piece(text), year_first, &year, &month, &date)) return day(year, month, date);
  if (RE2::PartialMatch(piece(text), american, &month, &date, &year))
    return month > 12 ? day(year, date, month) : day(year, month, date);
  if (RE2::PartialMatch(piece(text), month_day, &name, &date, &year))
    return day(year, month_by_name(name), date);
  if (RE2::PartialMatch(piece(text), day_month, &date, &name, &year))
    return day(year, month_by_name(name), date);
  if (RE2::PartialMatch(piece(text), digits_only, &year, &month, &date)) return day(year, month, date);
  if (RE2::PartialMatch(piece(text), short_year, &name, &date, &year))
    return day(2000 + year, month_by_name(name), date);
  if (RE2::PartialMatch(piece(text), short_year_last, &date, &name, &year))
    return day(2000 + year, month_by_name(name), date);
  static const RE2 year_month(R"(\b(20\d\d)[-/](\d{1,2})\b)");
  static const RE2 quarter(R"((?i)\bQ([1-4])(?:,|/| of| in)?\s?(?:20|['’])(\d\d)\b)");
  static const RE2 quarter_last(R"(\b(20\d\d)[ -]?Q([1-4])\b)");
  static const RE2 year_end(
      R"((?i)\b(?:end of|until|through|eoy|by|new year[’']?s eve)(?: the)?(?: year)? (20\d\d)\b)");
  if (RE2::PartialMatch(piece(text), month_only, &name, &year))
    return last_day(2000 + year, month_by_name(name));
  if (RE2::PartialMatch(piece(text), year_month, &year, &month)) return last_day(year, month);
  if (RE2::PartialMatch(piece(text), quarter, &month, &year)) return last_day(2000 + year, month * 3);
  if (RE2::PartialMatch(piece(text), quarter_last, &year, &month)) return last_day(year, month * 3);
  static const RE2 half(R"((?i)\bH([12])(?:,|/| of)?\s?(20\d\d)\b)");
  if (RE2::PartialMatch(piece(text), half, &month, &year)) return last_day(year, month * 6);
  if (RE2::PartialMatch(piece(text), year_end, &year)) return last_day(year, 12);
  return std::nullopt;
}

}  // namespace review
