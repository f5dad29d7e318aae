#include "bugzilla_client/json.h"

#include <charconv>

namespace bugzilla {
namespace {

/// Stops at the first value that nests too deep, before anything is built that would be walked recursively.
bool is_shallow(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++depth > most_nesting) return false;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return true;
}

}  // namespace

std::optional<nlohmann::json> parse_json(std::string_view text) {
  if (!is_shallow(text)) return std::nullopt;
  auto value = nlohmann::json::parse(text, nullptr, false);
  if (value.is_discarded()) return std::nullopt;
  return value;
}

std::optional<std::int64_t> read_id(const nlohmann::json& value) {
  constexpr std::int64_t most = (std::int64_t{1} << 53) - 1;
  std::int64_t id = 0;
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    if (number > static_cast<std::uint64_t>(most)) return std::nullopt;
    id = static_cast<std::int64_t>(number);
  } else if (value.is_number_integer()) {
    id = value.get<std::int64_t>();
  } else if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  }
  if (id <= 0 || id > most) return std::nullopt;
  return id;
}

}  // namespace bugzilla
