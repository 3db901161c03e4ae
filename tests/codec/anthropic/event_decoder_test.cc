#include "speak.h"

#include <absl/strings/escaping.h>

namespace omnillm::codec::testing {
namespace {

const std::string kStart =
    R"({"type":"message_start","message":{"id":"msg_1","model":"m","role":"assistant","content":[],
        "usage":{"input_tokens":25,"cache_read_input_tokens":100,
        "cache_creation_input_tokens":10,"output_tokens":1}}})";
const std::string kStop = R"({"type":"message_stop"})";

std::string start(int index, const std::string& block) {
  return R"({"type":"content_block_start","index":)" + std::to_string(index) +
         R"(,"content_block":)" + block + "}";
}
std::string delta(int index, const std::string& content) {
  return R"({"type":"content_block_delta","index":)" + std::to_string(index) + R"(,"delta":)" +
         content + "}";
}
std::string stop(int index) {
  return R"({"type":"content_block_stop","index":)" + std::to_string(index) + "}";
}
std::string ending(const std::string& reason, const std::string& usage = R"({"output_tokens":9})") {
  return R"({"type":"message_delta","delta":{"stop_reason":")" + reason +
         R"(","stop_sequence":null},"usage":)" + usage + "}";
}

template <class T>
std::vector<T> all(const Events& events) {
  std::vector<T> found;
  for (const LlmStreamEvent& event : events)
    if (const T* it = event.get_if<T>()) found.push_back(*it);
  return found;
}

Result<void> last_read(const std::vector<std::string>& data) {
  const auto decoder = anthropic_codec().make_decoder({});
  Events events;
  Result<void> read;
  for (const std::string& each : data) read = decoder->read({.event = {}, .data = each}, events);
  return read;
}

TEST(AnthropicDecoder, EventsNeedNoNameBesideTheirType) {
  const Events events = decode_data({kStart, start(0, R"({"type":"text","text":""})"),
                                     delta(0, R"({"type":"text_delta","text":"Hi"})"), stop(0),
                                     ending("end_turn"), kStop});
  EXPECT_EQ(all<event::TextDelta>(events).at(0).delta, "Hi");
  EXPECT_EQ(all<event::Finished>(events).at(0).reason, FinishReason::Stop);
}

TEST(AnthropicDecoder, TheNameStandsInForAMissingType) {
  const auto decoder = anthropic_codec().make_decoder({});
  Events events;
  ASSERT_TRUE(
      decoder->read({.event = "message_start", .data = R"({"message":{"id":"msg_1"}})"}, events));
  ASSERT_TRUE(decoder->read({.event = "message_stop", .data = "{}"}, events));
  EXPECT_TRUE(decoder->ended());
  EXPECT_EQ(all<event::ResponseStarted>(events).at(0).response_id, "msg_1");
}

TEST(AnthropicDecoder, PromptAndCacheAreCountedFromTheStart) {
  const auto usages = all<event::Usage>(decode_data({kStart, ending("end_turn"), kStop}));
  ASSERT_EQ(usages.size(), 2U);
  EXPECT_EQ(usages[0].usage.prompt_tokens, 135);
  EXPECT_EQ(usages[1].usage.prompt_tokens, 135);
  EXPECT_EQ(usages[1].usage.cache_read_tokens, 100);
  EXPECT_EQ(usages[1].usage.completion_tokens, 9);
}

TEST(AnthropicDecoder, CumulativeCountsReplaceAndDoNotAdd) {
  const auto usages = all<event::Usage>(decode_data(
      {kStart,
       ending("end_turn", R"({"input_tokens":30,"output_tokens":9,"cache_read_input_tokens":null,
                              "server_tool_use":{"web_search_requests":2}})"),
       kStop}));
  EXPECT_EQ(usages.back().usage.prompt_tokens, 140);
  EXPECT_EQ(usages.back().units.web_searches, 2);
}

TEST(AnthropicDecoder, FragmentsOfACallCarryItsIdAndName) {
  const Events events =
      decode_data({kStart, start(0, R"({"type":"tool_use","id":"t1","name":"f","input":{}})"),
                   delta(0, R"({"type":"input_json_delta","partial_json":""})"),
                   delta(0, R"({"type":"input_json_delta","partial_json":"{\"a\""})"),
                   delta(0, R"({"type":"input_json_delta","partial_json":":1}"})"), stop(0),
                   ending("tool_use"), kStop});
  const auto deltas = all<event::ToolCallDelta>(events);
  ASSERT_EQ(deltas.size(), 2U);
  EXPECT_EQ(deltas[1], (event::ToolCallDelta{0, "t1", "f", ":1}"}));
  EXPECT_EQ(all<event::Finished>(events).at(0).reason, FinishReason::ToolCall);
}

TEST(AnthropicDecoder, ACallWithoutFragmentsHasAnEmptyObject) {
  const Events events =
      decode_data({kStart, start(0, R"({"type":"tool_use","id":"t1","name":"f","input":{}})"),
                   stop(0), ending("tool_use"), kStop});
  EXPECT_EQ(all<event::ToolCallDelta>(events).at(0).delta, "{}");
}

TEST(AnthropicDecoder, ACallMayComeWholeAtItsStart) {
  const Events events =
      decode_data({kStart, start(0, R"({"type":"tool_use","id":"t1","name":"f","input":{"a":1}})"),
                   stop(0), ending("tool_use"), kStop});
  EXPECT_EQ(all<event::ToolCallDelta>(events).at(0).delta, R"({"a":1})");
}

TEST(AnthropicDecoder, ThoughtsAndTheirSignatureComeApart) {
  const Events events =
      decode_data({kStart, start(0, R"({"type":"thinking","thinking":"","signature":""})"),
                   delta(0, R"({"type":"thinking_delta","thinking":"hm"})"),
                   delta(0, R"({"type":"signature_delta","signature":"sig"})"), stop(0),
                   ending("end_turn"), kStop});
  EXPECT_EQ(all<event::ReasoningDelta>(events).at(0).delta, "hm");
  EXPECT_EQ(all<event::SignatureDelta>(events).at(0).signature, Signature{"sig"});
  EXPECT_TRUE(all<event::TextDelta>(events).empty());
}

TEST(AnthropicDecoder, RedactedThoughtsAreWholeFromTheStart) {
  const Events events =
      decode_data({kStart, start(0, R"({"type":"redacted_thinking","data":"Em"})"), stop(0),
                   ending("end_turn"), kStop});
  const auto added = all<event::OutputItemAdded>(events);
  EXPECT_EQ(added.at(0).item.get_if<part::Reasoning>()->encrypted, "Em");
}

TEST(AnthropicDecoder, TextsThatFollowEachOtherAreOneMessage) {
  const Events events =
      decode_data({kStart, start(0, R"({"type":"text","text":""})"),
                   delta(0, R"({"type":"text_delta","text":"a"})"), stop(0),
                   start(1, R"({"type":"text","text":"","citations":[]})"),
                   delta(1, R"({"type":"text_delta","text":"b"})"),
                   delta(1, R"({"type":"citations_delta","citation":{"type":"char_location",
                    "cited_text":"c","document_index":0}})"),
                   stop(1), ending("end_turn"), kStop});
  EXPECT_EQ(all<event::OutputItemAdded>(events).size(), 1U);
  EXPECT_EQ(all<event::OutputItemDone>(events).size(), 1U);
  EXPECT_EQ(all<event::CitationAdded>(events).at(0).citation.cited_text, "c");
}

TEST(AnthropicDecoder, AToolOfTheProviderIsWholeWhenItStops) {
  const Events events = decode_data(
      {kStart, start(0, R"({"type":"server_tool_use","id":"s","name":"web_search","input":{}})"),
       delta(0, R"({"type":"input_json_delta","partial_json":"{\"query\":"})"),
       delta(0, R"({"type":"input_json_delta","partial_json":"\"a\"}"})"), stop(0),
       start(1, R"({"type":"web_search_tool_result","tool_use_id":"s","content":[]})"), stop(1),
       ending("end_turn"), kStop});
  const auto done = all<event::OutputItemDone>(events);
  ASSERT_EQ(done.size(), 2U);
  EXPECT_EQ(done[0].item->get_if<part::Raw>()->json,
            json(R"({"type":"server_tool_use","id":"s","name":"web_search",
                     "input":{"query":"a"}})"));
  EXPECT_EQ(done[1].item->get_if<part::Raw>()->type, "web_search_tool_result");
}

TEST(AnthropicDecoder, BlocksOfTomorrowGrowByTheirMembers) {
  const Events events = decode_data({kStart, start(0, R"({"type":"compaction","content":""})"),
                                     delta(0, R"({"type":"compaction_delta","content":"ab"})"),
                                     delta(0, R"({"type":"compaction_delta","content":"c"})"),
                                     stop(0), ending("end_turn"), kStop});
  EXPECT_EQ(all<event::OutputItemDone>(events).at(0).item->get_if<part::Raw>()->json,
            json(R"({"type":"compaction","content":"abc"})"));
}

TEST(AnthropicDecoder, UnknownEventsAndDeltasArePassedOver) {
  const Events events = decode_data({R"({"type":"ping"})", kStart, R"({"type":"tomorrow","x":1})",
                                     start(0, R"({"type":"text","text":""})"),
                                     delta(0, R"({"type":"tomorrow_delta","x":1})"), stop(0),
                                     ending("end_turn"), kStop});
  EXPECT_TRUE(all<event::TextDelta>(events).empty());
  EXPECT_EQ(all<event::Finished>(events).size(), 1U);
}

TEST(AnthropicDecoder, WhyItStoppedIsNotLost) {
  const Events events =
      decode_data({kStart,
                   R"({"type":"message_delta","delta":{"stop_reason":"refusal","stop_sequence":null,
           "stop_details":{"type":"refusal","category":"cyber"}},"usage":{"output_tokens":1}})",
                   kStop});
  EXPECT_EQ(all<event::Finished>(events).at(0).reason, FinishReason::ContentFilter);
  EXPECT_EQ(all<event::Raw>(events).at(0).type, "message_delta");
}

TEST(AnthropicDecoder, AFailureInTheStreamEndsIt) {
  const auto decoder = anthropic_codec().make_decoder({});
  Events events;
  ASSERT_TRUE(decoder->read(
      {.event = "error", .data = R"({"type":"error","error":{"type":"overloaded_error",
                                         "message":"Overloaded"},"request_id":"r"})"},
      events));
  EXPECT_TRUE(decoder->ended());
  const ProviderError error = all<event::Error>(events).at(0).error;
  EXPECT_EQ(error.kind, ErrorKind::Overloaded);
  EXPECT_EQ(error.request_id, "r");
  EXPECT_TRUE(decoder->end(events));
}

TEST(AnthropicDecoder, AStreamThatIsCutOffIsNoAnswer) {
  const auto decoder = anthropic_codec().make_decoder({});
  Events events;
  ASSERT_TRUE(decoder->read({.event = {}, .data = kStart}, events));
  EXPECT_EQ(decoder->end(events).error().kind(), ErrorKind::Protocol);
}

TEST(AnthropicDecoder, WhatIsNotTheProtocolIsRefused) {
  EXPECT_FALSE(last_read({"{"}));
  EXPECT_FALSE(last_read({"[]"}));
  EXPECT_FALSE(last_read({start(0, R"({"type":"text","text":""})")}));
  EXPECT_FALSE(last_read({kStart, start(0, "7")}));
  EXPECT_FALSE(last_read({kStart, delta(3, R"({"type":"text_delta","text":"a"})")}));
  EXPECT_FALSE(last_read({kStart, stop(0)}));
  const std::string text = start(0, R"({"type":"text","text":""})");
  EXPECT_FALSE(last_read({kStart, text, text}));
}

TEST(AnthropicDecoder, ReadsTheEventsThatBedrockWraps) {
  const auto decoder = anthropic_codec().make_decoder({});
  Events events;
  for (const std::string& data : {kStart, ending("end_turn"), kStop}) {
    const std::string wrapped = R"({"bytes":")" + absl::Base64Escape(data) + "\"}";
    ASSERT_TRUE(decoder->read({.event = "chunk", .data = wrapped}, events));
  }
  EXPECT_TRUE(decoder->ended());
  EXPECT_EQ(events, decode_data({kStart, ending("end_turn"), kStop}));
}

TEST(AnthropicDecoder, AnExceptionOfTheFramingIsAFailure) {
  const auto decoder = anthropic_codec().make_decoder({});
  Events events;
  ASSERT_TRUE(decoder->read({.event = "throttlingException",
                             .data = R"({"message":"Too many tokens"})",
                             .is_exception = true},
                            events));
  EXPECT_EQ(all<event::Error>(events).at(0).error.kind, ErrorKind::ProviderLimit);
  EXPECT_EQ(all<event::Error>(events).at(0).error.message, "Too many tokens");
}

}  // namespace
}  // namespace omnillm::codec::testing
