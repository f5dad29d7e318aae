#pragma once
// Recorded exchanges with a Bugzilla, and a Transport that gives their answers back.

#include "bugzilla_client/http/transport.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace contract {

struct Exchange {
  std::string name;  ///< "403-search-flag-equals"
  http::Request request;
  std::optional<http::Response> response;  ///< none: the server never answered
};

/// All exchanges of a directory, one a file (webhook deliveries are left out), or of one file with a list of
/// them, by name. Each has request {method, target, headers, body} and response {status, headers, body};
/// headers are an object or a list of pairs. Throws what the JSON library throws.
[[nodiscard]] std::map<std::string, Exchange> read_exchanges(const std::filesystem::path& place);

class Replay : public http::Transport {
 public:
  explicit Replay(Exchange exchange) : exchange_(std::move(exchange)) {}
  boost::asio::awaitable<http::Result> send(http::Request request, http::Deadline deadline) override;
  [[nodiscard]] const std::optional<http::Request>& sent() const { return sent_; }

 private:
  Exchange exchange_;
  std::optional<http::Request> sent_;
};

}  // namespace contract
