// The programs that somebody writes in the first hour, as they would write them.

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "gateway/support/gateway_fixture.h"
#include "omnillm/transcode.h"

namespace omnillm {
namespace {

using namespace std::chrono_literals;

constexpr const char* kResponsesAnswer =
    R"({"id":"r1","object":"response","created_at":1,"model":"gpt-4.1-mini","status":"completed",
        "output":[{"type":"message","id":"m1","role":"assistant","status":"completed",
        "content":[{"type":"output_text","text":"Hi there","annotations":[]}]}],
        "usage":{"input_tokens":10,"output_tokens":5,"total_tokens":15}})";
constexpr const char* kClaudeAnswer =
    R"({"id":"m1","type":"message","role":"assistant","model":"claude-sonnet-4-5",
        "content":[{"type":"text","text":"Hi there"}],"stop_reason":"end_turn",
        "stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":5}})";

std::shared_ptr<ScriptedTransport> says(ScriptedAnswer answer) {
  return std::make_shared<ScriptedTransport>(std::vector{std::move(answer)});
}

TEST(FirstProgram, AsksAndLooksAtItsPoolAndItsBudget) {
  auto gateway = GatewayBuilder(ProviderEndpoint::openai_responses())
                     .add_key(KeyConfig("sk-canary-1", "prod-1").tpm_limit(90'000).rpm_limit(500))
                     .budget_limit_usd(50.0)
                     .transport(says(ScriptedAnswer::json(kResponsesAnswer)))
                     .build()
                     .value();
  const LlmRequest request{.model = "gpt-4.1-mini",
                           .instructions = "Answer concisely",
                           .input = {Message::user("Hello!")},
                           .generation = {.max_output_tokens = 256}};
  const auto reply = gateway.call(request);
  ASSERT_TRUE(reply) << reply.error();
  EXPECT_EQ(reply->content_text, "Hi there");
  const KeyStatus key = gateway.pool_status().at(0);
  EXPECT_EQ(key.label, "prod-1");
  EXPECT_TRUE(key.available);
  EXPECT_EQ(key.tpm_limit, 90'000);
  EXPECT_LT(gateway.budget_remaining_usd(), 50.0);
}

TEST(FirstProgram, StreamsInALoop) {
  auto gateway =
      chat_gateway(says(ScriptedAnswer::sse({chat_chunk("Hi "), chat_chunk("there"), chat_end()})))
          .build()
          .value();
  auto stream = gateway.stream(hello()).value();
  std::string text;
  std::int64_t tokens = 0;
  for (Result<LlmStreamEvent>& event : stream)
    if (event)
      event->match([&](const event::TextDelta& e) { text += e.delta.str(); },
                   [&](const event::Completed& e) { tokens = e.response.usage->total(); },
                   [](const auto&) {});
  EXPECT_EQ(text, "Hi there");
  EXPECT_EQ(tokens, 15);
}

TEST(FirstProgram, TalksToAnthropicWithItsOwnPoolAndDeadline) {
  auto gateway = GatewayBuilder(ProviderEndpoint::claude_messages())
                     .add_key(KeyConfig("sk-canary-1", "claude-1"))
                     .pool_config(PoolConfig{})
                     .request_timeout(120s)
                     .transport(says(ScriptedAnswer::json(kClaudeAnswer)))
                     .build()
                     .value();
  const auto reply = gateway.call(hello("claude-sonnet-4-5"));
  ASSERT_TRUE(reply) << reply.error();
  EXPECT_EQ(reply->content_text, "Hi there");
}

TEST(FirstProgram, TurnsAPlainChatIntoResponsesAndLosesNothing) {
  const auto report = transcode_api_request(
      WireFormat::OpenAiChatCompletions, WireFormat::OpenAiResponses,
      R"({"model":"gpt-4.1-mini","messages":[{"role":"user","content":"Hello!"}],"max_tokens":32})");
  ASSERT_TRUE(report) << report.error();
  EXPECT_TRUE(report->bridged);
  EXPECT_FALSE(report->lossy);
  EXPECT_NE(report->value.find(R"("max_output_tokens":32)"), std::string::npos);
}

TEST(FirstProgram, WritesATransportRequestForEmbeddings) {
  const auto report = emit_transport_request(
      WireFormat::OpenAiEmbeddings,
      EmbeddingRequest{.model = "text-embedding-3-small", .input = {"hello"}, .dimensions = 256});
  ASSERT_TRUE(report) << report.error();
  EXPECT_EQ(report->value.path, "/embeddings");
}

}  // namespace
}  // namespace omnillm
