#include "service/intake/shut_out.h"

#include "service/intake/look.h"
#include "service/store/note_time.h"

namespace service {
namespace {

constexpr const char* whole_address = "address";
constexpr std::size_t mark_digits = 12;

}  // namespace

bool ShutOut::concerns(const Secret& own_key) const {
  return key.empty() || key == mark_of(own_key);
}

ShutOut shut_out_by(const bugzilla::Error& error, const Secret& own_key, Time until) {
  const bool is_for_key = error.kind == bugzilla::ErrorKind::credential;
  return {.until = until, .key = is_for_key ? mark_of(own_key) : "", .reason = error.message};
}

std::string mark_of(const Secret& key) {
  return content_hash(key.reveal()).substr(0, mark_digits);
}

std::string note_of(const ShutOut& shut_out) {
  const std::string whom = shut_out.key.empty() ? whole_address : shut_out.key;
  return time_text(shut_out.until) + " " + whom + " " + shut_out.reason;
}

std::optional<ShutOut> shut_out_in(const std::optional<std::string>& note) {
  if (!note) return std::nullopt;
  const std::size_t first = note->find(' ');
  const std::size_t second = first == std::string::npos ? first : note->find(' ', first + 1);
  if (second == std::string::npos) return std::nullopt;
  const auto until = parse_time(note->substr(0, first));
  if (!until) return std::nullopt;
  const std::string whom = note->substr(first + 1, second - first - 1);
  return ShutOut{
      .until = *until, .key = whom == whole_address ? "" : whom, .reason = note->substr(second + 1)};
}

}  // namespace service
