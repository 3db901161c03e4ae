#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gemini/gemini.h"

namespace omnillm {
namespace {

using namespace gemini_test;

JsonText response_for(ToolResultPart result) {
  result.call_id = "c";
  result.name = "f";
  const JsonText parts = written(std::move(result));
  return (*document(parts.text()).root().elements().begin())["functionResponse"]["response"].json();
}

TEST(GeminiToolResult, IsAlwaysAnObject) {
  EXPECT_EQ(response_for({.output = {"18 degrees"}}), js(R"({"output":"18 degrees"})"));
  EXPECT_EQ(response_for({.output = {MessagePart::json(js("[1,2]"))}}), js(R"({"output":[1,2]})"));
  EXPECT_EQ(response_for({.output = {MessagePart::json(js(R"({"a":1})"))}}), js(R"({"a":1})"));
  EXPECT_EQ(response_for({}), js("{}"));
}

TEST(GeminiToolResult, SaysThatTheToolFailed) {
  EXPECT_EQ(response_for({.output = {"no such city"}, .is_error = true}),
            js(R"({"error":"no such city"})"));
  const MessagePart part =
      part_of(R"({"functionResponse":{"name":"f","response":{"error":"no such city"}}})");
  EXPECT_TRUE(part.get_if<ToolResultPart>()->is_error);
}

TEST(GeminiToolResult, IsReadAsWhatWasWrapped) {
  const auto output = [](std::string_view response) {
    const std::string wire =
        std::string(R"({"functionResponse":{"name":"f","response":)").append(response).append("}}");
    return part_of(wire).get_if<ToolResultPart>()->output;
  };
  EXPECT_EQ(output(R"({"output":"x"})"), std::vector<MessagePart>{"x"});
  EXPECT_EQ(output(R"({"result":"x"})"), std::vector{MessagePart::json(js(R"({"result":"x"})"))});
  EXPECT_TRUE(output("{}").empty());
}

TEST(GeminiToolResult, WrapsAnObjectThatLooksWrapped) {
  const MessagePart value = MessagePart::json(js(R"({"output":1})"));
  EXPECT_EQ(response_for({.output = {value}}), js(R"({"output":{"output":1}})"));
}

TEST(GeminiToolResult, JoinsTextsAndListsOtherValues) {
  EXPECT_EQ(response_for({.output = {"a", "b"}}), js(R"({"output":"a\nb"})"));
  EXPECT_EQ(response_for({.output = {"a", MessagePart::json(js("1"))}}),
            js(R"({"output":["a",1]})"));
}

TEST(GeminiToolResult, FindsTheNameOfItsToolInTheConversation) {
  const LlmRequest request{
      .messages = {Message::assistant({MessagePart::tool_call("c1", "get_time", js("{}"))}),
                   Message::tool_result("c1", "noon")}};
  EXPECT_THAT(emitted(request).body,
              testing::HasSubstr(R"("functionResponse":{"id":"c1","name":"get_time")"));
}

TEST(GeminiToolResult, SaysSoWhenNobodyCalledTheTool) {
  const Emitted body = emitted(LlmRequest{.messages = {Message::tool_result("c1", "noon")}});
  EXPECT_TRUE(body.lost("tool_name"));
  EXPECT_THAT(body.body, testing::HasSubstr(R"("name":"c1")"));
}

TEST(GeminiToolResult, CarriesImages) {
  const std::string wire = R"({"functionResponse":{"id":"c","name":"f","response":{"output":"see"},
      "parts":[{"inlineData":{"mimeType":"image/png","data":"AA"}}],"scheduling":"SILENT"}})";
  const MessagePart part = part_of(wire);
  ASSERT_EQ(part.get_if<ToolResultPart>()->output.size(), 2u);
  EXPECT_TRUE(part.get_if<ToolResultPart>()->output[1].is<part::ImageBase64>());
  EXPECT_EQ(written(part), js("[" + wire + "]"));
}

TEST(GeminiToolResult, TakesAddressesOnVertexOnly) {
  ToolResultPart result{
      .call_id = "c", .name = "f", .output = {MessagePart::image_url("https://example.com/a.png")}};
  const LlmRequest request{.messages = {Message{.role = MessageRole::Tool, .parts = {result}}}};
  EXPECT_TRUE(emitted(request).lost("image"));
  const Emitted vertex = emitted(request, {.vertex_members = true});
  EXPECT_FALSE(vertex.lost("image"));
  EXPECT_THAT(vertex.body, testing::HasSubstr("fileData"));
}

}  // namespace
}  // namespace omnillm
