#include "service/store/open.h"

#include "service/store/sql/postgres.h"
#include "service/store/sql/sqlite.h"

namespace service {

std::unique_ptr<Store> open_store(const StoreSettings& settings) {
  std::unique_ptr<sql::Connection> connection;
  if (settings.is_postgres())
    connection = std::make_unique<sql::PostgresConnection>(settings.location, settings.password);
  else
    connection = std::make_unique<sql::SqliteConnection>(settings.location);
  return std::make_unique<Store>(std::move(connection), settings.lease);
}

}  // namespace service
