#pragma once
// A Transport over another that fails where it is told: the n-th request, once or from then on.

#include "bugzilla_client/http/transport.h"

namespace support {

/// Where on its way a request is lost.
enum class Loss {
  look_up,  ///< the name of the server cannot be looked up
  send,     ///< the connection breaks before anything has left
  receive,  ///< the server has done it, and its answer never arrives
};

class FaultyTransport : public http::Transport {
 public:
  /// `inner` must outlive this. Requests count from 1; 0 fails none.
  FaultyTransport(http::Transport& inner, Loss loss, int from, bool for_ever)
      : inner_(inner), loss_(loss), from_(from), for_ever_(for_ever) {}

  boost::asio::awaitable<http::Result> send(http::Request request, http::Deadline deadline) override {
    ++sent_;
    const bool fails = is_down() || (from_ != 0 && sent_ == from_);
    if (!fails) co_return co_await inner_.send(std::move(request), deadline);
    ++hit_;
    if (loss_ == Loss::look_up)
      co_return std::unexpected(http::Failure{http::FailureKind::resolve, "The name cannot be looked up."});
    if (loss_ == Loss::send)
      co_return std::unexpected(http::Failure{http::FailureKind::connect, "The connection broke."});
    auto lost = co_await inner_.send(std::move(request), deadline);
    co_return std::unexpected(http::Failure{http::FailureKind::closed, "No answer came.", true});
  }

  /// Nothing fails any more.
  void heal() { from_ = 0; }
  /// Whether every request fails from now on.
  [[nodiscard]] bool is_down() const { return for_ever_ && from_ != 0 && sent_ >= from_; }
  /// How many requests were failed.
  [[nodiscard]] int hit() const { return hit_; }

 private:
  http::Transport& inner_;
  Loss loss_;
  int from_;
  bool for_ever_;
  int sent_ = 0;
  int hit_ = 0;
};

}  // namespace support
