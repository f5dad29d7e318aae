#pragma once
// The one entrance: the bytes of an attachment in, an assessment out. Pure: no clock, no files, no network.

#include "review/assessment.h"
#include "review/policy.h"

#include <chrono>
#include <cstdint>
#include <string_view>

namespace review {

struct Document {
  std::string_view bytes;              ///< anything at all: empty, binary, UTF-16, 10 MB
  std::string_view content_type = {};  ///< as the uploader said; empty: unknown
  std::string_view file_name = {};     ///< only ever used to tell what to attach instead, never to judge
  bool is_patch = false;               ///< Bugzilla's mark for changes of source code
  std::int64_t size = 0;  ///< of the whole, where `bytes` was not worth fetching (review/source.h)
};

/// Never throws for what the document holds. Time and memory grow linearly with its size; what lies past
/// limits::text_bytes is not read and a finding says so.
/// `as_of` is the day against which "in the past" is judged.
[[nodiscard]] Assessment assess(const Document& document, const Policy& policy,
                                std::chrono::year_month_day as_of);

}  // namespace review
