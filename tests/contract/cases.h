#pragma once
// What the client must make of a Bugzilla, case by case. The same cases are put to the captured exchanges of
// a real BMO, to the exchanges written here, and to the sandbox.

#include "bugzilla_client/client.h"

#include <functional>
#include <string>
#include <vector>

namespace contract {

struct Case {
  std::string exchange;  ///< name of the recorded exchange that answers it
  std::string api_key;   ///< empty: anonymous
  /// The call, reduced to what every Bugzilla must agree on; a failure is {"error": kind, "code":
  /// Bugzilla's}.
  std::function<boost::asio::awaitable<nlohmann::json>(bugzilla::Client&)> call;
  nlohmann::json expected;
};

[[nodiscard]] const std::vector<Case>& cases();

}  // namespace contract
