#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gemini/gemini.h"

namespace omnillm {
namespace {

using namespace gemini_test;

TEST(GeminiContents, KnowTheirRoles) {
  const LlmRequest request = conversation(R"([{"parts":[{"text":"a"}]},
      {"role":"model","parts":[{"text":"b"}]},
      {"role":"function","parts":[{"functionResponse":{"name":"f","response":{}}}]},
      {"role":"user","parts":[{"functionResponse":{"name":"f","response":{}}},{"text":"c"}]}])");
  ASSERT_EQ(request.messages.size(), 4u);
  EXPECT_EQ(request.messages[0].role, MessageRole::User);
  EXPECT_EQ(request.messages[1].role, MessageRole::Assistant);
  EXPECT_EQ(request.messages[2].role, MessageRole::Tool);
  EXPECT_EQ(request.messages[3].role, MessageRole::User);
}

TEST(GeminiContents, RefuseARoleThatDoesNotExist) {
  const Error error = error_of_request(R"({"contents":[{"role":"system","parts":[]}]})");
  EXPECT_EQ(error.kind(), ErrorKind::BadRequest);
  EXPECT_EQ(error.message(), "/contents/0/role: expected user or model");
}

TEST(GeminiContents, AreWrittenByteForByteAsTheyCame) {
  const std::string content =
      R"({ "role":"user", "parts":[ {"text":"caf\u00e9", "futureMember": 1.50} ], "extra":[1] })";
  const std::string body = emitted(conversation("[" + content + "]")).body;
  EXPECT_THAT(body, testing::HasSubstr(content));
}

TEST(GeminiContents, ThatWereChangedAreWrittenAnew) {
  LlmRequest request = conversation(R"([{"role":"user","parts":[{"text":"old"}]}])");
  request.messages.at(0).parts.at(0) = MessagePart("new");
  EXPECT_EQ(emitted(request)["contents"], js(R"([{"role":"user","parts":[{"text":"new"}]}])"));
}

TEST(GeminiContents, TakeTurns) {
  const LlmRequest request{.messages = {Message::user("a"), Message::user("b"),
                                        Message::assistant("c"), Message::assistant("d"),
                                        Message::tool_result("call_1", "e"), Message::user("f")}};
  const json::Document body = document(emitted(request).body);
  std::vector<std::string> roles;
  for (const json::Value content : body.root()["contents"].elements())
    roles.push_back(content["role"].str());
  EXPECT_THAT(roles, testing::ElementsAre("user", "model", "user"));
}

TEST(GeminiContents, WithoutAnythingToSayAreLeftOut) {
  const LlmRequest request{.messages = {Message::user("a"), Message::assistant({})}};
  EXPECT_EQ(emitted(request)["contents"], js(R"([{"role":"user","parts":[{"text":"a"}]}])"));
}

TEST(GeminiContents, HoldTheResultsThatStandLooseAmongTheItems) {
  LlmRequest request;
  request.input = {Message::user("Weather?"),
                   MessagePart::tool_call("call_1", "get_weather", js(R"({"city":"Paris"})")),
                   MessagePart::tool_result("call_1", "18 degrees")};
  EXPECT_EQ(emitted(request)["contents"], js(R"([
    {"role":"user","parts":[{"text":"Weather?"}]},
    {"role":"model","parts":[{"functionCall":{"id":"call_1","name":"get_weather","args":{"city":"Paris"}}}]},
    {"role":"user","parts":[{"functionResponse":{"id":"call_1","name":"get_weather",
                                                 "response":{"output":"18 degrees"}}}]}])"));
}

TEST(GeminiSystemInstruction, IsTheInstructionsWhenItIsOneText) {
  const LlmRequest request = request_of(
      R"({"systemInstruction":{"role":"system","parts":[{"text":"Be brief."}]},"contents":[]})");
  EXPECT_EQ(request.instructions, Text("Be brief."));
  EXPECT_TRUE(request.messages.empty());
  EXPECT_EQ(emitted(request)["systemInstruction"], js(R"({"parts":[{"text":"Be brief."}]})"));
}

TEST(GeminiSystemInstruction, IsAMessageWhenItHasSeveralParts) {
  const LlmRequest request = request_of(
      R"({"contents":[{"parts":[{"text":"Hi"}]}],"systemInstruction":{"parts":[{"text":"a"},{"text":"b"}]}})");
  EXPECT_EQ(request.instructions, std::nullopt);
  ASSERT_EQ(request.messages.size(), 2u);
  EXPECT_EQ(request.messages[0].role, MessageRole::System);
  EXPECT_EQ(emitted(request)["systemInstruction"], js(R"({"parts":[{"text":"a"},{"text":"b"}]})"));
}

TEST(GeminiSystemInstruction, GathersInstructionsAndSystemMessagesAndHasNoRole) {
  LlmRequest request{
      .instructions = "one",
      .messages = {Message::system("two"), Message::user("Hi"), Message::developer("three")}};
  const Emitted body = emitted(request);
  EXPECT_EQ(body["systemInstruction"],
            js(R"({"parts":[{"text":"one"},{"text":"two"},{"text":"three"}]})"));
  ASSERT_TRUE(body.lost("system_position"));
  EXPECT_EQ(body.losses.at(0).pointer, "/messages/2");
}

TEST(GeminiCalls, WithoutIdsAreNamedAndMatchedInOrder) {
  const LlmRequest request = conversation(R"([
    {"role":"model","parts":[{"functionCall":{"name":"f","args":{"n":1}}},{"functionCall":{"name":"f","args":{"n":2}}},
                             {"functionCall":{"name":"g","args":{}}}]},
    {"role":"user","parts":[{"functionResponse":{"name":"g","response":{}}},{"functionResponse":{"name":"f","response":{}}},
                            {"functionResponse":{"name":"f","response":{}}}]}])");
  const auto call = [&](std::size_t i) {
    return request.messages.at(0).parts.at(i).get_if<ToolCallPart>()->call_id;
  };
  const auto result = [&](std::size_t i) {
    return request.messages.at(1).parts.at(i).get_if<ToolResultPart>()->call_id;
  };
  EXPECT_FALSE(call(0).empty());
  EXPECT_NE(call(0), call(1));
  EXPECT_EQ(result(0), call(2));
  EXPECT_EQ(result(1), call(0));
  EXPECT_EQ(result(2), call(1));
}

TEST(GeminiCalls, KeepInventedIdsToThemselves) {
  LlmRequest request = conversation(R"([
    {"role":"model","parts":[{"functionCall":{"name":"f","args":{}}}]},
    {"role":"user","parts":[{"functionResponse":{"name":"f","response":{"a":1}}}]}])");
  for (Message& message : request.messages) message.raw_message.reset();
  EXPECT_THAT(emitted(request).body, testing::Not(testing::HasSubstr("\"id\"")));
}

}  // namespace
}  // namespace omnillm
