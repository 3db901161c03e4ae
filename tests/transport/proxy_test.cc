#include <gtest/gtest.h>

#include <map>
#include <string>

#include "transport/support/fetch.h"

namespace omnillm {
namespace {

using tests::Answer;
using tests::Authority;
using tests::Certificate;
using tests::ok;
using tests::TemporaryFile;
using tests::TestConnection;
using tests::TestServer;

class ProxyTest : public tests::WithTransport {
 protected:
  // Every host but this machine is asked through `proxy`.
  void use_proxy(const TestServer& proxy, const std::string& user = "") {
    const std::string url = "http://" + user + "127.0.0.1:" + std::to_string(proxy.port());
    const FixedEnvironment environment({{"HTTPS_PROXY", url}, {"HTTP_PROXY", url}});
    use({.ca_file = ca.path(), .environment = &environment});
  }
  // What comes of a CONNECT that is answered so.
  Answer fetch_secure(const std::string& answer) {
    const TestServer proxy([&](TestConnection& connection) {
      connection.read_request();
      connection.send(answer);
      connection.wait_for_end();
    });
    use_proxy(proxy);
    Answer got = fetch("https://provider.test/");
    EXPECT_EQ(proxy.heard().find("canary"), std::string::npos);
    return got;
  }

  Authority authority;
  const TemporaryFile ca{authority.pem()};
  const Certificate certificate = authority.issue({.names = {"provider.test"}});
};

TEST_F(ProxyTest, PassesTlsThroughConnect) {
  const TestServer proxy([&](TestConnection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 200 Connection established\r\n\r\n");
    if (!connection.start_tls(certificate)) return;
    while (!connection.read_request().empty()) connection.send(ok("hello"));
  });
  use_proxy(proxy, "user:pass@");
  for (int i = 0; i < 2; ++i) EXPECT_EQ(fetch("https://provider.test/v1?x").body, "hello");
  EXPECT_EQ(proxy.connections(), 1);
  const std::string heard = proxy.heard();
  EXPECT_TRUE(
      heard.starts_with("CONNECT provider.test:443 HTTP/1.1\r\nHost: provider.test:443\r\n"
                        "Proxy-Authorization: Basic dXNlcjpwYXNz\r\n\r\n"
                        "POST /v1?x HTTP/1.1\r\nHost: provider.test\r\n"))
      << heard;
  // Within TLS, nobody is told how to use the proxy.
  EXPECT_EQ(heard.find("Basic"), heard.rfind("Basic"));
}

TEST_F(ProxyTest, GivesAPlainRequestToTheProxyItself) {
  const TestServer proxy(TestServer::always(ok("hello")));
  use_proxy(proxy, "user:pass@");
  EXPECT_EQ(fetch("http://provider.test/v1?x").body, "hello");
  const std::string heard = proxy.heard();
  EXPECT_TRUE(
      heard.starts_with("POST http://provider.test/v1?x HTTP/1.1\r\nHost: provider.test\r\n"));
  EXPECT_NE(heard.find("\r\nProxy-Authorization: Basic dXNlcjpwYXNz\r\n"), std::string::npos);
}

TEST_F(ProxyTest, TellsTheProxyNothingWhenItRefuses) {
  for (const char* answer : {"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n",
                             "HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n",
                             "HTTP/1.1 302 Elsewhere\r\nLocation: http://127.0.0.1/\r\n\r\n",
                             "nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\nbytes of its own"}) {
    const Answer got = fetch_secure(answer);
    EXPECT_EQ(got.kind(), ErrorKind::Network) << answer;
    EXPECT_FALSE(got.sent);
    EXPECT_NE(got.message().find("proxy"), std::string::npos);
  }
}

TEST_F(ProxyTest, TellsAProxyThatIsNotTheServerNothing) {
  const Certificate wrong = authority.issue({.names = {"proxy.test"}});
  const TestServer proxy([&](TestConnection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 200 OK\r\n\r\n");
    if (connection.start_tls(wrong)) connection.wait_for_end();
  });
  use_proxy(proxy);
  const Answer got = fetch("https://provider.test/");
  EXPECT_EQ(got.kind(), ErrorKind::Network);
  EXPECT_FALSE(got.sent);
  EXPECT_EQ(proxy.heard().find("canary"), std::string::npos);
}

TEST_F(ProxyTest, ShowsItsPasswordToNobody) {
  const TestServer proxy([](TestConnection&) {});
  use_proxy(proxy, "canary:canary@");
  const Answer got = fetch("https://provider.test/");
  EXPECT_EQ(got.message().find("canary"), std::string::npos);
  EXPECT_EQ(got.message().find("Y2FuYXJ5"), std::string::npos);
}

TEST_F(ProxyTest, IsNotAskedForThisMachine) {
  const TestServer proxy(TestServer::always(ok("proxy"))), server(TestServer::always(ok("direct")));
  use_proxy(proxy);
  EXPECT_EQ(fetch(server.url("/")).body, "direct");
  EXPECT_EQ(proxy.connections(), 0);
}

}  // namespace
}  // namespace omnillm
