#include "review/form/dates.h"

#include "review/text/expression.h"
#include "review/text/words.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <deque>
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

/// One way of writing dates. `order` says what its brackets hold: y, m, d; n: a month's name, q: a quarter,
/// h: a half of the year.
struct Spelling {
  std::string_view order;
  RE2 words;
};

/// The ones that tell the day go before those of which the last day counts. "@" stands for a month's name.
const std::deque<Spelling>& spellings() {
  static const std::deque<Spelling> all = [] {
    constexpr std::pair<std::string_view, std::string_view> ways[] = {
        {"ymd", R"(\b(20\d\d)(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})(?:\b|日))"},
        {"dmy", R"(\b(\d{1,2})\.\s?(\d{1,2})\.\s?(20\d\d)\b)"},
        {"mdy", R"(\b(\d{1,2})[-/](\d{1,2})[-/](20\d\d|\d\d)\b)"},
        {"ndy", R"((?i)\b@[\s-]+(\d{1,2})(?:st|nd|rd|th)?,?(?:\s+of)?[\s-]+\(?(20\d\d|['’]\d\d)\b)"},
        {"dny", R"((?i)\b(\d{1,2})(?:st|nd|rd|th|\.)?(?:\s+of)?[\s-]+@(?:\s+of)?[\s-]+(20\d\d|['’]\d\d)\b)"},
        {"dny", R"((?i)\b(\d{1,2})-@-(\d\d)\b)"},
        {"ymd", R"(\b(20\d\d)([01]\d)([0-3]\d)\b)"},
        {"ny", R"((?i)\b@(?:\s+of)?[\s/-]+(20\d\d|['’]\d\d)\b)"},
        {"ym", R"(\b(20\d\d)[-/](\d{1,2})\b)"},
        {"my", R"(\b(\d{1,2})/(20\d\d)\b)"},
        {"qy", R"((?i)\bQ([1-4])(?:,|/| of| in)?\s?(20\d\d|['’]\d\d)\b)"},
        {"yq", R"((?i)\b(20\d\d)[ -]?Q([1-4])\b)"},
        {"hy", R"((?i)\bH([12])(?:,|/| of)?\s?(20\d\d)\b)"},
        {"y", R"((?i)\b(?:end of|until|through|eoy|by|new year[’']?s eve)(?: the)?(?: year)? (20\d\d)\b)"},
    };
    std::deque<Spelling> out;
    for (const auto& [order, words] : ways) {
      std::string pattern(words);
      if (const std::size_t at = pattern.find('@'); at != std::string::npos)
        pattern.replace(at, 1, R"((jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.?,?)");
      out.emplace_back(order, pattern);
    }
    return out;
  }();
  return all;
}

int number_of(re2::StringPiece digits) {
  while (!digits.empty() && std::isdigit(static_cast<unsigned char>(digits[0])) == 0) digits.remove_prefix(1);
  int out = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), out);
  return out;
}

std::optional<std::chrono::year_month_day> day_of(std::string_view order, const re2::StringPiece* parts) {
  int year = 0;
  int month = 0;
  int date = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const int number = number_of(parts[i]);
    switch (order[i]) {
      case 'y':
        year = number < 100 ? 2000 + number : number;
        break;
      case 'm':
        month = number;
        break;
      case 'd':
        date = number;
        break;
      case 'q':
        month = number * 3;
        break;
      case 'h':
        month = number * 6;
        break;
      default:
        month = month_by_name({parts[i].data(), parts[i].size()});
    }
  }
  if (order == "y") month = 12;
  if (order.find('d') == std::string_view::npos) return last_day(year, month);
  if (order == "mdy" && month > 12) std::swap(month, date);
  return day(year, month, date);
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
  static const std::map<std::string_view, int> numbers = {
      {"one", 1},       {"a", 1},         {"an", 1},           {"another", 1},    {"two", 2},
      {"three", 3},     {"four", 4},      {"five", 5},         {"six", 6},        {"seven", 7},
      {"eight", 8},     {"nine", 9},      {"ten", 10},         {"eleven", 11},    {"twelve", 12},
      {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15},     {"eighteen", 18},  {"twenty", 20},
      {"thirty", 30},   {"ninety", 90},   {"twenty four", 24}, {"thirty six", 36}};
  // "1.5 years" is "1 5 years" here.
  static const RE2 count(
      R"(\b(\d{1,3}|half an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|eighteen|twenty(?: four)?|thirty(?: six)?|ninety|an?|another)( 5)? ?(?:more |further |full |calendar |additional )?(days?|weeks?|wks?|mo|mos|months?|quarters?|years?|yrs?)\b)");
  std::string number;
  std::string half;
  std::string unit;
  if (!RE2::PartialMatch(piece(key), count, &number, &half, &unit)) return std::nullopt;
  const bool is_year = unit.starts_with('y');
  if (number.starts_with("half")) return is_year ? std::optional(6) : std::nullopt;
  const auto named = numbers.find(number);
  const int value = named != numbers.end() ? named->second : number_of(piece(number));
  constexpr int days_a_month = 30;
  constexpr int weeks_a_quarter = 13;
  if (unit.starts_with('d')) return (value + days_a_month - 1) / days_a_month;
  if (unit.starts_with('w')) return (value * 3 + weeks_a_quarter - 1) / weeks_a_quarter;
  if (unit.starts_with('q')) return value * 3;
  if (!is_year) return value;
  return value * 12 + (half.empty() ? 0 : 6);
}

std::vector<DateFound> dates_in(std::string_view text) {
  std::vector<DateFound> out;
  if (!has_digit(text)) return out;  // as most texts have none
  for (const Spelling& spelling : spellings()) {
    re2::StringPiece parts[4];
    const int count = static_cast<int>(spelling.order.size()) + 1;
    for (std::size_t at = 0;
         spelling.words.Match(piece(text), at, text.size(), RE2::UNANCHORED, parts, count);) {
      const auto begin = static_cast<std::size_t>(parts[0].data() - text.data());
      at = begin + parts[0].size();
      const bool is_part_of_another = std::ranges::any_of(
          out, [&](const DateFound& other) { return begin < other.end && other.begin < at; });
      if (is_part_of_another) continue;
      if (const auto day = day_of(spelling.order, parts + 1)) out.push_back({*day, begin, at});
    }
  }
  std::ranges::sort(out, {}, &DateFound::begin);
  return out;
}

std::optional<std::chrono::year_month_day> date_in(std::string_view text) {
  const std::vector<DateFound> found = dates_in(text);
  return found.empty() ? std::nullopt : std::optional(found.front().day);
}

}  // namespace review
