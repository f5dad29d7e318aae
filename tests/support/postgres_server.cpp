#include "support/postgres_server.h"

#include <charconv>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <stdexcept>
#include <thread>
#include <unistd.h>

namespace support {
namespace {

constexpr const char* system_user = "postgres";  // Debian's packages make it; initdb refuses root
constexpr const char* login = "bot";

std::string text_of(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

std::string PostgresServer::programs() {
  if (geteuid() == 0 && getpwnam(system_user) == nullptr) return "";
  std::string out;
  int newest = 14;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/usr/lib/postgresql", error)) {
    const std::string name = entry.path().filename();
    int version = 0;
    std::from_chars(name.data(), name.data() + name.size(), version);
    if (version <= newest || !std::filesystem::exists(entry.path() / "bin/initdb")) continue;
    newest = version;
    out = entry.path() / "bin";
  }
  return out;
}

PostgresServer::PostgresServer() {
  if (geteuid() == 0) {
    const passwd* user = getpwnam(system_user);
    if (chown(directory_.file("").c_str(), user->pw_uid, user->pw_gid) != 0)
      throw std::runtime_error("the server's directory cannot be given away");
  }
  const std::string log = directory_.file("log");
  const std::string data = directory_.file("data");
  const ProcessOptions options{.output = log, .user = system_user};
  Process made({programs() + "/initdb", "--pgdata=" + data, "--username=" + std::string(login),
                "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"},
               options);
  if (made.wait() != 0) throw std::runtime_error("initdb failed: " + text_of(log));
  server_ = std::make_unique<Process>(
      std::vector<std::string>{programs() + "/postgres", "-D", data, "-k", directory_.file(""), "-c",
                               "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=60"},
      options);
  // The process says in no other way that it listens.
  while (PQping(location("postgres").c_str()) != PQPING_OK) {
    if (!server_->is_running()) throw std::runtime_error("the server ended: " + text_of(log));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

PostgresServer::~PostgresServer() {
  server_->signal(SIGINT);
  server_->wait();
}

std::string PostgresServer::location(const std::string& database) const {
  return "postgresql:///" + database + "?host=" + directory_.file("") + "&user=" + login;
}

void PostgresServer::run(const std::string& statement) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> session(PQconnectdb(location("postgres").c_str()),
                                                             &PQfinish);
  const std::unique_ptr<PGresult, decltype(&PQclear)> answer(PQexec(session.get(), statement.c_str()),
                                                             &PQclear);
  const ExecStatusType status = PQresultStatus(answer.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    throw std::runtime_error(statement + ": " + PQerrorMessage(session.get()));
}

std::string PostgresServer::new_database() {
  const std::string name = "test" + std::to_string(++databases_);
  run("CREATE DATABASE " + name);
  return location(name);
}

void PostgresServer::end_sessions() {
  run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'test%'");
}

}  // namespace support
