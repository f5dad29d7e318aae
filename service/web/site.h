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

 private:
  std::optional<web::Response> refuse_delivery(const web::Head& head);
  boost::asio::awaitable<web::Response> take_delivery(std::string body);
  boost::asio::awaitable<web::Response> health();
  boost::asio::awaitable<web::Response> metrics();
  boost::asio::awaitable<web::Response> queue(bool as_json);
  [[nodiscard]] std::string trouble() const;

  Daemon& daemon_;
  std::string page_template_;
};

}  // namespace service
