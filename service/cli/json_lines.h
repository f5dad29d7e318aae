#pragma once
// The lines of `categorize --jsonl`: a measurement in, its category out.

#include "review/categorize/categorize.h"

#include <expected>
#include <string>
#include <string_view>

namespace cli {

/// The measurement that a line of at most 1 MiB describes: a JSON object with "name", "description", "type"
/// (strings) and "extra_keys" (an object of strings); null is as good as absent, and so is any other field.
/// Where a key stands twice, its last value counts. It nests at most 1,024 deep. Otherwise a sentence that
/// says what is wrong with the line.
[[nodiscard]] std::expected<review::Subject, std::string> read_subject(std::string_view line);

/// {"category":2,"confidence":0.93,"scores":{"1":0.05,...},"evidence":[{"text":"...","why":"..."}]} and a
/// line feed; numbers have at most four decimals, bytes that are not UTF-8 become U+FFFD.
void append_answer(std::string& out, const review::Categorization& found);

/// {"error":"..."} and a line feed.
void append_error(std::string& out, const std::string& sentence);

}  // namespace cli
