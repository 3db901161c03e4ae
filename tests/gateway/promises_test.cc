// What a caller may rely on whatever goes wrong: nothing is taken for what cannot be sent, and
// nothing is charged twice.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

#include "gateway/support/gateway_fixture.h"
#include "omnillm/cancellation.h"
#include "omnillm/http_transport.h"

namespace omnillm {
namespace {

using testing::HasSubstr;
using testing::Not;

std::shared_ptr<ScriptedTransport> answering(ScriptedAnswer answer) {
  return std::make_shared<ScriptedTransport>(std::vector{std::move(answer)});
}

// The slot of a minute was gone for it, and an error counted against the key.
TEST(GatewayPromises, WhatCannotBeEncodedTakesNoPlaceOfAKeyAndNoMoney) {
  const auto provider = answering(ScriptedAnswer::json("{}"));
  const Gateway gateway = GatewayBuilder(ProviderEndpoint::gemini_generate_content())
                              .add_key(KeyConfig("sk-canary-1", "one").rpm_limit(10))
                              .budget_limit_usd(1)
                              .transport(provider)
                              .build()
                              .value();
  LlmRequest request = hello("gemini-2.5-flash");
  request.capabilities.prompt_cache = PromptCachePolicy::required();
  const auto reply = gateway.call(request);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind(), ErrorKind::BadRequest) << reply.error();
  EXPECT_TRUE(provider->requests().empty());
  EXPECT_EQ(gateway.pool_status().at(0).rpm_inflight, 0);
  EXPECT_EQ(gateway.pool_status().at(0).tpm_inflight, 0);
  EXPECT_EQ(gateway.budget_used_usd(), 0);
}

TEST(GatewayPromises, AnOutputBeyondEveryNumberIsRefusedAndNeverCheap) {
  const auto provider = answering(ScriptedAnswer::json(kChatAnswer));
  const Gateway gateway = chat_gateway(provider).budget_limit_usd(1).build().value();
  for (const std::int64_t most :
       {std::int64_t{std::numeric_limits<std::uint32_t>::max()}, std::int64_t{1} << 40,
        std::numeric_limits<std::int64_t>::max()}) {
    LlmRequest request = hello();
    request.generation.max_output_tokens = most;
    const auto reply = gateway.call(request);
    ASSERT_FALSE(reply) << most;
    EXPECT_EQ(reply.error().kind(), ErrorKind::OwnBudget) << reply.error();
  }
  EXPECT_TRUE(provider->requests().empty());
}

TEST(GatewayPromises, TheModelThatAnsweredIsTheOneThatIsPaid) {
  std::string answer = kChatAnswer;
  answer.replace(answer.find("gpt-4o"), 6, "gpt-4o-mini");
  const auto provider = answering(ScriptedAnswer::json(answer));
  const Gateway gateway = chat_gateway(provider).budget_limit_usd(1).build().value();
  const auto reply = gateway.call(hello());
  ASSERT_TRUE(reply) << reply.error();
  // 10 at $0.15 and 5 at $0.60 a million.
  EXPECT_EQ(reply->cost(), Money::parse("0.0000045").value());
}

// The used amount wrapped: small requests were refused from then on, and large ones admitted.
TEST(GatewayPromises, AStreamIsChargedOnceWhateverHappensAfterItsEnd) {
  ScriptedAnswer answer = ScriptedAnswer::sse({chat_chunk("Hello"), chat_end()});
  answer.after_pieces = Error(ErrorKind::Network, "connection reset");
  const auto provider = answering(answer);
  const Gateway gateway = chat_gateway(provider).budget_limit_usd(1).build().value();
  {
    auto stream = gateway.stream(hello());
    ASSERT_TRUE(stream) << stream.error();
    ASSERT_TRUE(stream->collect());
    stream->cancel();
    (void)stream->next();
    EXPECT_DOUBLE_EQ(gateway.budget_used_usd(), 0.000075);
  }
  EXPECT_DOUBLE_EQ(gateway.budget_used_usd(), 0.000075);
  expect_at_rest(gateway, *provider);
}

// It took the 120 seconds of the client's timeout.
TEST(GatewayPromises, AStreamThatDoesNotOpenIsGivenUpWhenItsTokenIsCancelled) {
  CancellationToken cancel;
  const auto provider = std::make_shared<ScriptedTransport>([&](const HttpRequest&) {
    cancel.cancel();
    return ScriptedAnswer{.hang_before_head = true};
  });
  const Gateway gateway = chat_gateway(provider).build().value();
  const auto stream = gateway.stream(hello(), {.cancel = cancel});
  ASSERT_FALSE(stream);
  EXPECT_EQ(stream.error().kind(), ErrorKind::Cancelled);
  expect_at_rest(gateway, *provider);
}

// The breaker opened for it.
TEST(GatewayPromises, AHeaderThatIsNoneIsTheCallersMistakeAndNotTheKeys) {
  const Gateway gateway =
      GatewayBuilder(ProviderEndpoint::at(WireFormat::OpenAiChatCompletions, "http://127.0.0.1:1"))
          .add_key(KeyConfig("sk-canary-1", "one"))
          .retry({.max_attempts = 1})
          .build()
          .value();
  CallOptions options;
  options.extra_headers.set("x-mine", "a\r\nx-other: b");
  for (int i = 0; i < 6; ++i) {
    const auto reply = gateway.call(hello(), options);
    ASSERT_FALSE(reply);
    EXPECT_THAT(reply.error().kind(),
                testing::AnyOf(ErrorKind::Configuration, ErrorKind::BadRequest))
        << reply.error();
  }
  EXPECT_EQ(gateway.pool_status().at(0).consecutive_failures, 0);
  EXPECT_TRUE(gateway.pool_status().at(0).available);
}

TEST(GatewayPromises, AKeyInTheAddressIsInNoErrorAboutTheConnection) {
  const Gateway gateway =
      GatewayBuilder(ProviderEndpoint::at(WireFormat::GeminiGenerateContent, "http://127.0.0.1:1")
                         .with_auth(AuthScheme::query("key")))
          .add_key(KeyConfig("canary_of_our_house", "one"))
          .retry({.max_attempts = 2, .backoff = std::chrono::milliseconds(1)})
          .build()
          .value();
  const auto reply = gateway.call(hello("gemini-2.5-flash"));
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind(), ErrorKind::Network);
  EXPECT_THAT(reply.error().to_string(), Not(HasSubstr("canary")));
}

TEST(GatewayPromises, WhatIsOnlyAskedForHasNoBody) {
  const auto provider = answering(
      ScriptedAnswer::json(R"({"object":"list","data":[{"id":"gpt-4o","object":"model"}]})"));
  ASSERT_TRUE(chat_gateway(provider).build().value().list_models());
  const HttpRequest sent = provider->requests().at(0);
  EXPECT_EQ(sent.method, HttpMethod::Get);
  EXPECT_EQ(sent.body, "");
  EXPECT_FALSE(sent.headers.find("Content-Type"));
}

}  // namespace
}  // namespace omnillm
