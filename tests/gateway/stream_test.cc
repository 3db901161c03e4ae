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

ScriptedAnswer a_stream() {
  return ScriptedAnswer::sse({chat_chunk("Hel"), chat_chunk("lo"), chat_end()});
}

TEST(GatewayStream, GivesTheEventsAndChargesWhatWasUsed) {
  auto provider = answers({a_stream()});
  Gateway gateway = chat_gateway(provider).budget_limit_usd(1).build().value();
  auto stream = gateway.stream(hello());
  ASSERT_TRUE(stream) << stream.error();
  std::string text;
  bool completed = false;
  for (Result<LlmStreamEvent>& event : *stream) {
    ASSERT_TRUE(event) << event.error();
    if (const auto* delta = event->get_if<event::TextDelta>()) text += delta->delta.str();
    completed = event->is<event::Completed>();
  }
  EXPECT_EQ(text, "Hello");
  EXPECT_TRUE(completed);
  EXPECT_DOUBLE_EQ(gateway.budget_used_usd(), 0.000075);
  ASSERT_TRUE(stream->record());
  EXPECT_EQ(stream->record()->charged, Money::parse("0.000075").value());
  expect_at_rest(gateway, *provider);
}

TEST(GatewayStream, ChargesWhatWasSeenWhenTheLoopIsLeft) {
  auto provider = answers({a_stream()});
  Gateway gateway = chat_gateway(provider).budget_limit_usd(1).build().value();
  {
    auto stream = gateway.stream(hello());
    ASSERT_TRUE(stream);
    for (Result<LlmStreamEvent>& event : *stream)
      if (event && event->is<event::TextDelta>()) break;
  }
  EXPECT_GT(gateway.budget_used_usd(), 0);
  EXPECT_LT(gateway.budget_used_usd(), 0.0007) << "less than the bound";
  expect_at_rest(gateway, *provider);
}

TEST(GatewayStream, IsAnAttemptThatEndsWhenTheStreamDoes) {
  ScriptedAnswer cut = ScriptedAnswer::sse({chat_chunk("Hel")});
  cut.after_pieces = Error(ErrorKind::Network, "connection reset");
  Gateway gateway = chat_gateway(answers({cut})).build().value();
  auto stream = gateway.stream(hello());
  ASSERT_TRUE(stream);
  ASSERT_FALSE(stream->collect());
  ASSERT_TRUE(stream->record());
  EXPECT_EQ(stream->record()->attempts.at(0).end, AttemptEnd::Failed);
  EXPECT_EQ(stream->record()->attempts.at(0).error, ErrorKind::Network);
  EXPECT_TRUE(stream->record()->attempts.at(0).first_token);
}

TEST(GatewayStream, DoesNotWaitForAProviderThatKeepsTheBodyOpen) {
  ScriptedAnswer open = a_stream();
  open.hang_after_pieces = true;
  auto provider = answers({open});
  Gateway gateway = chat_gateway(provider).build().value();
  auto stream = gateway.stream(hello(), {.timeout = 5s});
  ASSERT_TRUE(stream);
  EXPECT_EQ(stream->collect().value().content_text, "Hello");
  expect_at_rest(gateway, *provider);
}

// Dropped after any number of events: nothing stays reserved, nothing stays open.
TEST(GatewayStream, LeavesNothingBehindWhereverItIsDropped) {
  auto provider = answers({a_stream()});
  Gateway gateway = chat_gateway(provider).budget_limit_usd(1).build().value();
  for (int taken = 0; taken < 12; ++taken) {
    auto stream = gateway.stream(hello());
    ASSERT_TRUE(stream);
    for (int i = 0; i < taken; ++i) (void)stream->next();
    stream = fail(ErrorKind::Cancelled, "dropped");
    expect_at_rest(gateway, *provider);
  }
}

TEST(GatewayStream, GoesElsewhereBeforeTheFirstTokenAndNobodyNotices) {
  ScriptedAnswer cut = ScriptedAnswer::sse({});
  cut.after_pieces = Error(ErrorKind::Network, "connection reset");
  ScriptedAnswer failing = ScriptedAnswer::sse(
      {"data: "
       "{\"error\":{\"message\":\"overloaded\",\"type\":\"server_error\",\"code\":null}}\n\n"});
  auto provider = answers({cut, failing, a_stream()});
  Gateway gateway = chat_gateway(provider, 3).build().value();
  auto stream = gateway.stream(hello());
  ASSERT_TRUE(stream) << stream.error();
  EXPECT_EQ(stream->collect().value().content_text, "Hello");
  EXPECT_EQ(provider->requests().size(), 3u);
  expect_at_rest(gateway, *provider);
}

TEST(GatewayStream, TriesNothingAgainAfterTheFirstToken) {
  ScriptedAnswer cut = ScriptedAnswer::sse({chat_chunk("Hel")});
  cut.after_pieces = Error(ErrorKind::Network, "connection reset");
  auto provider = answers({cut, a_stream()});
  Gateway gateway = chat_gateway(provider, 3).budget_limit_usd(1).build().value();
  auto stream = gateway.stream(hello());
  ASSERT_TRUE(stream);
  const auto whole = stream->collect();
  ASSERT_FALSE(whole);
  EXPECT_EQ(whole.error().kind(), ErrorKind::Network);
  EXPECT_EQ(provider->requests().size(), 1u);
  EXPECT_GT(gateway.budget_used_usd(), 0);
  EXPECT_FALSE(stream->next()) << "nothing comes after an error";
  expect_at_rest(gateway, *provider);
}

TEST(GatewayStream, IsAnErrorWhenItIsCutBeforeItsEnd) {
  auto provider = answers({ScriptedAnswer::sse({chat_chunk("Hel")})});
  Gateway gateway = chat_gateway(provider).build().value();
  auto stream = gateway.stream(hello());
  ASSERT_TRUE(stream);
  EXPECT_EQ(stream->collect().error().kind(), ErrorKind::Protocol);
}

TEST(GatewayStream, EndsWhenItIsCancelled) {
  ScriptedAnswer hanging = ScriptedAnswer::sse({chat_chunk("Hel")});
  hanging.hang_after_pieces = true;
  auto provider = answers({hanging});
  Gateway gateway = chat_gateway(provider).build().value();
  CancellationToken token;
  auto stream = gateway.stream(hello(), {.cancel = token});
  ASSERT_TRUE(stream);
  std::thread canceller([&] {
    std::this_thread::yield();
    token.cancel();
  });
  const auto whole = stream->collect();
  canceller.join();
  ASSERT_FALSE(whole);
  EXPECT_EQ(whole.error().kind(), ErrorKind::Cancelled);
  expect_at_rest(gateway, *provider);
}

TEST(GatewayStream, EndsAtItsDeadline) {
  ScriptedAnswer hanging = ScriptedAnswer::sse({chat_chunk("Hel")});
  hanging.hang_after_pieces = true;
  auto provider = answers({hanging});
  Gateway gateway = chat_gateway(provider).build().value();
  auto stream = gateway.stream(hello(), {.timeout = 50ms});
  ASSERT_TRUE(stream);
  EXPECT_EQ(stream->collect().error().kind(), ErrorKind::Timeout);
  expect_at_rest(gateway, *provider);
}

TEST(GatewayStream, CanBePulledFromAThreadOfTheGateways) {
  auto provider = answers({a_stream()});
  Gateway gateway = chat_gateway(provider).build().value();
  std::promise<Result<LlmStream>> promise;
  gateway.async_stream(hello(), {}, [&](auto stream) { promise.set_value(std::move(stream)); });
  auto stream = promise.get_future().get();
  ASSERT_TRUE(stream) << stream.error();
  EXPECT_EQ(stream->collect().value().content_text, "Hello");
}

TEST(GatewayStream, LeavesNothingBehindWhenItIsDroppedFromAnotherThread) {
  ScriptedAnswer hanging = ScriptedAnswer::sse({chat_chunk("Hel")});
  hanging.hang_after_pieces = true;
  auto provider = answers({hanging});
  Gateway gateway = chat_gateway(provider).budget_limit_usd(1).build().value();
  {
    std::promise<Result<LlmStream>> promise;
    gateway.async_stream(hello(), {}, [&](auto stream) { promise.set_value(std::move(stream)); });
    auto stream = promise.get_future().get();
    ASSERT_TRUE(stream);
    (void)stream->next();
  }
  ASSERT_TRUE(gateway.drain(5s));
  expect_at_rest(gateway, *provider);
}

}  // namespace
}  // namespace omnillm
