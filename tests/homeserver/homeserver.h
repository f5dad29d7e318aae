#pragma once
// A Matrix homeserver of pretence that behaves as Synapse 1.160 was seen to (tests/contract holds it to
// that), as a Transport: no sockets, and everything that a network can do to a call at a test's command.

#include "rest.h"

#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <list>

namespace homeserver {

/// What happens to one call instead of a plain answer.
struct Fault {
  enum class Kind {
    cut,     ///< it is carried out, and the answer is lost
    lost,    ///< it left and was not carried out; nobody can tell
    refuse,  ///< the connection is not made
    answer,  ///< not carried out; `response` is the answer
    spoil,   ///< carried out; `response` is the answer
  };
  Kind kind = Kind::cut;
  std::string part;  ///< of the URL; empty: any
  int times = 1;
  http::Response response = {};
};

class Homeserver : public http::Transport {
 public:
  /// `now` is the server's clock in milliseconds.
  explicit Homeserver(std::function<Milliseconds()> now) : state(std::move(now)), rest_(state) {}

  boost::asio::awaitable<http::Result> send(http::Request request, http::Deadline deadline) override;

  void add_fault(Fault fault) { faults_.push_back(std::move(fault)); }
  void clear_faults() { faults_.clear(); }
  [[nodiscard]] http::Response answer(const http::Request& request) { return rest_.answer(request); }
  /// "PUT /_matrix/..." each, in order; tokens are not in them.
  [[nodiscard]] const std::vector<std::string>& requests() const { return requests_; }
  /// Something that happens while a call to an address with that part is under way, before it is carried out.
  void meanwhile(std::string part, std::function<void()> happens) {
    meanwhile_part_ = std::move(part);
    meanwhile_ = std::move(happens);
  }
  [[nodiscard]] std::size_t calls(const std::string& part) const;
  /// Lets long polls look whether there is something for them. Whatever comes over send() does so by itself.
  void wake();

  static constexpr const char* url = "http://homeserver.invalid";

  State state;

 private:
  std::optional<Fault> take_fault(const std::string& where);

  Rest rest_;
  std::list<Fault> faults_;
  std::string meanwhile_part_;
  std::function<void()> meanwhile_;
  std::vector<std::string> requests_;
  std::list<boost::asio::steady_timer*> waiting_;
};

}  // namespace homeserver
