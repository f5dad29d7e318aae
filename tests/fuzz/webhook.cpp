// Any bytes as a webhook delivery.

#include "bugzilla_client/webhook.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto hint = bugzilla::parse_webhook({reinterpret_cast<const char*>(data), size});
  if (hint && hint->bug < 0) std::abort();
  return 0;
}
