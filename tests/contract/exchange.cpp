#include "exchange.h"

#include <fstream>
#include <iterator>

namespace contract {
namespace {

using nlohmann::json;

std::string body_of(const json& message) {
  const auto at = message.find("body");
  if (at == message.end() || at->is_null()) return "";
  return at->is_string() ? at->get<std::string>() : at->dump();
}

http::Headers headers_of(const json& message) {
  http::Headers out;
  const auto at = message.find("headers");
  if (at == message.end()) return out;
  if (at->is_object()) {
    for (const auto& [name, value] : at->items()) out.emplace_back(name, value.get<std::string>());
  } else {
    for (const json& pair : *at)
      out.emplace_back(pair.at(0).get<std::string>(), pair.at(1).get<std::string>());
  }
  return out;
}

Exchange read_exchange(std::string name, const json& content) {
  const json& asked = content.at("request");
  Exchange out;
  out.name = std::move(name);
  const std::string method = asked.at("method").get<std::string>();
  out.request.method = method == "GET"   ? http::Method::get
                       : method == "PUT" ? http::Method::put
                                         : http::Method::post;
  // Methods that the client has no word for are not its calls.
  if (method == "GET" || method == "PUT" || method == "POST")
    out.request.url = asked.at("target").get<std::string>();
  out.request.headers = headers_of(asked);
  out.request.body = body_of(asked);
  const auto answer = content.find("response");
  if (answer != content.end() && answer->is_object() && answer->contains("status") &&
      answer->at("status").is_number()) {
    out.response =
        http::Response{answer->at("status").get<unsigned>(), headers_of(*answer), body_of(*answer)};
  }
  return out;
}

json read_json(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)), {});
  // A byte that was not UTF-8 is recorded as half a surrogate pair, "\\udce9", which is no JSON.
  for (std::size_t at = 0; (at = text.find("\\udc", at)) != std::string::npos; ++at) {
    const bool is_pair =
        at >= 6 && text.compare(at - 6, 3, "\\ud") == 0 && text[at - 3] >= '8' && text[at - 3] <= 'b';
    if (!is_pair && text.size() > at + 6) text.replace(at + 2, 4, "fffd");
  }
  return json::parse(text);
}

}  // namespace

std::map<std::string, Exchange> read_exchanges(const std::filesystem::path& place) {
  std::map<std::string, Exchange> out;
  if (!std::filesystem::is_directory(place)) {
    for (const json& each : read_json(place)) {
      std::string name = each.at("name").get<std::string>();
      out[name] = read_exchange(name, each);
    }
    return out;
  }
  for (const auto& entry : std::filesystem::directory_iterator(place)) {
    std::string name = entry.path().stem().string();
    if (name.starts_with("webhook-") || entry.path().extension() != ".json") continue;
    out[name] = read_exchange(name, read_json(entry.path()));
  }
  return out;
}

boost::asio::awaitable<http::Result> Replay::send(http::Request request, http::Deadline /*deadline*/) {
  sent_ = std::move(request);
  if (!exchange_.response)
    co_return std::unexpected(http::Failure{http::FailureKind::timed_out, "no answer came", true});
  co_return *exchange_.response;
}

}  // namespace contract
