#include "bugzilla_client/webhook.h"

#include "bugzilla_client/json.h"

namespace bugzilla {
namespace {

using nlohmann::json;

std::string text(const json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_string() ? at->get<std::string>() : "";
}

/// `object[key].id`, where that is an object with a usable id.
std::optional<std::int64_t> inner_id(const json& object, const char* key) {
  const auto at = object.find(key);
  if (at == object.end() || !at->is_object() || !at->contains("id")) return std::nullopt;
  return read_id((*at)["id"]);
}

}  // namespace

std::expected<WebhookHint, std::string> parse_webhook(std::string_view body) {
  const auto payload = parse_json(body);
  if (!payload) return std::unexpected("The body is not JSON, or nests deeper than 64 levels.");
  if (!payload->is_object()) return std::unexpected("The body is not a JSON object.");
  const auto event = payload->find("event");
  if (event == payload->end() || !event->is_object()) return std::unexpected("The delivery has no event.");
  WebhookHint out;
  out.target = text(*event, "target");
  out.action = text(*event, "action");
  out.user = inner_id(*event, "user");
  const auto bug = payload->find("bug");
  if (bug == payload->end() && out.action == "test") return out;
  if (bug == payload->end() || !bug->is_object()) return std::unexpected("The delivery names no bug.");
  const auto number = bug->contains("id") ? read_id((*bug)["id"]) : std::nullopt;
  if (!number) return std::unexpected("The delivery's bug has no usable id.");
  out.bug = *number;
  out.attachment = inner_id(*bug, "attachment");
  return out;
}

}  // namespace bugzilla
