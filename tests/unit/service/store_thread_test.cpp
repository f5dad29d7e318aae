// Group commit: what waits shares one transaction, and each is all or nothing all the same.

#include "service/store/store_thread.h"

#include "service/store/sql/sqlite.h"
#include "support/temporary_directory.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <future>

namespace service {
namespace {

/// Counts the commits of the connection that it wraps.
class CountingConnection : public sql::SqliteConnection {
 public:
  CountingConnection(const std::string& path, int& commits) : SqliteConnection(path), commits_(commits) {}
  void commit() override {
    SqliteConnection::commit();
    ++commits_;
  }

 private:
  int& commits_;
};

class StoreThreadTest : public testing::Test {
 protected:
  boost::asio::awaitable<void> write(std::string key) {
    co_await thread->call([&](Store& store) { store.set_note(key, "written"); });
  }
  boost::asio::awaitable<void> write_and_fail(std::string key) {
    co_await thread->call([&](Store& store) {
      store.set_note(key, "written");
      throw std::runtime_error("after writing");
    });
  }
  /// Keeps the store's thread until `go_on` is told, so that others come to wait.
  boost::asio::awaitable<void> hold() {
    co_await thread->call([&](Store&) { go_on.get_future().wait(); });
  }
  void spawn(boost::asio::awaitable<void> task) {
    boost::asio::co_spawn(io, std::move(task),
                          [&](const std::exception_ptr& failure) { failure ? ++failed : ++succeeded; });
  }
  std::optional<std::string> note(const std::string& key) {
    return Store(std::make_unique<sql::SqliteConnection>(directory.file("s.db")), std::chrono::seconds(1))
        .note(key);
  }

  support::TemporaryDirectory directory;
  int commits = 0;
  boost::asio::io_context io;
  std::unique_ptr<StoreThread> thread = std::make_unique<StoreThread>(std::make_unique<Store>(
      std::make_unique<CountingConnection>(directory.file("s.db"), commits), std::chrono::seconds(1)));
  std::promise<void> go_on;
  int succeeded = 0;
  int failed = 0;
};

TEST_F(StoreThreadTest, WritesWhatWaitsTogether) {
  const int before = commits;
  spawn(hold());
  io.poll();
  for (int i = 0; i < 100; ++i) spawn(write(std::to_string(i)));
  io.poll();
  go_on.set_value();
  io.run();
  EXPECT_EQ(succeeded, 101);
  EXPECT_LE(commits - before, 3);
  EXPECT_EQ(note("99"), "written");
}

TEST_F(StoreThreadTest, LetsOneThatFailsFailAlone) {
  spawn(write("before"));
  spawn(write_and_fail("bad"));
  spawn(write("after"));
  io.run();
  EXPECT_EQ(succeeded, 2);
  EXPECT_EQ(failed, 1);
  EXPECT_EQ(note("before"), "written");
  EXPECT_EQ(note("bad"), std::nullopt);
  EXPECT_EQ(note("after"), "written");
}

TEST_F(StoreThreadTest, CarriesOutWhatWaitsBeforeItEnds) {
  spawn(write("last"));
  io.poll();
  thread.reset();
  EXPECT_EQ(note("last"), "written");
  io.run();
  EXPECT_EQ(succeeded, 1);
}

}  // namespace
}  // namespace service
