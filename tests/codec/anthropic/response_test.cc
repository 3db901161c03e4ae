#include "speak.h"

namespace omnillm::codec::testing {
namespace {

LlmResponse answer(std::string_view content, std::string_view more = "") {
  return parse_response(R"({"id":"msg_1","type":"message","role":"assistant","model":"m",
      "content":)" + std::string(content) +
                        std::string(more) + "}");
}

TokenUsage usage_of(std::string_view usage) {
  return *answer("[]", R"(,"usage":)" + std::string(usage)).usage;
}

TEST(AnthropicResponse, TextThatFollowsTextIsOneMessage) {
  const LlmResponse response = answer(R"([{"type":"thinking","thinking":"hm","signature":"s"},
      {"type":"text","text":"a"},{"type":"text","text":"b"},
      {"type":"tool_use","id":"t","name":"f","input":{}},{"type":"text","text":"c"}])");
  ASSERT_EQ(response.output.size(), 4U);
  EXPECT_TRUE(response.output[0].get_if<part::Reasoning>());
  EXPECT_EQ(response.output[1].message()->parts.size(), 2U);
  EXPECT_TRUE(response.output[2].get_if<ToolCallPart>());
  EXPECT_EQ(response.output[3].message()->role, MessageRole::Assistant);
}

TEST(AnthropicResponse, WhatIsSeenHoldsNoThoughts) {
  const LlmResponse response = answer(
      R"([{"type":"thinking","thinking":"THINK","signature":"s"},{"type":"text","text":"ok"}])");
  EXPECT_EQ(response.content_text, "ok");
  EXPECT_EQ(response.reasoning_text(), "THINK");
}

TEST(AnthropicResponse, AToolCallStandsThereOnce) {
  const LlmResponse response =
      answer(R"([{"type":"tool_use","id":"t","name":"f","input":{"a":1}}])");
  EXPECT_EQ(response.tool_calls().size(), 1U);
  EXPECT_EQ(emit(response)["/content"],
            json(R"([{"type":"tool_use","id":"t","name":"f","input":{"a":1}}])"));
}

struct StopWord {
  const char* word;
  FinishReason::Code code;
};

class AnthropicStopReason : public ::testing::TestWithParam<StopWord> {};

TEST_P(AnthropicStopReason, HasACodeAndKeepsItsWord) {
  const LlmResponse response =
      answer("[]", R"(,"stop_reason":")" + std::string(GetParam().word) + '"');
  EXPECT_EQ(response.finish_reason->code(), GetParam().code);
  EXPECT_EQ(emit(response)["/stop_reason"], JsonText::string(GetParam().word));
}

INSTANTIATE_TEST_SUITE_P(Words, AnthropicStopReason,
                         ::testing::Values(StopWord{"end_turn", FinishReason::Stop},
                                           StopWord{"stop_sequence", FinishReason::Stop},
                                           StopWord{"max_tokens", FinishReason::Length},
                                           StopWord{"model_context_window_exceeded",
                                                    FinishReason::Length},
                                           StopWord{"tool_use", FinishReason::ToolCall},
                                           StopWord{"pause_turn", FinishReason::Pause},
                                           StopWord{"refusal", FinishReason::ContentFilter},
                                           StopWord{"tomorrow", FinishReason::Other}));

TEST(AnthropicStopReason, OfOtherProtocolsIsAWordOfThisOne) {
  const std::pair<FinishReason, const char*> cases[] = {
      {{FinishReason::Stop, "stop", WireFormat::OpenAiChatCompletions}, "end_turn"},
      {{FinishReason::Length, "length", WireFormat::OpenAiChatCompletions}, "max_tokens"},
      {{FinishReason::ToolCall, "tool_calls", WireFormat::OpenAiChatCompletions}, "tool_use"},
      {{FinishReason::ContentFilter, "SAFETY", WireFormat::GeminiGenerateContent}, "refusal"},
      {{FinishReason::Other, "MALFORMED", WireFormat::GeminiGenerateContent}, "end_turn"}};
  for (const auto& [reason, word] : cases) {
    LlmResponse response{.finish_reason = reason};
    EXPECT_EQ(emit(response)["/stop_reason"], JsonText::string(word)) << reason;
  }
}

TEST(AnthropicStopReason, OfACallIsTheCall) {
  const LlmResponse response = answer(R"([{"type":"tool_use","id":"t","name":"f","input":{}}])",
                                      R"(,"stop_reason":"end_turn")");
  EXPECT_EQ(response.finish_reason, FinishReason::ToolCall);
}

TEST(AnthropicStopReason, NamesTheSequenceThatWasMet) {
  const LlmResponse response =
      answer("[]", R"(,"stop_reason":"stop_sequence","stop_sequence":"X")");
  EXPECT_EQ(response.stop_sequence, "X");
  EXPECT_EQ(emit(response)["/stop_sequence"], json(R"("X")"));
}

TEST(AnthropicUsage, PromptHoldsWhatWasReadFromAndWrittenToTheCache) {
  const TokenUsage usage = usage_of(R"({"input_tokens":20,"cache_read_input_tokens":3000,
      "cache_creation_input_tokens":1500,"cache_creation":{"ephemeral_5m_input_tokens":500,
      "ephemeral_1h_input_tokens":1000},"output_tokens":64,
      "output_tokens_details":{"thinking_tokens":48}})");
  EXPECT_EQ(usage.prompt_tokens, 4'520);
  EXPECT_EQ(usage.cache_read_tokens, 3'000);
  EXPECT_EQ(usage.cache_write_5m_tokens, 500);
  EXPECT_EQ(usage.cache_write_1h_tokens, 1'000);
  EXPECT_EQ(usage.completion_tokens, 64);
  EXPECT_EQ(usage.reasoning_tokens, 48);
  EXPECT_EQ(usage.total(), 4'584);
}

TEST(AnthropicUsage, WritesBeyondTheSplitAreBilledToo) {
  const TokenUsage usage = usage_of(R"({"input_tokens":0,"output_tokens":0,
      "cache_creation_input_tokens":2000,
      "cache_creation":{"ephemeral_5m_input_tokens":300,"ephemeral_1h_input_tokens":400}})");
  EXPECT_EQ(usage.cache_write_5m_tokens, 1'600);
  EXPECT_EQ(usage.cache_write_1h_tokens, 400);
}

TEST(AnthropicUsage, WritesWithoutASplitAreTheShortOnes) {
  EXPECT_EQ(usage_of(R"({"input_tokens":1,"output_tokens":1,"cache_creation_input_tokens":7,
                         "cache_creation":null})")
                .cache_write_5m_tokens,
            7);
}

TEST(AnthropicUsage, CountsThatCannotBeAreRepaired) {
  const TokenUsage usage = usage_of(R"({"input_tokens":-5,"output_tokens":1e30,
      "cache_read_input_tokens":9223372036854775807,"cache_creation_input_tokens":5})");
  EXPECT_EQ(usage, usage.repaired());
  EXPECT_GT(usage.completion_tokens, 1'000'000);
}

TEST(AnthropicUsage, SearchesAreBilledByThePiece) {
  const LlmResponse response = answer("[]", R"(,"usage":{"input_tokens":1,"output_tokens":1,
      "server_tool_use":{"web_search_requests":3,"web_fetch_requests":1}})");
  EXPECT_EQ(response.units.web_searches, 3);
}

TEST(AnthropicUsage, ThatNobodyReportedIsNotZero) {
  EXPECT_FALSE(answer("[]").usage);
  const Written written = emit(answer("[]"));
  EXPECT_EQ(written["/usage/input_tokens"], json("0"));
  EXPECT_THAT(written.codes(), ::testing::ElementsAre("usage"));
}

TEST(AnthropicUsage, OfOtherProtocolsIsSplitBack) {
  LlmResponse response{.usage = TokenUsage{.prompt_tokens = 4'520,
                                           .completion_tokens = 64,
                                           .cache_read_tokens = 3'000,
                                           .cache_write_5m_tokens = 500,
                                           .cache_write_1h_tokens = 1'000,
                                           .reasoning_tokens = 48},
                       .provider_protocol = WireFormat::BedrockConverse};
  const Written written = emit(response);
  EXPECT_EQ(written["/usage/input_tokens"], json("20"));
  EXPECT_EQ(written["/usage/cache_creation_input_tokens"], json("1500"));
  EXPECT_EQ(written["/usage/cache_read_input_tokens"], json("3000"));
  EXPECT_EQ(written["/usage/output_tokens_details/thinking_tokens"], json("48"));
}

// A text and a call side by side, as Responses has them.
TEST(AnthropicResponse, SiblingItemsOfOtherProtocolsAreAllWritten) {
  LlmResponse response{.model = "gpt", .provider_protocol = WireFormat::OpenAiResponses};
  response.output = {MessagePart(part::Reasoning{.text = "hm", .is_summary = true}),
                     Message::assistant("Let me see."),
                     MessagePart::tool_call("c1", "f", json("{}"))};
  const Written written = emit(response);
  EXPECT_EQ(written["/content"], json(R"([{"type":"thinking","thinking":"hm","signature":""},
                     {"type":"text","text":"Let me see."},
                     {"type":"tool_use","id":"c1","name":"f","input":{}}])"));
}

TEST(AnthropicResponse, ReportsWhatItCannotSay) {
  LlmResponse response{.provider_protocol = WireFormat::GeminiGenerateContent};
  response.usage = TokenUsage{};
  response.output = {Message::assistant({MessagePart::image_base64("AA", "image/png")}),
                     MessagePart(part::Raw{.type = "web_search_call"})};
  response.alternatives.emplace_back();
  response.vendor_extensions.set("system_fingerprint", json("1"));
  EXPECT_THAT(emit(response).codes(),
              ::testing::UnorderedElementsAre("choices", "image", "raw_part", "vendor_extensions"));
}

TEST(AnthropicResponse, ARefusalIsTextAndItsReason) {
  LlmResponse response{.usage = TokenUsage{}, .finish_reason = FinishReason::Stop};
  response.output = {Message::assistant({part::Refusal{.text = "No."}})};
  const Written written = emit(response);
  EXPECT_EQ(written["/content"], json(R"([{"type":"text","text":"No."}])"));
  EXPECT_EQ(written["/stop_reason"], json(R"("refusal")"));
}

TEST(AnthropicResponse, CitationsOfOtherProtocolsKeepTheirAddress) {
  LlmResponse response{.usage = TokenUsage{}};
  response.output = {Message::assistant(
      {part::Text{.text = "a", .citations = {{.url = "https://e.com", .title = "E"}}}})};
  EXPECT_EQ(emit(response)["/content/0/citations/0/url"], json(R"("https://e.com")"));
}

TEST(AnthropicResponse, MembersWithoutAFieldAreKept) {
  const LlmResponse response =
      answer("[]", R"(,"usage":{"input_tokens":1,"output_tokens":1,"service_tier":"standard"},
                       "container":{"id":"c","expires_at":"x"})");
  EXPECT_EQ(response.service_tier, "default");
  EXPECT_EQ(emit(response)["/container/id"], json(R"("c")"));
}

}  // namespace
}  // namespace omnillm::codec::testing
