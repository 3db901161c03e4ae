#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gemini/gemini.h"

namespace omnillm {
namespace {

using namespace gemini_test;

CapabilitySet tools_of(std::string_view tools) {
  return request_of(std::string(R"({"contents":[],"tools":)").append(tools).append("}"))
      .capabilities;
}

TEST(GeminiTools, SayTheirParametersInJsonSchema) {
  const CapabilitySet set = tools_of(R"([{"functionDeclarations":[{"name":"f","parameters":
      {"type":"OBJECT","properties":{"n":{"type":"INTEGER","nullable":true}}}}]}])");
  ASSERT_EQ(set.tools.size(), 1u);
  EXPECT_EQ(set.tools[0].input_schema,
            js(R"({"type":"object","properties":{"n":{"type":["integer","null"]}}})"));
}

TEST(GeminiTools, AreWrittenInTheSpellingTheyCameIn) {
  const std::string tools = R"([{"functionDeclarations":[
      {"name":"a","description":"A","parameters":{"type":"OBJECT","properties":{"n":{"type":"STRING","maxLength":"5"}}}},
      {"name":"b","parametersJsonSchema":{"type":"object","additionalProperties":false},"behavior":"BLOCKING"}]}])";
  LlmRequest request;
  request.origin = kGemini;
  request.capabilities = tools_of(tools);
  EXPECT_EQ(emitted(request)["tools"], js(tools));
}

TEST(GeminiTools, OfOtherProtocolsAreWrittenAsJsonSchema) {
  LlmRequest request;
  request.capabilities.tools = {
      {.name = "f",
       .description = "F",
       .input_schema = js(R"({"type":"object","additionalProperties":false})")}};
  EXPECT_EQ(emitted(request)["tools"],
            js(R"([{"functionDeclarations":[{"name":"f","description":"F",
      "parametersJsonSchema":{"type":"object","additionalProperties":false}}]}])"));
}

TEST(GeminiTools, AreCleanedForModelsWithoutJsonSchema) {
  LlmRequest request;
  request.capabilities.tools = {
      {.name = "f",
       .description = "F",
       .input_schema = js(R"({"type":"object","additionalProperties":false})")}};
  const Emitted body = emitted(request, {.json_schema = false});
  EXPECT_EQ(body["tools"], js(R"([{"functionDeclarations":[{"name":"f","description":"F",
      "parameters":{"type":"OBJECT"}}]}])"));
  EXPECT_TRUE(body.lost("input_schema"));
}

TEST(GeminiTools, ReportStrictAndCacheMarks) {
  LlmRequest request;
  request.capabilities.tools = {{.name = "f", .strict = true, .cache_mark = CacheMark{}}};
  const Emitted body = emitted(request);
  EXPECT_TRUE(body.lost("strict"));
  EXPECT_TRUE(body.lost("cache_mark"));
}

TEST(GeminiTools, OfFreeTextBecomeFunctionsOfOneString) {
  LlmRequest request{
      .messages = {Message::assistant({ToolCallPart{
          .call_id = "c", .name = "f", .arguments = JsonText::string("ls"), .is_custom = true}})}};
  request.capabilities.tools = {{.name = "f", .is_custom = true}};
  const Emitted body = emitted(request);
  EXPECT_THAT(body.body, testing::HasSubstr(R"("args":{"input":"ls"})"));
  EXPECT_THAT(body.body, testing::HasSubstr(R"("required":["input"])"));
  EXPECT_TRUE(body.lost("custom_tool"));
}

TEST(GeminiBuiltinTools, KeepTheirWholeSettings) {
  const std::string tools =
      R"([{"googleSearch":{"timeRangeFilter":{}}},{"codeExecution":{}},{"urlContext":{}},
      {"googleMaps":{"enableWidget":true}},{"computerUse":{"environment":"ENVIRONMENT_BROWSER"}},
      {"fileSearch":{"fileSearchStoreNames":["a"]}},{"mcpServers":[{"name":"m"}]},{"somethingNew":{"x":1}}])";
  LlmRequest request;
  request.origin = kGemini;
  request.capabilities = tools_of(tools);
  using Kind = BuiltinTool::Kind;
  std::vector<Kind> kinds;
  for (const BuiltinTool& tool : request.capabilities.builtin_tools) kinds.push_back(tool.kind);
  EXPECT_THAT(kinds, testing::ElementsAre(Kind::WebSearch, Kind::CodeExecution, Kind::UrlContext,
                                          Kind::Maps, Kind::ComputerUse, Kind::FileSearch,
                                          Kind::Mcp, Kind::Vendor));
  EXPECT_EQ(emitted(request)["tools"], js(tools));
}

TEST(GeminiBuiltinTools, ThatShareAnObjectAreToldApart) {
  const CapabilitySet set = tools_of(R"([{"googleSearch":{},"codeExecution":{"a":1}}])");
  ASSERT_EQ(set.builtin_tools.size(), 2u);
  EXPECT_EQ(set.builtin_tools[1].settings, js(R"({"codeExecution":{"a":1}})"));
}

TEST(GeminiBuiltinTools, OfOtherProtocolsAreMappedWhereTheSameKindIsThere) {
  LlmRequest request;
  request.capabilities.builtin_tools = {
      {.kind = BuiltinTool::Kind::WebSearch,
       .name = "web_search_20250305",
       .settings = js(R"({"type":"web_search_20250305"})"),
       .origin = WireFormat::AnthropicMessages},
      {.kind = BuiltinTool::Kind::Shell, .name = "bash", .origin = WireFormat::AnthropicMessages}};
  const Emitted body = emitted(request);
  EXPECT_EQ(body["tools"], js(R"([{"googleSearch":{}}])"));
  EXPECT_TRUE(body.lost("builtin_tool"));
}

TEST(GeminiToolConfig, IsAToolChoice) {
  const auto choice = [](std::string_view config) {
    return request_of(std::string(R"({"contents":[],"toolConfig":{"functionCallingConfig":)")
                          .append(config)
                          .append("}}"))
        .capabilities.tool_choice;
  };
  EXPECT_EQ(choice(R"({"mode":"AUTO"})"), ToolChoice::automatic());
  EXPECT_EQ(choice(R"({"mode":"NONE"})"), ToolChoice::none());
  EXPECT_EQ(choice(R"({"mode":"ANY"})"), ToolChoice::required());
  EXPECT_EQ(choice(R"({"mode":"ANY","allowedFunctionNames":["f"]})"), ToolChoice::named("f"));
  EXPECT_EQ(choice(R"({"mode":"ANY","allowedFunctionNames":["f","g"]})"),
            (ToolChoice{ToolChoice::Mode::Required, {"f", "g"}}));
  EXPECT_EQ(choice("{}"), std::nullopt);
}

TEST(GeminiToolConfig, IsWrittenFromAToolChoice) {
  const auto config = [](ToolChoice choice) {
    LlmRequest request;
    request.capabilities.tool_choice = std::move(choice);
    return emitted(request)["toolConfig"];
  };
  EXPECT_EQ(config(ToolChoice::automatic()), js(R"({"functionCallingConfig":{"mode":"AUTO"}})"));
  EXPECT_EQ(config(ToolChoice::none()), js(R"({"functionCallingConfig":{"mode":"NONE"}})"));
  EXPECT_EQ(config(ToolChoice::named("f")),
            js(R"({"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}})"));
}

TEST(GeminiToolConfig, KeepsWhatNoFieldHas) {
  const std::string config =
      R"({"functionCallingConfig":{"mode":"VALIDATED","allowedFunctionNames":["f"],
      "streamFunctionCallArguments":true},"retrievalConfig":{"languageCode":"en"}})";
  const LlmRequest request =
      request_of(std::string(R"({"contents":[],"toolConfig":)").append(config).append("}"));
  EXPECT_EQ(request.capabilities.tool_choice->mode, ToolChoice::Mode::Auto);
  EXPECT_EQ(emitted(request)["toolConfig"], js(config));
}

TEST(GeminiToolConfig, ReportsThatCallsMayComeTogether) {
  LlmRequest request;
  request.capabilities.parallel_tool_calls = true;
  EXPECT_FALSE(emitted(request).lost("parallel_tool_calls"));
  request.capabilities.parallel_tool_calls = false;
  EXPECT_TRUE(emitted(request).lost("parallel_tool_calls"));
}

}  // namespace
}  // namespace omnillm
