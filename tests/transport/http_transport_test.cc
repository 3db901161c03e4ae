#include "omnillm/http_transport.h"

#include <gtest/gtest.h>

#include <future>
#include <string>
#include <thread>

#include "base/virtual_time.h"
#include "net/virtual_loop.h"
#include "transport/support/fetch.h"

namespace omnillm {
namespace {

using tests::Answer;
using tests::chunked;
using tests::ok;
using tests::TestConnection;
using tests::TestServer;

class HttpTransportTest : public tests::WithTransport {
 protected:
  // An answer that is sent in two pieces, the second when the first has been read.
  Answer fetch_cut(const std::string& answer, std::size_t cut) {
    return fetch_from([&](TestConnection& connection) {
      connection.read_request();
      connection.send(answer.substr(0, cut));
      connection.send(answer.substr(cut));
    });
  }
  Answer fetch_half(const std::string& answer, std::size_t half) {
    return fetch_from([&](TestConnection& connection) {
      connection.read_request();
      connection.send(answer.substr(0, half));
    });
  }
};

TEST_F(HttpTransportTest, SendsARequestAndReadsItsAnswer) {
  std::string request;
  const Answer answer = fetch_from([&](TestConnection& connection) {
    request = connection.read_request();
    connection.send("HTTP/1.1 201 Created\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 5\r\n\r\nhello");
  });
  EXPECT_TRUE(request.starts_with("POST / HTTP/1.1\r\nHost: 127.0.0.1:")) << request;
  EXPECT_NE(request.find("\r\nAuthorization: Bearer canary\r\n"), std::string::npos);
  EXPECT_TRUE(request.ends_with("\r\nContent-Length: 2\r\n\r\n{}")) << request;
  EXPECT_EQ(answer.error, std::nullopt);
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.headers, (Headers{{"X-A", "1"}, {"x-a", "2"}, {"Content-Length", "5"}}));
  EXPECT_EQ(answer.body, "hello");
}

TEST_F(HttpTransportTest, SendsNothingButWhatTheRequestNeeds) {
  const TestServer server(TestServer::always(ok("")));
  ASSERT_EQ(fetch(HttpRequest{.method = HttpMethod::Get, .url = server.url("/models?x=1")}).status,
            200);
  EXPECT_EQ(server.heard(), "GET /models?x=1 HTTP/1.1\r\nHost: 127.0.0.1:" +
                                std::to_string(server.port()) + "\r\n\r\n");
}

TEST_F(HttpTransportTest, ReadsAnAnswerCutAtEveryByte) {
  const std::string answer = chunked("5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nT: u\r\n\r\n");
  for (std::size_t cut = 0; cut <= answer.size(); ++cut) {
    const Answer got = fetch_cut(answer, cut);
    EXPECT_EQ(got.message(), "") << cut;
    EXPECT_EQ(got.body, "hello world") << cut;
  }
}

TEST_F(HttpTransportTest, TakesNoPartOfAnAnswerForTheWhole) {
  const std::string answer = chunked("5\r\nhello\r\n0\r\n\r\n");
  for (std::size_t half = 0; half < answer.size(); ++half) {
    const Answer got = fetch_half(answer, half);
    EXPECT_EQ(got.kind(), ErrorKind::Network) << half;
    EXPECT_TRUE(got.sent);
  }
  EXPECT_EQ(fetch_half(ok("hello"), ok("hello").size() - 1).kind(), ErrorKind::Network);
}

TEST_F(HttpTransportTest, ReadsToTheEndOfTheConnectionWhereThatIsTheEnd) {
  const Answer answer = fetch_half("HTTP/1.0 200 OK\r\n\r\nall of it", 100);
  EXPECT_EQ(answer.error, std::nullopt);
  EXPECT_EQ(answer.body, "all of it");
}

TEST_F(HttpTransportTest, SaysThatTheConnectionWasReset) {
  for (const char* before : {"", "HTTP/1.1 2", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe"}) {
    const Answer answer = fetch_from([&](TestConnection& connection) {
      connection.read_request();
      connection.send(before);
      connection.reset();
    });
    EXPECT_EQ(answer.kind(), ErrorKind::Network) << before;
    EXPECT_TRUE(answer.sent);
  }
}

TEST_F(HttpTransportTest, PassesOverInterimAnswers) {
  const std::string interim =
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n";
  const std::string answer = interim + ok("done");
  for (std::size_t cut = 0; cut <= answer.size(); ++cut) {
    const Answer got = fetch_cut(answer, cut);
    EXPECT_EQ(got.status, 200) << cut;
    EXPECT_EQ(got.body, "done") << cut;
    EXPECT_EQ(got.headers.find("Link"), std::nullopt);
  }
}

TEST_F(HttpTransportTest, ReadsInterimAnswersNotForEver) {
  const Answer answer = fetch_from([](TestConnection& connection) {
    connection.read_request();
    for (int i = 0; i < 200; ++i) connection.send("HTTP/1.1 102 Processing\r\n\r\n");
    connection.wait_for_end();
  });
  EXPECT_EQ(answer.kind(), ErrorKind::Protocol);
}

TEST_F(HttpTransportTest, SpeaksNoOtherProtocol) {
  for (const char* bytes : {"HTTP/1.1 101 Switching Protocols\r\n\r\n", "SSH-2.0-x\r\n",
                            "HTTP/2 200\r\n\r\n", "HTTP/1.1 200 OK\nA: b\n\n"})
    EXPECT_EQ(fetch_half(bytes, 100).kind(), ErrorKind::Protocol) << bytes;
}

TEST_F(HttpTransportTest, RefusesAHeadWithoutEnd) {
  const Answer answer = fetch_from([](TestConnection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < 4'000; ++i)
      connection.send("X-Header-" + std::to_string(i) + ": value\r\n");
    connection.wait_for_end();
  });
  EXPECT_EQ(answer.kind(), ErrorKind::Protocol);
}

TEST_F(HttpTransportTest, RefusesABodyThatIsTooLong) {
  use({.max_body_bytes = 10});
  EXPECT_EQ(fetch_half(ok("0123456789"), 1'000).body, "0123456789");
  EXPECT_EQ(fetch_half(ok("0123456789a"), 1'000).kind(), ErrorKind::Protocol);
  EXPECT_EQ(fetch_half(chunked("a\r\n0123456789\r\n1\r\na\r\n0\r\n\r\n"), 1'000).kind(),
            ErrorKind::Protocol);
}

TEST_F(HttpTransportTest, RefusesACompressedAnswer) {
  const Answer answer =
      fetch_half("HTTP/1.1 200 OK\r\nContent-Encoding: GZIP\r\nContent-Length: 1\r\n\r\nx", 1'000);
  EXPECT_EQ(answer.kind(), ErrorKind::Protocol);
}

// What came in order is given before what is wrong behind it.
TEST_F(HttpTransportTest, GivesWhatCameBeforeTheChunksWentWrong) {
  const Answer answer = fetch_half(chunked("5\r\nhello\r\nX"), 1'000);
  EXPECT_EQ(answer.body, "hello");
  EXPECT_EQ(answer.kind(), ErrorKind::Protocol);
}

TEST_F(HttpTransportTest, FollowsNoRedirect) {
  const TestServer other(TestServer::always(ok("stolen")));
  for (const int status : {301, 302, 303, 307, 308}) {
    const TestServer server(TestServer::always("HTTP/1.1 " + std::to_string(status) +
                                               " Elsewhere\r\nLocation: " + other.url("/") +
                                               "\r\nContent-Length: 0\r\n\r\n"));
    EXPECT_EQ(fetch(server.url("/")).status, status);
  }
  EXPECT_EQ(other.connections(), 0);
}

TEST_F(HttpTransportTest, SendsALongRequest) {
  const std::string prompt(5 << 20, 'p');
  const TestServer server(TestServer::always(ok("ok")));
  EXPECT_EQ(fetch(post(server.url("/"), prompt)).body, "ok");
  EXPECT_TRUE(server.heard().ends_with("\r\n\r\n" + prompt));
}

TEST_F(HttpTransportTest, HearsAServerThatAnswersBeforeItHasHeardAll) {
  const Answer answer = [&] {
    const TestServer server([](TestConnection& connection) {
      connection.read_some();
      connection.send("HTTP/1.1 413 Too Long\r\nContent-Length: 3\r\n\r\nno!");
      connection.wait_for_end();
    });
    return fetch(post(server.url("/"), std::string(64 << 20, 'p')));
  }();
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.body, "no!");
}

TEST_F(HttpTransportTest, SendsNothingThatCannotBeSent) {
  const TestServer server(TestServer::always(ok("")));
  HttpRequest bad = post(server.url("/"));
  bad.headers.set("X-Bad", "a\r\nX-More: b");
  Answer answer = fetch(bad);
  EXPECT_EQ(answer.kind(), ErrorKind::Configuration);
  EXPECT_FALSE(answer.sent);
  for (const char* url : {"", "example.com", "ftp://a/", "http://u:p@a/", "http://a/ b"}) {
    answer = fetch(std::string(url));
    EXPECT_EQ(answer.kind(), ErrorKind::Configuration) << url;
  }
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(HttpTransportTest, NamesTheHostAndNothingElse) {
  const TestServer server([](TestConnection&) {});
  const Answer answer = fetch(server.url("/canary?key=canary"));
  EXPECT_EQ(answer.kind(), ErrorKind::Network);
  EXPECT_NE(answer.message().find("127.0.0.1:" + std::to_string(server.port())), std::string::npos);
  EXPECT_EQ(answer.message().find("canary"), std::string::npos);
}

TEST_F(HttpTransportTest, SaysThatNobodyListens) {
  std::string url;
  {
    const TestServer server([](TestConnection&) {});
    url = server.url("/");
  }
  const Answer answer = fetch(url);
  EXPECT_EQ(answer.kind(), ErrorKind::Network);
  EXPECT_FALSE(answer.sent);
}

// The kernel's buffers are all that is filled while nobody reads.
TEST_F(HttpTransportTest, ReadsOnlyWhenItIsAsked) {
  const TestServer server([&](TestConnection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
    const std::string piece(100'000, 'x');
    for (int i = 0; i < 1'000; ++i) connection.send(piece);
  });
  auto exchange = open(post(server.url("/")));
  ASSERT_TRUE(run(tests::head_of(*exchange)));
  settle();
  std::size_t got = 0;
  for (int i = 0; i < 10; ++i) {
    const auto piece = run(tests::piece_of(*exchange));
    EXPECT_LE(piece->size(), std::size_t{64} << 10);
    got += piece->size();
  }
  EXPECT_LE(got, std::size_t{640} << 10);
}

TEST_F(HttpTransportTest, ClosesTheConnectionWhenTheAnswerIsGivenUp) {
  std::promise<void> closed;
  const TestServer server([&](TestConnection& connection) {
    connection.read_request();
    connection.send(chunked("5\r\nhello\r\n"));
    connection.wait_for_end();
    closed.set_value();
  });
  auto exchange = open(post(server.url("/")));
  ASSERT_TRUE(run(tests::head_of(*exchange)));
  exchange.reset();
  EXPECT_EQ(closed.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

// Given up after 0, 1, 2, ... rounds of the loop, wherever it stands then.
TEST_F(HttpTransportTest, MayBeGivenUpAnywhere) {
  const TestServer server(TestServer::always(chunked("5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n")));
  for (const char* host : {"127.0.0.1", "localhost"})
    for (int rounds = 0; rounds < 30; ++rounds) {
      auto task = tests::fetch_with(open(post(server.url("/", host))));
      task.start();
      for (int i = 0; i < rounds && !task.done(); ++i) loop->run_once(loop->now());
      task.reset();
      settle();
    }
}

TEST_F(HttpTransportTest, MayBeDestroyedByWhomItTells) {
  const TestServer server(TestServer::always(ok("hello")));
  for (const bool read : {false, true}) {
    auto exchange = open(post(server.url("/")));
    bool told = false;
    exchange->head([&](Result<HttpHead> head) {
      ASSERT_TRUE(head);
      if (!read) {
        exchange.reset();
        told = true;
        return;
      }
      exchange->read([&](Result<std::string_view>) {
        exchange.reset();
        told = true;
      });
    });
    run_until([&] { return told; });
  }
  // And when it fails at once.
  auto exchange = open(post("nonsense"));
  exchange->head([&](Result<HttpHead>) { exchange.reset(); });
  EXPECT_FALSE(exchange);
}

TEST_F(HttpTransportTest, SaysThatItNeedsARealLoop) {
  VirtualTime time;
  net::VirtualLoop virtual_loop(time);
  auto exchange = transport->open(virtual_loop, post("http://127.0.0.1/"), {});
  std::optional<ErrorKind> kind;
  exchange->head([&](Result<HttpHead> head) { kind = head.error().kind(); });
  EXPECT_EQ(kind, ErrorKind::Configuration);
}

TEST_F(HttpTransportTest, ServesManyLoopsAtOnceAndOutlivesThem) {
  const TestServer server(TestServer::always(ok("hello")));
  const auto work = [&] {
    auto own = net::Reactor::create(clock).value();
    for (int i = 0; i < 20; ++i) {
      auto task = tests::fetch_with(transport->open(*own, post(server.url("/")), {}));
      task.start();
      while (!task.done()) own->run_once(Instant::max());
      EXPECT_EQ(task.take().body, "hello");
    }
  };
  std::thread one(work), two(work);
  one.join();
  two.join();
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpTransportTest, LeavesNothingOnALoopThatOutlivesIt) {
  const TestServer server(TestServer::always(ok("hello")));
  const std::size_t before = tests::open_descriptors();
  EXPECT_EQ(fetch(server.url("/")).body, "hello");
  transport.reset();
  // The server notices a moment later that its end is closed, too.
  poll_until([&] { return tests::open_descriptors() == before; });
}

}  // namespace
}  // namespace omnillm
