#include "speak.h"

namespace omnillm::codec::testing {
namespace {

LlmRequest with_tools(std::string_view tools, std::string_view more = "") {
  return parse(R"({"model":"m","max_tokens":10,"messages":[{"role":"user","content":"Hi"}],
                   "tools":)" +
               std::string(tools) + std::string(more) + "}");
}

TEST(AnthropicTools, DefinitionsKeepAllTheySay) {
  const std::string tools = R"([{"name":"f","description":"d","input_schema":{"type":"object"},
      "strict":true,"cache_control":{"type":"ephemeral","ttl":"5m"},"defer_loading":true,
      "input_examples":[{"a":1}]}])";
  const LlmRequest request = with_tools(tools);
  const ToolDefinition& tool = request.capabilities.tools.at(0);
  EXPECT_EQ(tool.name, "f");
  EXPECT_EQ(tool.strict, true);
  EXPECT_EQ(tool.cache_mark->retention, PromptCacheRetention::Short);
  EXPECT_EQ(emit(request)["/tools"], json(tools));
}

TEST(AnthropicTools, OfTheTypeCustomAreTheCallers) {
  const LlmRequest request =
      with_tools(R"([{"type":"custom","name":"f","input_schema":{"type":"object"}}])");
  EXPECT_EQ(request.capabilities.tools.size(), 1U);
  EXPECT_FALSE(request.capabilities.tools.at(0).is_custom);
}

TEST(AnthropicTools, OfTheProviderAreKeptWhole) {
  const std::string tools = R"([{"type":"web_search_20250305","name":"web_search","max_uses":5,
      "allowed_domains":["e.com"]},{"type":"computer_20250124","name":"computer"},
      {"type":"memory_20250818","name":"memory"}])";
  const LlmRequest request = with_tools(tools);
  const auto& builtin = request.capabilities.builtin_tools;
  ASSERT_EQ(builtin.size(), 3U);
  EXPECT_EQ(builtin[0].kind, BuiltinTool::Kind::WebSearch);
  EXPECT_EQ(builtin[1].kind, BuiltinTool::Kind::ComputerUse);
  EXPECT_EQ(builtin[2].kind, BuiltinTool::Kind::Vendor);
  EXPECT_EQ(emit(request)["/tools"], json(tools));
}

TEST(AnthropicTools, AMarkOnTheLastToolStaysLast) {
  const std::string tools = R"([{"name":"f","input_schema":{}},
      {"type":"web_search_20250305","name":"web_search","cache_control":{"type":"ephemeral"}}])";
  EXPECT_EQ(emit(with_tools(tools))["/tools"], json(tools));
}

TEST(AnthropicTools, OfOtherProvidersAreTheNearestOfThisOne) {
  LlmRequest request = hello();
  request.capabilities.builtin_tools = {
      {.kind = BuiltinTool::Kind::WebSearch, .origin = WireFormat::OpenAiResponses},
      {.kind = BuiltinTool::Kind::FileSearch, .origin = WireFormat::OpenAiResponses}};
  const Written written = emit(request);
  EXPECT_EQ(written["/tools"], json(R"([{"type":"web_search_20250305","name":"web_search"}])"));
  EXPECT_THAT(written.codes(), ::testing::ElementsAre("builtin_tool"));
}

TEST(AnthropicTools, WithoutASchemaTakeAnObject) {
  LlmRequest request = hello();
  request.capabilities.tools = {{.name = "f"}};
  EXPECT_EQ(emit(request)["/tools/0"],
            json(R"({"name":"f","input_schema":{"type":"object","properties":{}}})"));
}

struct Choice {
  const char* wire;
  ToolChoice choice;
};

class AnthropicToolChoice : public ::testing::TestWithParam<Choice> {};

TEST_P(AnthropicToolChoice, IsReadAndWritten) {
  const LlmRequest request = with_tools(R"([{"name":"f","input_schema":{}}])",
                                        R"(,"tool_choice":)" + std::string(GetParam().wire));
  EXPECT_EQ(request.capabilities.tool_choice, GetParam().choice);
  EXPECT_EQ(emit(request)["/tool_choice"], json(GetParam().wire));
}

INSTANTIATE_TEST_SUITE_P(All, AnthropicToolChoice,
                         ::testing::Values(Choice{R"({"type":"auto"})", ToolChoice::automatic()},
                                           Choice{R"({"type":"any"})", ToolChoice::required()},
                                           Choice{R"({"type":"none"})", ToolChoice::none()},
                                           Choice{R"({"type":"tool","name":"f"})",
                                                  ToolChoice::named("f")}));

TEST(AnthropicToolChoice, OneCallAtATimeIsSaidWithIt) {
  const LlmRequest request =
      with_tools(R"([{"name":"f","input_schema":{}}])",
                 R"(,"tool_choice":{"type":"any","disable_parallel_tool_use":true})");
  EXPECT_EQ(request.capabilities.parallel_tool_calls, false);
  EXPECT_EQ(emit(request)["/tool_choice"],
            json(R"({"type":"any","disable_parallel_tool_use":true})"));
}

TEST(AnthropicToolChoice, OneCallAtATimeNeedsNoOtherChoice) {
  LlmRequest request = hello();
  request.capabilities.tools = {{.name = "f"}};
  request.capabilities.parallel_tool_calls = false;
  EXPECT_EQ(emit(request)["/tool_choice"],
            json(R"({"type":"auto","disable_parallel_tool_use":true})"));
  request.capabilities.parallel_tool_calls = true;
  EXPECT_TRUE(emit(request)["/tool_choice"].is_null());
}

TEST(AnthropicToolChoice, ThatNobodyKnowsIsKept) {
  const LlmRequest request =
      with_tools(R"([{"name":"f","input_schema":{}}])", R"(,"tool_choice":{"type":"best","of":3})");
  EXPECT_FALSE(request.capabilities.tool_choice);
  EXPECT_EQ(emit(request)["/tool_choice"], json(R"({"type":"best","of":3})"));
}

}  // namespace
}  // namespace omnillm::codec::testing
