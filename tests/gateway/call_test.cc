#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "gateway/support/gateway_fixture.h"

namespace omnillm {
namespace {

using namespace std::chrono_literals;

std::shared_ptr<ScriptedTransport> answers(std::vector<ScriptedAnswer> script) {
  return std::make_shared<ScriptedTransport>(std::move(script));
}

TEST(GatewayCall, AnswersAndChargesWhatWasUsed) {
  auto provider = answers({ScriptedAnswer::json(kChatAnswer)});
  Gateway gateway = chat_gateway(provider).budget_limit_usd(1.0).build().value();
  auto reply = gateway.call(hello());
  ASSERT_TRUE(reply) << reply.error();
  EXPECT_EQ(reply->content_text, "Hello back!");
  // 10 at $2.50 and 5 at $10 a million.
  EXPECT_EQ(reply->cost(), Money::parse("0.000075").value());
  EXPECT_DOUBLE_EQ(gateway.budget_used_usd(), 0.000075);
  expect_at_rest(gateway, *provider);
}

TEST(GatewayCall, SendsTheKeyAndTheModel) {
  auto provider = answers({ScriptedAnswer::json(kChatAnswer)});
  Gateway gateway = chat_gateway(provider).build().value();
  ASSERT_TRUE(gateway.call(hello("gpt-4o-mini")));
  const HttpRequest sent = provider->requests().at(0);
  EXPECT_EQ(sent.url, "https://api.openai.com/v1/chat/completions");
  EXPECT_EQ(sent.headers.find("Authorization"), "Bearer sk-canary-1");
  EXPECT_NE(sent.body.find(R"("model":"gpt-4o-mini")"), std::string::npos);
}

TEST(GatewayCall, TriesAgainAfterAFailureOfTheProvider) {
  auto provider = answers({ScriptedAnswer::refusal(503), ScriptedAnswer::refusal(503),
                           ScriptedAnswer::json(kChatAnswer)});
  Gateway gateway = chat_gateway(provider).build().value();
  auto reply = gateway.call(hello());
  ASSERT_TRUE(reply) << reply.error();
  EXPECT_EQ(provider->requests().size(), 3u);
  EXPECT_EQ(reply->record->attempts.size(), 3u);
  expect_at_rest(gateway, *provider);
}

TEST(GatewayCall, GivesUpAfterItsAttempts) {
  auto provider = answers({ScriptedAnswer::refusal(500)});
  Gateway gateway = chat_gateway(provider).budget_limit_usd(1).build().value();
  auto reply = gateway.call(hello());
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind(), ErrorKind::Server);
  EXPECT_EQ(reply.error().attempts(), 3);
  EXPECT_EQ(gateway.budget_used_usd(), 0);
  expect_at_rest(gateway, *provider);
}

TEST(GatewayCall, NeverTriesABadRequestAgain) {
  auto provider = answers({ScriptedAnswer::refusal(
      400, R"({"error":{"message":"no such tool","type":"invalid_request_error"}})")});
  Gateway gateway = chat_gateway(provider, 3).build().value();
  auto reply = gateway.call(hello());
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind(), ErrorKind::BadRequest);
  EXPECT_EQ(provider->requests().size(), 1u);
}

TEST(GatewayCall, HurtsNoKeyByFiveBadRequests) {
  auto provider = answers({ScriptedAnswer::refusal(400)});
  Gateway gateway = chat_gateway(provider).build().value();
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(gateway.call(hello()));
  EXPECT_TRUE(gateway.pool_status().at(0).available);
}

TEST(GatewayCall, TakesAnotherKeyWhenOneIsRevoked) {
  auto provider = std::make_shared<ScriptedTransport>([](const HttpRequest& request) {
    return request.headers.find("Authorization") == "Bearer sk-canary-1"
               ? ScriptedAnswer::refusal(401)
               : ScriptedAnswer::json(kChatAnswer);
  });
  Gateway gateway = chat_gateway(provider, 2).build().value();
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(gateway.call(hello()));
  EXPECT_EQ(gateway.pool_status().at(0).state, KeyState::Quarantined);
  expect_at_rest(gateway, *provider);
}

TEST(GatewayCall, SaysWhatTheProviderSaidOfTheLastKey) {
  auto provider = answers({ScriptedAnswer::refusal(401)});
  Gateway gateway = chat_gateway(provider, 2).build().value();
  auto reply = gateway.call(hello());
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind(), ErrorKind::Auth);
  EXPECT_EQ(reply.error().status(), 401);
  EXPECT_EQ(provider->requests().size(), 2u);
  EXPECT_NE(gateway.call(hello()).error().kind(), ErrorKind::Auth) << "nobody was asked this time";
  expect_at_rest(gateway, *provider);
}

TEST(GatewayCall, WaitsOutALimitOfTheOnlyKey) {
  ScriptedAnswer limited = ScriptedAnswer::refusal(429);
  limited.headers.add("retry-after-ms", "20");
  auto provider = answers({limited, ScriptedAnswer::json(kChatAnswer)});
  Gateway gateway = chat_gateway(provider).build().value();
  auto reply = gateway.call(hello());
  ASSERT_TRUE(reply) << reply.error();
  EXPECT_EQ(provider->requests().size(), 2u);
}

TEST(GatewayCall, RefusesWhatTheBudgetDoesNotCoverBeforeSending) {
  auto provider = answers({ScriptedAnswer::json(kChatAnswer)});
  Gateway gateway = chat_gateway(provider).budget_limit_usd(0.000001).build().value();
  auto reply = gateway.call(hello());
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind(), ErrorKind::OwnBudget);
  EXPECT_TRUE(provider->requests().empty());
}

TEST(GatewayCall, CapsTheOutputUnderAHardBudget) {
  auto provider = answers({ScriptedAnswer::json(kChatAnswer)});
  Gateway gateway = chat_gateway(provider).budget_limit_usd(10).build().value();
  LlmRequest uncapped = hello();
  uncapped.generation.max_output_tokens.reset();
  ASSERT_TRUE(gateway.call(uncapped));
  EXPECT_NE(provider->requests().at(0).body.find("max_completion_tokens"), std::string::npos);
}

TEST(GatewayCall, CannotOverspendWithManyCallersAtOnce) {
  auto provider = answers({ScriptedAnswer::json(kChatAnswer)});
  Gateway gateway = chat_gateway(provider).budget_limit_usd(0.01).build().value();
  std::vector<std::thread> callers;
  for (int t = 0; t < 8; ++t)
    callers.emplace_back([&] {
      for (int i = 0; i < 40; ++i) (void)gateway.call(hello());
    });
  for (std::thread& caller : callers) caller.join();
  EXPECT_LE(gateway.budget_used_usd(), 0.01);
  expect_at_rest(gateway, *provider);
}

TEST(GatewayCall, GivesUpWhenItsTokenIsCancelled) {
  ScriptedAnswer hanging;
  hanging.hang_before_head = true;
  auto provider = answers({hanging});
  Gateway gateway = chat_gateway(provider).budget_limit_usd(1).build().value();
  CancellationToken token;
  std::thread canceller([&] {
    while (provider->open_exchanges() == 0) std::this_thread::yield();
    token.cancel();
  });
  auto reply = gateway.call(hello(), {.cancel = token});
  canceller.join();
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind(), ErrorKind::Cancelled);
  EXPECT_GT(gateway.budget_used_usd(), 0) << "it was sent, and nobody knows what it cost";
  expect_at_rest(gateway, *provider);
}

TEST(GatewayCall, EndsAtItsDeadline) {
  ScriptedAnswer hanging;
  hanging.hang_before_head = true;
  auto provider = answers({hanging});
  Gateway gateway = chat_gateway(provider).build().value();
  auto reply = gateway.call(hello(), {.timeout = 30ms});
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind(), ErrorKind::Timeout);
  expect_at_rest(gateway, *provider);
}

TEST(GatewayCall, ChargesNothingForWhatWasNeverSent) {
  ScriptedAnswer refused;
  refused.sent = false;
  refused.before_head = Error(ErrorKind::Network, "connection refused");
  auto provider = answers({refused});
  Gateway gateway = chat_gateway(provider).budget_limit_usd(1).build().value();
  auto reply = gateway.call(hello());
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind(), ErrorKind::Network);
  EXPECT_EQ(gateway.budget_used_usd(), 0);
}

TEST(GatewayCall, ChargesTheBoundForASilence) {
  ScriptedAnswer broken;
  broken.before_head = Error(ErrorKind::Network, "connection reset");
  auto provider = answers({broken});
  Gateway gateway =
      chat_gateway(provider).budget_limit_usd(1).retry({.max_attempts = 1}).build().value();
  ASSERT_FALSE(gateway.call(hello()));
  EXPECT_GT(gateway.budget_used_usd(), 0);
  expect_at_rest(gateway, *provider);
}

TEST(GatewayCall, RunsOnAThreadOfTheGatewaysToo) {
  auto provider = answers({ScriptedAnswer::json(kChatAnswer)});
  Gateway gateway = chat_gateway(provider).build().value();
  std::promise<Result<Reply<LlmResponse>>> promise;
  gateway.async_call(hello(), {}, [&](auto reply) { promise.set_value(std::move(reply)); });
  auto reply = promise.get_future().get();
  ASSERT_TRUE(reply) << reply.error();
  EXPECT_EQ(reply->content_text, "Hello back!");
}

TEST(GatewayCall, CancelsWhatRunsOnAThreadOfTheGateways) {
  ScriptedAnswer hanging;
  hanging.hang_before_head = true;
  auto provider = answers({hanging});
  Gateway gateway = chat_gateway(provider).build().value();
  CancellationToken token;
  std::promise<ErrorKind> promise;
  gateway.async_call(hello(), {.cancel = token},
                     [&](auto reply) { promise.set_value(reply.error().kind()); });
  while (provider->open_exchanges() == 0) std::this_thread::yield();
  token.cancel();
  EXPECT_EQ(promise.get_future().get(), ErrorKind::Cancelled);
}

TEST(GatewayCall, TakesNoMoreCallsOnceItDrains) {
  auto provider = answers({ScriptedAnswer::json(kChatAnswer)});
  Gateway gateway = chat_gateway(provider).build().value();
  ASSERT_TRUE(gateway.drain(1s));
  EXPECT_EQ(gateway.call(hello()).error().kind(), ErrorKind::OwnLimit);
}

TEST(GatewayCall, ExplainsWhyItWentWhereItWent) {
  auto provider = answers({ScriptedAnswer::refusal(503), ScriptedAnswer::json(kChatAnswer)});
  Gateway gateway = chat_gateway(provider).build().value();
  auto reply = gateway.call(hello());
  ASSERT_TRUE(reply);
  EXPECT_THAT(reply->explain(), testing::HasSubstr("overloaded"));
  EXPECT_THAT(reply->explain(), testing::HasSubstr("answered"));
}

TEST(GatewayCall, DoesNotWaitForTheKeyThatHasJustRefusedIt) {
  ScriptedAnswer no = ScriptedAnswer::json(R"({"error":{"message":"not this model"}})");
  no.status = 403;
  Gateway gateway = chat_gateway(answers({no})).build().value();
  const auto begun = std::chrono::steady_clock::now();
  const auto reply = gateway.call(hello());
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind(), ErrorKind::Permission);
  // Half of what it would wait for the key to come back; no figure of speed.
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(20));
}

}  // namespace
}  // namespace omnillm
