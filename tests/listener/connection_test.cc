#include "listener/connection.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "base/virtual_time.h"
#include "listener/worker.h"
#include "net/await.h"
#include "support/raw_client.h"
#include "support/socket_calls.h"

namespace omnillm::listener {
namespace {

using tests::Ended;
using tests::RawClient;
using tests::socket_calls;

constexpr std::string_view kGet = "GET /hello HTTP/1.1\r\nhost: h\r\n\r\n";

// What handlers were there, and how they ended.
struct Log {
  int begun = 0, ended = 0, destroyed = 0;
  std::vector<ServerRequest> requests;
};

struct Here {
  explicit Here(Log& log) : log_(log) { ++log_.begun; }
  ~Here() { ++log_.destroyed; }
  Log& log_;
};

struct Never {
  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<>) const {}
  void await_resume() const {}
};

net::Task<void> respond(Log& log, ServerRequest request, ResponseWriter& out) {
  const Here here(log);
  const std::string target = request.target;
  log.requests.push_back(std::move(request));
  if (target == "/hang") co_await Never();
  if (target == "/nothing") co_return;
  if (target == "/throw") throw std::runtime_error("no");
  if (target == "/stream" || target == "/broken") {
    out.start(200, {{"content-type", "text/plain"}});
    for (const char* piece : {"one ", "two ", "three"}) {
      out.write(piece);
      co_await out.flush();
    }
    if (target == "/broken") co_return;
    out.finish();
  } else if (target == "/endless") {
    out.start(200, {});
    for (;;) {
      out.write(std::string(100'000, 'x'));
      co_await out.flush();
    }
  } else if (target == "/injected") {
    out.send(200, {{"x", "a\r\nevil: 1"}}, "no");
  } else {
    out.send(200, {{"content-type", "text/plain"}}, log.requests.back().body + "!");
  }
  ++log.ended;
}

// A worker on this thread, in virtual time; clients are plain sockets whose bytes are in the kernel
// before the loop looks.
class ConnectionTest : public ::testing::Test {
 protected:
  ConnectionTest() { restart({}); }

  void restart(Limits limits) {
    worker_.reset();
    limits_ = limits;
    worker_ = std::make_unique<Worker>(*loop_, time_, nullptr, limits_, handler_);
    ASSERT_TRUE(worker_->listen({}));
  }
  std::unique_ptr<RawClient> connect() { return std::make_unique<RawClient>(worker_->port()); }
  void settle() {
    for (int i = 0; i < 20; ++i) loop_->run_once(time_.now());
  }
  void pass(Duration time) {
    time_.advance(time);
    settle();
  }
  tests::RawAnswer ask(RawClient& client, std::string_view bytes) {
    client.send(bytes);
    settle();
    return client.read_answer();
  }

  Log log_;
  Handler handler_ = [this](ServerRequest request, ResponseWriter& out) {
    return respond(log_, std::move(request), out);
  };
  VirtualTime time_;
  Limits limits_;
  std::unique_ptr<net::Reactor> loop_ = net::Reactor::create(time_).value();
  std::unique_ptr<Worker> worker_;
};

TEST_F(ConnectionTest, AnswersARequestAndKeepsTheConnection) {
  auto client = connect();
  for (int i = 0; i < 3; ++i) {
    const auto answer = ask(*client, kGet);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "!");
    EXPECT_NE(answer.field("date"), "");
  }
  EXPECT_EQ(worker_->connections(), 1U);
}

TEST_F(ConnectionTest, NeedsOneReadAndOneWriteForAnExchange) {
  auto client = connect();
  ask(*client, kGet);
  client->send(kGet);
  const auto before = socket_calls();
  settle();
  const auto spent = socket_calls() - before;
  EXPECT_EQ(spent.recv, 1);
  EXPECT_EQ(spent.sendmsg, 1);
  EXPECT_EQ(spent.epoll_ctl, 0);
}

TEST_F(ConnectionTest, ReadsABodyInPieces) {
  auto client = connect();
  const std::string request = "POST /x HTTP/1.1\r\nhost: h\r\ncontent-length: 10\r\n\r\n0123456789";
  for (const char byte : request) {
    client->send({&byte, 1});
    settle();
  }
  EXPECT_EQ(client->read_answer().body, "0123456789!");
}

TEST_F(ConnectionTest, ReadsAChunkedBody) {
  auto client = connect();
  const auto answer = ask(*client,
                          "POST /x HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n"
                          "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_EQ(answer.body, "abcde!");
}

TEST_F(ConnectionTest, AnswersPipelinedRequestsInTheirOrder) {
  auto client = connect();
  client->send(
      "POST /a HTTP/1.1\r\nhost: h\r\ncontent-length: 1\r\n\r\n1"
      "POST /b HTTP/1.1\r\nhost: h\r\ncontent-length: 1\r\n\r\n2");
  settle();
  EXPECT_EQ(client->read_answer().body, "1!");
  EXPECT_EQ(client->read_answer().body, "2!");
}

TEST_F(ConnectionTest, StreamsAnAnswerInChunks) {
  auto client = connect();
  const auto answer = ask(*client, "GET /stream HTTP/1.1\r\nhost: h\r\n\r\n");
  EXPECT_EQ(answer.field("transfer-encoding"), "chunked");
  EXPECT_TRUE(answer.whole);
  EXPECT_EQ(answer.body, "one two three");
}

TEST_F(ConnectionTest, StreamsToAnOldClientUntilItCloses) {
  auto client = connect();
  const auto answer = ask(*client, "GET /stream HTTP/1.0\r\n\r\n");
  EXPECT_EQ(answer.body, "one two three");
  EXPECT_EQ(answer.ended, Ended::InOrder);
}

TEST_F(ConnectionTest, LeavesTheBodyOutAfterHead) {
  auto client = connect();
  client->send("HEAD /hello HTTP/1.1\r\nhost: h\r\n\r\n");
  settle();
  const std::string head = client->read_until("\r\n\r\n");
  EXPECT_NE(head.find("1\r\n"), std::string::npos);
  EXPECT_EQ(ask(*client, kGet).body, "!");
}

TEST_F(ConnectionTest, SaysContinueToWhoeverWaitsForIt) {
  auto client = connect();
  client->send("POST /x HTTP/1.1\r\nhost: h\r\ncontent-length: 2\r\nexpect: 100-continue\r\n\r\n");
  settle();
  EXPECT_EQ(client->read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(ask(*client, "ab").body, "ab!");
}

TEST_F(ConnectionTest, ClosesWhenTheClientWantsIt) {
  auto client = connect();
  const auto answer = ask(*client, "GET / HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n");
  EXPECT_EQ(answer.field("connection"), "close");
  EXPECT_EQ(client->read_all(), "");
  EXPECT_EQ(client->ended(), Ended::InOrder);
  EXPECT_EQ(worker_->connections(), 0U);
}

TEST_F(ConnectionTest, RefusesWhatIsNoRequestAndCloses) {
  auto client = connect();
  const auto answer = ask(*client, "what\r\n\r\n");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.field("connection"), "close");
  client->close();
  settle();
  EXPECT_EQ(worker_->connections(), 0U);
}

TEST_F(ConnectionTest, RefusesABodyThatIsTooLarge) {
  Limits limits;
  limits.max_body = 10;
  restart(limits);
  auto client = connect();
  EXPECT_EQ(
      ask(*client, "POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 11\r\n\r\n01234567890").status,
      413);
  EXPECT_EQ(log_.begun, 0);
}

TEST_F(ConnectionTest, Gives500ForAHandlerThatAnswersNothingOrThrows) {
  auto client = connect();
  EXPECT_EQ(ask(*client, "GET /nothing HTTP/1.1\r\nhost: h\r\n\r\n").status, 500);
  EXPECT_EQ(ask(*client, "GET /throw HTTP/1.1\r\nhost: h\r\n\r\n").status, 500);
}

TEST_F(ConnectionTest, Gives500InsteadOfAFieldWithALineEnd) {
  auto client = connect();
  const auto answer = ask(*client, "GET /injected HTTP/1.1\r\nhost: h\r\n\r\n");
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.field("evil"), "");
}

TEST_F(ConnectionTest, BreaksAStreamOffThatItsHandlerDidNotFinish) {
  auto client = connect();
  const auto answer = ask(*client, "GET /broken HTTP/1.1\r\nhost: h\r\n\r\n");
  EXPECT_FALSE(answer.whole);
  EXPECT_EQ(answer.body, "one two three");
}

TEST_F(ConnectionTest, DestroysTheHandlerWhenTheClientHasGone) {
  for (const bool reset : {false, true}) {
    log_ = {};
    auto client = connect();
    client->send("GET /hang HTTP/1.1\r\nhost: h\r\n\r\n");
    settle();
    EXPECT_EQ(log_.begun, 1);
    EXPECT_EQ(log_.destroyed, 0);
    reset ? client->close_by_reset() : client->close();
    settle();
    EXPECT_EQ(log_.destroyed, 1);
    EXPECT_EQ(log_.ended, 0);
    EXPECT_EQ(worker_->connections(), 0U);
  }
}

TEST_F(ConnectionTest, DestroysAStreamingHandlerWhenTheClientHasGone) {
  auto client = connect();
  client->send("GET /endless HTTP/1.1\r\nhost: h\r\n\r\n");
  settle();
  client->close_by_reset();
  settle();
  EXPECT_EQ(log_.destroyed, 1);
  EXPECT_EQ(worker_->connections(), 0U);
}

TEST_F(ConnectionTest, WaitsForAClientThatDoesNotReadAndThenGivesUp) {
  auto client = connect();
  client->send("GET /endless HTTP/1.1\r\nhost: h\r\n\r\n");
  settle();
  pass(limits_.stall_time / 2);
  EXPECT_EQ(log_.destroyed, 0);
  pass(limits_.stall_time);
  EXPECT_EQ(log_.destroyed, 1);
  EXPECT_EQ(worker_->connections(), 0U);
}

TEST_F(ConnectionTest, ClosesAConnectionThatIdles) {
  auto client = connect();
  ask(*client, kGet);
  pass(limits_.idle_time - std::chrono::seconds(1));
  EXPECT_EQ(worker_->connections(), 1U);
  pass(std::chrono::seconds(2));
  EXPECT_EQ(worker_->connections(), 0U);
  EXPECT_EQ(client->read_all(), "");
}

TEST_F(ConnectionTest, GivesAHeadItsTimeHoweverManyBytesCome) {
  auto client = connect();
  client->send("GET / HTTP/1.1\r\nx: ");
  settle();
  for (int i = 0; i < 9; ++i) {
    pass(std::chrono::seconds(1));
    client->send("a");
    settle();
  }
  EXPECT_EQ(worker_->connections(), 1U);
  pass(std::chrono::seconds(2));
  EXPECT_EQ(worker_->connections(), 0U);
  EXPECT_EQ(client->read_answer().status, 408);
}

TEST_F(ConnectionTest, GivesABodyTheTimeThatItsBytesEarn) {
  auto client = connect();
  client->send("POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 1000000\r\n\r\n");
  settle();
  client->send(std::string(limits_.body_bytes_a_second * 10, 'x'));
  settle();
  pass(std::chrono::seconds(14));
  EXPECT_EQ(worker_->connections(), 1U);
  pass(std::chrono::seconds(2));
  EXPECT_EQ(worker_->connections(), 0U);
  EXPECT_EQ(client->read_answer().status, 408);
}

TEST_F(ConnectionTest, LetsAHandlerTakeItsTime) {
  auto client = connect();
  client->send("GET /hang HTTP/1.1\r\nhost: h\r\n\r\n");
  settle();
  pass(std::chrono::hours(1));
  EXPECT_EQ(worker_->connections(), 1U);
}

TEST_F(ConnectionTest, TakesNoMoreConnectionsThanAllowed) {
  Limits limits;
  limits.max_connections = 1;
  restart(limits);
  auto one = connect();
  settle();
  auto other = connect();
  settle();
  EXPECT_EQ(other->read_all(), "");
  EXPECT_EQ(ask(*one, kGet).status, 200);
}

TEST_F(ConnectionTest, DrainsByClosingWhatIdlesAndLettingTheRestEnd) {
  auto idle = connect();
  ask(*idle, kGet);
  auto busy = connect();
  busy->send("GET /hang HTTP/1.1\r\nhost: h\r\n\r\n");
  settle();
  bool drained = false;
  worker_->drain([&] { drained = true; });
  settle();
  EXPECT_EQ(idle->read_all(), "");
  EXPECT_EQ(worker_->connections(), 1U);
  EXPECT_FALSE(drained);
  busy->close();
  settle();
  EXPECT_TRUE(drained);
}

}  // namespace
}  // namespace omnillm::listener
