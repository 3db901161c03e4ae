#include "net/socket.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <string>
#include <string_view>

#include "net/acceptor.h"
#include "support/on_loop.h"
#include "support/socket_calls.h"

namespace omnillm::net {
namespace {

using tests::limit_sendmsg;
using tests::socket_calls;

using Connection = std::unique_ptr<Socket>;

class SocketTest : public tests::OnLoop {
 protected:
  struct Ends {
    Connection client, server;
  };

  ~SocketTest() override { limit_sendmsg(0); }

  static Task<Ends> connect(Reactor& loop) {
    auto acceptor = Acceptor::listen(loop, {}).value();
    auto client = co_await Socket::connect(loop, acceptor->address());
    auto server = co_await acceptor->accept();
    co_return Ends{std::move(client).value(), std::move(server).value()};
  }
  static Task<Result<std::string>> read_all(ByteStream& stream, std::size_t at_a_time) {
    std::string out, buffer(at_a_time, '\0');
    for (;;) {
      auto count = co_await stream.read(buffer);
      if (!count) co_return tl::unexpected(count.error());
      if (*count == 0) co_return out;
      out.append(buffer, 0, *count);
    }
  }
  static Task<Result<std::string>> read_once(ByteStream& stream) {
    std::string buffer(4096, '\0');
    auto count = co_await stream.read(buffer);
    if (!count) co_return tl::unexpected(count.error());
    buffer.resize(*count);
    co_return buffer;
  }
  static Task<Result<void>> write(ByteStream& stream, std::string_view a, std::string_view b = {}) {
    co_return co_await stream.write({a, b});
  }
  // As two programs would, on one thread.
  static void plain_send(Socket& socket, std::string_view text) {
    ASSERT_EQ(::send(socket.fd(), text.data(), text.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(text.size()));
  }
  // The peer resets the connection instead of closing it.
  static void reset(Connection& connection) {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(connection->fd(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    connection.reset();
  }

  Ends ends = run(connect(*loop));
};

TEST_F(SocketTest, CarriesWhatIsWrittenInPieces) {
  ASSERT_TRUE(run(write(*ends.client, "head ", "body")));
  EXPECT_EQ(run(read_once(*ends.server)).value(), "head body");
  EXPECT_EQ(ends.client->sent_bytes(), 9U);
}

TEST_F(SocketTest, ReadsToTheEnd) {
  ASSERT_TRUE(run(write(*ends.client, "all of it")));
  ends.client.reset();
  for (const std::size_t at_a_time : {1U, 4U, 9U, 4096U}) {
    if (at_a_time != 1) {
      ends = run(connect(*loop));
      ASSERT_TRUE(run(write(*ends.client, "all of it")));
      ends.client->end_writing();
    }
    EXPECT_EQ(run(read_all(*ends.server, at_a_time)).value(), "all of it") << at_a_time;
  }
}

// The end is told once, together with the last bytes; a read that empties the buffer must not
// forget it.
TEST_F(SocketTest, SeesAnEndThatCameWithTheLastBytes) {
  plain_send(*ends.client, "last");
  ends.client.reset();
  settle();
  EXPECT_EQ(run(read_all(*ends.server, 4096)).value(), "last");
}

TEST_F(SocketTest, SaysAgainAndAgainThatTheEndIsReached) {
  ends.client.reset();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(run(read_once(*ends.server)).value(), "");
}

TEST_F(SocketTest, SaysThatThePeerHasReset) {
  reset(ends.client);
  const auto read = run(read_once(*ends.server));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind(), ErrorKind::Network);
  const auto written = run(write(*ends.server, "x"));
  ASSERT_FALSE(written);
  EXPECT_EQ(ends.server->sent_bytes(), 0U);
}

TEST_F(SocketTest, WaitsWhenTheKernelTakesNoMore) {
  const std::string much(8 << 20, 'x');
  auto writing = write(*ends.client, much);
  writing.start();
  EXPECT_FALSE(writing.done());
  auto reading = read_all(*ends.server, 65536);
  reading.start();
  run_until([&] { return writing.done(); });
  EXPECT_TRUE(writing.take());
  ends.client.reset();
  run_until([&] { return reading.done(); });
  EXPECT_EQ(reading.take().value(), much);
}

TEST_F(SocketTest, WritesEveryByteHoweverLittleTheKernelTakes) {
  for (const int most : {1, 2, 3, 7}) {
    limit_sendmsg(most);
    ASSERT_TRUE(run(write(*ends.client, "hello ", "world")));
    limit_sendmsg(0);
    std::string got;
    while (got.size() < 11) got += run(read_once(*ends.server)).value();
    EXPECT_EQ(got, "hello world");
  }
}

TEST_F(SocketTest, CostsOneSendAndOneReceiveAnExchange) {
  auto exchange = [](Ends& both) -> Task<void> {
    std::string buffer(4096, '\0');
    for (int i = 0; i < 50; ++i) {
      static_cast<void>(co_await both.client->write({"question", "body"}));
      static_cast<void>(co_await both.server->read(buffer));
      static_cast<void>(co_await both.server->write({"answer", "body"}));
      static_cast<void>(co_await both.client->read(buffer));
    }
  };
  const auto before = socket_calls();
  run(exchange(ends));
  const auto calls = socket_calls() - before;
  EXPECT_EQ(calls.recv, 2 * 50);
  EXPECT_EQ(calls.sendmsg, 2 * 50);
  EXPECT_EQ(calls.epoll_ctl, 0);
}

TEST_F(SocketTest, IsQuietUntilSomethingArrives) {
  settle();
  EXPECT_TRUE(ends.client->is_quiet(ByteStream::Ask::Loop));
  EXPECT_TRUE(ends.client->is_quiet(ByteStream::Ask::Kernel));
  plain_send(*ends.server, "x");
  // The loop has not told yet, the kernel knows.
  EXPECT_TRUE(ends.client->is_quiet(ByteStream::Ask::Loop));
  EXPECT_FALSE(ends.client->is_quiet(ByteStream::Ask::Kernel));
  settle();
  EXPECT_FALSE(ends.client->is_quiet(ByteStream::Ask::Loop));
}

TEST_F(SocketTest, IsNotQuietOnceThePeerHasGone) {
  ends.server.reset();
  EXPECT_FALSE(ends.client->is_quiet(ByteStream::Ask::Kernel));
  settle();
  EXPECT_FALSE(ends.client->is_quiet(ByteStream::Ask::Loop));
}

TEST_F(SocketTest, SendsSmallPiecesAtOnceAndLooksAfterThePeer) {
  for (const Socket* socket : {ends.client.get(), ends.server.get()}) {
    int no_delay = 0, keep_alive = 0;
    socklen_t size = sizeof no_delay;
    ::getsockopt(socket->fd(), IPPROTO_TCP, TCP_NODELAY, &no_delay, &size);
    ::getsockopt(socket->fd(), SOL_SOCKET, SO_KEEPALIVE, &keep_alive, &size);
    EXPECT_NE(no_delay, 0);
    EXPECT_NE(keep_alive, 0);
  }
}

TEST_F(SocketTest, NamesThePeer) {
  const auto peer = ends.server->peer();
  ASSERT_TRUE(peer);
  EXPECT_TRUE(peer->is_loopback());
}

TEST_F(SocketTest, MayBeLeftWhileSomeoneReadsOrWrites) {
  auto reading = read_once(*ends.client);
  reading.start();
  reading.reset();
  const std::string much(8 << 20, 'x');
  auto writing = write(*ends.client, much);
  writing.start();
  ASSERT_FALSE(writing.done());
  writing.reset();
  plain_send(*ends.server, "nobody hears");
  settle();
  EXPECT_EQ(run(read_once(*ends.client)).value(), "nobody hears");
}

// Whoever is woken may destroy the socket that wakes it, and who else waits for it.
TEST_F(SocketTest, MayBeDestroyedByWhomItWakes) {
  const std::string much(8 << 20, 'x');
  auto writing = write(*ends.client, much);
  writing.start();
  auto close = [](Ends& both, Task<Result<void>>& other) -> Task<void> {
    char byte = 0;
    static_cast<void>(co_await both.client->read({&byte, 1}));
    other.reset();
    both.client.reset();
  };
  auto closing = close(ends, writing);
  closing.start();
  reset(ends.server);
  run_until([&] { return closing.done(); });
  EXPECT_FALSE(ends.client);
}

TEST_F(SocketTest, SaysWhoDoesNotListen) {
  auto acceptor = Acceptor::listen(*loop, {}).value();
  const Address address = acceptor->address();
  acceptor.reset();
  const auto connected = run(Socket::connect(*loop, address));
  ASSERT_FALSE(connected);
  EXPECT_EQ(connected.error().kind(), ErrorKind::Network);
  EXPECT_NE(connected.error().message().find(address.to_string()), std::string::npos);
}

TEST_F(SocketTest, MayBeLeftWhileItConnects) {
  auto acceptor = Acceptor::listen(*loop, {}).value();
  auto connecting = Socket::connect(*loop, acceptor->address());
  connecting.start();
  connecting.reset();
  settle();
}

}  // namespace
}  // namespace omnillm::net
