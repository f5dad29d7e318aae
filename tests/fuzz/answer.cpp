// Any bytes as Bugzilla's answer, with any status, through every decoder.

#include "bugzilla_client/answer.h"

#include "bugzilla_client/decode.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const http::Response response{.status = static_cast<unsigned>(data[0] * 256 + data[1]) % 600,
                                .headers = {},
                                .body = std::string(reinterpret_cast<const char*>(data) + 2, size - 2)};
  for (const bool is_write : {false, true}) {
    const auto answer = bugzilla::read_answer(response, is_write);
    if (!answer) continue;
    (void)bugzilla::decode_bug(*answer);
    (void)bugzilla::decode_attachment(*answer);
    (void)bugzilla::decode_comment(*answer);
    (void)bugzilla::decode_user(*answer);
    (void)bugzilla::decode_webhook(*answer);
  }
  return 0;
}
