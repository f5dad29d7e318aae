#include "service/matrix/session.h"

#include "service/deadline.h"
#include "service/intake/look.h"
#include "service/matrix/busy.h"
#include "service/matrix/decode.h"

#include <spdlog/spdlog.h>

namespace service::matrix {
namespace {

using nlohmann::json;

constexpr const char* tokens_note = "matrix_tokens";
constexpr std::chrono::seconds call_time{30};
/// A 429 that names no time.
constexpr std::chrono::seconds default_wait{5};
constexpr std::chrono::minutes locked_wait{5};
/// After a sign-in that failed in passing.
constexpr std::chrono::seconds retry_wait{30};
/// What an operator has to mend is tried again this often: one call does no harm.
constexpr std::chrono::hours shut_out_wait{1};

}  // namespace

Deadline Session::deadline() const {
  return deadline_in(call_time);
}

void Session::pause(std::chrono::seconds how_long, std::string trouble) {
  const Time until = clock_.now() + how_long;
  // A call that was under way when a longer pause began does not end it.
  if (is_paused() && until <= *paused_until_) return;
  paused_until_ = until;
  status_.account_trouble = std::move(trouble);
}

void Session::note(const Error& error) {
  switch (error.trouble) {
    case Trouble::rate_limited:
      ++status_.rate_limits;
      pause(error.retry_after.value_or(default_wait), "");
      break;
    case Trouble::expired:
      must_renew_ = true;
      break;
    case Trouble::locked:
      pause(locked_wait, error.message);
      break;
    case Trouble::shut_out:
      identity_ = {};
      status_.user.clear();
      pause(shut_out_wait, error.message);
      spdlog::error("Matrix: {} Nothing is sent or heard; trying again in an hour.", error.message);
      break;
    default:
      break;
  }
}

boost::asio::awaitable<bool> Session::ready() {
  if (is_busy_ || is_paused()) co_return false;
  if (!identity_.user.empty() && !must_renew_) {
    status_.account_trouble.clear();  // the next call tells whether it is over
    co_return true;
  }
  const Busy busy(is_busy_);
  co_return co_await sign_in();
}

boost::asio::awaitable<bool> Session::sign_in() {
  if (!tokens_) co_await load_tokens();
  if (tokens_->access.empty()) must_renew_ = true;
  if (must_renew_ && !co_await renew()) co_return false;
  auto me = co_await client_.whoami(deadline());
  if (!me && me.error().trouble == Trouble::expired) {
    if (!co_await renew()) co_return false;
    me = co_await client_.whoami(deadline());
  }
  if (!me) {
    note(me.error());
    spdlog::warn("Cannot sign in to the Matrix homeserver: {}", me.error().message);
    if (!is_paused()) pause(retry_wait, me.error().message);
    co_return false;
  }
  if (me->user != settings_.user_id) {
    note({.trouble = Trouble::shut_out,
          .status = 200,
          .errcode = "",
          .message = "The access token belongs to " + me->user + ", but matrix.user_id is " +
                     settings_.user_id + ". Put the right one in place and restart the bot.",
          .retry_after = {}});
    co_return false;
  }
  identity_ = *me;
  status_.user = me->user;
  status_.device = me->device;
  status_.account_trouble.clear();
  spdlog::info("Signed in to {} as {}, device {}.", settings_.url, me->user, me->device);
  if (me->device != settings_.device_id) {
    spdlog::info("matrix.device_id is {}, but the access token belongs to device {}; that one counts.",
                 settings_.device_id, me->device);
  }
  co_return true;
}

std::string Session::given_tokens_hash() const {
  return content_hash(settings_.access_token.reveal() + "\n" + settings_.refresh_token.reveal());
}

boost::asio::awaitable<void> Session::load_tokens() {
  tokens_ = Tokens{.access = settings_.access_token.reveal(), .refresh = settings_.refresh_token.reveal()};
  const auto text = co_await store_.call([](Store& store) { return store.note(tokens_note); });
  const json kept = parse_answer(text.value_or("{}")).value_or(json());
  // Newer tokens than the configured ones, unless the operator has given others since.
  if (decode_text(kept, "given", id_bytes).value_or("") == given_tokens_hash())
    tokens_ = decode_tokens(kept).value_or(*tokens_);
  client_.use_token(Secret(tokens_->access));
}

boost::asio::awaitable<void> Session::adopt(Tokens tokens) {
  // A homeserver that gives no new refresh token lets the old one go on.
  if (tokens.refresh.empty()) tokens.refresh = tokens_->refresh;
  const json kept = {
      {"given", given_tokens_hash()}, {"access_token", tokens.access}, {"refresh_token", tokens.refresh}};
  const std::string text = kept.dump(-1, ' ', false, json::error_handler_t::replace);
  // Before its first use: that use ends the old pair.
  co_await store_.call([&](Store& store) { store.set_note(tokens_note, text); });
  client_.use_token(Secret(tokens.access));
  tokens_ = std::move(tokens);
  must_renew_ = false;
}

boost::asio::awaitable<bool> Session::renew() {
  // Another replica may have renewed them while this one did not lead.
  const std::string before = tokens_->access;
  co_await load_tokens();
  if (tokens_->access != before) {
    must_renew_ = false;
    co_return true;
  }
  Result<Tokens> renewed = std::unexpected(
      Error{.trouble = Trouble::shut_out,
            .status = 401,
            .errcode = "",
            .message = "The Matrix access token has expired, and there is neither a refresh token nor a "
                       "password. Give the bot a new token and restart it.",
            .retry_after = {}});
  if (!tokens_->refresh.empty()) renewed = co_await client_.refresh(Secret(tokens_->refresh), deadline());
  const bool is_refused = !renewed && (renewed.error().trouble == Trouble::shut_out ||
                                       renewed.error().trouble == Trouble::forbidden ||
                                       renewed.error().trouble == Trouble::expired);
  if (is_refused && !settings_.password.empty()) {
    std::string user = settings_.user_id;
    std::string device = settings_.device_id;
    renewed = co_await client_.log_in(std::move(user), settings_.password, std::move(device), deadline());
  }
  if (renewed) {
    co_await adopt(std::move(*renewed));
    co_return true;
  }
  Error error = renewed.error();
  // A refused log-in is no room's 403.
  if (error.trouble == Trouble::forbidden || error.trouble == Trouble::expired)
    error.trouble = Trouble::shut_out;
  note(error);
  if (!is_paused()) pause(retry_wait, error.message);
  spdlog::warn("Could not renew the Matrix access token: {}", error.message);
  co_return false;
}

}  // namespace service::matrix
