#include "omnillm/model_instance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/support/gateway_fixture.h"
#include "gateway/support/heard_events.h"

namespace omnillm {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kToolAnswer =
    R"({"id":"c1","object":"chat.completion","created":1,"model":"gpt-4o","choices":[{"index":0,
      "message":{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function",
        "function":{"name":"get_weather","arguments":"{\"city\":\"Rome\"}"}}]},
      "finish_reason":"tool_calls"}],
      "usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}})";

std::string tool_chunk(const std::string& delta) {
  return R"(data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"gpt-4o",)"
         R"("choices":[{"index":0,"delta":{"tool_calls":[)" +
         delta + "]},\"finish_reason\":null}]}\n\n";
}

class GatewayModelInstanceTest : public testing::Test {
 protected:
  GatewayModelInstance model(std::vector<ScriptedAnswer> script, CallOptions options = {}) {
    provider_ = std::make_shared<ScriptedTransport>(std::move(script));
    return GatewayModelInstance(chat_gateway(provider_).build().value(), "gpt-4o",
                                std::move(options));
  }

  std::shared_ptr<ScriptedTransport> provider_;
  HeardEvents heard_;
};

TEST_F(GatewayModelInstanceTest, AnswersWithItsModelWhereTheRequestNamesNone) {
  auto instance = model({ScriptedAnswer::json(kChatAnswer)});
  auto answer = instance.execute(hello(""));
  ASSERT_TRUE(answer) << answer.error();
  EXPECT_EQ(answer->content_text, "Hello back!");
  ASSERT_TRUE(instance.execute(hello("gpt-4.1-mini")));
  EXPECT_THAT(provider_->requests().at(0).body, HasSubstr(R"("model":"gpt-4o")"));
  EXPECT_THAT(provider_->requests().at(1).body, HasSubstr("gpt-4.1-mini"));
  expect_at_rest(instance.gateway(), *provider_);
}

TEST_F(GatewayModelInstanceTest, TellsTheTextAndTheCostOfAWholeAnswer) {
  auto instance = model({ScriptedAnswer::json(kChatAnswer)});
  ASSERT_TRUE(instance.execute(hello(), &heard_));
  EXPECT_THAT(heard_.tokens, ElementsAre("Hello back!"));
  ASSERT_EQ(heard_.costs.size(), 1u);
  EXPECT_EQ(heard_.costs[0].usage->total(), 15);
  EXPECT_GT(heard_.costs[0].amount.value(), Money{});
}

TEST_F(GatewayModelInstanceTest, TellsToolCallsOfAWholeAnswer) {
  ASSERT_TRUE(model({ScriptedAnswer::json(kToolAnswer)}).execute(hello(), &heard_));
  ASSERT_EQ(heard_.calls.size(), 1u);
  EXPECT_EQ(heard_.calls[0].name, "get_weather");
  EXPECT_EQ(heard_.calls[0].arguments.text(), R"({"city":"Rome"})");
}

TEST_F(GatewayModelInstanceTest, StreamsAndTellsEachToken) {
  auto instance = model({ScriptedAnswer::sse({chat_chunk("Hel"), chat_chunk("lo"), chat_end()})});
  auto stream = instance.execute_stream(hello(), &heard_);
  ASSERT_TRUE(stream) << stream.error();
  std::string text;
  for (Result<LlmStreamEvent>& event : *stream)
    if (const auto* delta = event.value().get_if<event::TextDelta>()) text += delta->delta.str();
  EXPECT_EQ(text, "Hello");
  EXPECT_THAT(heard_.tokens, ElementsAre("Hel", "lo"));
  ASSERT_EQ(heard_.costs.size(), 1u);
  EXPECT_GT(heard_.costs[0].amount.value(), Money{});
  ASSERT_TRUE(stream->record());
  expect_at_rest(instance.gateway(), *provider_);
}

TEST_F(GatewayModelInstanceTest, TellsAToolCallOfAStreamWhenItIsComplete) {
  auto instance = model({ScriptedAnswer::sse(
      {tool_chunk(
           R"({"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":""}})"),
       tool_chunk(R"({"index":0,"function":{"arguments":"{\"a\":"}})"),
       tool_chunk(R"({"index":0,"function":{"arguments":"1}"}})"), chat_end()})});
  ASSERT_TRUE(instance.execute_stream(hello(), &heard_)->collect());
  ASSERT_EQ(heard_.calls.size(), 1u);
  EXPECT_EQ(heard_.calls[0].call_id, "call_1");
  EXPECT_EQ(heard_.calls[0].arguments.text(), R"({"a":1})");
}

TEST_F(GatewayModelInstanceTest, TellsWhatAStreamCostThatBrokeOff) {
  ScriptedAnswer broken = ScriptedAnswer::sse({chat_chunk("Hel")});
  broken.after_pieces = Error(ErrorKind::Network, "connection reset");
  auto instance = model({broken});
  EXPECT_EQ(instance.execute_stream(hello(), &heard_)->collect().error().kind(),
            ErrorKind::Network);
  ASSERT_EQ(heard_.costs.size(), 1u);
  EXPECT_GT(heard_.costs[0].amount.value(), Money{});
}

TEST_F(GatewayModelInstanceTest, GivesUpWhenItIsStopped) {
  auto instance = model({ScriptedAnswer::json(kChatAnswer)});
  CancellationToken token;
  token.cancel();
  EXPECT_EQ(instance.execute(hello(), &heard_, token).error().kind(), ErrorKind::Cancelled);
  EXPECT_TRUE(heard_.costs.empty());
}

TEST_F(GatewayModelInstanceTest, GivesAStreamUp) {
  auto instance = model({ScriptedAnswer::sse({chat_chunk("Hel"), chat_chunk("lo"), chat_end()})});
  auto stream = instance.execute_stream(hello());
  ASSERT_TRUE(stream->next());
  stream->cancel();
  EXPECT_EQ(stream->collect().error().kind(), ErrorKind::Cancelled);
  EXPECT_FALSE(stream->next());
}

TEST_F(GatewayModelInstanceTest, SaysInEveryCallWhatItsOptionsSay) {
  auto instance = model({ScriptedAnswer::json(kChatAnswer)}, {.project = "acme"});
  EXPECT_EQ(instance.execute(hello())->record->project, "acme");
}

}  // namespace
}  // namespace omnillm
