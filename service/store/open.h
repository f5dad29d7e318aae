#pragma once
// Opens the store that the configuration names.

#include "service/config/settings.h"
#include "service/store/store.h"

#include <memory>

namespace service {

/// A file, or "postgresql://...", for the daemon: what an older program wrote is brought up to date. Throws
/// std::exception with a sentence for the operator when it cannot, like the others here.
[[nodiscard]] std::unique_ptr<Store> open_store(const StoreSettings& settings);

/// For a command beside a daemon that may run: throws where the store is not as this program writes it.
[[nodiscard]] std::unique_ptr<Store> open_store_as_it_is(const StoreSettings& settings);

/// The database alone, whatever program wrote it.
[[nodiscard]] std::unique_ptr<sql::Connection> connect(const StoreSettings& settings);

}  // namespace service
