#include <gtest/gtest.h>

#include <string>

#include "openai_chat/chat.h"

namespace omnillm {
namespace {

using namespace chat;

constexpr std::string_view kUser = R"({"role":"user","content":"Hello!"})";

CapabilitySet capabilities(std::string_view member) {
  return parsed(body_with(kUser, std::string(",").append(member))).capabilities;
}

Emitted again(std::string_view member, const Dialect& dialect = {}) {
  return emitted(parsed(body_with(kUser, std::string(",").append(member))), dialect);
}

TEST(ChatTools, ReadFunctionsOfBothAges) {
  const ToolDefinition expected{
      .name = "f", .description = "d", .input_schema = json(R"({"type":"object"})")};
  EXPECT_EQ(capabilities(R"("tools":[{"type":"function","function":
      {"name":"f","description":"d","parameters":{"type":"object"}}}])")
                .tools.at(0),
            expected);
  EXPECT_EQ(
      capabilities(R"("functions":[{"name":"f","description":"d","parameters":{"type":"object"}}])")
          .tools.at(0),
      expected);
}

TEST(ChatTools, WriteNoMemberThatWasNotThere) {
  EXPECT_EQ(again(R"("functions":[{"name":"f"}])").at("/tools"),
            R"([{"type":"function","function":{"name":"f"}}])");
}

TEST(ChatTools, CarryCustomTools) {
  const auto member = R"("tools":[{"type":"custom","custom":{"name":"sql","format":
      {"type":"grammar","grammar":{"syntax":"lark","definition":"x"}}}}])";
  const CapabilitySet read = capabilities(member);
  EXPECT_TRUE(read.tools.at(0).is_custom);
  EXPECT_EQ(again(member).at("/tools/0/custom/format/grammar/syntax"), R"("lark")");
  LlmRequest flat = hello();
  flat.capabilities.tools = {
      {.name = "sql",
       .is_custom = true,
       .custom_format = json(R"({"type":"grammar","syntax":"lark","definition":"x"})")}};
  EXPECT_EQ(emitted(flat).at("/tools/0/custom/format/grammar/syntax"), R"("lark")");
  EXPECT_EQ(emitted(flat, "groq").at("/tools/0/function/name"), R"("sql")");
}

TEST(ChatTools, CarryCallsOfCustomToolsAndTheirResults) {
  const auto json = R"({"role":"assistant","content":null,"tool_calls":[
      {"id":"c","type":"custom","custom":{"name":"sql","input":"select \"1\""}}]},
      {"role":"tool","tool_call_id":"c","content":"1"})";
  LlmRequest request = parsed(body_with(json));
  const auto* call = request.messages.at(0).parts.at(0).get_if<ToolCallPart>();
  ASSERT_TRUE(call && call->is_custom);
  EXPECT_EQ(call->arguments.as_text(), "select \"1\"");
  EXPECT_TRUE(request.messages.at(1).parts.at(0).get_if<ToolResultPart>()->is_custom);
  request.messages.at(0).raw_message.reset();
  EXPECT_EQ(emitted(request).at("/messages/0/tool_calls/0/custom/input"), R"("select \"1\"")");
}

TEST(ChatTools, KeepTheArgumentsAsTheModelWroteThem) {
  const auto call = [](std::string_view arguments) {
    const std::string json =
        R"({"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f",
            "arguments":)" +
        std::string(arguments) + "}}]}";
    LlmRequest request = parsed(body_with(json));
    request.messages.at(0).raw_message.reset();
    return std::pair(request.messages.at(0).parts.at(0).get_if<ToolCallPart>()->arguments,
                     emitted(request).at("/messages/0/tool_calls/0/function/arguments"));
  };
  EXPECT_EQ(call(R"("{\"a\": 1.50}")").first, json(R"({"a":1.5})"));
  EXPECT_EQ(call(R"("{\"a\": 1.50}")").second, R"("{\"a\": 1.50}")");
  EXPECT_EQ(call(R"("{\"a\":")").first, JsonText::string("{\"a\":"));
  EXPECT_EQ(call(R"("{\"a\":")").second, R"("{\"a\":")");
  EXPECT_EQ(call(R"("\"text\"")").second, R"("\"text\"")");
  EXPECT_EQ(call(R"("")").second, R"("{}")");
  EXPECT_EQ(call(R"({"a":1})").second, R"("{\"a\":1}")");
}

TEST(ChatTools, ReadEveryFormOfChoice) {
  const auto choice = [](std::string_view value) {
    return capabilities(std::string(R"("tool_choice":)").append(value)).tool_choice;
  };
  EXPECT_EQ(choice(R"("auto")"), ToolChoice::automatic());
  EXPECT_EQ(choice(R"("none")"), ToolChoice::none());
  EXPECT_EQ(choice(R"("required")"), ToolChoice::required());
  EXPECT_EQ(choice(R"("any")"), ToolChoice::required());
  EXPECT_EQ(choice(R"({"type":"function","function":{"name":"f"}})"), ToolChoice::named("f"));
  EXPECT_EQ(choice(R"({"type":"custom","custom":{"name":"f"}})"), ToolChoice::named("f"));
  EXPECT_EQ(choice(R"({"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[
      {"type":"function","function":{"name":"f"}}]}})"),
            (ToolChoice{.mode = ToolChoice::Mode::Required, .names = {"f"}}));
  EXPECT_EQ(capabilities(R"("function_call":{"name":"f"})").tool_choice, ToolChoice::named("f"));
}

TEST(ChatTools, WriteEveryFormOfChoice) {
  const auto written = [](ToolChoice choice, const Dialect& dialect = {}) {
    LlmRequest request = hello();
    request.capabilities.tool_choice = std::move(choice);
    return emitted(request, dialect);
  };
  EXPECT_EQ(written(ToolChoice::required()).at("/tool_choice"), R"("required")");
  EXPECT_EQ(written(ToolChoice::named("f")).at("/tool_choice"),
            R"({"type":"function","function":{"name":"f"}})");
  const ToolChoice allowed{.mode = ToolChoice::Mode::Auto, .names = {"f", "g"}};
  EXPECT_EQ(written(allowed).at("/tool_choice/allowed_tools/tools/1/function/name"), R"("g")");
  const Emitted elsewhere = written(allowed, dialect("groq"));
  EXPECT_EQ(elsewhere.at("/tool_choice"), R"("auto")");
  EXPECT_NE(elsewhere.lost("tool_choice"), "");
}

TEST(ChatTools, KeepAChoiceOfTheProvidersOwn) {
  const auto member = R"("tool_choice":{"type":"web_search"})";
  EXPECT_EQ(again(member).at("/tool_choice/type"), R"("web_search")");
}

TEST(ChatTools, KeepEverySettingOfABuiltInTool) {
  const auto member = R"("tools":[{"type":"web_search","filters":{"max":3}}],
      "web_search_options":{"search_context_size":"low"})";
  const CapabilitySet read = capabilities(member);
  EXPECT_EQ(read.builtin_tools.at(0).kind, BuiltinTool::Kind::WebSearch);
  const Emitted body = again(member);
  EXPECT_EQ(body.at("/tools/0/filters/max"), "3");
  EXPECT_EQ(body.at("/web_search_options/search_context_size"), R"("low")");
  EXPECT_TRUE(body.lossless());
}

TEST(ChatTools, ReportBuiltInToolsOfOthers) {
  LlmRequest request = hello();
  request.capabilities.builtin_tools = {
      {.kind = BuiltinTool::Kind::WebSearch, .origin = WireFormat::AnthropicMessages}};
  EXPECT_EQ(emitted(request).lost("builtin_tool"),
            "minor /capabilities/builtin_tools: builtin tools are dropped when bridging to "
            "open_ai_chat_completions\n");
}

TEST(ChatTools, KeepMembersNobodyKnowsOfToolsAndCalls) {
  const auto member = R"("tools":[{"type":"function","function":{"name":"f","x":1}}])";
  EXPECT_EQ(again(member).at("/tools/0/function/x"), "1");
  const auto call = R"({"role":"assistant","tool_calls":[{"id":"c","function":{"name":"f",
      "arguments":"{}"},"extra_content":{"google":{"thought_signature":"s"}}}]})";
  LlmRequest request = parsed(body_with(call));
  request.messages[0].raw_message.reset();
  EXPECT_EQ(emitted(request).at("/messages/0/tool_calls/0/extra_content/google/thought_signature"),
            R"("s")");
}

}  // namespace
}  // namespace omnillm
