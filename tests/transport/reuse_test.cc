// Connections are used again, and never when that could go wrong.

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <string>
#include <vector>

#include "support/socket_calls.h"
#include "transport/support/fetch.h"

namespace omnillm {
namespace {

using tests::Answer;
using tests::chunked;
using tests::ok;
using tests::socket_calls;
using tests::TestConnection;
using tests::TestServer;

class ReuseTest : public tests::WithTransport {
 protected:
  // How many connections two requests make when the first is answered so.
  int connections_after(const std::string& first) {
    const TestServer server([&](TestConnection& connection) {
      if (connection.read_request().empty()) return;
      connection.send(connection.number() == 0 ? first : ok("second"));
      if (connection.read_request().empty()) return;
      connection.send(ok("second"));
    });
    EXPECT_EQ(fetch(server.url("/")).error, std::nullopt);
    EXPECT_EQ(fetch(server.url("/")).body, "second");
    return server.connections();
  }
};

TEST_F(ReuseTest, TakesTheSameConnectionAgain) {
  EXPECT_EQ(connections_after(ok("first")), 1);
  EXPECT_EQ(connections_after(ok("")), 1);
  EXPECT_EQ(connections_after(chunked("1\r\na\r\n0\r\nA: b\r\n\r\n")), 1);
  EXPECT_EQ(connections_after("HTTP/1.1 204 No Content\r\n\r\n"), 1);
  EXPECT_EQ(connections_after("HTTP/1.1 500 No\r\nContent-Length: 1\r\n\r\nx"), 1);
}

TEST_F(ReuseTest, TakesNoConnectionThatTheServerDoesNotKeep) {
  EXPECT_EQ(connections_after("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
            2);
  EXPECT_EQ(connections_after("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"), 2);
}

TEST_F(ReuseTest, TakesNoConnectionOnWhichMoreWasSaidThanAsked) {
  EXPECT_EQ(connections_after(ok("first") + "HTTP/1.1 200 OK\r\n"), 2);
  EXPECT_EQ(connections_after(chunked("0\r\n\r\n") + "x"), 2);
  EXPECT_EQ(connections_after("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n"), 2);
}

TEST_F(ReuseTest, CostsOneSendAndOneReceiveAnExchange) {
  const TestServer server(TestServer::always(ok("hello")));
  fetch(server.url("/"));
  const auto before = socket_calls();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(fetch(server.url("/")).body, "hello");
  const auto calls = socket_calls() - before;
  EXPECT_EQ(calls.sendmsg, 20);
  EXPECT_EQ(calls.recv, 20);
  EXPECT_EQ(calls.epoll_ctl, 0);
}

TEST_F(ReuseTest, DropsAConnectionThatBecameReadable) {
  std::atomic<bool> dropped{false};
  const TestServer server([&](TestConnection& connection) {
    connection.read_request();
    connection.send(ok("mine"));
    if (connection.number() > 0) return;
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\npoisoned");
    connection.wait_for_end();
    dropped = true;
  });
  EXPECT_EQ(fetch(server.url("/")).body, "mine");
  poll_until([&] { return dropped.load(); });
  EXPECT_EQ(fetch(server.url("/")).body, "mine");
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(ReuseTest, DropsAConnectionThatTheServerCloses) {
  std::promise<void> close;
  const TestServer server([&](TestConnection& connection) {
    connection.read_request();
    connection.send(ok("hello"));
    if (connection.number() == 0) close.get_future().wait();
  });
  EXPECT_EQ(fetch(server.url("/")).body, "hello");
  const std::size_t open = tests::open_descriptors();
  close.set_value();
  // One of the server's and one of ours.
  poll_until([&] { return tests::open_descriptors() == open - 2; });
  EXPECT_EQ(fetch(server.url("/")).body, "hello");
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(ReuseTest, ForgetsAConnectionThatNobodyUsedForLong) {
  use({.idle_lifetime = std::chrono::milliseconds(20)});
  const TestServer server(TestServer::always(ok("hello")));
  EXPECT_EQ(fetch(server.url("/")).body, "hello");
  const Instant later = loop->now() + std::chrono::milliseconds(100);
  poll_until([&] { return loop->now() >= later; });
  EXPECT_EQ(fetch(server.url("/")).body, "hello");
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(ReuseTest, KeepsNoMoreThanItIsTold) {
  for (const std::size_t most : {0U, 1U, 3U}) {
    use({.max_idle_per_host = most});
    const TestServer server(TestServer::always(ok("hello")));
    for (int round = 0; round < 2; ++round) {
      std::vector<net::Task<Answer>> tasks;
      for (int i = 0; i < 5; ++i) tasks.push_back(tests::fetch_with(open(post(server.url("/")))));
      for (auto& task : tasks) task.start();
      for (auto& task : tasks) {
        run_until([&] { return task.done(); });
        EXPECT_EQ(task.take().body, "hello");
      }
    }
    EXPECT_EQ(server.connections(), 10 - static_cast<int>(most));
  }
}

TEST_F(ReuseTest, SharesNoConnectionBetweenServers) {
  const TestServer one(TestServer::always(ok("one"))), two(TestServer::always(ok("two")));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(fetch(one.url("/")).body, "one");
    EXPECT_EQ(fetch(two.url("/")).body, "two");
  }
  EXPECT_EQ(one.connections(), 1);
  EXPECT_EQ(two.connections(), 1);
}

// A request that was sent is never sent again by itself: it may have been served, and charged.
TEST_F(ReuseTest, SendsNothingTwice) {
  const TestServer server([](TestConnection& connection) {
    connection.read_request();
    connection.send(ok("first"));
    connection.read_request();  // and closes
  });
  EXPECT_EQ(fetch(server.url("/")).body, "first");
  const Answer second = fetch(server.url("/"));
  EXPECT_EQ(second.kind(), ErrorKind::Network);
  EXPECT_TRUE(second.sent);
  EXPECT_EQ(server.connections(), 1);
}

}  // namespace
}  // namespace omnillm
