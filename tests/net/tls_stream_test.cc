#include "net/tls_stream.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <optional>
#include <string>
#include <string_view>

#include "net/acceptor.h"
#include "support/certificates.h"
#include "support/on_loop.h"
#include "support/socket_calls.h"

namespace omnillm::net {
namespace {

using tests::Authority;
using tests::Certificate;
using tests::CertificateWish;
using tests::limit_sendmsg;
using tests::socket_calls;
using tests::TemporaryFile;

using Context = std::shared_ptr<const TlsContext>;
using Connection = Result<std::unique_ptr<TlsStream>>;

// Made once: keys take their time.
const Authority& authority() {
  static const Authority one;
  return one;
}

class TlsTest : public tests::OnLoop {
 protected:
  struct Ends {
    Connection client, server;
  };

  ~TlsTest() override { limit_sendmsg(0); }

  static Context server_context(const Certificate& certificate) {
    return TlsContext::for_server(certificate.pem, Secret(certificate.key_pem)).value();
  }
  static Context client_context(const std::string& trusted) {
    const TemporaryFile file(trusted);
    return TlsContext::for_client(file.path()).value();
  }
  static Task<Connection> accept(Acceptor& acceptor, Context context) {
    auto socket = co_await acceptor.accept();
    co_return co_await TlsStream::accept(std::move(context), std::move(socket).value());
  }
  static Task<Connection> connect(Reactor& loop, Address address, Context context, std::string host,
                                  std::shared_ptr<TlsSession> session, int* fd = nullptr) {
    auto socket = co_await Socket::connect(loop, address);
    if (fd) *fd = (*socket)->fd();
    co_return co_await TlsStream::connect(std::move(context), std::move(socket).value(),
                                          std::move(host), std::move(session));
  }
  Ends both(Context server, Context client, const std::string& host = "localhost",
            std::shared_ptr<TlsSession> session = nullptr) {
    auto acceptor = Acceptor::listen(*loop, {}).value();
    auto accepting = accept(*acceptor, std::move(server));
    auto connecting = connect(*loop, acceptor->address(), std::move(client), host,
                              std::move(session), &client_fd_);
    accepting.start();
    connecting.start();
    run_until([&] { return accepting.done() && connecting.done(); });
    return {connecting.take(), accepting.take()};
  }
  Ends good_ends(std::shared_ptr<TlsSession> session = nullptr) {
    return both(server_, client_, "localhost", std::move(session));
  }
  // Why the client does not want this server.
  std::string refusal(const Certificate& certificate, const std::string& host = "localhost") {
    Ends ends = both(server_context(certificate), client_, host);
    EXPECT_FALSE(ends.server);
    if (ends.client) return "accepted";
    EXPECT_EQ(ends.client.error().kind(), ErrorKind::Network);
    return ends.client.error().message();
  }

  static Task<Result<std::string>> read_once(ByteStream& stream) {
    std::string buffer(200'000, '\0');
    auto count = co_await stream.read(buffer);
    if (!count) co_return tl::unexpected(count.error());
    buffer.resize(*count);
    co_return buffer;
  }
  static Task<Result<std::string>> read_all(ByteStream& stream) {
    std::string out, buffer(10'000, '\0');
    for (;;) {
      auto count = co_await stream.read(buffer);
      if (!count) co_return tl::unexpected(count.error());
      if (*count == 0) co_return out;
      out.append(buffer, 0, *count);
    }
  }
  static Task<Result<void>> write(ByteStream& stream, std::string_view a, std::string_view b = {}) {
    co_return co_await stream.write({a, b});
  }

  Context server_ = server_context(authority().issue());
  int client_fd_ = -1;
  Context client_ = client_context(authority().pem());
};

TEST_F(TlsTest, CarriesWhatIsWrittenBothWays) {
  Ends ends = good_ends();
  ASSERT_TRUE(ends.client && ends.server);
  ASSERT_TRUE(run(write(**ends.client, "head ", "body")));
  EXPECT_EQ(run(read_once(**ends.server)).value(), "head body");
  ASSERT_TRUE(run(write(**ends.server, "answer")));
  EXPECT_EQ(run(read_once(**ends.client)).value(), "answer");
}

TEST_F(TlsTest, CarriesMuchAndWaitsWhenTheKernelTakesNoMore) {
  Ends ends = good_ends();
  std::string much;
  for (int i = 0; much.size() < (6U << 20); ++i) much += std::to_string(i);
  auto writing = write(**ends.client, "first", much);
  writing.start();
  EXPECT_FALSE(writing.done());
  auto reading = read_all(**ends.server);
  reading.start();
  run_until([&] { return writing.done(); });
  ASSERT_TRUE(writing.take());
  (*ends.client)->end_writing();
  run_until([&] { return reading.done(); });
  EXPECT_TRUE(reading.take().value() == "first" + much);
}

TEST_F(TlsTest, CostsOneSendAndOneReceiveAnExchange) {
  Ends ends = good_ends();
  auto exchange = [](ByteStream& client, ByteStream& server) -> Task<void> {
    std::string buffer(4096, '\0');
    for (int i = 0; i < 20; ++i) {
      static_cast<void>(co_await client.write({"question", "body"}));
      static_cast<void>(co_await server.read(buffer));
      static_cast<void>(co_await server.write({"answer", "body"}));
      static_cast<void>(co_await client.read(buffer));
    }
  };
  run(exchange(**ends.client, **ends.server));  // with what the handshake left
  const auto before = socket_calls();
  run(exchange(**ends.client, **ends.server));
  const auto calls = socket_calls() - before;
  EXPECT_EQ(calls.sendmsg, 2 * 20);
  EXPECT_EQ(calls.recv, 2 * 20);
  EXPECT_EQ(calls.epoll_ctl, 0);
}

TEST_F(TlsTest, IsCarriedByteByByte) {
  limit_sendmsg(1);
  Ends ends = good_ends();
  ASSERT_TRUE(ends.client && ends.server);
  ASSERT_TRUE(run(write(**ends.client, "slow")));
  EXPECT_EQ(run(read_once(**ends.server)).value(), "slow");
}

TEST_F(TlsTest, SeesTheEnd) {
  Ends ends = good_ends();
  ASSERT_TRUE(run(write(**ends.client, "last")));
  ends.client->reset();
  EXPECT_EQ(run(read_all(**ends.server)).value(), "last");
}

// Somebody on the way closes the connection: what came before is not all there was.
TEST_F(TlsTest, TakesACutForNoEnd) {
  Ends ends = good_ends();
  ASSERT_TRUE(run(write(**ends.client, "first")));
  EXPECT_EQ(run(read_once(**ends.server)).value(), "first");
  ASSERT_EQ(::shutdown(client_fd_, SHUT_RDWR), 0);
  for (int i = 0; i < 2; ++i) {
    const auto cut = run(read_once(**ends.server));
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().kind(), ErrorKind::Network);
  }
}

TEST_F(TlsTest, RefusesWhatIsNoTls) {
  auto acceptor = Acceptor::listen(*loop, {}).value();
  auto plain = run(Socket::connect(*loop, acceptor->address())).value();
  ASSERT_TRUE(run(write(*plain, "GET / HTTP/1.1\r\n\r\n")));
  const auto refused = run(accept(*acceptor, server_));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::Network);
}

TEST_F(TlsTest, SaysAgainAndAgainThatTheEndIsReached) {
  Ends ends = good_ends();
  ends.client->reset();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(run(read_once(**ends.server)).value(), "");
}

TEST_F(TlsTest, IsQuietUntilSomethingArrives) {
  Ends ends = good_ends();
  ASSERT_TRUE(run(write(**ends.server, "x")));
  EXPECT_EQ(run(read_once(**ends.client)).value(), "x");
  settle();
  EXPECT_TRUE((*ends.client)->is_quiet(ByteStream::Ask::Kernel));
  ASSERT_TRUE(run(write(**ends.server, "y")));
  EXPECT_FALSE((*ends.client)->is_quiet(ByteStream::Ask::Kernel));
}

TEST_F(TlsTest, ShortensTheSecondHandshake) {
  auto session = std::make_shared<TlsSession>();
  for (const bool resumed : {false, true, true}) {
    Ends ends = good_ends(session);
    ASSERT_TRUE(ends.client && ends.server);
    EXPECT_EQ((*ends.client)->resumed(), resumed);
    ASSERT_TRUE(run(write(**ends.server, "x")));
    EXPECT_EQ(run(read_once(**ends.client)).value(), "x");
    EXPECT_TRUE(session->known());
  }
}

TEST_F(TlsTest, TakesAServerByItsAddressToo) {
  Ends ends = both(server_, client_, "127.0.0.1");
  EXPECT_TRUE(ends.client);
}

TEST_F(TlsTest, RefusesACertificateThatIsNotGood) {
  using std::string;
  EXPECT_NE(
      refusal(authority().issue({.valid_from_days = -9, .valid_to_days = -1})).find("expired"),
      string::npos);
  EXPECT_NE(refusal(authority().issue({.valid_from_days = 1})).find("not yet valid"), string::npos);
  EXPECT_NE(refusal(authority().issue({.names = {"elsewhere"}})).find("ostname"), string::npos);
  EXPECT_NE(refusal(authority().issue({.addresses = {"127.0.0.2"}}), "127.0.0.1").find("address"),
            string::npos);
  EXPECT_NE(refusal(Authority::self_signed()).find("self-signed"), string::npos);
  EXPECT_NE(refusal(Authority().issue()).find("issuer"), string::npos);
  EXPECT_NE(refusal(authority().issue({.purpose = "clientAuth"})).find("purpose"), string::npos);
}

TEST_F(TlsTest, MatchesNoNameInPart) {
  EXPECT_NE(refusal(authority().issue({.names = {"l*t"}})), "accepted");
  EXPECT_NE(refusal(authority().issue({.names = {"*"}})), "accepted");
  EXPECT_EQ(refusal(authority().issue({.names = {"*.example.com"}}), "a.b.example.com").find("acc"),
            std::string::npos);
}

TEST_F(TlsTest, RefusesToServeWhatNobodyWouldTrust) {
  const Certificate good = authority().issue(), other = authority().issue();
  const Certificate weak = authority().issue({.weak_key = true});
  EXPECT_FALSE(TlsContext::for_server(good.pem, Secret(other.key_pem)));
  EXPECT_FALSE(TlsContext::for_server("", Secret(good.key_pem)));
  EXPECT_FALSE(TlsContext::for_server(good.pem, Secret("")));
  EXPECT_FALSE(TlsContext::for_server(weak.pem, Secret(weak.key_pem)));
}

TEST_F(TlsTest, SaysWhichFileOfAuthoritiesItCannotRead) {
  const auto context = TlsContext::for_client("/nowhere/ca.pem");
  ASSERT_FALSE(context);
  EXPECT_EQ(context.error().kind(), ErrorKind::Configuration);
  EXPECT_NE(context.error().message().find("/nowhere/ca.pem"), std::string::npos);
}

// The handshake is given up after 0, 1, 2, ... rounds of the loop.
TEST_F(TlsTest, MayBeLeftAnywhereInTheHandshake) {
  for (int rounds = 0; rounds < 12; ++rounds) {
    auto acceptor = Acceptor::listen(*loop, {}).value();
    auto accepting = accept(*acceptor, server_);
    auto connecting = connect(*loop, acceptor->address(), client_, "localhost", nullptr);
    accepting.start();
    connecting.start();
    for (int i = 0; i < rounds; ++i) loop->run_once(loop->now());
    if (rounds % 2 == 0) connecting.reset();
    accepting.reset();
    settle();
  }
}

}  // namespace
}  // namespace omnillm::net
