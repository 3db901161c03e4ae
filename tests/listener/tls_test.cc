#include <gtest/gtest.h>

#include <string>

#include "listener/worker.h"
#include "net/self_signed.h"
#include "net/tls_stream.h"
#include "support/certificates.h"
#include "support/on_loop.h"
#include "support/raw_client.h"

namespace omnillm::listener {
namespace {

net::Task<void> echo(ServerRequest request, ResponseWriter& out) {
  out.send(200, {}, request.target);
  co_return;
}

class ListenerTlsTest : public tests::OnLoop {
 protected:
  void start() {
    const auto identity = net::make_self_signed().value();
    authority_ = identity.certificate;
    auto context = net::TlsContext::for_server(identity.certificate, identity.key).value();
    worker_ = std::make_unique<Worker>(*loop, clock, context, limits_, handler_);
    ASSERT_TRUE(worker_->listen({}));
  }
  ~ListenerTlsTest() override { worker_.reset(); }

  net::Task<Result<std::string>> get(std::string ca_file) {
    const auto context = net::TlsContext::for_client(ca_file).value();
    const auto address = net::Address::parse("127.0.0.1", worker_->port()).value();
    auto socket = co_await net::Socket::connect(*loop, address);
    auto stream =
        co_await net::TlsStream::connect(context, std::move(*socket), "localhost", nullptr);
    if (!stream) co_return tl::unexpected(stream.error());
    const std::string request = "GET /secret HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n";
    (void)co_await (*stream)->write(net::Pieces(request));
    std::string all, buffer(4096, '\0');
    for (;;) {
      const auto count = co_await (*stream)->read(buffer);
      if (!count) co_return tl::unexpected(count.error());
      if (*count == 0) co_return all;
      all.append(buffer, 0, *count);
    }
  }

  std::string authority_;
  const Limits limits_;
  const Handler handler_ = echo;
  std::unique_ptr<Worker> worker_;
};

TEST_F(ListenerTlsTest, AnswersWhoTrustsItAndEndsInOrder) {
  start();
  const tests::TemporaryFile file(authority_);
  const auto answer = run(get(file.path()));
  ASSERT_TRUE(answer) << answer.error();
  EXPECT_TRUE(answer->ends_with("/secret")) << *answer;
}

TEST_F(ListenerTlsTest, IsNotTrustedByAnybodyElse) {
  start();
  const tests::Authority other;
  const tests::TemporaryFile file(other.pem());
  EXPECT_FALSE(run(get(file.path())));
}

TEST_F(ListenerTlsTest, ClosesOnWhoSpeaksNoTls) {
  start();
  tests::RawClient client(worker_->port());
  client.send("GET / HTTP/1.1\r\nhost: h\r\n\r\n");
  settle();
  run_until([&] { return worker_->connections() == 0; });
}

}  // namespace
}  // namespace omnillm::listener
