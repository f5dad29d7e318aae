#pragma once
// What the answer about the opt-out offers: a switch, a promise, a detour, or nothing.

#include "review/policy.h"

#include <string_view>

namespace review {

enum class WayOut {
  control,         ///< something exists that turns the collection off
  off_by_default,  ///< there is nothing to opt out of
  promised,        ///< a control is to come
  detour,          ///< uninstalling, not signing in, a firewall: no control over the collection alone
  none,            ///< it is said that there is none
  unclear,
};

struct OptOut {
  WayOut way = WayOut::unclear;
  bool is_off_by_default =
      false;  ///< "Not applicable - the collection is off by default", whatever else is said
};

[[nodiscard]] OptOut read_opt_out(std::string_view text, const Policy& policy);

}  // namespace review
