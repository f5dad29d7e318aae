#pragma once
// Switches for what goes wrong on a network and in a server, one request at a time.

#include "rest.h"

namespace sandbox {

struct Fault {
  enum class Kind {
    delay,       ///< answers after `seconds`
    status,      ///< answers `status` with a short JSON error, or HTML from 500 up
    truncated,   ///< breaks off in the middle of the body
    wrong_json,  ///< answers 200 with JSON of another shape
    closed,      ///< closes the connection without an answer
    never,       ///< keeps the connection open and says nothing
    blocked,     ///< 429 as after too many requests
    page,        ///< answers `status` with a page of HTML, as what stands in front of Bugzilla does
  };
  Kind kind = Kind::status;
  std::string method;       ///< "POST"; empty: any
  std::string path_prefix;  ///< "/rest/bug"; empty: any
  int times = 1;            ///< how many requests it hits; negative: all
  int status = 500;
  int code = 32000;
  double seconds = 1;
  bool is_carried_out = false;  ///< the change is made before the answer is spoiled
};

/// From {"kind": "closed", "method": "POST", "path_prefix": ..., "times": ..., "status": ..., "code": ...,
/// "seconds": ..., "carried_out": true}; nothing where the kind is unknown.
[[nodiscard]] std::optional<Fault> read_fault(const Json& given);

class Faults {
 public:
  void add(Fault fault) { faults_.push_back(std::move(fault)); }
  void clear() { faults_.clear(); }
  /// The first that fits, used up by one.
  std::optional<Fault> take(const Request& request);

 private:
  std::vector<Fault> faults_;
};

}  // namespace sandbox
