#include "speak.h"

namespace omnillm::codec::testing {
namespace {

// The data of the frames that are written, one a line in the order they come.
std::vector<JsonText> frames(const Events& events, LossLog& losses) {
  http::SseParser parser;
  parser.feed(encode(events, losses));
  std::vector<JsonText> found;
  for (auto event = parser.next(); event && *event; event = parser.next()) {
    json::Document document;
    EXPECT_TRUE(document.parse(std::string((*event)->data))) << (*event)->data;
    EXPECT_TRUE(document.root()["type"].says((*event)->event));
    found.push_back(document.root().json());
  }
  return found;
}

std::vector<JsonText> frames(const Events& events) {
  LossLog losses;
  return frames(events, losses);
}

std::vector<std::string> types(const std::vector<JsonText>& frames) {
  std::vector<std::string> types;
  for (const JsonText& frame : frames) {
    json::Document document;
    EXPECT_TRUE(document.parse(std::string(frame.text())));
    const json::Value root = document.root();
    std::string type = root["type"].str();
    if (root["index"]) type += "/" + std::string(root["index"].raw());
    types.push_back(std::move(type));
  }
  return types;
}

const event::ResponseStarted kStarted{.response_id = "chatcmpl-1",
                                      .model = "gpt",
                                      .provider_protocol = WireFormat::OpenAiChatCompletions};

event::OutputItemAdded message(std::int64_t index) {
  return {.index = index, .item = Message{.role = MessageRole::Assistant}};
}
event::OutputItemAdded call(std::int64_t index, const char* id) {
  return {.index = index, .item = MessagePart::tool_call(id, "f", JsonText())};
}
event::ToolCallDelta arguments(std::int64_t index, const char* id, const char* delta) {
  return {index, id, "f", delta};
}
event::TextDelta text(std::int64_t index, const char* delta) { return {index, delta}; }
event::OutputItemDone done(std::int64_t index) { return {.index = index}; }

TEST(AnthropicEncoder, AnAnswerIsACompleteStream) {
  const auto written = frames(
      {kStarted, message(0), text(0, "Hi"), done(0),
       event::Finished{
           FinishReason(FinishReason::Length, "length", WireFormat::OpenAiChatCompletions)},
       event::Usage{TokenUsage{.prompt_tokens = 12, .completion_tokens = 5}}, event::Completed{}});
  EXPECT_THAT(types(written), ::testing::ElementsAre(
                                  "message_start", "content_block_start/0", "content_block_delta/0",
                                  "content_block_stop/0", "message_delta", "message_stop"));
  EXPECT_EQ(written[0],
            json(R"({"type":"message_start","message":{"id":"chatcmpl-1","type":"message",
                "role":"assistant","model":"gpt","content":[],"stop_reason":null,
                "stop_sequence":null,"usage":{"input_tokens":0,"cache_creation_input_tokens":0,
                "cache_read_input_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":0,
                "ephemeral_1h_input_tokens":0},"output_tokens":0}}})"));
  EXPECT_EQ(written[1], json(R"({"type":"content_block_start","index":0,
                                 "content_block":{"type":"text","text":""}})"));
  EXPECT_EQ(written[2], json(R"({"type":"content_block_delta","index":0,
                                 "delta":{"type":"text_delta","text":"Hi"}})"));
  EXPECT_EQ(written[4], json(R"({"type":"message_delta","delta":{"stop_reason":"max_tokens",
                "stop_sequence":null},"usage":{"input_tokens":12,"cache_creation_input_tokens":0,
                "cache_read_input_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":0,
                "ephemeral_1h_input_tokens":0},"output_tokens":5}})"));
}

TEST(AnthropicEncoder, UsageThatIsKnownAtTheStartStandsThere) {
  const auto written =
      frames({kStarted, event::Usage{TokenUsage{.prompt_tokens = 12}}, message(0)});
  EXPECT_THAT(std::string(written.at(0).text()), ::testing::HasSubstr(R"("input_tokens":12)"));
}

TEST(AnthropicEncoder, CallsAreBlocksOneAfterTheOther) {
  const auto written =
      frames({kStarted, call(0, "a"), arguments(0, "a", "{\"x\":"), arguments(0, "a", "1}"),
              call(1, "b"), arguments(1, "b", "{}"), done(0), done(1),
              event::Finished{FinishReason::ToolCall}, event::Completed{}});
  EXPECT_THAT(types(written), ::testing::ElementsAre(
                                  "message_start", "content_block_start/0", "content_block_delta/0",
                                  "content_block_delta/0", "content_block_stop/0",
                                  "content_block_start/1", "content_block_delta/1",
                                  "content_block_stop/1", "message_delta", "message_stop"));
  EXPECT_EQ(written[1], json(R"({"type":"content_block_start","index":0,"content_block":
                                 {"type":"tool_use","id":"a","name":"f","input":{}}})"));
}

TEST(AnthropicEncoder, FragmentsOfParallelCallsAreNotMixed) {
  const Events events = {kStarted,
                         call(0, "a"),
                         call(1, "b"),
                         arguments(1, "b", "[1"),
                         arguments(0, "a", "{}"),
                         arguments(1, "b", "]"),
                         event::Finished{FinishReason::ToolCall},
                         event::Completed{}};
  const auto deltas = frames(events);
  EXPECT_THAT(types(deltas), ::testing::ElementsAre(
                                 "message_start", "content_block_start/0", "content_block_delta/0",
                                 "content_block_stop/0", "content_block_start/1",
                                 "content_block_delta/1", "content_block_delta/1",
                                 "content_block_stop/1", "message_delta", "message_stop"));
}

TEST(AnthropicEncoder, ThoughtsEndWhereTextBegins) {
  const auto written =
      frames({kStarted, event::OutputItemAdded{.index = 0, .item = MessagePart(part::Reasoning{})},
              event::ReasoningDelta{0, "hm"}, message(1), text(1, "Hi"),
              event::ReasoningDelta{0, "ah"}, done(0), done(1)});
  EXPECT_THAT(types(written),
              ::testing::ElementsAre("message_start", "content_block_start/0",
                                     "content_block_delta/0", "content_block_stop/0",
                                     "content_block_start/1", "content_block_delta/1",
                                     "content_block_stop/1", "content_block_start/2",
                                     "content_block_delta/2", "content_block_stop/2"));
}

TEST(AnthropicEncoder, TextAfterACitationIsAnotherBlock) {
  const event::CitationAdded cited{0, Citation{.url = "https://e.com"}};
  const auto written =
      frames({kStarted, message(0), text(0, "a"), cited, cited, text(0, "b"), done(0)});
  EXPECT_THAT(types(written),
              ::testing::ElementsAre(
                  "message_start", "content_block_start/0", "content_block_delta/0",
                  "content_block_delta/0", "content_block_delta/0", "content_block_stop/0",
                  "content_block_start/1", "content_block_delta/1", "content_block_stop/1"));
}

TEST(AnthropicEncoder, ToolsOfTheProviderAreWrittenWhole) {
  const MessagePart search(part::Raw{WireFormat::AnthropicMessages, "server_tool_use",
                                     json(R"({"type":"server_tool_use","id":"s",
                                              "name":"web_search","input":{"query":"a"}})")});
  const auto written =
      frames({kStarted, event::OutputItemAdded{.index = 0, .item = search}, done(0)});
  ASSERT_EQ(written.size(), 4U);
  EXPECT_EQ(written[2], json(R"({"type":"content_block_delta","index":0,"delta":
                     {"type":"input_json_delta","partial_json":"{\"query\":\"a\"}"}})"));
}

TEST(AnthropicEncoder, ACustomToolsTextIsAMemberOfItsInput) {
  event::OutputItemAdded custom = call(0, "a");
  custom.item.single()->get_if<ToolCallPart>()->is_custom = true;
  const auto written =
      frames({kStarted, custom, arguments(0, "a", "say \"hi"), arguments(0, "a", "\""), done(0)});
  std::string input;
  for (const JsonText& frame : written) {
    json::Document document;
    ASSERT_TRUE(document.parse(std::string(frame.text())));
    document.root()["delta"]["partial_json"].text().append_to(input);
  }
  EXPECT_EQ(json(input), json(R"({"input":"say \"hi\""})"));
}

TEST(AnthropicEncoder, AFailureIsAnEventOfItsOwn) {
  const ProviderError error{.kind = ErrorKind::Overloaded, .message = "busy"};
  EXPECT_EQ(encode({event::Error{error}}),
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
            "\"message\":\"busy\"}}\n\n");
}

TEST(AnthropicEncoder, ARefusalIsTextAndTheReason) {
  const auto written = frames({kStarted, message(0), event::RefusalDelta{0, "No."}, done(0),
                               event::Finished{FinishReason::Stop}, event::Completed{}});
  EXPECT_THAT(std::string(written.at(4).text()),
              ::testing::HasSubstr(R"("stop_reason":"refusal")"));
}

TEST(AnthropicEncoder, ReportsWhatItCannotSay) {
  LossLog losses;
  const MessagePart foreign(part::Raw{.type = "web_search_call", .json = json("{}")});
  frames({kStarted, event::OutputItemAdded{.index = 0, .item = foreign}, done(0), message(1),
          event::ContentPartAdded{1, MessagePart::image_base64("AA", "image/png")}, done(1),
          event::OutputItemAdded{.index = 2, .item = Message{}, .choice = 1}, text(2, "other")},
         losses);
  std::vector<std::string> codes;
  for (const Loss& loss : losses.losses()) codes.push_back(loss.code);
  EXPECT_THAT(codes, ::testing::ElementsAre("raw_part", "image", "choices"));
}

TEST(AnthropicEncoder, AnAnswerWithoutUsageSaysSo) {
  LossLog losses;
  frames({kStarted, event::Finished{}, event::Completed{}}, losses);
  EXPECT_EQ(losses.losses().at(0).code, "usage");
}

}  // namespace
}  // namespace omnillm::codec::testing
