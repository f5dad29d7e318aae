#pragma once

namespace cli {

inline constexpr const char* program_version = DRB_VERSION;

}  // namespace cli
