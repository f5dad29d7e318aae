#include "faults.h"

namespace sandbox {

std::optional<Fault> read_fault(const Json& given) {
  static const std::map<std::string, Fault::Kind> kinds = {
      {"delay", Fault::Kind::delay},         {"status", Fault::Kind::status},
      {"truncated", Fault::Kind::truncated}, {"wrong_json", Fault::Kind::wrong_json},
      {"closed", Fault::Kind::closed},       {"never", Fault::Kind::never},
      {"blocked", Fault::Kind::blocked},     {"page", Fault::Kind::page}};
  if (!given.is_object()) return std::nullopt;
  const auto kind = kinds.find(given.value("kind", ""));
  if (kind == kinds.end()) return std::nullopt;
  return Fault{.kind = kind->second,
               .method = given.value("method", ""),
               .path_prefix = given.value("path_prefix", ""),
               .times = given.value("times", 1),
               .status = given.value("status", 500),
               .code = given.value("code", 32000),
               .seconds = given.value("seconds", 1.0),
               .is_carried_out = given.value("carried_out", false)};
}

std::optional<Fault> Faults::take(const Request& request) {
  for (auto at = faults_.begin(); at != faults_.end(); ++at) {
    if (!at->method.empty() && at->method != request.method) continue;
    if (!request.target.starts_with(at->path_prefix)) continue;
    const Fault found = *at;
    if (at->times > 0 && --at->times == 0) faults_.erase(at);
    return found;
  }
  return std::nullopt;
}

}  // namespace sandbox
