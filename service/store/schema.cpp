#include "service/store/schema.h"

#include <stdexcept>

namespace service {
namespace {

constexpr auto newest = static_cast<std::int64_t>(schema.size());

/// Throws when a newer program wrote it.
std::int64_t known_version(sql::Connection& connection) {
  const std::int64_t version = connection.schema_version();
  if (version > newest) {
    throw std::runtime_error("the store was written by a newer data-review-bot (schema " +
                             std::to_string(version) + "); start that version or restore a backup");
  }
  return version;
}

/// One step; false when there is none left.
bool step(sql::Connection& connection) {
  const std::int64_t version = known_version(connection);
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

void require_newest(sql::Connection& connection) {
  connection.begin();
  const std::int64_t version = known_version(connection);
  connection.rollback();
  if (version == newest) return;
  throw std::runtime_error(version == 0 ? "there is no store in it yet; `serve` makes it"
                                        : "the store was written by an older data-review-bot (schema " +
                                              std::to_string(version) + "); `serve` brings it up to date");
}

}  // namespace service
