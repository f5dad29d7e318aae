#include "bugzilla_client/decode.h"

#include "bugzilla_client/json.h"

#include <array>
#include <cstdio>

namespace bugzilla {
namespace {

using nlohmann::json;

const json* member(const json& object, const char* key) {
  const auto at = object.find(key);
  return at == object.end() || at->is_null() ? nullptr : &*at;
}

std::string text(const json& object, const char* key) {
  const json* value = member(object, key);
  return value != nullptr && value->is_string() ? value->get<std::string>() : "";
}

/// REST uses 0 and 1 for attachments, true and false elsewhere.
bool truth(const json& object, const char* key, bool otherwise = false) {
  const json* value = member(object, key);
  if (value == nullptr) return otherwise;
  if (value->is_boolean()) return value->get<bool>();
  if (value->is_number()) return *value != 0;
  return otherwise;
}

std::int64_t number(const json& object, const char* key) {
  const json* value = member(object, key);
  return value != nullptr && value->is_number_integer() ? value->get<std::int64_t>() : 0;
}

std::optional<Time> time(const json& object, const char* key) {
  return decode_time(text(object, key));
}

std::vector<std::string> texts(const json& object, const char* key) {
  std::vector<std::string> out;
  const json* list = member(object, key);
  if (list == nullptr || !list->is_array()) return out;
  for (const json& item : *list) {
    if (item.is_string())
      out.push_back(item.get<std::string>());
    else if (item.is_object())
      out.push_back(text(item, "name"));
  }
  return out;
}

Decoded<std::int64_t> id(const json& object, const char* key, const char* what) {
  if (!object.is_object()) return std::unexpected(std::string(what) + " is not an object");
  const json* value = member(object, key);
  const auto found = value == nullptr ? std::nullopt : read_id(*value);
  if (!found) return std::unexpected(std::string(what) + " has no usable " + key);
  return *found;
}

std::vector<Flag> flags(const json& object) {
  std::vector<Flag> out;
  const json* list = member(object, "flags");
  if (list == nullptr || !list->is_array()) return out;
  for (const json& item : *list) {
    if (auto flag = decode_flag(item)) out.push_back(std::move(*flag));
  }
  return out;
}

}  // namespace

std::optional<Time> decode_time(std::string_view given) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  unsigned hour = 0;
  unsigned minute = 0;
  unsigned second = 0;
  const std::string copy(given.substr(0, 32));
  char separator = 0;
  if (std::sscanf(copy.c_str(), "%4d-%2u-%2u%c%2u:%2u:%2u", &year, &month, &day, &separator, &hour, &minute,
                  &second) != 7) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!date.ok() || hour > 23 || minute > 59 || second > 60 || (separator != 'T' && separator != ' '))
    return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

std::string encode_time(Time time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::array<char, 32> out{};
  std::snprintf(out.data(), out.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return out.data();
}

std::optional<std::string> decode_base64(std::string_view given) {
  std::string out;
  out.reserve(given.size() / 4 * 3);
  unsigned bits = 0;
  int count = 0;
  std::size_t at = 0;
  for (; at < given.size() && given[at] != '='; ++at) {
    const char c = given[at];
    unsigned value = 0;
    if (c >= 'A' && c <= 'Z')
      value = static_cast<unsigned>(c - 'A');
    else if (c >= 'a' && c <= 'z')
      value = static_cast<unsigned>(c - 'a') + 26;
    else if (c >= '0' && c <= '9')
      value = static_cast<unsigned>(c - '0') + 52;
    else if (c == '+')
      value = 62;
    else if (c == '/')
      value = 63;
    else if (c == '\n' || c == '\r')
      continue;
    else
      return std::nullopt;
    bits = (bits << 6U | value) & 0xffffffU;
    if (++count == 4) {
      out += static_cast<char>(bits >> 16U & 0xffU);
      out += static_cast<char>(bits >> 8U & 0xffU);
      out += static_cast<char>(bits & 0xffU);
      count = 0;
    }
  }
  for (; at < given.size(); ++at) {
    if (given[at] != '=' && given[at] != '\n' && given[at] != '\r') return std::nullopt;
  }
  if (count == 1) return std::nullopt;
  if (count == 2) out += static_cast<char>(bits >> 4U & 0xffU);
  if (count == 3) {
    out += static_cast<char>(bits >> 10U & 0xffU);
    out += static_cast<char>(bits >> 2U & 0xffU);
  }
  return out;
}

Decoded<User> decode_user(const json& value) {
  const auto number = id(value, "id", "the user");
  if (!number) return std::unexpected(number.error());
  return User{.id = *number,
              .login = text(value, "name"),
              .real_name = text(value, "real_name"),
              .nick = text(value, "nick"),
              .groups = texts(value, "groups")};
}

Decoded<Flag> decode_flag(const json& value) {
  const auto number = id(value, "id", "the flag");
  if (!number) return std::unexpected(number.error());
  Flag out{.id = *number,
           .name = text(value, "name"),
           .status = text(value, "status"),
           .setter = text(value, "setter"),
           .requestee = {},
           .creation_time = time(value, "creation_date"),
           .modification_time = time(value, "modification_date")};
  if (const std::string requestee = text(value, "requestee"); !requestee.empty()) out.requestee = requestee;
  return out;
}

Decoded<Attachment> decode_attachment(const json& value) {
  const auto number_of = id(value, "id", "the attachment");
  if (!number_of) return std::unexpected(number_of.error());
  Attachment out;
  out.id = *number_of;
  out.bug_id = number(value, "bug_id");
  out.file_name = text(value, "file_name");
  out.summary = text(value, "summary");
  out.content_type = text(value, "content_type");
  out.size = number(value, "size");
  out.creator = text(value, "creator");
  out.creation_time = time(value, "creation_time");
  out.last_change_time = time(value, "last_change_time");
  out.is_private = truth(value, "is_private");
  out.is_obsolete = truth(value, "is_obsolete");
  out.is_patch = truth(value, "is_patch");
  out.flags = flags(value);
  if (const json* data = member(value, "data"); data != nullptr && data->is_string()) {
    auto bytes = decode_base64(data->get_ref<const std::string&>());
    if (!bytes)
      return std::unexpected("attachment " + std::to_string(out.id) + " has data that is not base64");
    out.data = std::move(*bytes);
  }
  return out;
}

Decoded<BugId> decode_bug_id(const json& value) {
  return id(value, "id", "the bug");
}

Decoded<Bug> decode_bug(const json& value) {
  const auto number_of = id(value, "id", "the bug");
  if (!number_of) return std::unexpected(number_of.error());
  Bug out;
  out.id = *number_of;
  out.summary = text(value, "summary");
  out.product = text(value, "product");
  out.component = text(value, "component");
  out.status = text(value, "status");
  out.resolution = text(value, "resolution");
  out.whiteboard = text(value, "whiteboard");
  out.is_open = truth(value, "is_open", out.resolution.empty());
  out.groups = texts(value, "groups");
  out.keywords = texts(value, "keywords");
  out.creator = text(value, "creator");
  out.assigned_to = text(value, "assigned_to");
  out.creation_time = time(value, "creation_time");
  out.last_change_time = time(value, "last_change_time");
  out.flags = flags(value);
  return out;
}

Decoded<Comment> decode_comment(const json& value) {
  const auto number_of = id(value, "id", "the comment");
  if (!number_of) return std::unexpected(number_of.error());
  Comment out;
  out.id = *number_of;
  out.bug_id = number(value, "bug_id");
  out.count = number(value, "count");
  out.text = text(value, "text");
  out.raw_text = value.contains("raw_text") ? text(value, "raw_text") : out.text;
  out.creator = text(value, "creator");
  out.time = time(value, "time");
  out.is_private = truth(value, "is_private");
  if (const json* attachment = member(value, "attachment_id")) out.attachment_id = read_id(*attachment);
  out.tags = texts(value, "tags");
  return out;
}

Decoded<Webhook> decode_webhook(const json& value) {
  const auto number_of = id(value, "id", "the webhook");
  if (!number_of) return std::unexpected(number_of.error());
  Webhook out{.id = *number_of,
              .name = text(value, "name"),
              .url = text(value, "url"),
              .event = text(value, "event"),
              .product = text(value, "product"),
              .component = text(value, "component"),
              .enabled = truth(value, "enabled"),
              .errors = number(value, "errors")};
  return out;
}

}  // namespace bugzilla
