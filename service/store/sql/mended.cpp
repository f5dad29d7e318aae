#include "service/store/sql/connection.h"

#include <utf8proc.h>

#include <algorithm>

namespace service::sql {

std::string mended(const std::string& text) {
  const auto is_plain = [](char c) { return static_cast<signed char>(c) > 0; };
  std::string out;
  out.reserve(text.size());
  for (auto at = text.begin(); at != text.end();) {
    // Nearly all is plain, and all that is written passes through here.
    const auto plain_end = std::find_if_not(at, text.end(), is_plain);
    out.append(at, plain_end);
    at = plain_end;
    if (at == text.end()) break;
    utf8proc_int32_t character = 0;
    const utf8proc_ssize_t length =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(&*at), text.end() - at, &character);
    if (length > 0 && character != 0) {
      out.append(at, at + length);
      at += length;
    } else {
      out += "\uFFFD";
      ++at;
    }
  }
  return out;
}

}  // namespace service::sql
