// Any bytes as a homeserver's answer, with any status, through every decoder; and as the words of a message.

#include "service/matrix/answer.h"
#include "service/matrix/decode.h"
#include "service/matrix/message.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 2, size - 2);
  const unsigned status = static_cast<unsigned>(data[0] * 256 + data[1]) % 600;
  const auto answer = service::matrix::read_answer({.status = status, .headers = {}, .body = text});
  if (answer) {
    (void)service::matrix::decode_news(*answer, "@bot:x");
    (void)service::matrix::decode_page(*answer);
    (void)service::matrix::decode_tokens(*answer);
    (void)service::matrix::decode_identity(*answer);
    (void)service::matrix::decode_joined_rooms(*answer);
    (void)service::matrix::may_speak(*answer, "@bot:x");
  }
  const auto frozen = service::matrix::freeze({.key = text, .body = text, .html = text, .mentions = {text}});
  if (frozen.content.size() > service::matrix::content_bytes) std::abort();
  if (frozen.content.find("@room") != std::string::npos) std::abort();
  return 0;
}
