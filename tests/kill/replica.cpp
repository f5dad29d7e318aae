#include "replica.h"

#include <boost/asio/ip/tcp.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace kill_test {
namespace {

std::string text_of(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

void Replica::start() {
  std::filesystem::remove(log_);
  process_ =
      std::make_unique<support::Process>(std::vector<std::string>{program_, "serve", "--config", config_},
                                         support::ProcessOptions{.output = log_});
}

void Replica::kill() {
  if (!is_running()) throw std::runtime_error("the daemon ended by itself: " + log_end());
  process_->signal(SIGKILL);
  process_->wait();
}

void Replica::stop() {
  process_->signal(SIGTERM);
  if (process_->wait() != 0) throw std::runtime_error("the daemon did not stop well: " + log_end());
}

int Replica::port() const {
  constexpr std::string_view mark = "http://127.0.0.1:";
  const std::string log = text_of(log_);
  const std::size_t at = log.find(mark);
  return at == std::string::npos ? 0 : std::atoi(log.c_str() + at + mark.size());
}

std::string Replica::log_end() const {
  const std::string log = text_of(log_);
  return log.size() > 2000 ? log.substr(log.size() - 2000) : log;
}

bool deliver(int port, const std::string& secret, long bug) {
  if (port == 0) return false;
  const std::string body =
      R"({"event":{"action":"modify","target":"bug"},"bug":{"id":)" + std::to_string(bug) + "}}";
  boost::asio::ip::tcp::iostream stream;
  stream.expires_after(std::chrono::seconds(10));
  stream.connect("127.0.0.1", std::to_string(port));
  stream << "POST /webhooks/bugzilla HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
         << "X-Data-Review-Bot: " << secret << "\r\nContent-Length: " << body.size()
         << "\r\nConnection: close\r\n\r\n"
         << body << std::flush;
  std::string version;
  int status = 0;
  return stream >> version >> status && status == 200;
}

}  // namespace kill_test
