#include "state.h"

namespace homeserver {
namespace {

/// JSON may spell half a surrogate pair, which Synapse chokes on; the JSON library here takes none.
bool has_half_pairs(std::string body) {
  for (std::size_t at = 0; (at = body.find("\\ud", at)) != std::string::npos; at += 6) {
    if (body.size() < at + 6) return false;
    body.replace(at, 6, "\\ufffd");
  }
  return !Json::parse(body, nullptr, false).is_discarded();
}

bool has_float(const Json& value) {
  if (value.is_number_float()) return true;
  if (!value.is_structured()) return false;
  return std::ranges::any_of(value, has_float);
}

}  // namespace

Outcome<Json> read_body(const std::string& body) {
  Json out = Json::parse(body, nullptr, false);
  if (out.is_discarded()) {
    if (has_half_pairs(body)) return std::unexpected(Refusal{500, "M_UNKNOWN", "Internal server error"});
    return std::unexpected(Refusal{400, "M_NOT_JSON", "Content not JSON."});
  }
  if (!out.is_object()) return std::unexpected(Refusal{400, "M_BAD_JSON", "Content must be a JSON object."});
  if (has_float(out)) return std::unexpected(Refusal{400, "M_BAD_JSON", "Bad JSON value: float"});
  return out;
}

}  // namespace homeserver
