#pragma once
// Reminder settings under which a test does not depend on the day that it runs.

#include "service/remind/reminder_settings.h"

#include <date/tz.h>

namespace support {

/// One steward, an owner; everybody works always.
inline service::ReminderSettings always_open(const std::string& login, const std::string& matrix_id) {
  service::Hours hours;
  hours.calendar.zone = date::locate_zone("UTC");
  hours.calendar.working_days.set();
  service::ReminderSettings out;
  out.enabled = true;
  out.room = hours;
  out.stewards = {{.login = login, .matrix_id = matrix_id, .hours = hours, .is_owner = true}};
  return out;
}

}  // namespace support
