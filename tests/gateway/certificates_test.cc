// Nobody but the provider hears a key: not a server whose certificate is not good, and not one that
// a redirect names.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "gateway/support/gateway_fixture.h"
#include "omnillm/http_transport.h"
#include "support/certificates.h"
#include "support/test_server.h"

namespace omnillm {
namespace {

using testing::HasSubstr;
using testing::Not;
using tests::Authority;
using tests::Certificate;
using tests::TemporaryFile;
using tests::TestServer;

constexpr const char* kKey = "sk-canary-0123456789";

std::string http_answer(std::string_view head, std::string_view body) {
  return std::string(head) + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}
std::string chat_answer() {
  return http_answer("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n", kChatAnswer);
}

class GatewayCertificates : public testing::Test {
 protected:
  // A gateway whose provider is that server, with two keys and tries to spare.
  Gateway gateway_to(const TestServer& server) {
    GatewayBuilder builder(
        ProviderEndpoint::at(WireFormat::OpenAiChatCompletions, server.url("/v1", "localhost")));
    builder.add_key(KeyConfig(kKey, "one")).add_key(KeyConfig(kKey, "two"));
    builder.retry({.max_attempts = 3, .backoff = std::chrono::milliseconds(1)});
    builder.transport(HttpTransport::create({.ca_file = ca.path()}).value());
    return builder.build().value();
  }

  void expect_unheard(const Certificate& certificate, const char* what) {
    const TestServer server(TestServer::always(chat_answer()), certificate);
    const Gateway gateway = gateway_to(server);
    const auto reply = gateway.call(hello());
    ASSERT_FALSE(reply) << what;
    EXPECT_EQ(reply.error().kind(), ErrorKind::Network) << what;
    EXPECT_FALSE(gateway.stream(hello())) << what;
    EXPECT_GT(server.connections(), 0) << what;
    EXPECT_EQ(server.heard(), "") << what;
    EXPECT_EQ(gateway.budget_used_usd(), 0) << what;
  }

  Authority authority;
  const TemporaryFile ca{authority.pem()};
};

TEST_F(GatewayCertificates, LetTheProviderHearItsKey) {
  const TestServer server(TestServer::always(chat_answer()), authority.issue());
  ASSERT_TRUE(gateway_to(server).call(hello()));
  EXPECT_THAT(server.heard(), HasSubstr("Bearer " + std::string(kKey)));
}

TEST_F(GatewayCertificates, KeepEveryOtherFromHearingAnything) {
  expect_unheard(authority.issue({.valid_from_days = -9, .valid_to_days = -1}), "expired");
  expect_unheard(authority.issue({.valid_from_days = 1}), "not yet valid");
  expect_unheard(authority.issue({.names = {"elsewhere.test"}}), "another host");
  expect_unheard(Authority::self_signed(), "self-signed");
  expect_unheard(Authority().issue(), "an authority nobody knows");
  expect_unheard(authority.issue({.purpose = "clientAuth"}), "another purpose");
  expect_unheard(authority.issue({.weak_key = true}), "a weak key");
}

class GatewayRedirects : public GatewayCertificates, public testing::WithParamInterface<int> {};

TEST_P(GatewayRedirects, AreNeverFollowed) {
  const TestServer elsewhere(TestServer::always(chat_answer()), authority.issue());
  const TestServer server(TestServer::always(http_answer(
                              "HTTP/1.1 " + std::to_string(GetParam()) + " Moved\r\nLocation: " +
                                  elsewhere.url("/v1/chat/completions", "localhost") + "\r\n",
                              "")),
                          authority.issue());
  const Gateway gateway = gateway_to(server);
  EXPECT_FALSE(gateway.call(hello()));
  EXPECT_FALSE(gateway.stream(hello()));
  EXPECT_THAT(server.heard(), HasSubstr(kKey));
  EXPECT_EQ(elsewhere.connections(), 0);
  EXPECT_EQ(elsewhere.heard(), "");
}

INSTANTIATE_TEST_SUITE_P(EveryOne, GatewayRedirects, testing::Values(301, 302, 303, 307, 308));

}  // namespace
}  // namespace omnillm
