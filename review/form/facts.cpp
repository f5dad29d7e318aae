#include "review/form/facts.h"

#include "review/policy_data.h"
#include "review/text/expression.h"
#include "review/text/sentences.h"
#include "review/text/words.h"

#include <array>
#include <charconv>

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
      R"(\b(\d{1,2}|one|two|three|four|five|six|nine|twelve|eighteen|a) ?(?:more )?(months?|years?)\b)");
  std::string number;
  std::string unit;
  if (!RE2::PartialMatch(piece(key), count, &number, &unit)) return std::nullopt;
  static const std::map<std::string, int> words = {{"one", 1},     {"a", 1},        {"two", 2}, {"three", 3},
                                                   {"four", 4},    {"five", 5},     {"six", 6}, {"nine", 9},
                                                   {"twelve", 12}, {"eighteen", 18}};
  int value = 0;
  if (const auto found = words.find(number); found != words.end())
    value = found->second;
  else
    std::from_chars(number.data(), number.data() + number.size(), value);
  return unit.starts_with("year") ? value * 12 : value;
}

std::optional<std::string> owner_in(std::string_view text, const Policy& policy) {
  static const RE2 mail(R"(([\w.+-]+@[\w-]+(?:\.[\w-]+)+))");
  static const RE2 handle(R"((?:^|[\s(])([@:][A-Za-z][\w-]{2,}))");
  static const RE2 named(
      R"(((?:[A-Z][\w’'.-]+ ){0,3}[A-Z][\w’'.-]+)\s+(?:and [A-Z]\w+ )?(?:will|is going to|is|are)\s+(?:be\s+)?(?:monitor|watch|own|responsible|look|maintain|in charge|review|the owner))");
  static const RE2 by(
      R"((?:[Oo]wned by|[Oo]wner(?: is)?:?|[Mm]onitored by|[Ww]atched by|[Rr]esponsible(?: person)?(?: is)?:?|[Cc]ontact:?|maintained by|monitor(?:ed)? it:?)\s+((?:[A-Z][\w’'.-]+ ?){1,4}))");
  static const RE2 after_choice(
      R"((?i:permanently monitor this data)[.:,]?\s*[-–(]*\s*([A-Za-z][\w.-]{2,}(?: [A-Z][\w’'.-]+){0,3})\)?\.?$)");
  static const RE2 bracket(R"([(\[]((?:[A-Z][\w’'.-]+ ?){2,4})[)\]])");
  std::string found;
  // Beside a list the person is meant.
  re2::StringPiece rest = piece(text);
  while (RE2::FindAndConsume(&rest, mail, &found)) {
    if (!policy.data().speaks("not_a_person", key_of(found.substr(0, found.find('@'))))) return found;
  }
  for (const RE2* pattern : {&mail, &handle, &named, &by, &bracket, &after_choice}) {
    if (!RE2::PartialMatch(piece(text), *pattern, &found)) continue;
    if (policy.data().speaks("placeholders", key_of(found)) || key_of(found) == "todo") continue;
    return std::string(trim(found));
  }
  return std::nullopt;
}

const Section& section_of(const Form& form, Question question) {
  static const Section none;
  const auto found = form.sections.find(question);
  return found == form.sections.end() ? none : found->second;
}

/// What stands under one sub-question.
std::string part_text(const Form& form, std::string_view part) {
  const auto found = form.sections.find(Question::populations);
  std::string out;
  if (found == form.sections.end()) return out;
  for (const AnswerLine& line : found->second.answer) {
    if (line.part == part) out += line.text + ' ';
  }
  return std::string(trim(out));
}

/// Whether `word` stands in `key`, which is words with single blanks between them.
bool has_word(std::string_view key, std::string_view word) {
  for (std::size_t at = 0; (at = key.find(word, at)) != std::string_view::npos; ++at) {
    const bool starts = at == 0 || key[at - 1] == ' ';
    const bool ends = at + word.size() == key.size() || key[at + word.size()] == ' ';
    if (starts && ends) return true;
  }
  return false;
}

std::vector<std::string> channels_of(const Form& form) {
  const std::string own = key_of(part_text(form, "channels"));
  const std::string key = own.empty() ? section_of(form, Question::populations).key() : own;
  static const RE2 all(
      R"(\b(?:all (?:users over all )?(?:release )?channels|all users|every channel|all of them|any channel)\b)");
  if (RE2::PartialMatch(key, all) || own == "all" || own.starts_with("all ") ||
      key.starts_with("all channels") || key == "all")
    return {"all"};
  std::vector<std::string> out;
  for (const std::string_view channel : {"nightly", "aurora", "beta", "release", "esr"}) {
    if (has_word(key, channel)) out.emplace_back(channel);
  }
  if (has_word(key, "dev edition") || has_word(key, "developer edition"))
    out.emplace_back("developer edition");
  return out;
}

/// `all` finds "all channels, countries and locales" where nothing stands under the sub-question itself.
std::vector<std::string> places_of(const Form& form, std::string_view part, const RE2& all) {
  const std::string text = part_text(form, part);
  const std::string key = key_of(text);
  const std::string& whole = section_of(form, Question::populations).key();
  if (key == "all" || key.starts_with("all ") || key.starts_with("any") || key.starts_with("no ") ||
      key == "no" || key == "none")
    return {"all"};
  if (key.empty() && RE2::PartialMatch(whole, all)) return {"all"};
  std::vector<std::string> out;
  std::string item;
  for (const char c : text + ",") {
    if (c == ',' || c == ';' || c == '\n') {
      if (const std::string_view found = trim_marks(item); !found.empty() && found.size() < 60)
        out.emplace_back(found);
      item.clear();
    } else {
      item += c;
    }
  }
  return out;
}

/// What is the case, not what is answered: a tool that the form speaks of takes part, even where it says
/// "No".
std::optional<bool> third_party_in(const Form& form, const Policy::Data& data) {
  const Section& answer = section_of(form, Question::third_party);
  const std::string& key = answer.key();
  if (data.speaks("third_parties", form.everything)) {
    // What was considered and dropped takes no part.
    std::string of_collection;
    for (const auto& [question, section] : form.sections) {
      if (question != Question::alternatives && question != Question::current_instrumentation)
        of_collection += section.text() + "\n\n";
    }
    if (data.affirms("third_parties", sentences_of(of_collection))) return true;
  }
  if (key.empty() || data.speaks("placeholders", key)) return std::nullopt;
  if (is_denial(sentences_of(answer.text()))) return false;
  return key.starts_with("yes") || !data.speaks("own_tools", key);
}

}  // namespace

std::optional<std::chrono::year_month_day> date_in(std::string_view text) {
  static const RE2 year_first(R"(\b(20\d\d)[-/.](\d{1,2})[-/.](\d{1,2})\b)");
  static const RE2 american(R"(\b(\d{1,2})[-/.](\d{1,2})[-/.](20\d\d)\b)");
  static const RE2 month_day(
      R"((?i)\b(jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(20\d\d)\b)");
  static const RE2 day_month(
      R"((?i)\b(\d{1,2})(?:st|nd|rd|th)?(?: of)?\s+(jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+(20\d\d)\b)");
  static const RE2 month_only(
      R"((?i)\b(jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+(20\d\d)\b)");
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
  static const RE2 year_month(R"(\b(20\d\d)[-/](\d{1,2})\b)");
  static const RE2 quarter(R"(\bQ([1-4])(?:,| of)?\s?(20\d\d)\b)");
  static const RE2 quarter_last(R"(\b(20\d\d)[ -]?Q([1-4])\b)");
  static const RE2 year_end(R"((?i)\b(?:end of|until|through)(?: the year)? (20\d\d)\b)");
  if (RE2::PartialMatch(piece(text), month_only, &name, &year)) return last_day(year, month_by_name(name));
  if (RE2::PartialMatch(piece(text), year_month, &year, &month)) return last_day(year, month);
  if (RE2::PartialMatch(piece(text), quarter, &month, &year)) return last_day(year, month * 3);
  if (RE2::PartialMatch(piece(text), quarter_last, &year, &month)) return last_day(year, month * 3);
  if (RE2::PartialMatch(piece(text), year_end, &year)) return last_day(year, 12);
  return std::nullopt;
}

/// How long records are kept is another matter than how long they are collected.
std::string without_retention(std::string text, const Policy::Data& data) {
  if (!data.speaks("retention", key_of(text))) return text;
  std::string out;
  for (const std::string& clause : clauses_of(text)) {
    const std::string key = key_of(clause);
    if (!data.speaks("retention", key) || data.speaks("collected_until", key)) out += clause + ". ";
  }
  return out;
}

Duration read_duration(std::string_view words, const Policy& policy) {
  static const RE2 version(
      R"(\b(?:firefox|fx|fenix|version|v|release|nightly|until|in|through)\s?(\d{2,3})\b)");
  static const RE2 last_version(
      R"(\b(?:until|through|to|till|before|expir(?:es?|y|ation|ing)(?: (?:in|with|after|of|at|is|on|version))?)\s(?:(?:the )?(?:firefox|fx|fenix|version|v|release)\s?)*(\d{2,3})\b)");
  static const RE2 bare_version(R"(^(?:v|version )?(\d{2,3})(?: \d)?$)");
  Duration out;
  const Policy::Data& data = policy.data();
  const std::string text =
      without_retention(shorten(words, words.size()), data);  // names and dates may be wrapped
  const std::string key = key_of(text);
  std::string number;
  if (data.affirms("permanent", sentences_of(text))) {
    out.kind = DurationKind::permanent;
    out.owner = owner_in(text, policy);
  } else if (const auto date = date_in(text)) {
    out.kind = DurationKind::date;
    out.until = iso(*date);
  } else if (RE2::PartialMatch(key, last_version, &number) || RE2::PartialMatch(key, version, &number) ||
             RE2::FullMatch(key, bare_version, &number)) {
    out.kind = DurationKind::version;
    out.until = number;
  } else if (const auto months = months_in(key); months && !data.speaks("hedged_end", key)) {
    out.kind = DurationKind::months;
    out.until = std::to_string(*months);
  }
  return out;
}

Collection read_collection(const Form& form, const Policy& policy) {
  const Policy::Data& data = policy.data();
  Collection out;
  const Question how_long = form.kind == Kind::renewal ? Question::new_expiry : Question::duration;
  std::string duration = section_of(form, how_long).text();
  if (const auto found = form.sections.find(how_long);
      found != form.sections.end() && duration.empty() && found->second.choices.size() == 1) {
    duration = found->second.choices.front().text;
  }
  out.duration = read_duration(duration, policy);
  out.channels = channels_of(form);
  static const RE2 all_countries(R"(\ball (?:[a-z]+ (?:and )?){0,3}countries\b)");
  static const RE2 all_locales(R"(\ball (?:[a-z]+ (?:and )?){0,3}locales\b)");
  out.countries = places_of(form, "countries", all_countries);
  out.locales = places_of(form, "locales", all_locales);

  const Section& opt_out = section_of(form, Question::opt_out);
  if (const std::string& key = opt_out.key(); !key.empty()) {
    const std::vector<std::string> sentences = sentences_of(opt_out.text());
    static const RE2 on(R"((\bdefault(?:ed)? on\b|\bon by default\b))");
    out.default_on = !data.affirms("default_off", sentences) || affirms(sentences, on);
    if (key == "n a" || key == "na" || key == "none") out.default_on.reset();
    // Private windows are a way out as well, if not the one that a steward wants; a finding says so.
    const bool described = data.affirms("strong_controls", sentences) ||
                           data.speaks("private_windows", key) ||
                           (data.affirms("controls", sentences) && !data.speaks("no_controls", key) &&
                            (key.size() > 24 || data.speaks("own_tools", key)));
    out.opt_out = described && !data.speaks("promised", key);
  }
  out.third_party = third_party_in(form, data);
  if (const Section& measured = section_of(form, Question::measurements); !measured.key().empty()) {
    out.new_identifiers = data.speaks("new_identifiers", measured.key()) &&
                          data.affirms("new_identifiers", sentences_of(measured.text()));
  }
  out.documentation = links_in(section_of(form, Question::documentation).text());
  return out;
}

}  // namespace review
