#pragma once
// The homeserver's JSON to our types. Pure. A malformed event is passed over, for one hostile event must not
// make a whole sync unreadable; a malformed answer is an error, and the sentence says what is wrong.

#include "service/matrix/types.h"

#include <nlohmann/json.hpp>

#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace service::matrix {

template <class T>
using Decoded = std::expected<T, std::string>;

/// Room ids, event ids and sync tokens: at most 255 bytes by the specification; tokens may be longer.
inline constexpr std::size_t id_bytes = 255;
inline constexpr std::size_t token_bytes = 4096;

/// None where it is not JSON. Whatever nests deeper than any answer does is left out, without recursion:
/// anybody in the room can send an event of a hundred thousand brackets.
[[nodiscard]] std::optional<nlohmann::json> parse_answer(std::string_view text);

/// A string member of at most `most` bytes, not empty.
[[nodiscard]] Decoded<std::string> decode_text(const nlohmann::json& object, const char* key,
                                               std::size_t most);
[[nodiscard]] Decoded<Identity> decode_identity(const nlohmann::json& answer);
[[nodiscard]] Decoded<Tokens> decode_tokens(const nlohmann::json& answer);
[[nodiscard]] Decoded<std::vector<std::string>> decode_joined_rooms(const nlohmann::json& answer);
[[nodiscard]] std::optional<Event> decode_event(const nlohmann::json& value);
[[nodiscard]] bool is_redacted(const nlohmann::json& event);
[[nodiscard]] Decoded<Page> decode_page(const nlohmann::json& answer);
/// `self` tells which membership is the bot's own.
[[nodiscard]] Decoded<News> decode_news(const nlohmann::json& answer, const std::string& self);
/// Whether `user` may send messages by the content of m.room.power_levels (section "m.room.power_levels" of
/// the specification, with its defaults).
[[nodiscard]] bool may_speak(const nlohmann::json& power_levels, const std::string& user);

}  // namespace service::matrix
