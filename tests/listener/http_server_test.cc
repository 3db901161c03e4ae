#include "listener/http_server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "support/raw_client.h"

namespace omnillm::listener {
namespace {

using tests::RawClient;

net::Task<void> echo(ServerRequest request, ResponseWriter& out) {
  out.send(200, {}, request.body);
  co_return;
}

std::string post(const std::string& body) {
  return "POST / HTTP/1.1\r\nhost: h\r\ncontent-length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

class HttpServerTest : public ::testing::Test {
 protected:
  void start(int threads) {
    server_ = HttpServer::start({.threads = threads}, clock_, echo).value();
  }

  SystemClock clock_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpServerTest, ServesManyClientsOnSeveralThreads) {
  start(2);
  std::atomic<int> good{0};
  std::vector<std::thread> clients;
  for (int c = 0; c < 4; ++c)
    clients.emplace_back([&, c] {
      RawClient client(server_->port());
      for (int i = 0; i < 50; ++i) {
        const std::string body = std::to_string(c) + '-' + std::to_string(i);
        client.send(post(body));
        if (client.read_answer().body == body) ++good;
      }
    });
  for (auto& client : clients) client.join();
  EXPECT_EQ(good, 200);
}

TEST_F(HttpServerTest, DrainsWhatIdlesAtOnce) {
  start(2);
  RawClient client(server_->port());
  client.send(post("x"));
  EXPECT_EQ(client.read_answer().body, "x");
  EXPECT_TRUE(server_->drain(std::chrono::seconds(10)));
  EXPECT_EQ(client.read_all(), "");
}

TEST_F(HttpServerTest, RefusesConnectionsWhileShutAndTakesThePortAgain) {
  start(1);
  const std::uint16_t port = server_->port();
  server_->shut();
  EXPECT_FALSE(RawClient(port).connected());
  ASSERT_TRUE(server_->reopen());
  RawClient client(port);
  client.send(post("back"));
  EXPECT_EQ(client.read_answer().body, "back");
}

TEST_F(HttpServerTest, SaysWhyItCannotListen) {
  start(1);
  const auto second = HttpServer::start({.port = server_->port()}, clock_, echo);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind(), ErrorKind::Network);
}

}  // namespace
}  // namespace omnillm::listener
