#include "responses_support.h"

namespace omnillm {
namespace {

using namespace testing_support;

std::string with_status(std::string_view status, std::string_view output = "[]") {
  return R"({"id":"resp_1","object":"response","created_at":1,"model":"m","output":)" +
         std::string(output) + R"(,"status":)" + std::string(status) + "}";
}

constexpr std::string_view kCall =
    R"([{"type":"function_call","id":"fc_1","call_id":"c","name":"f","arguments":"{}"}])";

TEST(ResponsesResponse, EveryExampleSurvivesARoundTrip) {
  for (const char* name : {"text", "function_call", "incomplete"})
    expect_response_round_trip(kResponses,
                               fixture(std::string("openai/responses.response.") + name + ".json"));
}

TEST(ResponsesResponse, ReadsWhatItSays) {
  const LlmResponse response = parsed_response(fixture("openai/responses.response.text.json"));
  EXPECT_EQ(response.response_id, "resp_1");
  EXPECT_EQ(response.model, "gpt-5.6-2026-06-01");
  EXPECT_EQ(response.created, 1'767'225'610);
  EXPECT_EQ(response.service_tier, "default");
  EXPECT_EQ(response.content_text, "Paris is the capital of France.");
  EXPECT_EQ(response.reasoning_text(), "Recall the capital.");
  ASSERT_EQ(response.output.size(), 2u);
  EXPECT_EQ(response.output[0].single()->id, "rs_1");
  EXPECT_EQ(response.output[1].message()->id, "msg_1");
  EXPECT_EQ(response.finish_reason, FinishReason::Stop);
  EXPECT_EQ(response.finish_reason->word_in(kResponses), "completed");
}

TEST(ResponsesResponse, CountsTokens) {
  const LlmResponse response = parsed_response(R"({"status":"completed","output":[],"usage":{
      "input_tokens":100,"input_tokens_details":{"cached_tokens":60,"cache_write_tokens":10},
      "output_tokens":30,"output_tokens_details":{"reasoning_tokens":12},"total_tokens":130}})");
  ASSERT_TRUE(response.usage);
  EXPECT_EQ(*response.usage, (TokenUsage{.prompt_tokens = 100,
                                         .completion_tokens = 30,
                                         .total_tokens = 130,
                                         .cache_read_tokens = 60,
                                         .cache_write_5m_tokens = 10,
                                         .reasoning_tokens = 12}));
  EXPECT_TRUE(response.raw_usage.is_object());
  EXPECT_FALSE(parsed_response(with_status("\"completed\"")).usage) << "unknown is not zero";
}

TEST(ResponsesResponse, MendsCountsThatCannotBe) {
  const LlmResponse response = parsed_response(R"({"output":[],"usage":{"input_tokens":-5,
      "output_tokens":1,"output_tokens_details":{"reasoning_tokens":9},"total_tokens":1e300}})");
  EXPECT_EQ(response.usage->prompt_tokens, 0);
  EXPECT_EQ(response.usage->completion_tokens, 9);
  EXPECT_FALSE(response.usage->total_tokens);
}

TEST(ResponsesResponse, SaysWhyItEnded) {
  EXPECT_EQ(parsed_response(with_status("\"completed\"")).finish_reason, FinishReason::Stop);
  EXPECT_EQ(parsed_response(with_status("\"completed\"", kCall)).finish_reason,
            FinishReason::ToolCall);
  EXPECT_EQ(parsed_response(with_status("\"cancelled\"")).finish_reason, FinishReason::Cancelled);
  EXPECT_EQ(parsed_response(with_status("\"queued\"")).finish_reason->word(), "queued");
  EXPECT_FALSE(parsed_response(with_status("null")).finish_reason);
  for (const auto& [reason, code] : {std::pair("\"max_output_tokens\"", FinishReason::Length),
                                     std::pair("\"content_filter\"", FinishReason::ContentFilter)})
    EXPECT_EQ(
        parsed_response(with_status(std::string(R"("incomplete","incomplete_details":{"reason":)") +
                                    reason + "}"))
            .finish_reason,
        code);
}

TEST(ResponsesResponse, WritesWhyItEnded) {
  struct Case {
    FinishReason reason;
    std::string_view status;
    std::string_view details;
  };
  for (const Case& test :
       {Case{FinishReason::Stop, "\"completed\"", "null"},
        Case{FinishReason::ToolCall, "\"completed\"", "null"},
        Case{FinishReason::Length, "\"incomplete\"", R"({"reason":"max_output_tokens"})"},
        Case{FinishReason::ContentFilter, "\"incomplete\"", R"({"reason":"content_filter"})"},
        Case{FinishReason::Cancelled, "\"cancelled\"", "null"},
        Case{FinishReason(FinishReason::Stop, "end_turn", WireFormat::AnthropicMessages),
             "\"completed\"", "null"}}) {
    LlmResponse response =
        LlmResponse::from_message(WireFormat::AnthropicMessages, "m", Message::assistant("a"));
    response.finish_reason = test.reason;
    const Emitted body = emitted(response);
    EXPECT_EQ(body.at("/status"), test.status);
    EXPECT_EQ(body.at("/incomplete_details"), test.details);
  }
}

TEST(ResponsesResponse, AFailedResponseIsAnError) {
  const auto failed = parse_response(kResponses, fixture("openai/responses.response.failed.json"));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind(), ErrorKind::Server);
  EXPECT_EQ(failed.error().message(), "The model failed to generate a response.");
  EXPECT_EQ(failed.error().provider_code(), "server_error");
  const auto refused = parse_response(
      kResponses, R"({"error":{"message":"Slow down","code":"rate_limit_exceeded"}})");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::ProviderLimit);
}

TEST(ResponsesResponse, ABodyOfAnotherShapeIsNoAnswer) {
  for (const std::string_view body : {R"({})", R"([])", R"("ok")", R"({"choices":[]})",
                                      R"({"output":{}})", R"({"output":[1]})"}) {
    const auto response = parse_response(kResponses, body);
    ASSERT_FALSE(response) << body;
    EXPECT_EQ(response.error().kind(), ErrorKind::Protocol);
  }
}

TEST(ResponsesResponse, BuiltInToolsDoNotSpoilTheAnswer) {
  const LlmResponse response = parsed_response(R"({"status":"completed","output":[
      {"type":"web_search_call","id":"ws_1","status":"completed","action":{"type":"search"}},
      {"type":"mcp_call","id":"mcp_1","name":"n","arguments":"{}","output":null},
      {"type":"message","id":"msg_1","role":"assistant","status":"completed","content":[
        {"type":"output_text","text":"Found","annotations":[],"logprobs":[]}]}]})");
  ASSERT_EQ(response.output.size(), 3u);
  EXPECT_EQ(response.output[0].get_if<part::Raw>()->type, "web_search_call");
  EXPECT_EQ(response.content_text, "Found");
  EXPECT_EQ(emitted(response).at("/output/1/type"), "\"mcp_call\"");
}

TEST(ResponsesResponse, CountsSearchesAndImagesThatAreBilled) {
  const std::string body = R"({"status":"completed","output":[
      {"type":"web_search_call","status":"completed","action":{"type":"search"}},
      {"type":"web_search_call","status":"completed"},
      {"type":"web_search_call","status":"failed","action":{"type":"search"}},
      {"type":"web_search_call","status":"completed","action":{"type":"open_page"}},
      {"type":"image_generation_call","status":"completed","result":"AAAA"}])";
  EXPECT_EQ(parsed_response(body + "}").units, (BillableUnits{.images_out = 1, .web_searches = 2}));
  EXPECT_EQ(
      parsed_response(body + R"(,"tools":[{"type":"web_search","search_context_size":"high"}]})")
          .units,
      (BillableUnits{.images_out = 1, .web_searches_high = 2}));
}

TEST(ResponsesResponse, HiddenThoughtsAndRefusalsAreNoVisibleText) {
  const LlmResponse response = parsed_response(R"({"status":"completed","output":[
      {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"THINK"}]},
      {"type":"message","id":"msg_1","role":"assistant","content":[
        {"type":"output_text","text":"ok"},{"type":"refusal","refusal":"No."}]}]})");
  EXPECT_EQ(response.content_text, "ok");
  EXPECT_EQ(response.refusal(), "No.");
  LlmResponse anew = response;
  anew.output[1].message()->raw_message.reset();
  EXPECT_EQ(emitted(anew).at("/output/1/content/1"), R"({"type":"refusal","refusal":"No."})");
}

TEST(ResponsesResponse, HoldsTheProbabilitiesOfItsText) {
  const LlmResponse response = parsed_response(R"({"status":"completed","output":[
      {"type":"message","id":"msg_1","role":"assistant","content":[{"type":"output_text",
       "text":"ok","annotations":[],"logprobs":[{"token":"ok","logprob":-0.1}]}]}]})");
  EXPECT_EQ(response.logprobs.text(), R"([{"token":"ok","logprob":-0.1}])");
  LlmResponse anew = response;
  anew.output[0].message()->raw_message.reset();
  EXPECT_EQ(*JsonText::parse(emitted(anew).at("/output/0/content/0/logprobs")), response.logprobs);
}

TEST(ResponsesResponse, TakesTheTextThatALibraryAdded) {
  const LlmResponse response = parsed_response(
      R"({"status":"stop","output_text":"Hi","usage":{"input_tokens":10,"output_tokens":5}})");
  EXPECT_EQ(response.content_text, "Hi");
  EXPECT_EQ(response.finish_reason, FinishReason::Stop);
  EXPECT_EQ(response.usage->total(), 15);
}

TEST(ResponsesResponse, WritesAllThatStrictClientsAskFor) {
  LlmResponse response = LlmResponse::from_message(
      WireFormat::GeminiGenerateContent, "gemini-3", Message::assistant("Hi"),
      TokenUsage{.prompt_tokens = 3, .completion_tokens = 2});
  response.response_id = "abc";
  response.created = 7;
  const Emitted body = emitted(response);
  EXPECT_TRUE(body.lossless());
  EXPECT_EQ(*JsonText::parse(body.body), *JsonText::parse(R"({"id":"abc","object":"response",
      "created_at":7,"status":"completed","error":null,"incomplete_details":null,
      "model":"gemini-3","output":[{"id":"msg_abc_0","type":"message","status":"completed",
      "role":"assistant","content":[{"type":"output_text","text":"Hi","annotations":[],
      "logprobs":[]}]}],"instructions":null,"metadata":{},"parallel_tool_calls":true,
      "temperature":null,"top_p":null,"tool_choice":"auto","tools":[],"usage":{"input_tokens":3,
      "input_tokens_details":{"cached_tokens":0,"cache_write_tokens":0},"output_tokens":2,
      "output_tokens_details":{"reasoning_tokens":0},"total_tokens":5}})"));
}

TEST(ResponsesResponse, WritesAToolCallOnceAndAsAnItem) {
  const Message message =
      Message::assistant({"Let me see.", MessagePart::tool_call("c", "f", Json{{"a", 1}})});
  const Emitted body =
      emitted(LlmResponse::from_message(WireFormat::OpenAiChatCompletions, "m", message));
  EXPECT_EQ(body.at("/output/0/type"), "\"message\"");
  EXPECT_EQ(body.at("/output/1/type"), "\"function_call\"");
  EXPECT_EQ(body.at("/output/1/status"), "\"completed\"");
  EXPECT_EQ(body.at("/output/1/arguments"), R"("{\"a\":1}")");
  EXPECT_EQ(body.at("/output/2"), "");
  EXPECT_EQ(body.body.find("tool_call\""), std::string::npos);
}

TEST(ResponsesResponse, WritesThoughtsOfOthersWhereTheyAreShown) {
  LlmResponse response;
  response.provider_protocol = WireFormat::AnthropicMessages;
  MessagePart thought = part::Reasoning{"Hm."};
  thought.signature = Signature{"sig", WireFormat::AnthropicMessages};
  response.output = {Item(thought), Item(MessagePart(part::Reasoning{{}, false, "redacted"}))};
  const Emitted body = emitted(response);
  EXPECT_EQ(body.at("/output/0/content"), R"([{"type":"reasoning_text","text":"Hm."}])");
  EXPECT_EQ(body.at("/output/0/summary"), "[]");
  EXPECT_EQ(body.at("/output/1"), "");
  EXPECT_NE(body.loss("signature"), nullptr);
  EXPECT_NE(body.loss("reasoning"), nullptr);
}

TEST(ResponsesResponse, WritesAnImageAsTheToolThatMakesThem) {
  const Message message =
      Message::assistant({"Here:", MessagePart::image_base64("AAAA", "image/png")});
  const Emitted body =
      emitted(LlmResponse::from_message(WireFormat::GeminiGenerateContent, "m", message));
  EXPECT_EQ(body.at("/output/1/type"), "\"image_generation_call\"");
  EXPECT_EQ(body.at("/output/1/result"), "\"AAAA\"");
}

TEST(ResponsesResponse, WritesSourcesOfOthersAsAnnotationsOfTheWholeText) {
  part::Text text{"\u00e9t\u00e9"};
  text.citations = {Citation{.url = "https://e.com", .title = "E"}, Citation{.source_id = "0"}};
  const Emitted body = emitted(LlmResponse::from_message(WireFormat::AnthropicMessages, "m",
                                                         Message::assistant({MessagePart(text)})));
  EXPECT_EQ(*JsonText::parse(body.at("/output/0/content/0/annotations")),
            *JsonText::parse(R"([{"type":"url_citation","url":"https://e.com","title":"E",
                                  "start_index":0,"end_index":3}])"));
  EXPECT_NE(body.loss("citations"), nullptr);
}

TEST(ResponsesResponse, KeepsTheProvidersOwnAccountOfItsUsage) {
  const std::string body = R"({"status":"completed","output":[],"usage":{"input_tokens":1,
      "output_tokens":2,"total_tokens":3,"cost_in_tomorrow":1.50}})";
  EXPECT_EQ(emitted(parsed_response(body)).at("/usage/cost_in_tomorrow"), "1.5E0");
  LlmResponse changed = parsed_response(body);
  changed.usage->prompt_tokens = 5;
  EXPECT_EQ(emitted(changed).at("/usage/input_tokens"), "5");
}

}  // namespace
}  // namespace omnillm
