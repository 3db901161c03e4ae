#include "http/sse.h"
#include "omnillm/streams.h"
#include "responses_support.h"

namespace omnillm {
namespace {

using namespace testing_support;

constexpr WireFormat kForeign = WireFormat::AnthropicMessages;

// The events in the bytes of a stream, as trees; each is checked to be named by its type.
std::vector<Json> frames(std::string_view bytes) {
  std::vector<Json> all;
  http::SseParser parser;
  parser.feed(bytes);
  while (true) {
    const auto next = parser.next();
    EXPECT_TRUE(next);
    if (!next || !*next) break;
    all.push_back(boost::json::parse((*next)->data));
    EXPECT_EQ(all.back().at("type").as_string(), (*next)->event);
  }
  return all;
}

std::vector<std::string> types(const std::vector<Json>& all) {
  std::vector<std::string> names;
  for (const Json& frame : all) names.emplace_back(frame.at("type").as_string());
  return names;
}

std::vector<Json> encoded(const std::vector<LlmStreamEvent>& events) {
  return frames(encode_stream(kResponses, events));
}

event::ResponseStarted started(WireFormat format = kForeign) {
  return {.response_id = "r1", .model = "m", .provider_protocol = format, .created = 7};
}
event::Completed completed(FinishReason reason = FinishReason::Stop) {
  LlmResponse response;
  response.response_id = "r1";
  response.model = "m";
  response.provider_protocol = kForeign;
  response.finish_reason = reason;
  response.usage = TokenUsage{.prompt_tokens = 3, .completion_tokens = 2};
  return {response};
}

const std::vector<LlmStreamEvent> kText = {
    started(),
    event::OutputItemAdded{0, Message{.role = MessageRole::Assistant}},
    event::TextDelta{0, "Hel"},
    event::TextDelta{0, "lo"},
    event::OutputItemDone{0},
    event::Finished{FinishReason::Stop},
    completed()};

TEST(ResponsesEncoder, WritesTheWholeSequenceOfAText) {
  EXPECT_EQ(types(encoded(kText)),
            (std::vector<std::string>{"response.created", "response.in_progress",
                                      "response.output_item.added", "response.content_part.added",
                                      "response.output_text.delta", "response.output_text.delta",
                                      "response.output_text.done", "response.content_part.done",
                                      "response.output_item.done", "response.completed"}));
}

TEST(ResponsesEncoder, NumbersEventsItemsAndParts) {
  const auto all = encoded(kText);
  for (std::size_t i = 0; i < all.size(); ++i)
    EXPECT_EQ(all[i].at("sequence_number").as_int64(), static_cast<std::int64_t>(i));
  EXPECT_EQ(all[4].at("item_id").as_string(), "msg_r1_0");
  EXPECT_EQ(all[4].at("output_index").as_int64(), 0);
  EXPECT_EQ(all[4].at("content_index").as_int64(), 0);
  EXPECT_EQ(all[4].at("logprobs").as_array().size(), 0u);
  EXPECT_EQ(all[6].at("text").as_string(), "Hello");
  EXPECT_EQ(all[8].at("item").at("id").as_string(), "msg_r1_0");
}

TEST(ResponsesEncoder, EndsWithTheWholeResponse) {
  const Json response = encoded(kText).back().at("response");
  EXPECT_EQ(response.at("status").as_string(), "completed");
  EXPECT_EQ(response.at("output").at(0).at("content").at(0).at("text").as_string(), "Hello");
  EXPECT_EQ(response.at("usage").at("total_tokens").as_int64(), 5);
  EXPECT_EQ(response.at("created_at").as_int64(), 7);
  for (const char* name :
       {"id", "object", "error", "incomplete_details", "instructions", "model", "tools",
        "parallel_tool_calls", "metadata", "tool_choice", "temperature", "top_p"})
    EXPECT_TRUE(response.as_object().contains(name)) << name;
}

TEST(ResponsesEncoder, WritesCallsThatRunSideBySide) {
  const auto all = encoded(
      {started(), event::OutputItemAdded{0, MessagePart(ToolCallPart{"a", "f"})},
       event::OutputItemAdded{1, MessagePart(ToolCallPart{"b", "g"})},
       event::ToolCallDelta{0, "a", "f", "{\"x\":"}, event::ToolCallDelta{1, "b", "g", "{}"},
       event::ToolCallDelta{0, "a", "f", "1}"}, event::OutputItemDone{0}, event::OutputItemDone{1},
       event::Finished{FinishReason::ToolCall}, completed(FinishReason::ToolCall)});
  EXPECT_EQ(all[2].at("item").at("arguments").as_string(), "");
  EXPECT_EQ(all[6].at("item_id").as_string(), "fc_r1_0");
  EXPECT_EQ(all[7].at("type").as_string(), "response.function_call_arguments.done");
  EXPECT_EQ(all[7].at("arguments").as_string(), "{\"x\":1}");
  EXPECT_EQ(all[7].at("name").as_string(), "f");
  const Json& output = all.back().at("response").at("output");
  EXPECT_EQ(output.at(0).at("call_id").as_string(), "a");
  EXPECT_EQ(output.at(0).at("arguments").as_string(), "{\"x\":1}");
  EXPECT_EQ(output.at(1).at("call_id").as_string(), "b");
}

TEST(ResponsesEncoder, WritesFreeTextOfCustomTools) {
  ToolCallPart call{"a", "sh"};
  call.is_custom = true;
  const auto all =
      encoded({started(), event::OutputItemAdded{0, MessagePart(call)},
               event::ToolCallDelta{0, "a", "sh", "ls"}, event::OutputItemDone{0}, completed()});
  EXPECT_EQ(all[3].at("type").as_string(), "response.custom_tool_call_input.delta");
  EXPECT_EQ(all[4].at("input").as_string(), "ls");
  EXPECT_EQ(all[5].at("item").at("input").as_string(), "ls");
}

TEST(ResponsesEncoder, WritesThoughtsAndTheirSummaries) {
  const auto thoughts =
      encoded({started(), event::OutputItemAdded{0, MessagePart(part::Reasoning{})},
               event::ReasoningDelta{0, "hm"}, event::OutputItemDone{0}, completed()});
  EXPECT_EQ(types(thoughts)[4], "response.reasoning_text.delta");
  EXPECT_EQ(thoughts.back().at("response").at("output").at(0).at("content").at(0).at("text"), "hm");
  const auto summary =
      encoded({started(), event::OutputItemAdded{0, MessagePart(part::Reasoning{{}, true, {}})},
               event::ReasoningDelta{0, "hm"}, event::OutputItemDone{0}, completed()});
  EXPECT_EQ(types(summary),
            (std::vector<std::string>{
                "response.created", "response.in_progress", "response.output_item.added",
                "response.reasoning_summary_part.added", "response.reasoning_summary_text.delta",
                "response.reasoning_summary_text.done", "response.reasoning_summary_part.done",
                "response.output_item.done", "response.completed"}));
}

TEST(ResponsesEncoder, ARefusalIsAPartOfItsOwn) {
  const auto all =
      encoded({started(), event::OutputItemAdded{0, Message{.role = MessageRole::Assistant}},
               event::TextDelta{0, "Well. "}, event::RefusalDelta{0, "No."},
               event::OutputItemDone{0}, completed()});
  const Json& content = all.back().at("response").at("output").at(0).at("content");
  EXPECT_EQ(content.at(0).at("text").as_string(), "Well. ");
  EXPECT_EQ(content.at(1).at("refusal").as_string(), "No.");
  EXPECT_EQ(all[8].at("type").as_string(), "response.refusal.delta");
  EXPECT_EQ(all[8].at("content_index").as_int64(), 1);
}

TEST(ResponsesEncoder, WritesSourcesAsAnnotations) {
  Citation citation{.url = "https://e.com", .title = "E"};
  const auto all =
      encoded({started(), event::OutputItemAdded{0, Message{.role = MessageRole::Assistant}},
               event::TextDelta{0, "See"}, event::CitationAdded{0, citation},
               event::OutputItemDone{0}, completed()});
  EXPECT_EQ(all[5].at("type").as_string(), "response.output_text.annotation.added");
  EXPECT_EQ(all[5].at("annotation").at("end_index").as_int64(), 3);
  const Json& part = all.back().at("response").at("output").at(0).at("content").at(0);
  EXPECT_EQ(part.at("annotations").as_array().size(), 1u);
}

TEST(ResponsesEncoder, AnImageInAMessageIsAnItemOfItsOwn) {
  const auto all =
      encoded({started(), event::OutputItemAdded{0, Message{.role = MessageRole::Assistant}},
               event::TextDelta{0, "Here:"},
               event::ContentPartAdded{0, MessagePart::image_base64("AAAA", "image/png")},
               event::TextDelta{0, "Nice?"}, event::OutputItemDone{0}, completed()});
  const Json& output = all.back().at("response").at("output");
  ASSERT_EQ(output.as_array().size(), 2u);
  EXPECT_EQ(output.at(0).at("content").as_array().size(), 2u);
  EXPECT_EQ(output.at(1).at("result").as_string(), "AAAA");
}

TEST(ResponsesEncoder, AnAnswerThatWasCutShortIsIncomplete) {
  const auto all =
      encoded({started(), event::Finished{FinishReason::Length}, completed(FinishReason::Length)});
  EXPECT_EQ(all.back().at("type").as_string(), "response.incomplete");
  EXPECT_EQ(all.back().at("response").at("incomplete_details").at("reason").as_string(),
            "max_output_tokens");
}

TEST(ResponsesEncoder, AFailureIsSaidInBothForms) {
  const auto all = encoded({started(), event::Error{{.kind = ErrorKind::ContextLength,
                                                     .protocol = kForeign,
                                                     .code = "invalid_request_error",
                                                     .message = "too long"}}});
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[2].at("type").as_string(), "error");
  EXPECT_EQ(all[2].at("code").as_string(), "context_length_exceeded");
  EXPECT_TRUE(all[2].at("param").is_null());
  EXPECT_EQ(all[3].at("type").as_string(), "response.failed");
  EXPECT_EQ(all[3].at("response").at("error").at("message").as_string(), "too long");
  EXPECT_EQ(all[3].at("response").at("error").at("code").as_string(), "invalid_prompt");
}

TEST(ResponsesEncoder, WhatItWritesIsReadAsTheSameEvents) {
  for (const char* name : {"text", "function_call"}) {
    const auto events =
        decode_stream(kResponses, fixture(std::string("openai/responses.stream.") + name + ".sse"));
    const std::string bytes = encode_stream(kResponses, events);
    EXPECT_EQ(decode_stream(kResponses, bytes), events) << name;
  }
}

TEST(ResponsesEncoder, ItsOwnExamplesComeOutEventForEvent) {
  for (const char* name : {"text", "function_call"}) {
    const std::string body = fixture(std::string("openai/responses.stream.") + name + ".sse");
    const auto before = frames(body);
    const auto after = encoded(decode_stream(kResponses, body));
    EXPECT_EQ(types(after), types(before));
    for (std::size_t i = 2; i + 1 < before.size() && i < after.size(); ++i)
      EXPECT_EQ(JsonText(after[i]), JsonText(before[i])) << i;
  }
}

TEST(ResponsesEncoder, HandsOnProgressOfBuiltInToolsUnderItsOwnNumbers) {
  const auto all = encoded({started(kResponses),
                            event::Raw{kResponses, "response.web_search_call.searching",
                                       Json{{"type", "response.web_search_call.searching"},
                                            {"sequence_number", 99},
                                            {"item_id", "ws_1"}}},
                            completed()});
  EXPECT_EQ(all[2].at("sequence_number").as_int64(), 2);
  EXPECT_EQ(all[2].at("item_id").as_string(), "ws_1");
}

TEST(ResponsesEncoder, LineEndsInForeignJsonDoNotBreakTheFrames) {
  event::ResponseStarted start = started(kResponses);
  start.vendor_extensions.set("tools", *JsonText::parse("[\n  {\r\n\"type\": \"x\\ny\"}\n]"));
  const auto all = encoded({start, completed()});
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].at("response").at("tools").at(0).at("type").as_string(), "x\ny");
}

TEST(ResponsesEncoder, AnEventWithAStrangeNameIsNotHandedOn) {
  const auto all =
      encoded({started(kResponses),
               event::Raw{kResponses, "response.x\n\ndata: {}", Json{{"a", 1}}}, completed()});
  EXPECT_EQ(all.size(), 3u);
}

TEST(ResponsesEncoder, LeavesOutAndReportsWhatItCannotSay) {
  StreamEncoder encoder(kResponses);
  std::string out;
  const std::vector<LlmStreamEvent> events = {
      started(),
      event::OutputItemAdded{0, MessagePart(part::Raw{kForeign, "server_tool_use", Json(1)})},
      event::OutputItemDone{0},
      event::OutputItemAdded{1, Message{.role = MessageRole::Assistant}, 1},
      event::TextDelta{1, "second choice", 1},
      event::OutputItemDone{1},
      completed()};
  for (const LlmStreamEvent& event : events) ASSERT_TRUE(encoder.write(event, out));
  EXPECT_EQ(
      types(frames(out)),
      (std::vector<std::string>{"response.created", "response.in_progress", "response.completed"}));
  ASSERT_EQ(encoder.losses().size(), 2u);
  EXPECT_EQ(encoder.losses()[0].code, "raw_part");
  EXPECT_EQ(encoder.losses()[1].code, "choices");
}

TEST(ResponsesEncoder, OneEventOutOfItsStreamIsWrittenAllTheSame) {
  const auto text = encoded({event::TextDelta{0, "Hel"}});
  EXPECT_EQ(text.back().at("delta").as_string(), "Hel");
  const auto call = encoded({event::ToolCallDelta{0, "c", "f", "{}"}});
  EXPECT_EQ(call.back().at("type").as_string(), "response.function_call_arguments.delta");
  EXPECT_EQ(types(encoded({completed()})).back(), "response.completed");
}

}  // namespace
}  // namespace omnillm
