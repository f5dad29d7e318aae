#include "service/remind/command.h"

#include <cctype>
#include <charconv>
#include <vector>

namespace service {
namespace {

constexpr std::size_t most_read = 200;  // bytes of a message; no command is longer
constexpr int most_days = 30;

using Words = std::vector<std::string>;

/// The first line's words in lower case.
Words words_of(std::string_view line) {
  Words out;
  std::string word;
  for (const char c : line.substr(0, std::min(line.find('\n'), most_read))) {
    if (std::isspace(static_cast<unsigned char>(c)) == 0) {
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (!word.empty()) {
      out.push_back(std::exchange(word, ""));
    }
  }
  if (!word.empty()) out.push_back(word);
  return out;
}

template <class Number>
std::optional<Number> whole(std::string_view text) {
  Number out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

/// "1234567", "#1234567"; ids are below 2^31 in Bugzilla.
std::optional<bugzilla::BugId> bug(std::string_view word) {
  if (word.starts_with('#')) word.remove_prefix(1);
  const auto id = whole<std::int32_t>(word);
  if (!id || *id <= 0) return std::nullopt;
  return *id;
}

std::optional<date::days> days(std::string_view word) {
  if (word.empty()) return std::nullopt;
  const int factor = word.back() == 'w' ? 7 : 1;
  if (word.back() == 'd' || word.back() == 'w') word.remove_suffix(1);
  const auto count = whole<std::uint8_t>(word);
  if (!count || *count * factor > most_days) return std::nullopt;
  return date::days(*count * factor);
}

std::optional<date::year_month_day> day(std::string_view word) {
  if (word.size() != 10 || word[4] != '-' || word[7] != '-') return std::nullopt;
  const auto year = whole<std::uint16_t>(word.substr(0, 4));
  const auto month = whole<std::uint8_t>(word.substr(5, 2));
  const auto in_month = whole<std::uint8_t>(word.substr(8, 2));
  if (!year || !month || !in_month) return std::nullopt;
  const date::year_month_day out{date::year(*year), date::month(*month), date::day(*in_month)};
  if (!out.ok()) return std::nullopt;
  return out;
}

/// Takes a word that only makes the command read well: "bug", "until".
void skip(Words& words, std::string_view filler) {
  if (words.size() > 1 && words[1] == filler) words.erase(words.begin() + 1);
}

template <class BugCommand>
Command about_bug(const Words& words) {
  const auto id = words.size() == 2 ? bug(words[1]) : std::nullopt;
  if (!id) return Misspelt{words[0]};
  return BugCommand{*id};
}

Command snooze(const Words& words) {
  if (words.size() != 3) return Misspelt{words[0]};
  const auto id = bug(words[1]);
  const auto how_long = days(words[2]);
  if (!id || !how_long) return Misspelt{words[0]};
  return SnoozeBug{*id, *how_long};
}

Command away(const Words& words) {
  const auto until = words.size() == 2 ? day(words[1]) : std::nullopt;
  if (!until) return Misspelt{words[0]};
  return Away{*until};
}

}  // namespace

std::optional<Command> parse_command(std::string_view body) {
  if (body.size() < 2 || body[0] != '!' || std::isalpha(static_cast<unsigned char>(body[1])) == 0)
    return std::nullopt;
  Words words = words_of(body.substr(1));
  const std::string verb = words[0];
  skip(words, verb == "away" ? "until" : "bug");
  if (verb == "queue") return Queue{words.size() > 1 && words[1] == "mine"};
  if (verb == "show") return about_bug<Show>(words);
  if (verb == "claim") return about_bug<ClaimBug>(words);
  if (verb == "release") return about_bug<ReleaseBug>(words);
  if (verb == "recheck") return about_bug<Recheck>(words);
  if (verb == "snooze") return snooze(words);
  if (verb == "away") return away(words);
  if (verb == "back") return Back{};
  if (verb == "help") return Help{};
  return UnknownCommand{verb};
}

}  // namespace service
