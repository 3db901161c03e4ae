#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "omnillm/streams.h"
#include "openai_chat/chat.h"
#include "support/fixtures.h"

namespace omnillm {
namespace {

using namespace chat;
using testing_support::decode_stream;
using testing_support::encode_stream;
using testing_support::fixture;

// The payloads of a body.
std::vector<std::string> payloads(std::string_view body) {
  std::vector<std::string> all;
  for (std::size_t at = 0; at < body.size();) {
    const std::size_t end = body.find("\n\n", at);
    EXPECT_EQ(body.substr(at, 6), "data: ");
    all.emplace_back(body.substr(at + 6, end - at - 6));
    at = end + 2;
  }
  return all;
}

std::vector<LlmStreamEvent> stream(std::vector<LlmStreamEvent> middle) {
  std::vector<LlmStreamEvent> events = {event::ResponseStarted{
      .response_id = "msg_1", .model = "m", .provider_protocol = WireFormat::AnthropicMessages}};
  events.insert(events.end(), middle.begin(), middle.end());
  return events;
}

TEST(ChatStreamEmission, OfItsOwnStreamsIsReadAsTheSameEvents) {
  for (const char* name : {"openai/chat.stream.text.sse", "openai/chat.stream.tool_calls.sse",
                           "openai/chat.stream.error.sse", "vllm/chat.stream.reasoning.sse",
                           "azure/deployments.chat.stream.sse", "dialects/deepseek.chat.stream.sse",
                           "dialects/groq.chat.stream.sse", "dialects/mistral.chat.stream.sse",
                           "dialects/openrouter.chat.stream.sse"}) {
    const auto events = decode_stream(kChat, fixture(name));
    const std::string body = encode_stream(kChat, events);
    auto again = decode_stream(kChat, body);
    if (events.back().is<event::Error>()) {
      ASSERT_TRUE(again.back().is<event::Error>());
      again.back() = events.back();  // the error is written anew
    }
    EXPECT_EQ(again, events) << name << "\n" << body;
  }
}

TEST(ChatStreamEmission, SaysWhoSpeaksWhyItEndedAndWhatItCost) {
  const auto events = stream({
      event::OutputItemAdded{0, Message{.role = MessageRole::Assistant}},
      event::TextDelta{0, "Hi"},
      event::OutputItemDone{0, {}},
      event::Finished{FinishReason(FinishReason::Stop, "end_turn", WireFormat::AnthropicMessages)},
      event::Usage{{.prompt_tokens = 3, .completion_tokens = 1}, {}, {}},
      event::Completed{},
  });
  const auto chunks = payloads(encode_stream(kChat, events));
  ASSERT_EQ(chunks.size(), 5U);
  EXPECT_EQ(chunks[0],
            R"({"id":"msg_1","object":"chat.completion.chunk","created":0,"model":"m",)"
            R"("choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,)"
            R"("finish_reason":null}],"usage":null})");
  EXPECT_EQ(json_at(chunks[1], "/choices/0/delta"), R"({"content":"Hi"})");
  EXPECT_EQ(json_at(chunks[2], "/choices/0/finish_reason"), R"("stop")");
  EXPECT_EQ(json_at(chunks[3], "/choices"), "[]");
  EXPECT_EQ(json_at(chunks[3], "/usage/prompt_tokens"), "3");
  EXPECT_EQ(chunks[4], "[DONE]");
}

TEST(ChatStreamEmission, LeavesOutUsageThatNobodyAskedFor) {
  StreamEncoder encoder(kChat, {.include_usage = false});
  std::string body;
  for (const LlmStreamEvent& event :
       stream({event::Usage{{.prompt_tokens = 3}, {}, {}}, event::Finished{}, event::Completed{}}))
    ASSERT_TRUE(encoder.write(event, body));
  EXPECT_EQ(body.find("usage"), std::string::npos) << body;
}

TEST(ChatStreamEmission, NumbersParallelCallsAndNamesThemOnce) {
  const auto call = [](std::int64_t index, const char* id) {
    return event::OutputItemAdded{index, MessagePart(ToolCallPart{.call_id = id, .name = "f"})};
  };
  const auto chunks = payloads(encode_stream(
      kChat,
      stream({call(0, "a"), event::ToolCallDelta{0, "a", "f", "{\"x\""}, call(1, "b"),
              event::ToolCallDelta{1, "b", "f", "{}"}, event::ToolCallDelta{0, "a", "f", ":1}"},
              event::OutputItemDone{0, {}}, event::OutputItemDone{1, {}},
              event::Finished{FinishReason::ToolCall}, event::Completed{}})));
  EXPECT_EQ(json_at(chunks.at(1), "/choices/0/delta/tool_calls/0"),
            R"({"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}})");
  EXPECT_EQ(json_at(chunks.at(2), "/choices/0/delta/tool_calls/0"),
            R"({"index":0,"function":{"arguments":"{\"x\""}})");
  EXPECT_EQ(json_at(chunks.at(3), "/choices/0/delta/tool_calls/0/index"), "1");
  EXPECT_EQ(json_at(chunks.at(5), "/choices/0/delta/tool_calls/0/index"), "0");
  EXPECT_EQ(json_at(chunks.at(6), "/choices/0/finish_reason"), R"("tool_calls")");
}

TEST(ChatStreamEmission, GivesACallWithoutArgumentsAnEmptyObject) {
  const auto events = stream(
      {event::OutputItemAdded{0, MessagePart(ToolCallPart{.call_id = "a", .name = "f"})},
       event::OutputItemDone{0, {}}, event::Finished{FinishReason::ToolCall}, event::Completed{}});
  const LlmResponse response = completed(decode_stream(kChat, encode_stream(kChat, events)));
  EXPECT_EQ(response.tool_calls().at(0)->arguments, json("{}"));
}

TEST(ChatStreamEmission, WritesAnErrorAsAChunkAndNothingAfterIt) {
  StreamEncoder encoder(kChat);
  std::string body;
  const ProviderError error{.kind = ErrorKind::Overloaded,
                            .protocol = WireFormat::AnthropicMessages,
                            .code = "overloaded_error",
                            .type = "overloaded_error",
                            .message = "Overloaded"};
  ASSERT_TRUE(encoder.write(event::Error{error}, body));
  EXPECT_EQ(body,
            "data: {\"error\":{\"message\":\"Overloaded\",\"type\":\"service_unavailable_error\","
            "\"param\":null,\"code\":null}}\n\n");
  EXPECT_FALSE(encoder.write(event::Completed{}, body));
}

TEST(ChatStreamEmission, ReportsWhatHasNoPlaceHere) {
  StreamEncoder encoder(kChat);
  std::string body;
  for (const LlmStreamEvent& event : stream({
           event::OutputItemAdded{0, MessagePart(part::Reasoning{})},
           event::ReasoningDelta{0, "Hm."},
           event::SignatureDelta{0, Signature{"s", WireFormat::AnthropicMessages}, {}},
           event::OutputItemDone{0, {}},
           event::Raw{WireFormat::AnthropicMessages, "ping", {}},
       }))
    ASSERT_TRUE(encoder.write(event, body));
  EXPECT_NE(body.find(R"("reasoning_content":"Hm.")"), std::string::npos);
  ASSERT_EQ(encoder.losses().size(), 2U);
  EXPECT_EQ(encoder.losses()[0].code, "signature");
  EXPECT_EQ(encoder.losses()[1].code, "raw_event");
}

TEST(ChatStreamEmission, RefusesEventsOutOfOrder) {
  StreamEncoder encoder(kChat);
  std::string body;
  EXPECT_FALSE(encoder.write(event::TextDelta{3, "x"}, body));
  EXPECT_FALSE(
      encoder.write(event::OutputItemAdded{2, Message{.role = MessageRole::Assistant}}, body));
}

TEST(ChatStreamEmission, GivesThoughtsBackToThoseWhoWantThemSealed) {
  const std::vector<std::string> chunks = {
      chunk(
          R"("delta":{"reasoning_details":[{"type":"reasoning.text","text":"Hm.","format":"f"}]})"),
      chunk(
          R"("delta":{"reasoning_details":[{"type":"reasoning.text","signature":"s","format":"f"}]})"),
      chunk(R"("delta":{"content":"Yes."})"), chunk(R"("delta":{},"finish_reason":"stop")")};
  const auto events = decoded(chunks);
  EXPECT_EQ(decode_stream(kChat, encode_stream(kChat, events)), events);
}

}  // namespace
}  // namespace omnillm
