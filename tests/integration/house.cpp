#include "house.h"

#include "review/policy.h"
#include "service/builtin/files.h"
#include "support/run.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <fstream>
#include <iterator>

namespace integration {
namespace {

const review::Policy& policy() {
  static const review::Policy built_in = *review::Policy::parse(builtin::files());
  return built_in;
}

const service::Wording& wording() {
  static const service::Wording built_in = *service::Wording::parse("");
  return built_in;
}

}  // namespace

std::string demo_form(const std::string& name) {
  std::ifstream in(std::string(DRB_SOURCE_DIR) + "/deploy/demo/" + name + ".txt", std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string corrected_form() {
  std::string text = demo_form("incomplete-request");
  const std::string placeholder = "TBD";
  return text.replace(
      text.find(placeholder), placeholder.size(),
      "To see whether people find the reader mode, so that we can decide where its button goes.");
}

House::House() {
  bugzilla.with_state([](sandbox::State& state) { state.add_captured_users(); });
  settings.bugzilla.url = bugzilla.url();
  settings.bugzilla.api_key = service::Secret("bot-key-ccccccccccccccccccccccccccccccc0");
  settings.bugzilla.timeout = std::chrono::seconds(2);
  settings.comment.post = true;
  settings.poll.enabled = false;
  settings.webhook.secrets = {service::Secret(webhook_secret)};
  settings.server.port = 0;
  settings.store.location = directory_.file("store.sqlite");
}

House::~House() {
  if (running_) stop();
}

void House::start() {
  running_ = std::make_unique<Running>();
  Running& it = *running_;
  it.transport = std::make_unique<http::Client>(it.io.get_executor(), http::ClientOptions{});
  if (wrap_transport) it.wrapped = wrap_transport(*it.transport);
  http::Transport& line = it.wrapped ? *it.wrapped : *it.transport;
  it.daemon = std::make_unique<service::Daemon>(
      it.io, settings, policy(), wording(), open_store(),
      service::Daemon::Seams{.transport = line,
                             .clock = clock,
                             .random = [] { return 0.5; },
                             .idle = idle,
                             .reminder_tick = std::chrono::milliseconds(5)});
  it.site = std::make_unique<service::Site>(*it.daemon,
                                            std::string(builtin::files().at("templates/queue.mustache")));
  it.server = std::make_unique<web::Server>(it.io, "127.0.0.1", settings.server.port, *it.site);
  settings.server.port = it.server->port();  // a webhook that was connected stays right over a restart
  it.server->start();
  it.daemon->start();
  // What a test flags from here on must not be backlog: the daemon has noted since when it posts.
  const auto has_noted = [&] {
    auto note = daemon().store().call([](service::Store& store) { return store.note("posting_since"); });
    return !settings.comment.post || support::run(io(), std::move(note)).has_value();
  };
  if (!until(has_noted)) ADD_FAILURE() << "the daemon did not start";
}

void House::stop() {
  if (running_ == nullptr) return;
  bool is_idle = false;
  running_->daemon->on_idle([&] { is_idle = true; });
  running_->server->stop();
  running_->daemon->stop();
  if (!until([&] { return is_idle; })) ADD_FAILURE() << "the daemon did not stop";
  running_->transport->close();
  running_.reset();
}

void House::connect_webhook() {
  const std::string url = "http://127.0.0.1:" + std::to_string(port()) + "/webhooks/bugzilla";
  const std::string header = settings.webhook.header;
  bugzilla.with_state([&](sandbox::State& state) {
    state.add_webhook({.owner = "bot@example.org",
                       .name = "data-review-hook",
                       .url = url,
                       .header = header,
                       .secret = webhook_secret});
  });
}

bool House::until(const std::function<bool()>& is_so) {
  const auto patience = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (!is_so()) {
    if (std::chrono::steady_clock::now() > patience) return false;
    running_->io.run_one_for(std::chrono::milliseconds(10));
  }
  return true;
}

bool House::settles() {
  return until([&] {
    const service::Time now = clock.now();
    if (daemon().busy() > 0) return false;
    if (!daemon().health().gate.is_open(now)) return true;
    auto work = daemon().store().call([now](service::Store& store) { return !store.has_work(now); });
    return support::run(io(), std::move(work));
  });
}

void House::advance(std::chrono::seconds by) {
  clock.advanced += by;
  bugzilla.advance_clock(by);
}

sandbox::Id House::new_bug(const std::string& summary, std::set<std::string> groups) {
  return bugzilla.with_state([&](sandbox::State& state) {
    return state
        .create_bug(*state.user("requester@example.org"), {.summary = summary, .groups = groups},
                    "We would like to know.")
        .value();
  });
}

sandbox::Id House::attach(sandbox::Id bug, const std::string& text, const std::string& file_name,
                          const std::string& content_type, const std::string& requestee) {
  return bugzilla.with_state([&](sandbox::State& state) {
    const sandbox::FlagChange flag{
        .id = {}, .type = "data-review", .status = "?", .requestee = requestee, .is_new = true};
    return state
        .create_attachment(*state.user("requester@example.org"), bug,
                           {.file_name = file_name,
                            .summary = "Data review request",
                            .content_type = content_type,
                            .bytes = text,
                            .comment = "",
                            .flags = {flag}})
        .value();
  });
}

void House::set_flag(sandbox::Id attachment, const std::string& status, const std::string& as) {
  sandbox::AttachmentEdit edit;
  bugzilla.with_state([&](sandbox::State& state) {
    const auto& flags = state.attachments().at(attachment).flags;
    sandbox::FlagChange change{
        .id = {}, .type = "data-review", .status = status, .requestee = {}, .is_new = flags.empty()};
    if (!flags.empty()) change.id = flags.front().id;
    edit.flags = {change};
  });
  edit_attachment(attachment, as, edit);
}

void House::edit_attachment(sandbox::Id attachment, const std::string& as,
                            const sandbox::AttachmentEdit& edit) {
  bugzilla.with_state([&](sandbox::State& state) {
    const auto done = state.edit_attachment(*state.user(as), attachment, edit);
    if (!done) ADD_FAILURE() << done.error().message;
  });
}

void House::set_type(sandbox::Id attachment, const std::string& content_type) {
  sandbox::AttachmentEdit edit;
  edit.content_type = content_type;
  edit_attachment(attachment, "requester@example.org", edit);
}

void House::make_obsolete(sandbox::Id attachment) {
  sandbox::AttachmentEdit edit;
  edit.is_obsolete = true;
  edit_attachment(attachment, "requester@example.org", edit);
}

void House::ask_another(sandbox::Id attachment, const std::string& requestee) {
  sandbox::AttachmentEdit edit;
  bugzilla.with_state([&](sandbox::State& state) {
    const sandbox::Flag& flag = state.attachments().at(attachment).flags.front();
    edit.flags = {{.id = flag.id, .type = flag.type, .status = "?", .requestee = requestee}};
  });
  edit_attachment(attachment, "steward@example.org", edit);
}

void House::set_needinfo(sandbox::Id bug, const std::string& requestee) {
  sandbox::BugEdit edit;
  edit.flags = {{.id = {}, .type = "needinfo", .status = "?", .requestee = requestee, .is_new = true}};
  bugzilla.with_state([&](sandbox::State& state) {
    const auto done = state.edit_bug(*state.user("steward2@example.org"), bug, edit);
    if (!done) ADD_FAILURE() << done.error().message;
  });
}

void House::edit_bug(sandbox::Id bug, const sandbox::BugEdit& edit) {
  bugzilla.with_state([&](sandbox::State& state) {
    const auto done = state.edit_bug(*state.user("steward@example.org"), bug, edit);
    if (!done) ADD_FAILURE() << done.error().message;
  });
}

void House::move(sandbox::Id bug, const std::string& product) {
  sandbox::BugEdit edit;
  edit.product = product;
  edit_bug(bug, edit);
}

void House::rename(sandbox::Id bug, const std::string& summary) {
  sandbox::BugEdit edit;
  edit.summary = summary;
  edit_bug(bug, edit);
}

void House::comment(sandbox::Id bug, const std::string& text, const std::string& as) {
  bugzilla.with_state([&](sandbox::State& state) {
    if (!state.add_comment(*state.user(as), bug, {.body = text})) ADD_FAILURE() << "no comment was made";
  });
}

std::vector<std::string> House::bot_comments(sandbox::Id bug) {
  return bugzilla.with_state([&](sandbox::State& state) {
    std::vector<std::string> out;
    for (const sandbox::Comment* each : state.comments_of(bug)) {
      if (each->author == "bot@example.org") out.push_back(each->body);
    }
    return out;
  });
}

std::size_t House::all_bot_comments() {
  return bugzilla.with_state([](sandbox::State& state) {
    return static_cast<std::size_t>(std::ranges::count_if(
        state.comments(), [](const auto& each) { return each.second.author == "bot@example.org"; }));
  });
}

std::size_t House::calls(const std::string& method) {
  std::size_t out = 0;
  for (const std::string& each : bugzilla.requests()) out += each.starts_with(method + " ") ? 1 : 0;
  return out;
}

service::Counts House::counts() {
  auto work = daemon().store().call([](service::Store& store) { return store.counts(); });
  return support::run(io(), std::move(work));
}

std::vector<service::Request> House::requests_of(sandbox::Id bug) {
  auto work = daemon().store().call([&](service::Store& store) { return store.requests_of(bug); });
  return support::run(io(), std::move(work));
}

namespace {

boost::asio::awaitable<void> hint_at(service::Daemon& daemon, sandbox::Id bug, bool& is_done) {
  co_await daemon.accept_hint(bug);
  is_done = true;
}

boost::asio::awaitable<void> post_often(http::Transport& transport, http::Request request, int times,
                                        int& taken, int& ended) {
  for (int i = 0; i < times; ++i) {
    const auto answer =
        co_await transport.send(request, std::chrono::steady_clock::now() + std::chrono::minutes(1));
    if (answer && answer->status == 200) ++taken;
  }
  ++ended;
}

void hear(const std::exception_ptr& error) {
  if (error) std::rethrow_exception(error);
}

}  // namespace

void House::hint(sandbox::Id bug) {
  bool is_done = false;
  boost::asio::co_spawn(io(), hint_at(daemon(), bug, is_done), hear);
  if (!until([&] { return is_done; })) ADD_FAILURE() << "the hint was not taken";
}

int House::deliver(sandbox::Id bug, int times) {
  constexpr int at_once = 10;
  http::Request request{.method = http::Method::post,
                        .url = "http://127.0.0.1:" + std::to_string(port()) + "/webhooks/bugzilla"};
  request.headers = {{settings.webhook.header, webhook_secret}, {"Content-Type", "application/json"}};
  request.body = R"({"event":{"action":"modify","target":"bug"},"bug":{"id":)" + std::to_string(bug) + "}}";
  int taken = 0;
  int ended = 0;
  for (int i = 0; i < at_once; ++i) {
    boost::asio::co_spawn(io(), post_often(*running_->transport, request, times / at_once, taken, ended),
                          hear);
  }
  if (!until([&] { return ended == at_once; })) ADD_FAILURE() << "not every delivery was answered";
  return taken;
}

House::Answer House::ask(const std::string& method, const std::string& target, const std::string& body,
                         const std::map<std::string, std::string>& headers) {
  namespace beast = boost::beast;
  const std::uint16_t to = port();
  std::optional<Answer> out;
  std::exception_ptr failure;
  // The server runs on this thread, so the blocking client needs one of its own.
  std::atomic<bool> is_done = false;
  std::thread client([&] {
    try {
      boost::asio::io_context own;
      beast::tcp_stream stream(own);
      stream.connect({boost::asio::ip::address_v4::loopback(), to});
      beast::http::request<beast::http::string_body> message;
      message.method_string(method);
      message.target(target);
      message.set(beast::http::field::host, "127.0.0.1");
      for (const auto& [name, value] : headers) message.set(name, value);
      message.body() = body;
      if (!body.empty()) message.prepare_payload();
      // A server that refuses a body early closes while it is being sent: the answer is there all the same.
      boost::system::error_code ignored;
      beast::http::write(stream, message, ignored);
      beast::flat_buffer buffer;
      beast::http::response<beast::http::string_body> answer;
      beast::http::read(stream, buffer, answer);
      out = Answer{answer.result_int(), std::string(answer[beast::http::field::content_type]), answer.body()};
    } catch (...) {
      failure = std::current_exception();
    }
    is_done = true;
  });
  const bool ended = until([&] { return is_done.load(); });
  client.join();
  if (failure) std::rethrow_exception(failure);
  if (!ended || !out) throw std::runtime_error("the daemon did not answer");
  return *out;
}

}  // namespace integration
