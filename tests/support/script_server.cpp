#include "script_server.h"

#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include <array>

namespace support {

using boost::asio::ip::tcp;

ScriptServer::ScriptServer(std::string answer, std::optional<boost::asio::ssl::context> tls)
    : answer_(std::move(answer)),
      tls_(std::move(tls)),
      acceptor_(io_, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)),
      port_(acceptor_.local_endpoint().port()),
      thread_([this] { run(); }) {}

ScriptServer::~ScriptServer() {
  ends_ = true;
  // The last connection is our own: it wakes the accept.
  boost::system::error_code ignored;
  boost::asio::io_context io;
  tcp::socket wake(io);
  wake.connect({boost::asio::ip::address_v4::loopback(), port_}, ignored);
  thread_.join();
}

template <class Stream>
void ScriptServer::answer(Stream& stream) {
  boost::system::error_code error;
  std::array<char, 65536> request{};
  stream.read_some(boost::asio::buffer(request), error);  // small requests come in one piece
  if (error) return;
  ++requests_;
  boost::asio::write(stream, boost::asio::buffer(answer_), error);
}

void ScriptServer::run() {
  while (!ends_) {
    boost::system::error_code error;
    tcp::socket socket(io_);
    acceptor_.accept(socket, error);
    if (error || ends_) continue;
    if (!tls_) {
      answer(socket);
      continue;
    }
    boost::asio::ssl::stream<tcp::socket> stream(std::move(socket), *tls_);
    stream.handshake(boost::asio::ssl::stream_base::server, error);
    if (!error) answer(stream);
    stream.shutdown(error);
  }
}

}  // namespace support
