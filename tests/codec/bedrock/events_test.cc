#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "codec/bedrock/event_stream.h"
#include "omnillm/streams.h"
#include "support/fixtures.h"

namespace omnillm {
namespace {

using namespace testing_support;

constexpr WireFormat kBedrock = WireFormat::BedrockConverse;

void append_event(std::string_view name, std::string_view payload, std::string& out) {
  codec::bedrock::append_event_stream(
      {{":event-type", name}, {":content-type", "application/json"}, {":message-type", "event"}},
      payload, out);
}

std::string stream(std::initializer_list<std::pair<std::string_view, std::string_view>> events) {
  std::string out;
  for (const auto& [name, payload] : events) append_event(name, payload, out);
  return out;
}

const LlmResponse& response_of(const std::vector<LlmStreamEvent>& events) {
  const auto* completed = events.back().get_if<event::Completed>();
  EXPECT_NE(completed, nullptr) << events.back();
  static const LlmResponse nothing;
  return completed ? completed->response : nothing;
}

TEST(BedrockDecoder, GivesTheSameEventsWhereverTheStreamIsCut) {
  for (const std::string& name : fixtures("bedrock", "converse_stream", ".bin"))
    expect_same_events_wherever_cut(kBedrock, fixture(name));
}

TEST(BedrockDecoder, PutsThoughtsAndToolCallsTogether) {
  const auto events =
      decode_stream(kBedrock, fixture("bedrock/converse_stream.reasoning_tool_use.bin"));
  const LlmResponse& response = response_of(events);
  ASSERT_EQ(response.output.size(), 2u);
  EXPECT_EQ(response.output[0].get_if<part::Reasoning>()->text, "Need weather.");
  EXPECT_EQ(response.output[0].single()->signature, (Signature{"EqQB", kBedrock}));
  const auto* call = response.output[1].get_if<ToolCallPart>();
  ASSERT_NE(call, nullptr);
  EXPECT_EQ(call->call_id, "tooluse_1");
  EXPECT_EQ(call->arguments.text(), "{\"city\":\"Paris\"}");
  EXPECT_EQ(response.finish_reason, FinishReason::ToolCall);
  EXPECT_EQ(response.usage->prompt_tokens, 25);
}

TEST(BedrockDecoder, ReportsAnExceptionAsAFailure) {
  const auto events = decode_stream(kBedrock, fixture("bedrock/converse_stream.exception.bin"));
  const auto* error = events.back().get_if<event::Error>();
  ASSERT_NE(error, nullptr);
  EXPECT_EQ(error->error.kind, ErrorKind::ProviderLimit);
  EXPECT_EQ(error->error.message, "Too many requests, please wait before trying again.");
}

TEST(BedrockDecoder, TakesAStreamCutOffForAFailure) {
  const std::string body = fixture("bedrock/converse_stream.text.bin");
  for (std::size_t size = 0; size < body.size(); ++size) {
    const auto events = decode_stream(kBedrock, std::string_view(body).substr(0, size));
    ASSERT_FALSE(events.empty());
    if (events.back().is<event::Completed>()) {
      // Everything but the usage has come.
      EXPECT_EQ(response_of(events).usage, std::nullopt);
      continue;
    }
    EXPECT_EQ(events.back().get_if<event::Error>()->error.kind, ErrorKind::Protocol) << size;
  }
}

TEST(BedrockDecoder, JoinsTextsThatFollowEachOtherInOneMessage) {
  const auto events = decode_stream(
      kBedrock,
      stream({{"messageStart", R"({"role":"assistant"})"},
              {"contentBlockDelta", R"({"contentBlockIndex":0,"delta":{"text":"a"},"p":"abc"})"},
              {"contentBlockStop", R"({"contentBlockIndex":0})"},
              {"contentBlockDelta", R"({"contentBlockIndex":1,"delta":{"text":"b"}})"},
              {"somethingNew", R"({"x":1})"},
              {"contentBlockStop", R"({"contentBlockIndex":1})"},
              {"messageStop", R"({"stopReason":"end_turn"})"},
              {"metadata", R"({"usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3}})"}}));
  const LlmResponse& response = response_of(events);
  ASSERT_EQ(response.output.size(), 1u);
  EXPECT_EQ(response.content_text, "ab");
  EXPECT_EQ(response.usage->total(), 3);
}

TEST(BedrockDecoder, RefusesWhatIsNotOfTheProtocol) {
  for (const auto& [name, payload] :
       std::initializer_list<std::pair<std::string_view, std::string_view>>{
           {"contentBlockDelta", "{"},
           {"contentBlockDelta", "{}"},
           {"contentBlockStart", "[]"},
           {"contentBlockDelta", R"({"contentBlockIndex":3,"delta":{"toolUse":{"input":"x"}}})"}}) {
    const auto events = decode_stream(kBedrock, stream({{name, payload}}));
    const auto* error = events.back().get_if<event::Error>();
    ASSERT_NE(error, nullptr) << payload;
    EXPECT_EQ(error->error.kind, ErrorKind::Protocol) << payload;
  }
}

TEST(BedrockEncoder, WritesStreamsThatReadBackTheSame) {
  for (const std::string& name : fixtures("bedrock", "converse_stream", ".bin")) {
    const auto events = decode_stream(kBedrock, fixture(name));
    const auto again = decode_stream(kBedrock, encode_stream(kBedrock, events));
    if (events.back().is<event::Error>()) {
      EXPECT_EQ(again.back().get_if<event::Error>()->error.kind,
                events.back().get_if<event::Error>()->error.kind);
      continue;
    }
    LlmResponse expected = response_of(events);
    LlmResponse actual = response_of(again);
    expected.raw_usage = actual.raw_usage = {};
    EXPECT_EQ(actual, expected) << name;
  }
}

TEST(BedrockEncoder, ReportsWhatItCannotSay) {
  StreamEncoder encoder(kBedrock);
  std::string bytes;
  ASSERT_TRUE(encoder.write(event::ResponseStarted{}, bytes));
  ASSERT_TRUE(encoder.write(
      event::OutputItemAdded{.index = 0,
                             .item = MessagePart(part::Raw{.origin = WireFormat::OpenAiResponses,
                                                           .type = "web_search_call"})},
      bytes));
  ASSERT_TRUE(encoder.write(event::OutputItemDone{.index = 0}, bytes));
  ASSERT_EQ(encoder.losses().size(), 1u);
  EXPECT_EQ(encoder.losses()[0].code, "raw_part");
  EXPECT_EQ(encoder.losses()[0].severity, LossSeverity::Major);
}

}  // namespace
}  // namespace omnillm
