#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <string>

#include "transport/support/fetch.h"

namespace omnillm {
namespace {

using std::chrono::milliseconds;
using tests::Answer;
using tests::chunked;
using tests::TestConnection;
using tests::TestServer;

class TimeoutTest : public tests::WithTransport {
 protected:
  static constexpr Duration kShort = milliseconds(40);

  // From a server that says this much, and then nothing more.
  Answer fetch_from_silent(const std::string& says, HttpTimeouts timeouts, std::string body = "") {
    const TestServer server([&](TestConnection& connection) {
      connection.read_some();
      connection.send(says);
      connection.wait_for_end();
    });
    return fetch(post(server.url("/"), std::move(body)), timeouts);
  }
};

TEST_F(TimeoutTest, IsWhatComesOfAServerThatDoesNotAnswer) {
  const Answer answer = fetch_from_silent("", {.first_byte = kShort});
  EXPECT_EQ(answer.kind(), ErrorKind::Timeout);
  EXPECT_TRUE(answer.sent);
}

TEST_F(TimeoutTest, IsWhatComesOfASlowHead) {
  EXPECT_EQ(fetch_from_silent("HTTP/1.1 200 O", {.first_byte = kShort}).kind(), ErrorKind::Timeout);
}

TEST_F(TimeoutTest, IsWhatComesOfABodyThatStops) {
  const Answer answer = fetch_from_silent(chunked("5\r\nhello\r\n"), {.idle = kShort});
  EXPECT_EQ(answer.kind(), ErrorKind::Timeout);
  EXPECT_EQ(answer.body, "hello");
}

TEST_F(TimeoutTest, IsWhatComesOfTheDeadlineWhereverItIsMet) {
  for (const char* says : {"", "HTTP/1.1 200 O", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"})
    EXPECT_EQ(fetch_from_silent(says, {.deadline = loop->now() + kShort}).kind(),
              ErrorKind::Timeout)
        << says;
}

TEST_F(TimeoutTest, IsWhatComesOfAServerThatStopsReading) {
  std::promise<void> given_up;
  const TestServer server([&](TestConnection& connection) {
    connection.read_some();
    given_up.get_future().wait();
  });
  const Answer answer = fetch(post(server.url("/"), std::string(64 << 20, 'p')), {.idle = kShort});
  given_up.set_value();
  EXPECT_EQ(answer.kind(), ErrorKind::Timeout);
}

TEST_F(TimeoutTest, SendsNothingWhenTheDeadlineHasPassed) {
  const TestServer server(TestServer::always(tests::ok("x")));
  const Answer answer = fetch(post(server.url("/")), {.deadline = loop->now()});
  EXPECT_EQ(answer.kind(), ErrorKind::Timeout);
  EXPECT_FALSE(answer.sent);
  EXPECT_EQ(server.connections(), 0);
}

// A server that is silent while nobody reads has done nothing wrong.
TEST_F(TimeoutTest, BlamesNoServerForAReaderWhoTakesHisTime) {
  const TestServer server([](TestConnection& connection) {
    connection.read_request();
    connection.send(chunked("5\r\nhello\r\n"));
    connection.send("5\r\nworld\r\n0\r\n\r\n");
    connection.wait_for_end();
  });
  auto exchange = open(post(server.url("/")), {.idle = kShort});
  ASSERT_TRUE(run(tests::head_of(*exchange)));
  const Instant later = loop->now() + 5 * kShort;
  bool over = false;
  loop->call_at(later, [&] { over = true; });
  run_until([&] { return over; });
  std::string body;
  for (;;) {
    const auto piece = run(tests::piece_of(*exchange));
    ASSERT_TRUE(piece) << piece.error();
    if (piece->empty()) break;
    body += *piece;
  }
  EXPECT_EQ(body, "helloworld");
}

// Only 127.0.0.1 listens; the other refuses.
TEST_F(TimeoutTest, EndsNothingWhileThereIsAnotherAddress) {
  use({.lookup = [](const std::string&) -> Result<std::vector<std::string>> {
    return std::vector<std::string>{"127.0.0.1", "127.0.0.2"};
  }});
  const TestServer server([](TestConnection& connection) {
    connection.read_request();
    connection.send(tests::ok("hello"));
  });
  EXPECT_EQ(fetch(server.url("/", "provider.test")).body, "hello");
  use({.lookup = [](const std::string&) -> Result<std::vector<std::string>> {
    return std::vector<std::string>{"127.0.0.2", "127.0.0.1"};
  }});
  EXPECT_EQ(fetch(server.url("/", "provider.test")).body, "hello");
}

}  // namespace
}  // namespace omnillm
