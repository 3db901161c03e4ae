#include <gtest/gtest.h>

#include <string>

#include "codec/codec.h"
#include "omnillm/transcode.h"
#include "support/fixtures.h"

namespace omnillm {
namespace {

using namespace testing_support;

constexpr WireFormat kBedrock = WireFormat::BedrockConverse;

LlmResponse parsed(std::string_view body) {
  auto response = parse_response(kBedrock, body);
  EXPECT_TRUE(response) << response.error();
  return response ? std::move(*response) : LlmResponse{};
}

TEST(BedrockResponse, EveryExampleSurvivesARoundTrip) {
  for (const std::string& name : fixtures("bedrock", "converse.response"))
    expect_response_round_trip(kBedrock, fixture(name));
}

TEST(BedrockResponse, CountsWhatWasCachedAsPartOfThePrompt) {
  const LlmResponse response = parsed(fixture("bedrock/converse.response.tool_use.json"));
  EXPECT_EQ(response.usage->prompt_tokens, 25 + 1024 + 256);
  EXPECT_EQ(response.usage->cache_read_tokens, 1024);
  EXPECT_EQ(response.usage->cache_write_5m_tokens, 256);
  EXPECT_TRUE(response.usage->is_consistent());
}

TEST(BedrockResponse, TellsOneHoursCacheFromFiveMinutes) {
  const LlmResponse response = parsed(
      R"({"output":{"message":{"role":"assistant","content":[]}},"stopReason":"end_turn","usage":
      {"inputTokens":1,"outputTokens":1,"totalTokens":302,"cacheWriteInputTokens":300,
       "cacheDetails":[{"ttl":"1h","inputTokens":200},{"ttl":"5m","inputTokens":100}]}})");
  EXPECT_EQ(response.usage->cache_write_1h_tokens, 200);
  EXPECT_EQ(response.usage->cache_write_5m_tokens, 100);
  EXPECT_EQ(response.usage->prompt_tokens, 301);
}

TEST(BedrockResponse, KeepsUsageUnknownWhereItIsNotSaid) {
  EXPECT_EQ(parsed(R"({"output":{"message":{"content":[{"text":"x"}]}}})").usage, std::nullopt);
}

TEST(BedrockResponse, NeverLetsCountsFromOutsideBreakTheBill) {
  const LlmResponse response = parsed(
      R"({"output":{"message":{"content":[]}},"usage":{"inputTokens":-5,"outputTokens":9223372036854775807,
      "totalTokens":9223372036854775807,"cacheReadInputTokens":9223372036854775807}})");
  EXPECT_EQ(*response.usage, response.usage->repaired());
}

TEST(BedrockResponse, MapsEveryStopReason) {
  const std::pair<std::string, FinishReason::Code> words[] = {
      {"end_turn", FinishReason::Stop},
      {"tool_use", FinishReason::ToolCall},
      {"max_tokens", FinishReason::Length},
      {"stop_sequence", FinishReason::Stop},
      {"guardrail_intervened", FinishReason::ContentFilter},
      {"content_filtered", FinishReason::ContentFilter},
      {"malformed_model_output", FinishReason::Error},
      {"malformed_tool_use", FinishReason::Error},
      {"model_context_window_exceeded", FinishReason::Length},
      {"new_reason", FinishReason::Other}};
  for (const auto& [word, code] : words) {
    const LlmResponse response =
        parsed(R"({"output":{"message":{"content":[]}},"stopReason":")" + word + "\"}");
    EXPECT_EQ(response.finish_reason, code) << word;
    EXPECT_NE(emit_response(kBedrock, response)->find("\"" + word + "\""), std::string::npos);
  }
}

TEST(BedrockResponse, IsWrittenInBedrocksOwnStopReasons) {
  LlmResponse response =
      LlmResponse::from_message(WireFormat::OpenAiChatCompletions, "m", Message::assistant("hi"));
  response.finish_reason =
      FinishReason(FinishReason::Length, "length", WireFormat::OpenAiChatCompletions);
  EXPECT_NE(emit_response(kBedrock, response)->find("\"max_tokens\""), std::string::npos);
}

TEST(BedrockResponse, RefusesWhatIsNoAnswer) {
  for (const std::string body :
       {"[]", "{}", R"({"output":{"message":{"content":"text"}}})",
        R"({"output":{"message":{"content":[3]}}})",
        R"({"output":{"message":{"content":[{"toolUse":{"name":"x"}}]}}})"}) {
    const auto response = parse_response(kBedrock, body);
    ASSERT_FALSE(response) << body;
    EXPECT_EQ(response.error().kind(), ErrorKind::Protocol) << body;
  }
}

}  // namespace
}  // namespace omnillm
