#pragma once
// Until when Bugzilla is not to be called, as one replica learned it and all must heed: Bugzilla shuts out an
// address, be it one replica's or all of theirs, each call renews its hour, and a restart does not end it.
// Kept as a note in the store.

#include "bugzilla_client/error.h"
#include "service/clock.h"
#include "service/config/secret.h"

#include <optional>
#include <string>

namespace service {

struct ShutOut {
  Time until;
  std::string key;  ///< mark_of() the key that was refused; empty: the address is shut out, whatever the key
  std::string reason;

  /// Whether who has that key must heed it.
  [[nodiscard]] bool concerns(const Secret& own_key) const;
  bool operator==(const ShutOut&) const = default;
};

/// What `error`, which forbids further calls, means to all replicas.
[[nodiscard]] ShutOut shut_out_by(const bugzilla::Error& error, const Secret& own_key, Time until);

/// Twelve hex digits of the key's SHA-256: by them a new key is known to be another.
[[nodiscard]] std::string mark_of(const Secret& key);

/// As kept in the store's note "shut_out": "1795600000 address Bugzilla has shut ..."; anything else is none.
[[nodiscard]] std::string note_of(const ShutOut& shut_out);
[[nodiscard]] std::optional<ShutOut> shut_out_in(const std::optional<std::string>& note);
inline constexpr const char* shut_out_note = "shut_out";

}  // namespace service
