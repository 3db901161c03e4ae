#include "responses_support.h"

namespace omnillm {
namespace {

using namespace testing_support;

TEST(ResponsesRequest, EveryExampleSurvivesARoundTrip) {
  for (const std::string& name : fixtures("openai", "responses.request"))
    expect_request_round_trip(kResponses, fixture(name));
}

TEST(ResponsesRequest, ReadsEverySetting) {
  const LlmRequest request = parsed(R"({"model":"gpt-5.6","instructions":"Be brief","input":"Hi",
      "max_output_tokens":256,"temperature":0.2,"top_p":0.9,"top_logprobs":3,"stream":true,
      "user":"u1","service_tier":"flex","metadata":{"a":"b"},"parallel_tool_calls":false})");
  EXPECT_EQ(request.model, "gpt-5.6");
  EXPECT_EQ(request.instructions, Text("Be brief"));
  EXPECT_EQ(request.generation.max_output_tokens, 256);
  EXPECT_EQ(request.generation.temperature, 0.2);
  EXPECT_EQ(request.generation.top_p, 0.9);
  EXPECT_EQ(request.generation.top_logprobs, 3);
  EXPECT_TRUE(request.stream);
  EXPECT_EQ(request.user, "u1");
  EXPECT_EQ(request.service_tier, "flex");
  EXPECT_EQ(request.metadata.find("a")->text(), "\"b\"");
  EXPECT_EQ(request.capabilities.parallel_tool_calls, false);
  EXPECT_EQ(request.origin, kResponses);
  EXPECT_TRUE(request.vendor_extensions.empty());
}

TEST(ResponsesRequest, WritesNumbersAsTheyWereSaid) {
  const std::string body = emitted(parsed(R"({"model":"m","temperature":0.2,"top_p":1})")).body;
  EXPECT_EQ(body, R"({"model":"m","temperature":0.2,"top_p":1})");
}

TEST(ResponsesRequest, ReadsTheFormsOfStructuredOutput) {
  const LlmRequest schema = parsed(R"({"text":{"format":{"type":"json_schema","name":"n",
      "description":"d","schema":{"type":"object"},"strict":true},"verbosity":"low"}})");
  EXPECT_EQ(
      *schema.capabilities.structured_output,
      (StructuredOutputConfig{
          .name = "n", .description = "d", .schema = Json{{"type", "object"}}, .strict = true}));
  EXPECT_EQ(schema.generation.verbosity, "low");
  const LlmRequest any = parsed(R"({"text":{"format":{"type":"json_object"}}})");
  EXPECT_EQ(*any.capabilities.structured_output, StructuredOutputConfig{});
  EXPECT_FALSE(parsed(R"({"text":{"format":{"type":"text"}}})").capabilities.structured_output);
}

TEST(ResponsesRequest, WritesTheFormsOfStructuredOutput) {
  for (
      const std::string_view text :
      {R"({"format":{"type":"json_schema","name":"n","schema":{"type":"object"},"strict":true},"verbosity":"low"})",
       R"({"format":{"type":"json_object"}})", R"({"verbosity":"high"})",
       R"({"verbosity":"high","format":{"type":"grammar","definition":"x"},"new":1})"}) {
    const Emitted body = emitted(parsed(R"({"text":)" + std::string(text) + "}"));
    EXPECT_EQ(*JsonText::parse(body.at("/text")), *JsonText::parse(text)) << body.body;
  }
}

TEST(ResponsesRequest, GivesANameToASchemaThatHasNone) {
  LlmRequest request = foreign({Message::user("?")});
  request.capabilities.structured_output = StructuredOutputConfig{.schema = Json{{"a", 1}}};
  EXPECT_EQ(emitted(request).at("/text/format/name"), "\"response\"");
}

TEST(ResponsesRequest, ReadsHowToThink) {
  const LlmRequest request =
      parsed(R"({"reasoning":{"effort":"high","summary":"auto","mode":"pro"}})");
  EXPECT_EQ(request.capabilities.reasoning->effort, "high");
  EXPECT_EQ(request.capabilities.reasoning->summary, "auto");
  EXPECT_EQ(*JsonText::parse(emitted(request).at("/reasoning")),
            *JsonText::parse(R"({"effort":"high","summary":"auto","mode":"pro"})"));
}

TEST(ResponsesRequest, TakesNullForNothingSaid) {
  const LlmRequest request = parsed(R"({"model":"m","reasoning":null,"tools":null,"text":null,
      "tool_choice":null,"temperature":null,"previous_response_id":null,"user":null,
      "metadata":null,"include":null,"instructions":null,"input":null,"stream":null})");
  LlmRequest nothing;
  nothing.model = "m";
  nothing.origin = kResponses;
  EXPECT_EQ(request, nothing);
  EXPECT_EQ(emitted(request).body, R"({"model":"m"})");
}

TEST(ResponsesRequest, WritesABudgetOfThoughtAsAnEffort) {
  LlmRequest request = foreign({Message::user("?")});
  request.capabilities.reasoning = ReasoningCapability{.budget_tokens = 4'096};
  const Emitted body = emitted(request);
  EXPECT_EQ(body.at("/reasoning"), R"({"effort":"medium"})");
  EXPECT_NE(body.loss("reasoning_settings"), nullptr);
}

TEST(ResponsesRequest, KeepsBuiltInToolsWithTheirWholeSettings) {
  constexpr std::string_view kTools = R"([
      {"type":"file_search","vector_store_ids":["vs_1"],"max_num_results":3},
      {"type":"mcp","server_label":"s","server_url":"https://e.com/mcp","require_approval":"never"},
      {"type":"web_search_preview","search_context_size":"low"},
      {"type":"code_interpreter","container":{"type":"auto"}},
      {"type":"local_shell"},{"type":"namespace","name":"n","tools":[]}])";
  const LlmRequest request = parsed(R"({"tools":)" + std::string(kTools) + "}");
  const auto& tools = request.capabilities.builtin_tools;
  ASSERT_EQ(tools.size(), 6u);
  EXPECT_EQ(tools[0].kind, BuiltinTool::Kind::FileSearch);
  EXPECT_EQ(tools[1].kind, BuiltinTool::Kind::Mcp);
  EXPECT_EQ(tools[2].kind, BuiltinTool::Kind::WebSearch);
  EXPECT_EQ(tools[2].name, "web_search_preview");
  EXPECT_EQ(tools[5].kind, BuiltinTool::Kind::Vendor);
  EXPECT_EQ(*JsonText::parse(emitted(request).at("/tools")), *JsonText::parse(kTools));
}

TEST(ResponsesRequest, KeepsFunctionsAndCustomTools) {
  constexpr std::string_view kTools = R"([
      {"type":"function","name":"f","description":"d","parameters":{"type":"object"},"strict":true,
       "defer_loading":true},
      {"type":"custom","name":"c","description":"e","format":{"type":"text"}}])";
  const LlmRequest request = parsed(R"({"tools":)" + std::string(kTools) + "}");
  ASSERT_EQ(request.capabilities.tools.size(), 2u);
  EXPECT_EQ(request.capabilities.tools[0].strict, true);
  EXPECT_TRUE(request.capabilities.tools[1].is_custom);
  EXPECT_EQ(*JsonText::parse(emitted(request).at("/tools")), *JsonText::parse(kTools));
}

TEST(ResponsesRequest, SaysThatAForeignToolIsNotStrictUnlessItIs) {
  LlmRequest request = foreign({Message::user("?")});
  request.capabilities.tools = {ToolDefinition{.name = "f"}};
  EXPECT_EQ(
      emitted(request).at("/tools/0"),
      R"({"type":"function","name":"f","parameters":{"type":"object","properties":{}},"strict":false})");
}

TEST(ResponsesRequest, ReadsAndWritesEveryChoiceOfTools) {
  for (
      const std::string_view choice :
      {R"("auto")", R"("none")", R"("required")", R"({"type":"function","name":"f"})",
       R"({"type":"custom","name":"c"})",
       R"({"type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"f"},{"type":"custom","name":"c"}]})",
       R"({"type":"allowed_tools","mode":"auto","tools":[{"type":"mcp","server_label":"s"}]})",
       R"({"type":"file_search"})", R"({"type":"mcp","server_label":"s","name":"n"})",
       R"("someday")"}) {
    const LlmRequest request = parsed(R"({"tools":[{"type":"function","name":"f"},
        {"type":"custom","name":"c"}],"tool_choice":)" +
                                      std::string(choice) + "}");
    EXPECT_EQ(*JsonText::parse(emitted(request).at("/tool_choice")), *JsonText::parse(choice));
  }
  EXPECT_EQ(parsed(R"({"tool_choice":{"type":"function","name":"f"}})").capabilities.tool_choice,
            ToolChoice::named("f"));
}

TEST(ResponsesRequest, KeepsWhatBelongsToThisProtocolAlone) {
  constexpr std::string_view kBody = R"({"model":"m","include":["reasoning.encrypted_content"],
      "store":false,"previous_response_id":"resp_0","conversation":{"id":"conv_1"},
      "truncation":"auto","background":true,"prompt":{"id":"pmpt_1","version":"2"},
      "max_tool_calls":3,"context_management":[{"type":"compaction"}],
      "stream_options":{"include_obfuscation":false},"prompt_cache_options":{"mode":"explicit"},
      "safety_identifier":"h","logit_bias_of_tomorrow":{"1":2}})";
  const LlmRequest request = parsed(kBody);
  EXPECT_EQ(request.vendor_extensions.size(), 13u);
  const Emitted body = emitted(request);
  EXPECT_EQ(*JsonText::parse(body.body), *JsonText::parse(kBody));
  EXPECT_TRUE(body.lossless());
}

TEST(ResponsesRequest, TakesTheSafetyIdentifierForTheUser) {
  EXPECT_EQ(parsed(R"({"safety_identifier":"h"})").user, "h");
  const LlmRequest both = parsed(R"({"safety_identifier":"h","user":"u"})");
  EXPECT_EQ(both.user, "u");
  EXPECT_EQ(emitted(both).at("/user"), "\"u\"");
  EXPECT_EQ(emitted(both).at("/safety_identifier"), "\"h\"");
}

TEST(ResponsesRequest, AsksForLogprobsByIncludingThem) {
  const LlmRequest request =
      parsed(R"({"include":["message.output_text.logprobs","web_search_call.results"]})");
  EXPECT_EQ(request.generation.logprobs, true);
  EXPECT_EQ(request.vendor_extensions.find("include")->text(), R"(["web_search_call.results"])");
  EXPECT_EQ(emitted(request).at("/include"),
            R"(["web_search_call.results","message.output_text.logprobs"])");
  LlmRequest other = foreign({Message::user("?")});
  other.generation.logprobs = true;
  EXPECT_EQ(emitted(other).at("/include"), R"(["message.output_text.logprobs"])");
}

TEST(ResponsesRequest, ReadsAndWritesThePromptCache) {
  const LlmRequest request = parsed(R"({"prompt_cache_key":"k","prompt_cache_retention":"24h"})");
  EXPECT_EQ(
      request.capabilities.prompt_cache,
      PromptCachePolicy::best_effort().with_key("k").with_retention(PromptCacheRetention::Long));
  EXPECT_EQ(emitted(request).body, R"({"prompt_cache_key":"k","prompt_cache_retention":"24h"})");
}

TEST(ResponsesRequest, TypedFieldsWinOverUnknownMembersOfTheSameName) {
  LlmRequest request;
  request.capabilities.prompt_cache = PromptCachePolicy::best_effort().with_key("typed");
  request.vendor_extensions.set("prompt_cache_key", JsonText::string("untyped"));
  request.vendor_extensions.set("enable_thinking", Json(false));
  EXPECT_EQ(emitted(request).body, R"({"prompt_cache_key":"typed","enable_thinking":false})");
}

TEST(ResponsesRequest, RefusesARequiredCacheWithABreakpoint) {
  LlmRequest request;
  request.capabilities.prompt_cache =
      PromptCachePolicy::required().with_breakpoint(CacheBreakpoint::end_of_instructions());
  LossLog losses;
  std::string out;
  const auto refused = codec::openai_responses::emit_request(request, {}, losses, out);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::BadRequest);
  EXPECT_TRUE(out.empty());
}

TEST(ResponsesRequest, LeavesOutWhatTheProviderRefuses) {
  LlmRequest request = parsed(R"({"model":"m","temperature":0.5,"service_tier":"flex","new":1})");
  request.stream.emplace();
  const Emitted body = emitted(request, {.refused_members = {"service_tier", "new"},
                                         .model_in_body = false,
                                         .stream_in_body = false});
  EXPECT_EQ(body.body, R"({"temperature":0.5})");
  EXPECT_NE(body.loss("service_tier"), nullptr);
  EXPECT_NE(body.loss("new"), nullptr);
}

TEST(ResponsesRequest, GivesServersThatTakeMoreWhatTheyTake) {
  LlmRequest request;
  request.generation = {.top_k = 4, .stop_sequences = {"x"}, .presence_penalty = 0.5, .seed = 7};
  const Emitted body = emitted(request, {.any_member = true});
  EXPECT_EQ(body.body, R"({"top_k":4,"presence_penalty":0.5,"seed":7,"stop":["x"]})");
  EXPECT_TRUE(body.lossless());
}

}  // namespace
}  // namespace omnillm
