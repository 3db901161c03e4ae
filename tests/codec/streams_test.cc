#include "omnillm/streams.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "omnillm/transcode.h"
#include "support/fixtures.h"
#include "support/probes.h"

namespace omnillm {
namespace {

using namespace testing_support;

constexpr WireFormat kBedrock = WireFormat::BedrockConverse;

TEST(StreamDecoder, EndsWithExactlyOneCompletedOrError) {
  for (const std::string& name : fixtures("bedrock", "converse_stream", ".bin")) {
    const std::string body = fixture(name);
    for (std::size_t size = 0; size <= body.size(); size += 7) {
      const auto events = decode_stream(kBedrock, std::string_view(body).substr(0, size));
      std::size_t ends = 0;
      for (const LlmStreamEvent& event : events)
        ends += event.is<event::Completed>() || event.is<event::Error>() ? 1u : 0u;
      EXPECT_EQ(ends, 1u) << name << " " << size;
    }
  }
}

TEST(StreamDecoder, PassesOverWhatComesAfterTheEnd) {
  const std::string body = fixture("bedrock/converse_stream.text.bin");
  StreamDecoder decoder(kBedrock);
  EXPECT_FALSE(decoder.feed(body).empty());
  EXPECT_TRUE(decoder.done());
  EXPECT_TRUE(decoder.feed(body).empty());
  EXPECT_TRUE(decoder.finish().empty());
}

TEST(StreamDecoder, FillsEveryItemThatIsDone) {
  for (const LlmStreamEvent& event :
       decode_stream(kBedrock, fixture("bedrock/converse_stream.reasoning_tool_use.bin")))
    if (const auto* done = event.get_if<event::OutputItemDone>()) {
      EXPECT_TRUE(done->item);
    }
}

TEST(StreamDecoder, EndsAnAnswerThatOutgrowsItsLimit) {
  StreamDecoder decoder(kBedrock, {}, {.max_response_bytes = 2});
  auto events = decoder.feed(fixture("bedrock/converse_stream.text.bin"));
  ASSERT_FALSE(events.empty());
  EXPECT_TRUE(events.back().is<event::Error>());
  EXPECT_TRUE(decoder.done());
}

TEST(StreamDecoder, TellsTheTierThatIsKnownOnlyAtTheEnd) {
  const std::string body =
      R"(data: {"id":"c","model":"m","service_tier":"auto","choices":[{"index":0,"delta":{"content":"a"}}]})"
      "\n\n"
      R"(data: {"id":"c","service_tier":"default","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})"
      "\n\n"
      R"(data: {"id":"c","service_tier":"default","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1}})"
      "\n\ndata: [DONE]\n\n";
  for (const WireFormat format : {WireFormat::OpenAiChatCompletions, WireFormat::OpenAiResponses}) {
    StreamTranscoder stream(WireFormat::OpenAiChatCompletions, format);
    const auto events = decode_stream(format, stream.feed(body));
    ASSERT_TRUE(events.back().is<event::Completed>()) << format;
    EXPECT_EQ(events.back().get_if<event::Completed>()->response.service_tier, "default") << format;
  }
}

TEST(StreamEncoder, NamesAnAnswerThatHasNoNameAsItIsTold) {
  for (const WireFormat format :
       {WireFormat::OpenAiChatCompletions, WireFormat::OpenAiResponses,
        WireFormat::AnthropicMessages, WireFormat::GeminiGenerateContent}) {
    StreamTranscoder stream(kBedrock, format, {}, {.response_id = "resp_7"});
    std::string bytes = stream.feed(fixture("bedrock/converse_stream.reasoning_tool_use.bin"));
    stream.finish(bytes);
    const auto events = decode_stream(format, bytes);
    ASSERT_TRUE(events.front().is<event::ResponseStarted>()) << format;
    EXPECT_EQ(events.front().get_if<event::ResponseStarted>()->response_id, "resp_7") << format;
  }
}

// A chunk of the network ends where it likes.
TEST(StreamDecoder, KeepsACharacterThatIsCutInTwo) {
  const std::string body =
      R"(data: {"id":"c","choices":[{"index":0,"delta":{"content":"日本語 ü"}}]})"
      "\n\ndata: [DONE]\n\n";
  const auto events = decode_stream(WireFormat::OpenAiChatCompletions, body, 1);
  ASSERT_TRUE(events.back().is<event::Completed>());
  EXPECT_EQ(events.back().get_if<event::Completed>()->response.content_text, "日本語 ü");
}

TEST(StreamDecoder, CompletesAStreamThatSparesItsLastEmptyLine) {
  const std::string body = R"(data: {"id":"c","choices":[{"index":0,"delta":{"content":"Hi"}}]})"
                           "\n\ndata: [DONE]";
  for (const std::string_view end : {"", "\n"}) {
    const auto events =
        decode_stream(WireFormat::OpenAiChatCompletions, std::string(body).append(end));
    EXPECT_TRUE(events.back().is<event::Completed>()) << events.back();
  }
}

TEST(StreamDecoder, CompletesAStreamOfEveryProtocolThatSparesItsLastEmptyLine) {
  for (const WireFormat format : generation_formats()) {
    if (format == kBedrock) continue;  // frames with lengths
    std::string body = encode_stream(format, events_of(response_probes().front().make(format)));
    while (body.ends_with('\n') || body.ends_with('\r')) body.pop_back();
    const auto events = decode_stream(format, body);
    ASSERT_TRUE(events.back().is<event::Completed>()) << format << "\n" << body;
    EXPECT_EQ(events.back().get_if<event::Completed>()->response.content_text, "Hello there");
  }
}

// Arguments are written as they came, and somebody's came over several lines.
TEST(StreamEncoder, KeepsItsFramesWholeWhateverLineEndsStandInJson) {
  const JsonText arguments = *JsonText::parse("{\n  \"city\":\r\n\t\"Paris\"\r}");
  for (const WireFormat format : generation_formats()) {
    LlmResponse response{.output = {MessagePart::tool_call("call_1", "f", arguments)},
                         .usage = TokenUsage{.prompt_tokens = 1, .completion_tokens = 1},
                         .provider_protocol = format,
                         .finish_reason = FinishReason::ToolCall,
                         .response_id = "r"};
    const auto events = decode_stream(format, encode_stream(format, events_of(response)));
    const auto* completed = events.back().get_if<event::Completed>();
    ASSERT_NE(completed, nullptr) << format << events.back();
    ASSERT_EQ(completed->response.tool_calls().size(), 1U) << format;
    EXPECT_EQ(completed->response.tool_calls()[0]->arguments, arguments) << format;
  }
}

TEST(ParseStreamEvent, GivesEverythingThatOneFrameSays) {
  const auto events = parse_stream_event(
      WireFormat::OpenAiChatCompletions,
      {.data =
           R"({"id":"c","choices":[{"index":0,"delta":{"content":"Hi","tool_calls":[{"index":0,)"
           R"("id":"call_1","function":{"name":"f","arguments":"{}"}}]}}],)"
           R"("usage":{"prompt_tokens":3,"completion_tokens":1}})"});
  ASSERT_TRUE(events) << events.error();
  const auto count = [&](auto is) { return std::count_if(events->begin(), events->end(), is); };
  EXPECT_EQ(count([](const auto& event) { return event.template is<event::TextDelta>(); }), 1);
  EXPECT_EQ(count([](const auto& event) { return event.template is<event::ToolCallDelta>(); }), 1);
  EXPECT_EQ(count([](const auto& event) { return event.template is<event::Usage>(); }), 1);
}

TEST(StreamDecoder, SaysWhatWasSeenOfAStreamThatIsDropped) {
  const std::string body = fixture("bedrock/converse_stream.text.bin");
  StreamDecoder decoder(kBedrock);
  static_cast<void>(decoder.feed(std::string_view(body).substr(0, body.size() / 2)));
  EXPECT_FALSE(decoder.done());
  EXPECT_FALSE(decoder.response_so_far().content_text.empty());
}

TEST(StreamTranscoder, WritesTheSameWhereverTheSourceIsCut) {
  const std::string body = fixture("bedrock/converse_stream.reasoning_tool_use.bin");
  const auto transcode = [&](std::size_t step) {
    StreamTranscoder stream(kBedrock, kBedrock);
    std::string out;
    for (std::size_t at = 0; at < body.size(); at += step)
      stream.feed(std::string_view(body).substr(at, step), out);
    stream.finish(out);
    EXPECT_TRUE(stream.last_event() && stream.last_event()->is<event::Completed>());
    return out;
  };
  const std::string whole = transcode(body.size());
  EXPECT_FALSE(whole.empty());
  for (std::size_t step = 1; step < 200; ++step) EXPECT_EQ(transcode(step), whole) << step;
}

TEST(StreamEvent, IsTranscodedByItself) {
  const ProviderStreamFrame frame{
      .data = R"({"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":)"
              R"([{"index":0,"delta":{"role":"assistant","content":"Hi"},"finish_reason":null}]})"};
  const auto bytes = transcode_stream_event(WireFormat::OpenAiChatCompletions,
                                            WireFormat::AnthropicMessages, frame);
  ASSERT_TRUE(bytes) << bytes.error();
  EXPECT_NE(bytes->find("text_delta"), std::string::npos) << *bytes;
}

TEST(TransportError, SaysWhatTheBodyAndTheHeadersSay) {
  TransportResponse refused{.status = 429};
  refused.headers.set("x-request-id", "req_1");
  refused.body = body::Text{
      R"({"error":{"message":"slow down","type":"requests","code":"rate_limit_exceeded"}})"};
  const ProviderError error = parse_transport_error(WireFormat::OpenAiChatCompletions, refused);
  EXPECT_EQ(error.kind, ErrorKind::ProviderLimit);
  EXPECT_EQ(error.code, "rate_limit_exceeded");
  EXPECT_EQ(error.request_id, "req_1");
}

}  // namespace
}  // namespace omnillm
