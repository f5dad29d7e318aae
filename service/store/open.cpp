#include "service/store/open.h"

#include "service/store/sql/postgres.h"
#include "service/store/sql/sqlite.h"

namespace service {

std::unique_ptr<sql::Connection> connect(const StoreSettings& settings) {
  if (settings.is_postgres())
    return std::make_unique<sql::PostgresConnection>(settings.location, settings.password);
  return std::make_unique<sql::SqliteConnection>(settings.location);
}

std::unique_ptr<Store> open_store(const StoreSettings& settings) {
  return std::make_unique<Store>(connect(settings), settings.lease);
}

std::unique_ptr<Store> open_store_as_it_is(const StoreSettings& settings) {
  return std::make_unique<Store>(connect(settings), settings.lease, OldSchema::refuse);
}

}  // namespace service
