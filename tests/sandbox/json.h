#pragma once
// Bugzilla's objects as BMO writes them: for REST answers, and under other names for webhooks.

#include "state.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace sandbox {

using Json = nlohmann::json;

/// "2026-11-23T22:30:28" without the Z, as webhooks write it; REST adds the Z.
[[nodiscard]] std::string timestamp(Time time);
/// ISO with or without Z or offset, or blank-separated; an offset is subtracted.
[[nodiscard]] std::optional<Time> read_timestamp(std::string_view text);

[[nodiscard]] std::string to_base64(std::string_view bytes);
/// Characters that are not base64 are skipped: bad data is accepted and garbled, as BMO does.
[[nodiscard]] std::string from_base64(std::string_view text);

/// include_fields and exclude_fields of a request: names, and "attachments.id" for a field of a field.
struct Fields {
  std::set<std::string, std::less<>> include;  ///< empty: all that the call gives by default
  std::set<std::string, std::less<>> exclude;

  [[nodiscard]] bool wants(std::string_view field) const;
  /// The selection inside `field`.
  [[nodiscard]] Fields of(std::string_view field) const;
  [[nodiscard]] Json pick(Json object) const;
};

/// `midnight` writes the flag's dates as BMO's answer to a new attachment does.
[[nodiscard]] Json rest_flag(const Flag& flag, bool midnight = false);
[[nodiscard]] Json rest_user(const User& user);
[[nodiscard]] Json rest_attachment(const State& state, const Attachment& attachment, const Fields& fields,
                                   bool midnight = false);
[[nodiscard]] Json rest_comment(const Comment& comment, const User* reader);
[[nodiscard]] Json rest_bug(const State& state, const Bug& bug, const User* reader, const Fields& fields);

/// The delivery for that webhook, or nothing where its owner is not told.
[[nodiscard]] std::optional<Json> delivery(const State& state, const Webhook& webhook, const Event& event);

}  // namespace sandbox
