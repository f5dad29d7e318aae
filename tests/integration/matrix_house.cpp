#include "matrix_house.h"

#include "service/store/sql/sqlite.h"
#include "support/run.h"

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

namespace integration {
namespace {

class KillableTransport : public http::Transport {
 public:
  KillableTransport(http::Transport& inner, Axe& axe) : inner_(inner), axe_(axe) {}

  boost::asio::awaitable<http::Result> send(http::Request request, http::Deadline deadline) override {
    if (axe_.step()) co_return std::unexpected(dead());
    auto result = co_await inner_.send(std::move(request), deadline);
    if (axe_.step()) co_return std::unexpected(dead());
    co_return result;
  }

 private:
  static http::Failure dead() { return {http::FailureKind::closed, "This process is dead.", true}; }
  http::Transport& inner_;
  Axe& axe_;
};

class KillableConnection : public service::sql::SqliteConnection {
 public:
  KillableConnection(const std::string& path, Axe& axe) : SqliteConnection(path), axe_(axe) {}

  void begin() override {
    if (axe_.has_fallen()) throw service::sql::Unreachable("this process is dead");
    SqliteConnection::begin();
  }
  void commit() override {
    if (axe_.step()) throw service::sql::Failure("this process died before the commit");
    SqliteConnection::commit();
    if (axe_.step()) throw service::sql::Unreachable("this process died after the commit");
  }

 private:
  Axe& axe_;
};

}  // namespace

void Parrot::hear(service::Store& store, const service::HeardMessage& message, service::Time now) {
  service::MatrixMessage answer{.key = "answer/" + message.event_id, .body = "You said: " + message.body};
  if (message.is_direct) answer.room = message.room;
  answer.reply_to = message.event_id;
  store.owe_message(service::matrix::freeze(answer), {}, now);
}

MatrixHouse::MatrixHouse()
    : server([this] {
        return std::chrono::duration_cast<std::chrono::milliseconds>(clock.now().time_since_epoch()).count();
      }),
      logger_before_(spdlog::default_logger()) {
  spdlog::set_default_logger(
      std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log_)));
  spdlog::set_level(spdlog::level::trace);
  for (const char* user : {bot, stu, "@stranger:localhost"}) server.state.add_user(user);
  room = server.state.create_room(stu, alias);
  token = server.state.log_in(bot, "DATAREVIEWBOT").token;
  settings = {.url = std::string(homeserver::Homeserver::url) + "/",
              .user_id = bot,
              .access_token = service::Secret(token),
              .refresh_token = service::Secret(),
              .password = service::Secret(),
              .room = alias};
  server.state.mark_read(stu, room);
}

MatrixHouse::~MatrixHouse() {
  if (running_) stop();
  spdlog::set_default_logger(logger_before_);
  for (const auto& [secret, access] : server.state.tokens)
    EXPECT_EQ(log_.str().find(secret), std::string::npos) << "an access token in the log";
  for (const auto& [secret, refresh] : server.state.refreshes)
    EXPECT_EQ(log_.str().find(secret), std::string::npos) << "a refresh token in the log";
}

void MatrixHouse::start() {
  running_ = std::make_unique<Running>();
  Running& it = *running_;
  it.transport = std::make_unique<KillableTransport>(server, axe);
  auto connection = std::make_unique<KillableConnection>(directory_.file("store.sqlite"), axe);
  auto opened = std::make_unique<service::Store>(std::move(connection), std::chrono::minutes(3));
  it.store = std::make_unique<service::StoreThread>(std::move(opened));
  it.messenger = std::make_unique<service::matrix::Messenger>(
      it.io.get_executor(), settings, *it.store,
      service::matrix::Messenger::Seams{.transport = *it.transport,
                                        .clock = clock,
                                        .random = [] { return 0.5; },
                                        .idle = std::chrono::milliseconds(5)},
      &parrot_);
  const auto ended = [&it](const std::exception_ptr& error) {
    --it.loops;
    if (error) std::rethrow_exception(error);
  };
  it.loops = 2;
  boost::asio::co_spawn(it.io, it.messenger->send(), ended);
  boost::asio::co_spawn(it.io, it.messenger->listen(), ended);
}

void MatrixHouse::stop() {
  running_->messenger->stop();
  if (!until([&] { return running_->loops == 0; })) ADD_FAILURE() << "the messenger did not stop";
  running_.reset();
}

bool MatrixHouse::until(const std::function<bool()>& is_so) {
  const auto patience = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (!is_so()) {
    if (std::chrono::steady_clock::now() > patience) return false;
    running_->io.run_one_for(std::chrono::milliseconds(10));
  }
  return true;
}

void MatrixHouse::on_store(const std::function<void(service::Store&)>& work) {
  service::Store store(std::make_unique<service::sql::SqliteConnection>(directory_.file("store.sqlite")),
                       std::chrono::minutes(3));
  store.atomically([&] { work(store); });
}

void MatrixHouse::owe(const service::MatrixMessage& message) {
  const service::FrozenMessage frozen = service::matrix::freeze(message);
  const service::Time now = clock.now();
  if (!running_) {
    on_store([&](service::Store& it) { it.owe_message(frozen, {bug}, now); });
    return;
  }
  auto work = store().call([&](service::Store& it) {
    it.owe_message(frozen, {bug}, now);
    return true;
  });
  (void)support::run(io(), std::move(work));
  running_->messenger->wake();
}

void MatrixHouse::owe(const std::string& key, const std::string& body) {
  owe({.key = key, .notifies = true, .body = body, .mentions = {stu}});
}

service::OutgoingMessage MatrixHouse::message(const std::string& key) {
  auto work = store().call([&](service::Store& it) { return it.message(key); });
  return support::run(io(), std::move(work)).value();
}

std::vector<service::DeadLetter> MatrixHouse::dead_letters() {
  auto work = store().call([](service::Store& it) { return it.dead_letters(); });
  return support::run(io(), std::move(work));
}

std::vector<std::string> MatrixHouse::said(const std::string& where) {
  std::vector<std::string> out;
  for (const auto& content : server.state.messages(where, bot)) out.push_back(content.at("body"));
  return out;
}

}  // namespace integration
