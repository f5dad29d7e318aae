#pragma once
// Bugzilla's JSON to our types. Pure; a missing or wrong id is an error, other missing keys stay empty.

#include "bugzilla_client/types.h"

#include <nlohmann/json.hpp>

#include <expected>
#include <string>
#include <string_view>

namespace bugzilla {

template <class T>
using Decoded = std::expected<T, std::string>;  ///< the sentence says what is wrong

[[nodiscard]] Decoded<User> decode_user(const nlohmann::json& value);
[[nodiscard]] Decoded<Flag> decode_flag(const nlohmann::json& value);
[[nodiscard]] Decoded<Attachment> decode_attachment(const nlohmann::json& value);
/// Of a bug of which nothing else was asked for.
[[nodiscard]] Decoded<BugId> decode_bug_id(const nlohmann::json& value);
[[nodiscard]] Decoded<Bug> decode_bug(const nlohmann::json& value);
[[nodiscard]] Decoded<Comment> decode_comment(const nlohmann::json& value);
[[nodiscard]] Decoded<Webhook> decode_webhook(const nlohmann::json& value);
/// Decodes each element; the first bad one fails the whole.
template <class T>
[[nodiscard]] Decoded<std::vector<T>> decode_list(const nlohmann::json& list,
                                                  Decoded<T> (*decode)(const nlohmann::json&)) {
  if (!list.is_array()) return std::unexpected("a list was expected");
  std::vector<T> out;
  for (const auto& item : list) {
    auto one = decode(item);
    if (!one) return std::unexpected(one.error());
    out.push_back(std::move(*one));
  }
  return out;
}

/// "2026-01-01T00:00:00Z", also with a blank for T and without Z: Bugzilla's times are UTC.
[[nodiscard]] std::optional<Time> decode_time(std::string_view text);
/// Standard base64; line breaks are skipped, anything else foreign is an error.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);
[[nodiscard]] std::string encode_time(Time time);

}  // namespace bugzilla
