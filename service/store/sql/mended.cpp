#include "service/store/sql/connection.h"

#include <utf8proc.h>

namespace service::sql {

std::string mended(const std::string& text) {
  std::string out;
  out.reserve(text.size());
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    utf8proc_int32_t character = 0;
    utf8proc_ssize_t length = utf8proc_iterate(at, left, &character);
    if (length > 0 && character != 0) {
      out.append(reinterpret_cast<const char*>(at), static_cast<std::size_t>(length));
    } else {
      out += "\uFFFD";
      length = 1;
    }
    at += length;
    left -= length;
  }
  return out;
}

}  // namespace service::sql
