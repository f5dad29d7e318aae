// Any bytes as an attachment: assessed and rendered in every format without a crash, and never over
// Bugzilla's limit.

#include "review/assess.h"
#include "review/render/render.h"
#include "service/builtin/files.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const review::Policy policy = *review::Policy::parse(builtin::files());
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const std::chrono::year_month_day today = std::chrono::year(2026) / 11 / 24;
  const auto found =
      review::assess({.bytes = bytes, .content_type = "text/plain", .file_name = "form.txt"}, policy, today);
  if (review::render_comment(found, policy, {.reference = "r", .file_name = "form.txt"}).size() > 65535)
    std::abort();
  (void)review::render_steward(found, policy);
  (void)review::render_text(found, "form.txt", {.colour = true});
  // Both throw where a text is not UTF-8, which would be a finding.
  (void)review::to_json(found, "form.txt").dump();
  (void)review::to_sarif({{"form.txt", found}}, policy, "1").dump();
  return 0;
}
