#include "service/store/schema.h"

#include <stdexcept>

namespace service {
namespace {

/// One step; false when there is none left.
bool step(sql::Connection& connection) {
  const std::int64_t version = connection.schema_version();
  const auto newest = static_cast<std::int64_t>(schema.size());
  if (version > newest) {
    throw std::runtime_error("the store was written by a newer data-review-bot (schema " +
                             std::to_string(version) + "); start that version or restore a backup");
  }
  if (version == newest) return false;
  connection.run_script(std::string(schema.at(static_cast<std::size_t>(version))));
  connection.set_schema_version(version + 1);
  return true;
}

}  // namespace

void migrate(sql::Connection& connection) {
  for (bool is_done = false; !is_done;) {
    connection.begin();
    try {
      is_done = !step(connection);
      connection.commit();
    } catch (...) {
      connection.rollback();
      throw;
    }
  }
}

}  // namespace service
