#pragma once
// A clock that stands until a test moves it.

#include "service/clock.h"

namespace support {

class HandClock : public service::Clock {
 public:
  [[nodiscard]] service::Time now() const override { return time; }
  service::Time time = std::chrono::sys_days(std::chrono::year(2026) / 11 / 25);
};

}  // namespace support
