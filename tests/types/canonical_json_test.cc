// The shapes of the canonical types' JSON, letter by letter.

#include "omnillm/canonical_json.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

namespace omnillm {
namespace {

JsonText json(const char* text) { return *JsonText::parse(text); }

template <class T>
std::string written(const T& value) {
  return std::string(to_json(value).text());
}

// The value is written so, and read back from it.
template <class T>
void expect_shape(const T& value, const char* text) {
  EXPECT_EQ(written(value), text);
  const Result<T> back = from_json<T>(text);
  ASSERT_TRUE(back) << back.error().to_string();
  EXPECT_TRUE(*back == value) << text;
}

template <class T>
std::string refusal_of(const char* text) {
  const Result<T> read = from_json<T>(text);
  if (read) return "";
  EXPECT_EQ(read.error().kind(), ErrorKind::BadRequest);
  return read.error().message();
}

TEST(PartJson, HasTheShapeOfItsKind) {
  expect_shape(MessagePart("hi"), R"({"type":"text","text":"hi"})");
  expect_shape(MessagePart::image_url("https://a/b.png", "low"),
               R"({"type":"image_url","url":"https://a/b.png","detail":"low"})");
  expect_shape(MessagePart::image_base64("AA==", "image/png"),
               R"({"type":"image_base64","data":"AA==","media_type":"image/png"})");
  expect_shape(
      MessagePart(part::Audio{.data = "AA==", .media_type = "audio/wav", .transcript = "hi"}),
      R"({"type":"audio","data":"AA==","media_type":"audio/wav","transcript":"hi"})");
  expect_shape(MessagePart(part::File{.file_id = "file_1", .filename = "a.pdf"}),
               R"({"type":"file","file_id":"file_1","filename":"a.pdf"})");
  expect_shape(MessagePart::json(json("[1]")), R"({"type":"json","value":[1]})");
  expect_shape(MessagePart::tool_call("c1", "search", json(R"({"q":1})")),
               R"({"type":"tool_call","call_id":"c1","name":"search","arguments":{"q":1}})");
  expect_shape(MessagePart(part::Reasoning{.text = "hm"}), R"({"type":"reasoning","text":"hm"})");
  expect_shape(MessagePart(part::Refusal{.text = "no"}), R"({"type":"refusal","text":"no"})");
  expect_shape(
      MessagePart(part::Raw{WireFormat::OpenAiResponses, "web_search_call", json("{}")}),
      R"({"type":"raw","origin":"open_ai_responses","raw_type":"web_search_call","value":{}})");
}

TEST(PartJson, CarriesWhatAnyPartMayHave) {
  MessagePart part("hi");
  part.id = "p1";
  part.signature = Signature{"s", WireFormat::GeminiGenerateContent};
  part.cache_mark = CacheMark{PromptCacheRetention::Long, {}};
  part.vendor_extensions.set("x", json("1.50"));
  expect_shape(part, R"({"type":"text","text":"hi","id":"p1",)"
                     R"("signature":{"value":"s","origin":"gemini_generate_content"},)"
                     R"("cache_mark":{"retention":"long"},"vendor_extensions":{"x":1.50}})");
}

TEST(ToolResultJson, IsOneValueWhereOneValueSaysIt) {
  expect_shape(MessagePart::tool_result("c1", "18 degrees"),
               R"({"type":"tool_result","call_id":"c1","output":"18 degrees"})");
  expect_shape(MessagePart::tool_result("c1", MessagePart::json(json(R"({"t":18})")), true),
               R"({"type":"tool_result","call_id":"c1","output":{"t":18},"is_error":true})");
  ToolResultPart nothing;
  nothing.call_id = "c1";
  nothing.name = "now";
  expect_shape(MessagePart(nothing),
               R"({"type":"tool_result","call_id":"c1","name":"now","output":null})");
}

TEST(ToolResultJson, IsAListOfPartsBesideTheirTextWhereItTakesMore) {
  ToolResultPart result;
  result.call_id = "c1";
  result.output = {"see ", MessagePart::image_url("https://a")};
  expect_shape(MessagePart(result),
               R"({"type":"tool_result","call_id":"c1","output":"see ","output_parts":[)"
               R"({"type":"text","text":"see "},{"type":"image_url","url":"https://a"}]})");
  expect_shape(MessagePart::tool_result("c1", MessagePart::json(json(R"("text")"))),
               R"({"type":"tool_result","call_id":"c1","output":"text",)"
               R"("output_parts":[{"type":"json","value":"text"}]})");
}

TEST(ItemJson, NestsMessagesAndFlattensWhatStandsAlone) {
  expect_shape(
      Item(Message::user("hi")),
      R"({"type":"message","message":{"role":"user","parts":[{"type":"text","text":"hi"}]}})");
  expect_shape(Item(MessagePart::tool_result("c1", "x")),
               R"({"type":"tool_result","call_id":"c1","output":"x"})");
}

TEST(MessageJson, KeepsTheProvidersOwnFormInAString) {
  Message message = Message::assistant("hi");
  message.id = "msg_1";
  message.name = "ann";
  message.raw_message = RawMessage{WireFormat::OpenAiChatCompletions, json(R"({"a": 1})")};
  expect_shape(message, R"({"role":"assistant","parts":[{"type":"text","text":"hi"}],)"
                        R"("name":"ann","id":"msg_1","raw_message":"{\"a\": 1}",)"
                        R"("raw_message_origin":"open_ai_chat_completions"})");
}

TEST(MessageJson, ForgetsAProvidersFormThatIsNobodys) {
  const auto message = from_json<Message>(R"({"role":"user","parts":[],"raw_message":"{}"})");
  ASSERT_TRUE(message);
  EXPECT_FALSE(message->raw_message);
}

TEST(RequestJson, SaysNothingOfWhatWasNotSet) {
  expect_shape(LlmRequest{.model = "m"}, R"({"model":"m"})");
}

TEST(RequestJson, HasTheNamesOfTheFields) {
  const LlmRequest request{.model = "gpt-4.1-mini",
                           .instructions = "Answer concisely",
                           .input = {Message::user("Hello!")},
                           .generation = {.max_output_tokens = 256, .temperature = 0.2},
                           .stream = StreamOptions{},
                           .user = "u1",
                           .service_tier = "flex",
                           .metadata = {{"k", json("\"v\"")}},
                           .vendor_extensions = {{"enable_thinking", json("false")}},
                           .origin = WireFormat::OpenAiChatCompletions};
  expect_shape(request, R"({"model":"gpt-4.1-mini","instructions":"Answer concisely","input":[)"
                        R"({"type":"message","message":{"role":"user",)"
                        R"("parts":[{"type":"text","text":"Hello!"}]}}],)"
                        R"("generation":{"max_output_tokens":256,"temperature":0.2},)"
                        R"("stream":{"include_usage":true},"user":"u1","service_tier":"flex",)"
                        R"("metadata":{"k":"v"},"vendor_extensions":{"enable_thinking":false},)"
                        R"("origin":"open_ai_chat_completions"})");
}

TEST(RequestJson, HasEveryCapability) {
  LlmRequest request{.model = "m"};
  request.capabilities = {
      .tools = {{.name = "search", .description = "d", .input_schema = json("{}"), .strict = true}},
      .builtin_tools = {{.kind = BuiltinTool::Kind::WebSearch},
                        {.name = "x", .settings = json("{}")}},
      .tool_choice = ToolChoice::named("search"),
      .parallel_tool_calls = false,
      .structured_output = StructuredOutputConfig{.name = "n", .schema = json("{}")},
      .reasoning = ReasoningCapability{.effort = "low"},
      .modalities = {OutputModality::Text, OutputModality::Json},
      .safety = SafetySettings{.policy = json("[]")}};
  expect_shape(request,
               R"({"model":"m","capabilities":{"tools":[{"name":"search","description":"d",)"
               R"("input_schema":{},"strict":true}],)"
               R"("tool_choice":{"mode":"named","names":["search"]},"parallel_tool_calls":false,)"
               R"("structured_output":{"name":"n","schema":{}},"reasoning":{"effort":"low"},)"
               R"("modalities":["text","json"],"safety":{"policy":[]},)"
               R"("builtin_tools":[{"type":"web_search"},)"
               R"({"type":"vendor","name":"x","payload":{}}]}})");
}

TEST(RequestJson, ReadsAnMcpToolThatIsALabel) {
  const auto request = from_json<LlmRequest>(
      R"({"capabilities":{"builtin_tools":[{"type":"mcp","server_label":"docs"},{"type":"mcp"}]}})");
  ASSERT_TRUE(request);
  const auto& tools = request->capabilities.builtin_tools;
  EXPECT_EQ(tools.at(0).settings.text(), R"({"type":"mcp","server_label":"docs"})");
  EXPECT_EQ(tools.at(0).origin, WireFormat::OpenAiResponses);
  EXPECT_TRUE(tools.at(1).settings.is_null());
}

TEST(RequestJson, ReadsTheCacheSettingsOfOldFiles) {
  const auto read = [](const char* cache) {
    const auto request =
        from_json<LlmRequest>(std::string(R"({"capabilities":{"cache":)") + cache + "}}");
    return request->capabilities.prompt_cache;
  };
  EXPECT_EQ(read("{}"), PromptCachePolicy::best_effort());
  EXPECT_EQ(read(R"({"enabled":false})"), PromptCachePolicy::disabled());
  EXPECT_EQ(read(R"({"enabled":true,"vendor_extensions":{"x":1}})")->vendor_extensions.size(), 1u);
}

TEST(CachePolicyJson, HasTheShapeOfItsMode) {
  expect_shape(PromptCachePolicy::disabled(), R"({"type":"disabled"})");
  expect_shape(PromptCachePolicy::required(), R"({"type":"required"})");
  expect_shape(PromptCachePolicy::best_effort()
                   .with_key("k")
                   .with_retention(PromptCacheRetention::Long)
                   .with_breakpoint(CacheBreakpoint::end_of_message(1)),
               R"({"type":"best_effort","key":{"type":"explicit","value":"k"},"retention":"long",)"
               R"("breakpoint":{"type":"end_of_message","index":1}})");
  expect_shape(PromptCachePolicy::best_effort()
                   .with_stable_prefix_key("ns", "tenant")
                   .with_breakpoint(CacheBreakpoint::end_of_content_block(1, 2)),
               R"({"type":"best_effort","key":{"type":"stable_prefix_hash","namespace":"ns",)"
               R"("tenant_scope":"tenant"},"breakpoint":{"type":"end_of_content_block",)"
               R"("message_index":1,"part_index":2}})");
}

TEST(UsageJson, PutsWhatTheCacheDidTogether) {
  expect_shape(TokenUsage{.prompt_tokens = 2'000, .completion_tokens = 100},
               R"({"prompt_tokens":2000,"completion_tokens":100})");
  expect_shape(TokenUsage{.prompt_tokens = 2'000,
                          .completion_tokens = 100,
                          .total_tokens = 2'100,
                          .cache_read_tokens = 1'500,
                          .cache_write_5m_tokens = 10,
                          .reasoning_tokens = 60},
               R"({"prompt_tokens":2000,"completion_tokens":100,"total_tokens":2100,)"
               R"("prompt_cache":{"cached_input_tokens":1500,"cache_write_5m_tokens":10},)"
               R"("reasoning_tokens":60})");
}

TEST(UsageJson, AddsCountsThatAreKeptBesideThePromptToIt) {
  const auto apart = from_json<TokenUsage>(
      R"({"prompt_tokens":10,"prompt_cache":{"cache_read_input_tokens":100,)"
      R"("cache_creation_input_tokens":30,"cache_creation_short_input_tokens":20,)"
      R"("cache_creation_long_input_tokens":10}})");
  ASSERT_TRUE(apart);
  EXPECT_EQ(apart->prompt_tokens, 140);
  EXPECT_EQ(apart->cache_read_tokens, 100);
  EXPECT_EQ(apart->cache_write_5m_tokens, 20);
  EXPECT_EQ(apart->cache_write_1h_tokens, 10);
  const auto total =
      from_json<TokenUsage>(R"({"prompt_cache":{"cache_creation_input_tokens":30}})");
  EXPECT_EQ(total->cache_write_5m_tokens, 30);
}

TEST(ResponseJson, HasTheNamesOfTheFields) {
  auto response =
      LlmResponse::from_message(WireFormat::AnthropicMessages, "claude", Message::assistant("hi"),
                                TokenUsage{.prompt_tokens = 3, .completion_tokens = 2});
  response.finish_reason =
      FinishReason(FinishReason::Stop, "end_turn", WireFormat::AnthropicMessages);
  response.response_id = "msg_1";
  expect_shape(response,
               R"({"output":[{"type":"message","message":{"role":"assistant",)"
               R"("parts":[{"type":"text","text":"hi"}]}}],"content_text":"hi",)"
               R"("usage":{"prompt_tokens":3,"completion_tokens":2},"model":"claude",)"
               R"("provider_protocol":"claude_messages","finish_reason":"stop",)"
               R"("finish_reason_word":"end_turn","finish_reason_origin":"anthropic_messages",)"
               R"("response_id":"msg_1"})");
}

TEST(ResponseJson, KeepsTheWordOfAReason) {
  const auto response =
      from_json<LlmResponse>(R"({"finish_reason":"stop","finish_reason_word":"end_turn",)"
                             R"("finish_reason_origin":"anthropic_messages"})");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->finish_reason->word_in(WireFormat::AnthropicMessages), "end_turn");
}

TEST(ResponseJson, ReadsReasonsInAnyShape) {
  const auto reason = [](const char* text) {
    return *from_json<LlmResponse>(std::string(R"({"finish_reason":)") + text + "}")->finish_reason;
  };
  EXPECT_EQ(reason(R"("tool_call")"), FinishReason::ToolCall);
  EXPECT_EQ(reason(R"("pause")"), FinishReason::Pause);
  EXPECT_EQ(reason(R"({"other":"eos"})").word(), "eos");
  EXPECT_EQ(reason(R"({"other":"eos"})"), FinishReason::Other);
  EXPECT_EQ(reason(R"("something_new")").word(), "something_new");
}

TEST(ResponseJson, WritesAReasonOfAnotherKindByItsWord) {
  LlmResponse response;
  response.finish_reason = FinishReason(FinishReason::Other, "eos", std::nullopt);
  EXPECT_EQ(written(response),
            R"({"output":[],"content_text":"","model":"","finish_reason":{"other":"eos"}})");
}

TEST(ResponseJson, TakesMessagesForAnOutputThatIsNotThere) {
  const auto response = from_json<LlmResponse>(
      R"({"messages":[{"role":"assistant","parts":[{"type":"text","text":"hi"}]}]})");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->output, std::vector<ResponseItem>{Message::assistant("hi")});
}

TEST(EventJson, HasTheShapeOfItsKind) {
  const auto shape = [](LlmStreamEvent event, const char* text) { expect_shape(event, text); };
  shape(
      event::ResponseStarted{
          .response_id = "r", .model = "m", .provider_protocol = WireFormat::OpenAiResponses},
      R"({"type":"response_started","response_id":"r","model":"m",)"
      R"("provider_protocol":"open_ai_responses"})");
  shape(event::OutputItemAdded{.item = MessagePart(part::Refusal{.text = "no"})},
        R"({"type":"output_item_added","index":0,"item":{"type":"refusal","text":"no"}})");
  shape(event::ContentPartAdded{.index = 1, .part = MessagePart("x")},
        R"({"type":"content_part_added","index":1,"part":{"type":"text","text":"x"}})");
  shape(event::TextDelta{.delta = "x"}, R"({"type":"text_delta","index":0,"delta":"x"})");
  shape(event::RefusalDelta{.delta = "x", .choice = 1},
        R"({"type":"refusal_delta","index":0,"delta":"x","choice":1})");
  shape(event::ReasoningDelta{.delta = "x"}, R"({"type":"reasoning_delta","index":0,"delta":"x"})");
  shape(event::ToolCallDelta{.call_id = "c1", .name = "n", .delta = "{"},
        R"({"type":"tool_call_delta","call_id":"c1","name":"n","index":0,"delta":"{"})");
  shape(event::SignatureDelta{.signature = Signature{"s", WireFormat::AnthropicMessages}},
        R"({"type":"signature_delta","index":0,)"
        R"("signature":{"value":"s","origin":"anthropic_messages"}})");
  shape(event::CitationAdded{.citation = {.url = "https://a", .start_index = 0}},
        R"({"type":"citation_added","index":0,"citation":{"url":"https://a","start_index":0}})");
  shape(event::OutputItemDone{.index = 2}, R"({"type":"output_item_done","index":2})");
  shape(event::Usage{.usage = {.prompt_tokens = 1}},
        R"({"type":"usage","usage":{"prompt_tokens":1,"completion_tokens":0}})");
  shape(
      event::Usage{.service_tier = "flex"},
      R"({"type":"usage","usage":{"prompt_tokens":0,"completion_tokens":0},"service_tier":"flex"})");
  shape(event::Finished{.reason = FinishReason::Length},
        R"({"type":"finished","finish_reason":"length"})");
  shape(event::Raw{WireFormat::AnthropicMessages, "ping", json("{}")},
        R"({"type":"raw","origin":"anthropic_messages","raw_type":"ping","value":{}})");
  shape(event::Completed{.response = {.model = "m"}},
        R"({"type":"completed","response":{"output":[],"content_text":"","model":"m"}})");
  shape(event::Error{{.kind = ErrorKind::Overloaded, .status = 529, .message = "busy"}},
        R"({"type":"error","kind":"overloaded","status":529,"message":"busy"})");
}

TEST(EventJson, ReadsTheResultOfAToolAsAnItem) {
  const auto event =
      from_json<LlmStreamEvent>(R"({"type":"tool_result","result":{"call_id":"c1","output":"x"}})");
  ASSERT_TRUE(event);
  EXPECT_EQ(*event,
            LlmStreamEvent(event::OutputItemAdded{.item = MessagePart::tool_result("c1", "x")}));
}

TEST(ErrorJson, HasTheNamesOfTheFields) {
  expect_shape(ProviderError{.kind = ErrorKind::Quota,
                             .protocol = WireFormat::AnthropicMessages,
                             .status = 429,
                             .code = "c",
                             .type = "t",
                             .message = "m",
                             .param = "p",
                             .request_id = "req_1",
                             .raw_body = json(R"({"error": 1})")},
               R"({"kind":"quota","protocol":"claude_messages","status":429,"code":"c",)"
               R"("error_type":"t","message":"m","param":"p","request_id":"req_1",)"
               R"("raw_body":"{\"error\": 1}"})");
}

TEST(ErrorJson, HasTheKindOfItsStatusWhenItNamesNone) {
  const auto error =
      from_json<ProviderError>(R"({"status":529,"message":"m","raw_body":"<html>"})");
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, ErrorKind::Overloaded);
  EXPECT_EQ(error->raw_body, JsonText::string("<html>"));
  EXPECT_TRUE(from_json<ProviderError>(R"({"raw_body":{"a":1}})")->raw_body.is_object());
}

TEST(ReportJson, SaysAlwaysWhetherSomethingWasLost) {
  const ConversionReport<JsonText> clean{.value = json("{}"), .bridged = true};
  EXPECT_EQ(written(clean),
            R"({"value":{},"canonical_endpoint":"responses","wire_format":"open_ai_responses",)"
            R"("bridged":true,"lossy":false})");
  const ConversionReport<LlmRequest> lossy{
      .value = {.model = "m"},
      .wire_format = WireFormat::AnthropicMessages,
      .lossy = true,
      .loss_reasons = {"seed is dropped"},
      .losses = {{"seed", "/seed", LossSeverity::Minor, "seed is dropped"}}};
  EXPECT_EQ(written(lossy),
            R"({"value":{"model":"m"},"canonical_endpoint":"responses",)"
            R"("wire_format":"anthropic_messages","bridged":false,"lossy":true,)"
            R"("loss_reasons":["seed is dropped"],"losses":[{"code":"seed","pointer":"/seed",)"
            R"("severity":"minor","reason":"seed is dropped"}]})");
  EXPECT_EQ(written(Loss{.code = "c"}), R"({"code":"c","severity":"minor","reason":""})");
}

TEST(CanonicalJson, PassesOverMembersNobodyKnowsAndNulls) {
  const auto request = from_json<LlmRequest>(
      R"({"telepathy":{"on":true},"model":"m","instructions":null,"generation":null})");
  ASSERT_TRUE(request);
  EXPECT_EQ(*request, LlmRequest{.model = "m"});
}

TEST(CanonicalJson, TakesMembersInAnyOrder) {
  const auto part = from_json<MessagePart>(R"({"text":"hi","type":"text"})");
  ASSERT_TRUE(part);
  EXPECT_EQ(*part, MessagePart("hi"));
}

TEST(CanonicalJson, MarksBytesThatAreNoText) {
  EXPECT_EQ(written(LlmRequest{.model = "a\xFF"}), "{\"model\":\"a\xEF\xBF\xBD\"}");
  EXPECT_EQ(written(MessagePart("a\xFF")), "{\"type\":\"text\",\"text\":\"a\xEF\xBF\xBD\"}");
}

TEST(CanonicalJson, ReadsAValueAsDeepAsJsonMayBe) {
  const std::string deep = std::string(250, '[') + std::string(250, ']');
  const auto value = JsonText::parse(deep);
  ASSERT_TRUE(value);
  const Item item = Message::assistant({MessagePart::json(*value)});
  EXPECT_EQ(*from_json<Item>(to_json(item).text()), item);
}

TEST(CanonicalJson, PrintsAsItself) {
  std::ostringstream out;
  out << MessagePart("a") << Message::user("b") << Item("c") << LlmRequest{} << LlmResponse{}
      << ProviderError{} << LlmStreamEvent(event::TextDelta{});
  EXPECT_EQ(out.str(), written(MessagePart("a")) + written(Message::user("b")) +
                           written(Item("c")) + written(LlmRequest{}) + written(LlmResponse{}) +
                           written(ProviderError{}) + written(LlmStreamEvent(event::TextDelta{})));
}

TEST(CanonicalJsonErrors, NameTheMemberAtFault) {
  EXPECT_EQ(refusal_of<LlmRequest>(R"({"messages":[{"role":"boss"}]})"),
            "/messages/0/role: expected developer, system, user, assistant or tool");
  EXPECT_EQ(refusal_of<LlmRequest>(R"({"model":1})"), "/model: expected a string");
  EXPECT_EQ(refusal_of<LlmRequest>(R"({"instructions":{}})"), "/instructions: expected a string");
  EXPECT_EQ(refusal_of<LlmRequest>(R"({"input":{}})"), "/input: expected an array");
  EXPECT_EQ(refusal_of<LlmRequest>(R"({"metadata":[]})"), "/metadata: expected an object");
  EXPECT_EQ(refusal_of<LlmRequest>(R"({"stream":{"include_usage":1}})"),
            "/stream/include_usage: expected true or false");
  EXPECT_EQ(refusal_of<LlmRequest>(R"({"generation":{"seed":1.5}})"),
            "/generation/seed: expected a whole number of 64 bits");
  EXPECT_EQ(refusal_of<LlmRequest>(R"({"generation":{"max_output_tokens":1e30}})"),
            "/generation/max_output_tokens: expected a whole number of 64 bits");
  EXPECT_EQ(refusal_of<LlmRequest>(R"({"generation":{"top_p":"x"}})"),
            "/generation/top_p: expected a number");
  EXPECT_EQ(refusal_of<LlmRequest>(R"({"origin":"morse"})"),
            "/origin: expected the name of a wire format");
  EXPECT_EQ(refusal_of<LlmRequest>("[]"), "the body: expected an object");
}

TEST(CanonicalJsonErrors, NameWhatIsMissing) {
  EXPECT_EQ(refusal_of<Message>(R"({"parts":[]})"), "/role: expected something");
  EXPECT_EQ(refusal_of<Item>(R"({"type":"message"})"), "/message: expected something");
  EXPECT_EQ(refusal_of<LlmStreamEvent>(R"({"type":"completed"})"), "/response: expected something");
}

TEST(CanonicalJsonErrors, RefuseKindsNobodyKnows) {
  EXPECT_EQ(refusal_of<MessagePart>(R"({"type":"smell"})").substr(0, 27),
            "/type: expected text, image");
  EXPECT_NE(refusal_of<MessagePart>("{}"), "");
  EXPECT_NE(refusal_of<MessagePart>("[]"), "");
  EXPECT_NE(refusal_of<LlmStreamEvent>(R"({"type":"smell"})"), "");
  EXPECT_NE(refusal_of<LlmStreamEvent>("3"), "");
  EXPECT_EQ(refusal_of<PromptCachePolicy>(R"({"type":"maybe"})"),
            "/type: expected disabled, best_effort or required");
}

TEST(CanonicalJsonErrors, ReachDownToThePart) {
  EXPECT_EQ(
      refusal_of<LlmRequest>(R"({"input":[{"type":"message","message":{"role":"user","parts":[)"
                             R"({"type":"text","text":"a"},{"type":"text","text":1}]}}]})"),
      "/input/0/message/parts/1/text: expected a string");
  EXPECT_EQ(refusal_of<PromptCachePolicy>(
                R"({"type":"required","breakpoint":{"type":"end_of_message","index":-1}})"),
            "/breakpoint/index: expected a whole number that is not negative");
  EXPECT_EQ(
      refusal_of<Message>(R"({"role":"user","raw_message":"{","raw_message_origin":"anthropic"})"),
      "/raw_message: expected JSON in a string");
  EXPECT_EQ(
      refusal_of<Message>(R"({"role":"user","raw_message":"{}","raw_message_origin":"nobody"})"),
      "/raw_message_origin: expected the name of a wire format");
  EXPECT_EQ(refusal_of<ProviderError>(R"({"kind":"sad"})"),
            "/kind: expected the name of a kind of error");
  EXPECT_EQ(refusal_of<ProviderError>(R"({"status":1000})"), "/status: expected an HTTP status");
  EXPECT_NE(refusal_of<ProviderError>(R"({"status":"x"})"), "");
  EXPECT_EQ(refusal_of<LlmResponse>(R"({"finish_reason":3})"),
            "/finish_reason: expected a string or an object");
  EXPECT_NE(refusal_of<LlmResponse>(R"({"finish_reason":{"other":3}})"), "");
}

TEST(CanonicalJsonErrors, RefuseWhatIsNoJson) {
  EXPECT_NE(refusal_of<LlmRequest>(""), "");
  EXPECT_NE(refusal_of<LlmRequest>("{\"model\":"), "");
  EXPECT_NE(refusal_of<LlmRequest>("{\"model\":\"a\",\"model\":\"b\"}"), "");
}

}  // namespace
}  // namespace omnillm
