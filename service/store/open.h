#pragma once
// Opens the store that the configuration names.

#include "service/config/settings.h"
#include "service/store/store.h"

#include <memory>

namespace service {

/// A file, or "postgresql://...". Throws std::exception with a sentence for the operator when it cannot.
[[nodiscard]] std::unique_ptr<Store> open_store(const StoreSettings& settings);

}  // namespace service
