// Any bytes as a line of `categorize --jsonl`, which nlohmann's JSON reads as well; and as the words of an
// answer, which it has to understand.

#include "service/cli/json_lines.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <cstdlib>

namespace {

/// Where both need not agree: the document's library stops at a NUL, and numbers are read otherwise.
bool is_beyond_comparison(std::string_view line) {
  return line.find('\0') != line.npos || line.find_first_of("0123456789-") != line.npos || line.size() > 300;
}

void check_reading(std::string_view line) {
  const auto read = cli::read_subject(line);
  if (is_beyond_comparison(line)) return;
  const auto document = nlohmann::json::parse(line, nullptr, false);
  const bool is_object = read || read.error() != "the line is not a JSON object";
  if (is_object != document.is_object()) std::abort();
  if (read && !read->type.empty() && document.at("type") != read->type) std::abort();
}

void check_writing(std::string_view words) {
  review::Categorization found;
  found.evidence.push_back({.line = {}, .text = std::string(words), .why = ""});
  std::string line;
  cli::append_answer(line, found);
  if (!nlohmann::json::accept(line)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_reading(bytes);
  check_writing(bytes);
  return 0;
}
