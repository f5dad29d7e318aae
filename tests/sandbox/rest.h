#pragma once
// The REST API over a State: routes, log-in, argument checks, and BMO's rate limits.

#include "json.h"

#include <boost/url/params_view.hpp>

#include <deque>

namespace sandbox {

struct Request {
  std::string method;
  std::string target;                          ///< path and query
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;

  [[nodiscard]] std::string header(const std::string& name) const;
};

struct Answer {
  int status = 200;
  std::string content_type = "application/json; charset=UTF-8";
  std::string body;
  bool never = false;  ///< BMO never answers a JSON array
};

[[nodiscard]] Answer json_answer(int status, const Json& body);
[[nodiscard]] Answer refusal(const Refusal& refusal);

/// GET /rest/bug as the poller uses it: charts on flagtypes.name, bug_id, requestees and setters,
/// comment_tag; id, product, status, resolution, last_change_time; limit, offset, count_only, include_fields.
[[nodiscard]] Outcome<Json> search(const State& state, const User* who, const boost::urls::params_view& query,
                                   const Fields& fields);

class Rest {
 public:
  explicit Rest(State& state) : state_(state) {}

  Answer answer(const Request& request);
  /// Forgets failed keys and blocks, as an administrator would.
  void unblock() {
    blocked_until_.reset();
    bad_keys_.clear();
    anonymous_reads_.clear();
  }

 private:
  /// A bug or an attachment as a person opens it, in plain text: for the demo's links.
  [[nodiscard]] std::optional<Answer> page(const Request& request) const;
  Outcome<Json> route(const Request& request, const User* who, int& status);
  Outcome<Json> get(const std::vector<std::string>& path, const boost::urls::params_view& query,
                    const User* who);
  Outcome<Json> write(const std::string& method, const std::vector<std::string>& path, const Json& body,
                      const boost::urls::params_view& query, const User& who, int& status);
  [[nodiscard]] bool is_over(std::deque<Time>& seen, std::size_t limit) const;

  State& state_;
  std::deque<Time> bad_keys_;
  std::deque<Time> anonymous_reads_;
  std::optional<Time> blocked_until_;
};

}  // namespace sandbox
