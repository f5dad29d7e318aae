#pragma once
// What nearly every unit of this room includes.
#include <nlohmann/json.hpp>
#include <re2/re2.h>

#include <algorithm>
#include <chrono>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
