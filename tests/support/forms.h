#pragma once
// Every form at hand by its name: the demo's, and the real ones where they lie beside the checkout.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

namespace support {

inline std::map<std::string, std::string> forms_at_hand() {
  std::map<std::string, std::string> out;
  for (const std::string& folder :
       {std::string(DRB_SOURCE_DIR) + "/deploy/demo", std::string(DRB_SHARED_DIR) + "/data/forms"}) {
    if (!std::filesystem::exists(folder)) continue;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() != ".txt") continue;
      std::ifstream in(entry.path(), std::ios::binary);
      out[entry.path().stem().string()] = {std::istreambuf_iterator<char>(in), {}};
    }
  }
  return out;
}

}  // namespace support
