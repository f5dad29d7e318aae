#include "service/config/reminders.h"

#include "service/matrix/text.h"

#include <date/tz.h>

#include <algorithm>
#include <array>
#include <sstream>

namespace service {
namespace {

constexpr std::array<std::string_view, 7> day_names = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr std::array<std::string_view, 3> audiences = {"requestee", "room", "owner"};
constexpr int most_business_days = 60;

template <std::size_t size>
std::optional<std::size_t> position(const std::array<std::string_view, size>& names, std::string_view name) {
  const auto at = std::ranges::find(names, name);
  if (at == names.end()) return std::nullopt;
  return static_cast<std::size_t>(at - names.begin());
}

void read_zone(TableReader& reader, Calendar& out) {
  std::string name = out.zone == nullptr ? "UTC" : out.zone->name();
  reader.read("time_zone", name);
  try {
    out.zone = date::locate_zone(name);
  } catch (const std::runtime_error&) {
    reader.demand("time_zone", false,
                  "must be a zone of the tz database, for example \"Europe/Berlin\", but is \"" + name +
                      "\". (Is the package tzdata installed?)");
    out.zone = nullptr;
  }
}

void read_working_days(TableReader& reader, WorkingDays& out) {
  if (reader.find("working_days") == nullptr) return;
  std::vector<std::string> names;
  reader.read("working_days", names);
  WorkingDays days;
  for (const std::string& name : names) {
    if (const auto day = position(day_names, name)) {
      days.set(*day);
    } else {
      reader.demand("working_days", false,
                    "knows mon, tue, wed, thu, fri, sat and sun, but not \"" + name + "\".");
      return;
    }
  }
  if (days.none()) return reader.demand("working_days", false, "must name at least one day.");
  out = days;
}

std::optional<std::chrono::minutes> time_of_day(const std::string& text) {
  std::istringstream in(text);
  std::chrono::minutes out{};
  if (!(in >> date::parse("%H:%M", out)) || out >= std::chrono::hours(24)) return std::nullopt;
  if (date::format("%H:%M", out) != text) return std::nullopt;  // "9:00", "12:61"
  return out;
}

void read_quiet_hours(TableReader& reader, QuietHours& out) {
  if (reader.find("quiet_hours") == nullptr) return;
  std::string text;
  reader.read("quiet_hours", text);
  if (text.empty()) {
    out = {};
    return;
  }
  const auto from = time_of_day(text.substr(0, text.find('-')));
  const auto to = text.size() == 11 ? time_of_day(text.substr(6)) : std::nullopt;
  if (!from || !to || *from == *to)
    return reader.demand("quiet_hours", false, "must look like \"18:00-09:00\", or be \"\" for none.");
  out = {.from = *from, .to = *to};
}

void read_hours(TableReader& reader, Hours& out) {
  read_zone(reader, out.calendar);
  read_working_days(reader, out.calendar.working_days);
  read_quiet_hours(reader, out.quiet);
}

void read_holidays(TableReader& reader, std::set<date::local_days>& out) {
  const toml::node* node = reader.find("holidays");
  if (node == nullptr) return;
  const toml::array* list = node->as_array();
  if (list == nullptr || !(list->empty() || list->is_homogeneous(toml::node_type::date)))
    return reader.demand("holidays", false, "must be a list of dates without quotes: [2026-12-25].");
  for (const toml::node& item : *list) {
    const toml::date& day = **item.as_date();
    out.insert(date::local_days(date::year(day.year) / date::month(day.month) / date::day(day.day)));
  }
}

ReminderStep read_step(TableReader reader) {
  ReminderStep out;
  std::string to;
  reader.read("name", out.name);
  reader.read("after", out.after, 1, most_business_days);
  reader.read("to", to);
  reader.require("name", !out.name.empty());
  reader.require("after", out.after != 0);
  const auto audience = position(audiences, to);
  reader.demand("to", audience.has_value(), "must be \"requestee\", \"room\" or \"owner\".");
  out.to = static_cast<Audience>(audience.value_or(0));
  reader.finish();
  return out;
}

void read_steps(TableReader& reader, std::vector<ReminderStep>& out) {
  if (reader.find("steps") == nullptr) return;
  out.clear();
  for (TableReader& each : reader.tables("steps")) {
    const ReminderStep step = read_step(each);
    each.demand("after", out.empty() || step.after > out.back().after,
                "must be more business days than the step before has.");
    each.demand("name", std::ranges::find(out, step.name, &ReminderStep::name) == out.end(),
                "is taken: each step needs a name of its own.");
    out.push_back(step);
  }
}

}  // namespace

void read_reminders(TableReader reader, bool has_matrix, ReminderSettings& out) {
  reader.read("enabled", out.enabled);
  reader.demand("enabled", has_matrix || !out.enabled, "needs a homeserver to send to: set matrix.url.");
  read_hours(reader, out.room);
  read_holidays(reader, out.room.calendar.holidays);
  read_steps(reader, out.steps);
  reader.read("most_per_day", out.most_per_day, 1, 50);
  reader.read("nudge_requester_after", out.nudge_after, 0, most_business_days);
  reader.read("nudge_comment", out.nudge_comment);
  reader.finish();
}

void read_stewards(std::vector<TableReader> readers, ReminderSettings& out) {
  for (TableReader& reader : readers) {
    Steward steward{.hours = out.room};
    reader.read("bugzilla_login", steward.login);
    reader.read("matrix_id", steward.matrix_id);
    reader.read("owner", steward.is_owner);
    read_hours(reader, steward.hours);
    reader.require("bugzilla_login", !steward.login.empty());
    reader.require("matrix_id", !steward.matrix_id.empty());
    reader.demand("matrix_id", steward.matrix_id.empty() || matrix::is_user_id(steward.matrix_id),
                  "must look like \"@name:example.org\".");
    reader.demand("bugzilla_login", steward_by_login(out.stewards, steward.login) == nullptr,
                  "is listed twice.");
    reader.demand("matrix_id", steward_by_matrix_id(out.stewards, steward.matrix_id) == nullptr,
                  "is listed twice.");
    reader.finish();
    out.stewards.push_back(std::move(steward));
  }
}

namespace {

std::string quoted(const std::string& text) {
  std::ostringstream out;
  out << toml::value<std::string>(text);
  return out.str();
}

std::string print(const Hours& hours) {
  std::string days;
  for (std::size_t i = 0; i < day_names.size(); ++i) {
    if (hours.calendar.working_days.test(i))
      days += (days.empty() ? "\"" : ", \"") + std::string(day_names.at(i)) + "\"";
  }
  const QuietHours& quiet = hours.quiet;
  const std::string stretch =
      quiet.from == quiet.to ? "" : date::format("%H:%M", quiet.from) + "-" + date::format("%H:%M", quiet.to);
  return "time_zone = " + quoted(hours.calendar.zone == nullptr ? "UTC" : hours.calendar.zone->name()) +
         "\nworking_days = [" + days + "]\nquiet_hours = " + quoted(stretch) + "\n";
}

}  // namespace

std::string print_reminders(const ReminderSettings& settings) {
  std::ostringstream out;
  out << std::boolalpha << "[reminders]\nenabled = " << settings.enabled << "\n"
      << print(settings.room) << "holidays = [";
  const char* comma = "";
  for (const date::local_days& each : settings.room.calendar.holidays)
    out << std::exchange(comma, ", ") << date::format("%F", each);
  out << "]\nsteps = [";
  comma = "";
  for (const ReminderStep& each : settings.steps) {
    out << std::exchange(comma, ", ") << "{ name = " << quoted(each.name) << ", after = " << each.after
        << ", to = " << quoted(std::string(audiences.at(static_cast<std::size_t>(each.to)))) << " }";
  }
  out << "]\nmost_per_day = " << settings.most_per_day << "\nnudge_requester_after = " << settings.nudge_after
      << "\nnudge_comment = " << quoted(settings.nudge_comment) << "\n";
  for (const Steward& each : settings.stewards) {
    out << "\n[[steward]]\nbugzilla_login = " << quoted(each.login)
        << "\nmatrix_id = " << quoted(each.matrix_id) << "\nowner = " << each.is_owner << "\n"
        << print(each.hours);
  }
  return out.str();
}

}  // namespace service
