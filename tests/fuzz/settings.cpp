// Any bytes as a configuration file: settings, or problems that name a line.

#include "service/config/settings.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const service::SecretSources sources{
      .environment = [](const std::string&) { return std::optional<std::string>("x"); },
      .file = [](const std::string&) { return std::optional<std::string>("x"); }};
  const auto settings =
      service::parse_settings({reinterpret_cast<const char*>(data), size}, "fuzz.toml", sources);
  if (!settings && settings.error().empty()) std::abort();
  if (settings) (void)service::print_settings(*settings);
  return 0;
}
