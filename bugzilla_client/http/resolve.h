#pragma once
// Name look-up that keeps its deadline: the blocking call runs on a pool and is abandoned when time is up,
// since cancelling Asio's resolver waits for the system's answer.

#include "bugzilla_client/http/transport.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <expected>
#include <string>
#include <vector>

namespace http {

using Endpoints = std::vector<boost::asio::ip::tcp::endpoint>;

/// Literal addresses are not looked up.
boost::asio::awaitable<std::expected<Endpoints, Failure>> resolve(std::string host, std::string port,
                                                                  Deadline deadline);

}  // namespace http
