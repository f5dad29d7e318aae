#pragma once
// Reads [reminders] and [[steward]].

#include "service/config/table_reader.h"
#include "service/remind/reminder_settings.h"

namespace service {

/// The stewards' hours default to those of the room, so this comes first.
void read_reminders(TableReader reader, bool has_matrix, ReminderSettings& out);
void read_stewards(std::vector<TableReader> readers, ReminderSettings& out);

/// As TOML, with its tables' heads.
[[nodiscard]] std::string print_reminders(const ReminderSettings& settings);

}  // namespace service
