#include "service/cli/common.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace cli {
void complain(const std::string& sentence) {
  std::cerr << "data-review-bot: " << sentence << "\n";
}

std::optional<std::string> read_file(const std::string& path, std::size_t limit) {
  std::ifstream file;
  if (path != "-") {
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) {
      complain(path + ": is a directory; name a file.");
      return std::nullopt;
    }
    file.open(path, std::ios::binary);
    if (!file) {
      complain(path + ": cannot be opened; is the name right and may you read it?");
      return std::nullopt;
    }
  }
  std::istream& in = path == "-" ? std::cin : file;
  std::string out;
  std::array<char, 65536> chunk{};
  while (out.size() <= limit && (in.read(chunk.data(), chunk.size()) || in.gcount() > 0)) {
    out.append(chunk.data(), static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad()) {
    complain(path + ": reading failed.");
    return std::nullopt;
  }
  return out;
}

}  // namespace cli
