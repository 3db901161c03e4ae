// A provider that wants tokens, and takes one back before its time.

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <string>

#include "auth/service_account_for_test.h"
#include "gateway/support/gateway_fixture.h"
#include "omnillm/credentials.h"
#include "omnillm/http_transport.h"
#include "support/certificates.h"
#include "support/test_server.h"

namespace omnillm {
namespace {

using tests::Authority;
using tests::TemporaryFile;
using tests::TestConnection;
using tests::TestServer;

// The machine's clocks, and what a test adds to them.
class ShiftedClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return real_.now() + shift_.load(); }
  [[nodiscard]] WallTime wall() const override { return real_.wall() + shift_.load(); }
  void advance(Duration by) { shift_ = shift_.load() + by; }

 private:
  SystemClock real_;
  std::atomic<Duration> shift_{Duration::zero()};
};

std::string http_answer(int status, const std::string& body) {
  return "HTTP/1.1 " + std::to_string(status) +
         " Said\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

// Gives tokens at /token, "token-1" first, and answers chats that bring one it still takes.
class TokenProvider {
 public:
  explicit TokenProvider(const Authority& authority)
      : server_([this](TestConnection& connection) { serve(connection); }, authority.issue()) {}

  [[nodiscard]] std::string url(std::string_view path) const {
    return server_.url(path, "localhost");
  }
  void revoke(const std::string& token) {
    const std::lock_guard lock(mu_);
    revoked_.insert(token);
  }
  // Gives no more tokens.
  void close_counter() { closed_ = true; }
  // Chats wait until so many tokens were given.
  void answer_chats_after(int tokens) { wanted_ = tokens; }
  void revoke_all() {
    for (int i = 1; i < 100; ++i) revoke("token-" + std::to_string(i));
  }
  [[nodiscard]] int tokens_given() const { return given_; }
  [[nodiscard]] int chats() const { return chats_; }

 private:
  void serve(TestConnection& connection) {
    for (;;) {
      const std::string request = connection.read_request();
      if (request.empty()) return;
      connection.send(request.starts_with("POST /token ") ? token() : chat(request));
    }
  }
  std::string token() {
    if (closed_) return http_answer(400, R"({"error":"invalid_grant"})");
    const std::lock_guard lock(mu_);
    token_given_.notify_all();
    return http_answer(200, R"({"access_token":"token-)" + std::to_string(++given_) +
                                R"(","expires_in":3600,"token_type":"Bearer"})");
  }
  std::string chat(const std::string& request) {
    ++chats_;
    std::unique_lock lock(mu_);
    EXPECT_TRUE(token_given_.wait_for(lock, std::chrono::seconds(30),
                                      [this] { return given_ >= wanted_; }));
    for (const std::string& token : revoked_)
      if (request.find("Bearer " + token + "\r\n") != std::string::npos)
        return http_answer(401, R"({"error":{"message":"token revoked"}})");
    return http_answer(200, kChatAnswer);
  }

  std::mutex mu_;
  std::set<std::string> revoked_;
  std::atomic<bool> closed_ = false;
  std::condition_variable token_given_;
  std::atomic<int> wanted_ = 0;
  std::atomic<int> given_ = 0, chats_ = 0;
  TestServer server_;
};

struct AttemptCounter final : Observer {
  void on_finished(const CallRecord& record) override {
    attempts = static_cast<int>(record.attempts.size());
  }
  std::atomic<int> attempts = 0;
};

class GatewayTokens : public testing::Test {
 protected:
  GatewayBuilder builder() {
    GatewayBuilder out;
    out.transport(HttpTransport::create({.ca_file = ca.path()}).value()).clock(clock);
    out.observer(watching);
    out.retry({.max_attempts = 3, .backoff = std::chrono::milliseconds(1)});
    return out;
  }
  Gateway with_tokens() {
    const auto where = ProviderEndpoint::at(WireFormat::OpenAiChatCompletions, provider.url("/v1"))
                           .with_auth(AuthScheme::google());
    const Secret account = auth::service_account_json(auth::test_key(), "token_uri",
                                                      "\"" + provider.url("/token") + "\"");
    return builder()
        .provider(ProviderConfig("cloud").speaks(where).signs_with(
            credential::GoogleServiceAccount{.json = account}))
        .build()
        .value();
  }

  Authority authority;
  const TemporaryFile ca{authority.pem()};
  std::shared_ptr<ShiftedClock> clock = std::make_shared<ShiftedClock>();
  std::shared_ptr<AttemptCounter> watching = std::make_shared<AttemptCounter>();
  TokenProvider provider{authority};
};

TEST_F(GatewayTokens, AreFetchedOnceForManyCalls) {
  const Gateway gateway = with_tokens();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(gateway.call(hello()));
  EXPECT_EQ(provider.tokens_given(), 1);
}

// Somebody waited for it, once an hour.
TEST_F(GatewayTokens, AreFetchedBesideACallBeforeTheOldOneEnds) {
  const Gateway gateway = with_tokens();
  ASSERT_TRUE(gateway.call(hello()));
  clock->advance(std::chrono::minutes(57));
  provider.answer_chats_after(2);  // tokens
  ASSERT_TRUE(gateway.call(hello()));
  EXPECT_EQ(provider.tokens_given(), 2);
}

// It was used until it expired: every call failed for up to an hour.
TEST_F(GatewayTokens, AreFetchedAnewWhenOneIsTakenBackEarlyAndNobodyNotices) {
  const Gateway gateway = with_tokens();
  ASSERT_TRUE(gateway.call(hello()));
  provider.revoke("token-1");
  clock->advance(std::chrono::minutes(5));
  const auto reply = gateway.call(hello());
  ASSERT_TRUE(reply) << reply.error();
  EXPECT_EQ(provider.tokens_given(), 2);
  EXPECT_EQ(provider.chats(), 3);
  EXPECT_EQ(reply->record->attempts.size(), 2u);
  EXPECT_EQ(reply->record->attempts.front().status, 401);
  ASSERT_TRUE(gateway.call(hello()));  // the key is as good as before
  EXPECT_EQ(provider.chats(), 4);
}

TEST_F(GatewayTokens, AreNotFetchedAgainAndAgainByAProviderThatTakesNone) {
  const Gateway gateway = with_tokens();
  ASSERT_TRUE(gateway.call(hello()));
  provider.revoke_all();
  clock->advance(std::chrono::minutes(5));
  const auto reply = gateway.call(hello());
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind(), ErrorKind::Auth);
  EXPECT_EQ(provider.tokens_given(), 2);
  EXPECT_EQ(provider.chats(), 3);
}

TEST_F(GatewayTokens, ThatCannotBeHadAreAskedForOnceACall) {
  provider.close_counter();
  const auto reply = with_tokens().call(hello());
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind(), ErrorKind::Auth);
  EXPECT_EQ(provider.chats(), 0);
  EXPECT_EQ(watching->attempts, 1);
}

TEST_F(GatewayTokens, HaveNothingToDoWithAKeyThatIsRefused) {
  provider.revoke("sk-canary-1");
  GatewayBuilder keyed = builder();
  keyed.provider(
      ProviderConfig("plain")
          .speaks(ProviderEndpoint::at(WireFormat::OpenAiChatCompletions, provider.url("/v1")))
          .key(KeyConfig("sk-canary-1", "one")));
  const auto reply = keyed.build().value().call(hello());
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind(), ErrorKind::Auth);
  EXPECT_EQ(provider.chats(), 1);
  EXPECT_EQ(provider.tokens_given(), 0);
}

}  // namespace
}  // namespace omnillm
