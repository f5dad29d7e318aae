#pragma once
// What the bot answers over HTTP: webhook intake, health, metrics and the queue.

#include "service/daemon.h"
#include "service/web/server.h"

#include <string>

namespace service {

class Site : public web::Handler {
 public:
  /// `page_template` is config/templates/queue.mustache. References must outlive the site.
  Site(Daemon& daemon, std::string page_template)
      : daemon_(daemon), page_template_(std::move(page_template)) {}

  std::optional<web::Response> refuse(const web::Head& head) override;
  boost::asio::awaitable<web::Response> handle(web::Head head, std::string body) override;
  boost::asio::awaitable<web::Response> handle_too_large(web::Head head) override;

 private:
  std::optional<web::Response> refuse_delivery(const web::Head& head);
  boost::asio::awaitable<web::Response> take_delivery(web::Head head, std::string body);
  /// Keeps an authentic delivery that cannot be read and takes it all the same: anything but 2xx would hold
  /// up all that comes behind it, and in the end disable the webhook.
  boost::asio::awaitable<web::Response> park(std::string body, std::string why);
  boost::asio::awaitable<web::Response> health();
  boost::asio::awaitable<web::Response> metrics();
  boost::asio::awaitable<web::Response> queue(bool as_json);
  [[nodiscard]] std::string trouble() const;

  Daemon& daemon_;
  std::string page_template_;
};

}  // namespace service
