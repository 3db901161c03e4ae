#include "responses_support.h"

namespace omnillm {
namespace {

using namespace testing_support;

// The bytes of a stream of these events, each a JSON object with its type in it.
std::string stream(std::initializer_list<std::string_view> events) {
  std::string bytes;
  for (const std::string_view event : events) {
    std::string line(event);
    std::replace(line.begin(), line.end(), '\n', ' ');
    bytes.append("data: ").append(line).append("\n\n");
  }
  return bytes;
}

std::vector<LlmStreamEvent> decoded(std::initializer_list<std::string_view> events) {
  return decode_stream(kResponses, stream(events));
}

template <class T>
std::vector<T> all(const std::vector<LlmStreamEvent>& events) {
  std::vector<T> found;
  for (const LlmStreamEvent& event : events)
    if (const T* one = event.get_if<T>()) found.push_back(*one);
  return found;
}

LlmResponse response_of(const std::vector<LlmStreamEvent>& events) {
  const auto* end = events.empty() ? nullptr : events.back().get_if<event::Completed>();
  EXPECT_NE(end, nullptr) << (events.empty() ? LlmStreamEvent() : events.back());
  return end ? end->response : LlmResponse{};
}

constexpr std::string_view kCreated =
    R"({"type":"response.created","response":{"id":"resp_1","model":"m","status":"in_progress"}})";
constexpr std::string_view kCompleted =
    R"({"type":"response.completed","response":{"id":"resp_1","model":"m","status":"completed"}})";
constexpr std::string_view kMessageAdded = R"({"type":"response.output_item.added","output_index":0,
    "item":{"type":"message","id":"msg_1","role":"assistant","status":"in_progress","content":[]}})";

TEST(ResponsesDecoder, GivesTheSameEventsWhereverTheStreamIsCut) {
  for (const std::string& name : fixtures("openai", "responses.stream", ".sse"))
    expect_same_events_wherever_cut(kResponses, fixture(name));
}

TEST(ResponsesDecoder, MakesTheSameOfAStreamAsOfTheWholeAnswer) {
  for (const char* name : {"text", "function_call"}) {
    const std::string base = std::string("openai/responses.");
    LlmResponse streamed =
        response_of(decode_stream(kResponses, fixture(base + "stream." + name + ".sse")));
    LlmResponse whole = parsed_response(fixture(base + "response." + name + ".json"));
    EXPECT_EQ(streamed.output, whole.output);
    EXPECT_EQ(streamed.usage, whole.usage);
    EXPECT_EQ(streamed.units, whole.units);
    EXPECT_EQ(streamed.finish_reason, whole.finish_reason);
    EXPECT_EQ(streamed.content_text, whole.content_text);
    EXPECT_EQ(streamed.response_id, whole.response_id);
    EXPECT_EQ(streamed.created, whole.created);
  }
}

TEST(ResponsesDecoder, BeginsOnce) {
  const auto events = decode_stream(kResponses, fixture("openai/responses.stream.text.sse"));
  EXPECT_EQ(all<event::ResponseStarted>(events).size(), 1u);
  EXPECT_TRUE(events.front().is<event::ResponseStarted>());
}

TEST(ResponsesDecoder, GoesByTheTypeInTheDataWithoutAnEventLine) {
  const auto events = decoded(
      {kCreated, kMessageAdded,
       R"({"type":"response.output_text.delta","output_index":0,"delta":"Hel"})",
       R"({"type":"response.output_text.delta","output_index":0,"delta":"lo"})", kCompleted});
  EXPECT_EQ(response_of(events).content_text, "Hello");
}

TEST(ResponsesDecoder, FillsIdAndNameOfACallIntoEveryDelta) {
  const auto deltas = all<event::ToolCallDelta>(
      decode_stream(kResponses, fixture("openai/responses.stream.function_call.sse")));
  ASSERT_EQ(deltas.size(), 2u);
  for (const event::ToolCallDelta& delta : deltas) {
    EXPECT_EQ(delta.call_id, "call_a1");
    EXPECT_EQ(delta.name, "get_weather");
  }
}

TEST(ResponsesDecoder, KeepsParallelCallsApart) {
  const auto events = decoded(
      {kCreated,
       R"({"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","id":"fc_1","call_id":"a","name":"f","arguments":""}})",
       R"({"type":"response.output_item.added","output_index":1,"item":{"type":"custom_tool_call","id":"ctc_1","call_id":"b","name":"g","input":""}})",
       R"({"type":"response.function_call_arguments.delta","output_index":0,"item_id":"fc_1","delta":"{\"x\""})",
       R"({"type":"response.custom_tool_call_input.delta","output_index":1,"item_id":"ctc_1","delta":"ls"})",
       R"({"type":"response.function_call_arguments.delta","output_index":0,"item_id":"fc_1","delta":":1}"})",
       kCompleted});
  const LlmResponse response = response_of(events);
  ASSERT_EQ(response.output.size(), 2u);
  EXPECT_EQ(response.output[0].get_if<ToolCallPart>()->arguments.text(), R"({"x":1})");
  EXPECT_EQ(response.output[1].get_if<ToolCallPart>()->arguments.as_text(), "ls");
  EXPECT_TRUE(response.output[1].get_if<ToolCallPart>()->is_custom);
  EXPECT_EQ(response.finish_reason, FinishReason::ToolCall);
}

TEST(ResponsesDecoder, GoesByTheItemsIdWhereThereIsNoIndex) {
  const auto events = decoded(
      {kCreated,
       R"({"type":"response.output_item.added","item":{"type":"function_call","id":"fc_1","call_id":"a","name":"f"}})",
       R"({"type":"response.function_call_arguments.delta","item_id":"fc_1","delta":"{}"})",
       kCompleted});
  EXPECT_EQ(response_of(events).output.size(), 1u);
}

TEST(ResponsesDecoder, PutsAnEmptyLineBetweenThePartsOfASummary) {
  const auto events = decoded(
      {kCreated,
       R"({"type":"response.output_item.added","output_index":0,"item":{"type":"reasoning","id":"rs_1","summary":[]}})",
       R"({"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":0,"delta":"one"})",
       R"({"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":1,"delta":"two"})",
       R"({"type":"response.output_item.done","output_index":0,"item":{"type":"reasoning","id":"rs_1",
          "summary":[{"type":"summary_text","text":"one"},{"type":"summary_text","text":"two"}],
          "encrypted_content":"gAAA"}})",
       kCompleted});
  std::string shown;
  for (const auto& delta : all<event::ReasoningDelta>(events)) shown += delta.delta.str();
  EXPECT_EQ(shown, "one\n\ntwo");
  EXPECT_EQ(all<event::SignatureDelta>(events).at(0).encrypted, "gAAA");
  const LlmResponse response = response_of(events);
  const auto* thought = response.output.at(0).get_if<part::Reasoning>();
  EXPECT_EQ(thought->text, "one\n\ntwo");
  EXPECT_EQ(thought->encrypted, "gAAA");
}

TEST(ResponsesDecoder, KnowsThoughtsFromTheirSummary) {
  const auto events = decoded(
      {kCreated,
       R"({"type":"response.output_item.added","output_index":0,"item":{"type":"reasoning","id":"rs_1","summary":[]}})",
       R"({"type":"response.reasoning_text.delta","output_index":0,"content_index":0,"delta":"hm"})",
       kCompleted});
  EXPECT_FALSE(
      all<event::OutputItemAdded>(events).at(0).item.get_if<part::Reasoning>()->is_summary);
  EXPECT_EQ(response_of(events).reasoning_text(), "hm");
}

TEST(ResponsesDecoder, ReadsRefusalsAndAnnotations) {
  const auto events = decoded(
      {kCreated, kMessageAdded,
       R"({"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"See"})",
       R"({"type":"response.output_text.annotation.added","output_index":0,"content_index":0,
          "annotation_index":0,"annotation":{"type":"url_citation","url":"https://e.com"}})",
       R"({"type":"response.refusal.delta","output_index":0,"content_index":1,"delta":"No."})",
       kCompleted});
  const LlmResponse response = response_of(events);
  EXPECT_EQ(response.refusal(), "No.");
  const auto* text = response.output[0].message()->parts.at(0).get_if<part::Text>();
  EXPECT_EQ(text->citations.at(0).url, "https://e.com");
}

TEST(ResponsesDecoder, KeepsBuiltInCallsWholeAndTheirProgressAside) {
  const auto events = decoded(
      {kCreated,
       R"({"type":"response.output_item.added","output_index":0,"item":{"type":"web_search_call","id":"ws_1","status":"in_progress"}})",
       R"({"type":"response.web_search_call.searching","output_index":0,"item_id":"ws_1"})",
       R"({"type":"response.tomorrow.delta","output_index":0,"delta":"?"})",
       R"({"type":"keepalive"})",
       R"({"type":"response.output_item.done","output_index":0,"item":{"type":"web_search_call","id":"ws_1","status":"completed","action":{"type":"search"}}})",
       R"({"type":"response.completed","response":{"status":"completed","usage":{"input_tokens":1,"output_tokens":1}}})"});
  const auto raws = all<event::Raw>(events);
  ASSERT_EQ(raws.size(), 2u);
  EXPECT_EQ(raws[0].type, "response.web_search_call.searching");
  const LlmResponse response = response_of(events);
  EXPECT_NE(response.output.at(0).get_if<part::Raw>()->json.text().find("action"),
            std::string_view::npos);
  EXPECT_EQ(response.units.web_searches, 1);
}

TEST(ResponsesDecoder, ReadsTheUsageInsideTheResponse) {
  const LlmResponse response =
      response_of(decode_stream(kResponses, fixture("openai/responses.stream.text.sse")));
  EXPECT_EQ(response.usage->prompt_tokens, 24);
  EXPECT_EQ(response.usage->reasoning_tokens, 12);
}

TEST(ResponsesDecoder, AFailureInsideTheStreamIsAFailure) {
  const auto events = decode_stream(kResponses, fixture("openai/responses.stream.failed.sse"));
  const auto* error = events.back().get_if<event::Error>();
  ASSERT_NE(error, nullptr);
  EXPECT_EQ(error->error.kind, ErrorKind::Server);
  EXPECT_EQ(error->error.message, "The server had an error.");
  EXPECT_EQ(all<event::Completed>(events).size(), 0u);
}

TEST(ResponsesDecoder, EveryFormOfAFailureIsRead) {
  for (
      const std::string_view failure :
      {R"({"type":"error","code":"rate_limit_exceeded","message":"Slow","param":null})",
       R"({"type":"error","error":{"code":"rate_limit_exceeded","message":"Slow"}})",
       R"({"type":"response.error","code":"rate_limit_exceeded","message":"Slow"})",
       R"({"error":{"code":"rate_limit_exceeded","message":"Slow"}})",
       R"({"type":"response.failed","response":{"status":"failed","error":{"code":"rate_limit_exceeded","message":"Slow"}}})"}) {
    const auto events = decoded({kCreated, failure});
    const auto* error = events.back().get_if<event::Error>();
    ASSERT_NE(error, nullptr) << failure;
    EXPECT_EQ(error->error.kind, ErrorKind::ProviderLimit) << failure;
    EXPECT_EQ(error->error.message, "Slow");
  }
}

TEST(ResponsesDecoder, AnIncompleteAnswerSaysWhy) {
  const auto events = decoded({kCreated,
                               R"({"type":"response.incomplete","response":{"status":"incomplete",
                                  "incomplete_details":{"reason":"max_output_tokens"}}})"});
  EXPECT_EQ(response_of(events).finish_reason, FinishReason::Length);
}

TEST(ResponsesDecoder, AStreamCutOffIsAFailure) {
  const auto events =
      decoded({kCreated, kMessageAdded,
               R"({"type":"response.output_text.delta","output_index":0,"delta":"Hel"})"});
  const auto* error = events.back().get_if<event::Error>();
  ASSERT_NE(error, nullptr);
  EXPECT_EQ(error->error.kind, ErrorKind::Protocol);
  EXPECT_TRUE(decoded({kCreated, kCompleted, "[DONE]"}).back().is<event::Completed>());
}

TEST(ResponsesDecoder, SaysWhatNoDeltaSaid) {
  const std::string_view item = R"({"type":"message","id":"msg_1","role":"assistant","content":[
      {"type":"output_text","text":"Hello","annotations":[]}]})";
  const std::string done =
      R"({"type":"response.output_item.done","output_index":0,"item":)" + std::string(item) + "}";
  const std::string completed =
      R"({"type":"response.completed","response":{"status":"completed","output":[)" +
      std::string(item) + "]}}";
  for (const auto& events :
       {decoded({kCreated, kMessageAdded, done, kCompleted}), decoded({kCreated, done, kCompleted}),
        decoded({kCreated, completed}), decoded({completed})}) {
    const auto deltas = all<event::TextDelta>(events);
    ASSERT_EQ(deltas.size(), 1u);
    EXPECT_EQ(deltas[0].delta, "Hello");
    EXPECT_EQ(response_of(events).content_text, "Hello");
    EXPECT_EQ(all<event::OutputItemDone>(events).size(), 1u);
  }
}

TEST(ResponsesDecoder, ADeltaOutOfItsStreamBeginsWhatItBelongsTo) {
  const auto events = parse_stream_event(
      kResponses, {.event = "response.output_text.delta", .data = R"({"delta":"Hel"})"});
  ASSERT_TRUE(events);
  ASSERT_EQ(events->size(), 3u);
  EXPECT_EQ(events->back().get_if<event::TextDelta>()->delta, "Hel");
}

TEST(ResponsesDecoder, BytesThatAreNoEventsAreAFailure) {
  for (const std::string_view data :
       {"{", "[]", "7", R"({"type":"response.created","response":{"id":1}})"}) {
    const auto events = decoded({data});
    ASSERT_FALSE(events.empty());
    ASSERT_TRUE(events.back().is<event::Error>()) << data;
    EXPECT_EQ(events.back().get_if<event::Error>()->error.kind, ErrorKind::Protocol);
  }
}

}  // namespace
}  // namespace omnillm
