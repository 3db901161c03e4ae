#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gemini/gemini.h"
#include "support/fixtures.h"

namespace omnillm {
namespace {

using namespace gemini_test;
using namespace testing_support;
using testing::HasSubstr;
using testing::Not;

std::vector<LlmStreamEvent> without_end(std::vector<LlmStreamEvent> events) {
  events.pop_back();
  return events;
}
std::vector<std::string> chunks_of(std::string_view stream) {
  std::vector<std::string> chunks;
  constexpr std::string_view kEnd = "\r\n\r\n";
  while (!stream.empty()) {
    const std::size_t end = stream.find(kEnd);
    EXPECT_TRUE(stream.starts_with("data: ") && end != std::string_view::npos) << stream;
    if (end == std::string_view::npos) break;
    chunks.emplace_back(stream.substr(6, end - 6));
    stream.remove_prefix(end + kEnd.size());
  }
  return chunks;
}
std::size_t count_of(std::string_view word, std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1))
    ++count;
  return count;
}
// An answer of another provider, event by event.
std::vector<LlmStreamEvent> foreign(std::vector<LlmStreamEvent> middle,
                                    FinishReason reason = FinishReason::Stop) {
  std::vector<LlmStreamEvent> events{event::ResponseStarted{
      .response_id = "r", .model = "gpt", .provider_protocol = WireFormat::OpenAiResponses}};
  events.insert(events.end(), middle.begin(), middle.end());
  events.emplace_back(event::Finished{.reason = reason});
  events.emplace_back(event::Usage{.usage = {.prompt_tokens = 3, .completion_tokens = 2}});
  events.emplace_back(event::Completed{});
  return events;
}

TEST(GeminiEncoder, WritesItsOwnStreamsSoThatTheSameEventsAreRead) {
  for (const std::string& name : fixtures("gemini", "streamGenerateContent", ".sse")) {
    const auto events = decode_stream(kGemini, fixture(name));
    EXPECT_EQ(without_end(decode_stream(kGemini, encode_stream(kGemini, events))),
              without_end(events))
        << name;
  }
}

TEST(GeminiEncoder, KeepsEverythingOfARichStream) {
  const std::string body =
      "data: "
      "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"T\",\"thought\":true},{"
      "\"executableCode\":{\"code\":\"1\"}},"
      "{\"functionCall\":{\"name\":\"f\",\"args\":{\"a\":1}},\"thoughtSignature\":\"S\"}]},"
      "\"safetyRatings\":[1]}],\"responseId\":\"r\"}\n\n"
      "data: "
      "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"x\",\"thoughtSignature\":\"S2\"},{"
      "\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AA\"}}]}},"
      "{\"index\":1,\"content\":{\"parts\":[{\"text\":\"y\"}]}}],\"usageMetadata\":{"
      "\"promptTokenCount\":1}}\n\n"
      "data: "
      "{\"candidates\":[{\"finishReason\":\"STOP\",\"groundingMetadata\":{\"groundingChunks\":[{"
      "\"web\":{\"uri\":\"u\"}}]}},"
      "{\"index\":1,\"finishReason\":\"MAX_TOKENS\"}],\"usageMetadata\":{\"promptTokenCount\":1,"
      "\"candidatesTokenCount\":4}}\n\n";
  const auto events = decode_stream(kGemini, body);
  ASSERT_TRUE(events.back().is<event::Completed>()) << events.back();
  EXPECT_EQ(without_end(decode_stream(kGemini, encode_stream(kGemini, events))),
            without_end(events));
}

TEST(GeminiEncoder, WritesEveryTextOnce) {
  const auto events = decode_stream(kGemini, fixture("gemini/streamGenerateContent.text.sse"));
  EXPECT_EQ(count_of("is the capital", encode_stream(kGemini, events)), 1u);
}

TEST(GeminiEncoder, WritesAFinishReasonAndTheUsageLast) {
  const auto chunks = chunks_of(encode_stream(
      kGemini, foreign({event::OutputItemAdded{0, Item(Message{.role = MessageRole::Assistant}), 0},
                        event::TextDelta{0, "Hi", 0, {}}, event::OutputItemDone{.index = 0}})));
  ASSERT_EQ(chunks.size(), 2u);
  EXPECT_EQ(js(chunks[0]),
            js(R"({"candidates":[{"content":{"parts":[{"text":"Hi"}],"role":"model"},"index":0}],
      "modelVersion":"gpt","responseId":"r"})"));
  EXPECT_EQ(
      js(chunks[1]),
      js(
          R"({"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":0}],
      "usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":2,"totalTokenCount":5},"modelVersion":"gpt","responseId":"r"})"));
}

TEST(GeminiEncoder, HoldsACallUntilItIsWhole) {
  const auto chunks = chunks_of(encode_stream(
      kGemini,
      foreign({event::OutputItemAdded{
                   0, Item(MessagePart(ToolCallPart{.call_id = "c", .name = "f"})), 0},
               event::ToolCallDelta{0, "c", "f", "{\"a\"", 0},
               event::ToolCallDelta{0, "c", "f", ":1}", 0}, event::OutputItemDone{.index = 0}},
              FinishReason::ToolCall)));
  ASSERT_EQ(chunks.size(), 2u);
  EXPECT_THAT(chunks[0],
              HasSubstr(R"("parts":[{"functionCall":{"id":"c","name":"f","args":{"a":1}}}])"));
  EXPECT_THAT(chunks[1], HasSubstr(R"("finishReason":"STOP")"));
}

TEST(GeminiEncoder, WritesAFailureInItsOwnForm) {
  const auto chunks = chunks_of(
      encode_stream(kGemini, {event::ResponseStarted{},
                              event::Error{{.kind = ErrorKind::Overloaded, .message = "full"}}}));
  ASSERT_EQ(chunks.size(), 1u);
  EXPECT_EQ(js(chunks[0]), js(R"({"error":{"code":503,"message":"full","status":"UNAVAILABLE"}})"));
}

TEST(GeminiEncoder, WritesABlockedAnswerWithoutContent) {
  const auto chunks = chunks_of(encode_stream(kGemini, foreign({}, FinishReason::ContentFilter)));
  ASSERT_EQ(chunks.size(), 1u);
  EXPECT_THAT(chunks[0], HasSubstr(R"("candidates":[{"finishReason":"SAFETY","index":0}])"));
}

TEST(GeminiEncoder, WritesABlockedPromptAsItCame) {
  const std::string body =
      "data: {\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"responseId\":\"r\"}\r\n\r\n";
  EXPECT_EQ(js(chunks_of(encode_stream(kGemini, decode_stream(kGemini, body))).at(0)),
            js(R"({"promptFeedback":{"blockReason":"SAFETY"},"responseId":"r"})"));
}

TEST(GeminiEncoder, GathersTheSourcesOfOthersAtTheEnd) {
  const std::string stream = encode_stream(
      kGemini, foreign({event::OutputItemAdded{0, Item(Message{.role = MessageRole::Assistant}), 0},
                        event::TextDelta{0, "Grüße aus Rom", 0, {}},
                        event::CitationAdded{
                            0, Citation{.url = "https://a", .start_index = 6, .end_index = 9}},
                        event::OutputItemDone{.index = 0}}));
  EXPECT_THAT(
      stream,
      HasSubstr(
          R"("groundingSupports":[{"segment":{"startIndex":8,"endIndex":11},"groundingChunkIndices":[0]}])"));
}

TEST(GeminiEncoder, WritesThoughtsAsSuchAndDropsForeignSignatures) {
  const std::string stream = encode_stream(
      kGemini, foreign({event::OutputItemAdded{0, Item(MessagePart(part::Reasoning{})), 0},
                        event::ReasoningDelta{0, "hm", 0},
                        event::SignatureDelta{0, Signature{"S", WireFormat::AnthropicMessages}, {}},
                        event::OutputItemDone{.index = 0}}));
  EXPECT_THAT(stream, HasSubstr(R"({"text":"hm","thought":true})"));
  EXPECT_THAT(stream, Not(HasSubstr("thoughtSignature")));
}

}  // namespace
}  // namespace omnillm
