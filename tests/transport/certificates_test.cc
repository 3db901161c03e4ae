// Nobody whose certificate is not good hears a byte of a request.

#include <gtest/gtest.h>

#include <string>

#include "support/socket_calls.h"
#include "transport/support/fetch.h"

namespace omnillm {
namespace {

using tests::Answer;
using tests::Authority;
using tests::Certificate;
using tests::ok;
using tests::TemporaryFile;
using tests::TestServer;

class CertificatesTest : public tests::WithTransport {
 protected:
  CertificatesTest() { use({.ca_file = ca.path()}); }

  void expect_refused(const Certificate& certificate, const char* what,
                      const std::string& host = "localhost") {
    const TestServer server(TestServer::always(ok("stolen")), certificate);
    const Answer answer = fetch(server.url("/canary", host));
    EXPECT_EQ(answer.kind(), ErrorKind::Network) << what;
    EXPECT_FALSE(answer.sent) << what;
    EXPECT_EQ(server.heard(), "") << what;
  }

  Authority authority;
  const TemporaryFile ca{authority.pem()};
};

TEST_F(CertificatesTest, LetAGoodServerHearTheRequest) {
  const TestServer server(TestServer::always(ok("hello")), authority.issue());
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(fetch(server.url("/", "localhost")).body, "hello");
    EXPECT_EQ(fetch(server.url("/", "127.0.0.1")).body, "hello");
  }
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(CertificatesTest, KeepEveryOtherFromHearingAnything) {
  expect_refused(authority.issue({.valid_from_days = -9, .valid_to_days = -1}), "expired");
  expect_refused(authority.issue({.valid_from_days = 1}), "not yet valid");
  expect_refused(authority.issue({.names = {"elsewhere.test"}}), "another host");
  expect_refused(authority.issue({.addresses = {"127.0.0.2"}}), "another address", "127.0.0.1");
  expect_refused(Authority::self_signed(), "self-signed");
  expect_refused(Authority().issue(), "an authority nobody knows");
  expect_refused(authority.issue({.purpose = "clientAuth"}), "another purpose");
  expect_refused(authority.issue({.weak_key = true}), "a weak key");
}

TEST_F(CertificatesTest, OfTheSystemVouchForNoneOfOurs) {
  use({});
  expect_refused(authority.issue(), "the system does not know our authority");
}

TEST_F(CertificatesTest, CostOneSendAndOneReceiveAnExchangeOnceTheyAreChecked) {
  const TestServer server(TestServer::always(ok("hello")), authority.issue());
  for (int i = 0; i < 3; ++i) fetch(server.url("/", "localhost"));
  const auto before = tests::socket_calls();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(fetch(server.url("/", "localhost")).body, "hello");
  const auto calls = tests::socket_calls() - before;
  EXPECT_EQ(calls.sendmsg, 20);
  EXPECT_EQ(calls.recv, 20);
}

// Somebody cuts the connection: without TLS's own end, an answer that ends with it has no end.
TEST_F(CertificatesTest, TakeACutForNoEnd) {
  const TestServer server(
      [](tests::TestConnection& connection) {
        connection.read_request();
        connection.send("HTTP/1.1 200 OK\r\n\r\nfirst");
        connection.cut();
      },
      authority.issue());
  const Answer answer = fetch(server.url("/", "localhost"));
  EXPECT_EQ(answer.body, "first");
  EXPECT_EQ(answer.kind(), ErrorKind::Network);
}

}  // namespace
}  // namespace omnillm
