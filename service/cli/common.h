#pragma once
// What every command needs: files, and a report on standard error.

#include <optional>
#include <string>

namespace cli {

/// The file's bytes, "-" is standard input; at most `limit` + 1 bytes, so that the caller can tell "too
/// long".
[[nodiscard]] std::optional<std::string> read_file(const std::string& path, std::size_t limit);

void complain(const std::string& sentence);

}  // namespace cli
