#include "speak.h"

namespace omnillm::codec::testing {
namespace {

Message assistant(const char* text) { return Message::assistant(text); }
Message user(const char* text) { return Message::user(text); }

TEST(AnthropicSystem, OnePlainTextIsTheInstructions) {
  for (const char* system : {R"("Be brief.")", R"([{"type":"text","text":"Be brief."}])"}) {
    const LlmRequest request =
        parse(R"({"model":"m","messages":[{"role":"user","content":"Hi"}],"system":)" +
              std::string(system) + "}");
    EXPECT_EQ(request.instructions, "Be brief.");
    EXPECT_EQ(request.messages.size(), 1U);
    EXPECT_EQ(emit(request)["/system"], json(R"("Be brief.")"));
  }
}

TEST(AnthropicSystem, BlocksKeepTheirMarks) {
  const std::string system = R"([{"type":"text","text":"a"},
      {"type":"text","text":"b","cache_control":{"type":"ephemeral","ttl":"1h"}}])";
  const LlmRequest request =
      parse(R"({"model":"m","messages":[{"role":"user","content":"Hi"}],"system":)" + system + "}");
  EXPECT_FALSE(request.instructions);
  EXPECT_EQ(request.messages.at(0).role, MessageRole::System);
  EXPECT_EQ(emit(request)["/system"], json(system));
}

TEST(AnthropicSystem, InstructionsComeBeforeSystemAndDeveloperMessages) {
  LlmRequest request = hello();
  request.instructions = "one";
  request.messages = {Message::system("two"), Message::developer("three"), user("Hi")};
  const Written written = emit(request);
  EXPECT_EQ(written["/system"], json(R"([{"type":"text","text":"one"},{"type":"text","text":"two"},
                                         {"type":"text","text":"three"}])"));
  EXPECT_THAT(written.codes(), ::testing::IsEmpty());
}

TEST(AnthropicSystem, WhatIsSaidLaterIsSaidFirstAndReported) {
  LlmRequest request = hello();
  request.messages = {user("a"), Message::system("s"), user("b")};
  const Written written = emit(request);
  EXPECT_EQ(written["/system"], json(R"("s")"));
  EXPECT_THAT(written.codes(), ::testing::ElementsAre("system_position"));
  EXPECT_EQ(written.log.losses().at(0).pointer, "/messages/1");
}

TEST(AnthropicSystem, ATurnOfTheSystemStaysWhereItStood) {
  const std::string messages = R"([{"role":"user","content":"a"},
      {"role":"system","content":"s"},{"role":"user","content":"b"}])";
  const Written written =
      emit(parse(R"({"model":"m","max_tokens":1,"messages":)" + messages + "}"));
  EXPECT_EQ(written["/messages"], json(messages));
}

TEST(AnthropicPrompt, NeighboursOfOneRoleAreOneTurn) {
  LlmRequest request = hello();
  request.messages = {user("a"), user("b"), assistant("c"), user("d")};
  EXPECT_EQ(emit(request)["/messages"],
            json(R"([{"role":"user","content":[{"type":"text","text":"a"},
                                               {"type":"text","text":"b"}]},
                     {"role":"assistant","content":"c"},{"role":"user","content":"d"}])"));
}

TEST(AnthropicPrompt, ResultsOfToolsComeFirstInTheirTurn) {
  LlmRequest request = hello();
  request.messages = {user("a"),
                      Message::assistant({MessagePart::tool_call("t1", "f", json("{}"))}),
                      user("b"), Message::tool_result("t1", "r")};
  const Written written = emit(request);
  EXPECT_EQ(written["/messages/2/content/0/type"], json(R"("tool_result")"));
  EXPECT_EQ(written["/messages/2/content/1/text"], json(R"("b")"));
}

// Items of Responses: a call and its result stand on their own.
TEST(AnthropicPrompt, LooseCallsAndResultsAreNotLost) {
  LlmRequest request = hello();
  request.messages.clear();
  request.input = {Message::user("a"), MessagePart::tool_call("t1", "f", json("{}")),
                   MessagePart::tool_call("t2", "g", json("{}")),
                   MessagePart::tool_result("t1", "r1"), MessagePart::tool_result("t2", "r2")};
  const Written written = emit(request);
  EXPECT_EQ(written["/messages/1"], json(R"({"role":"assistant","content":[
                     {"type":"tool_use","id":"t1","name":"f","input":{}},
                     {"type":"tool_use","id":"t2","name":"g","input":{}}]})"));
  EXPECT_EQ(written["/messages/2/content/1"],
            json(R"({"type":"tool_result","tool_use_id":"t2","content":"r2"})"));
  EXPECT_THAT(written.codes(), ::testing::IsEmpty());
}

TEST(AnthropicPrompt, EmptyTextsAndMessagesAreNotSent) {
  LlmRequest request = hello();
  request.messages = {user("a"), assistant(""), Message::user({"", "b"})};
  EXPECT_EQ(emit(request)["/messages"],
            json(R"([{"role":"user","content":[{"type":"text","text":"a"},
                                               {"type":"text","text":"b"}]}])"));
}

TEST(AnthropicPrompt, BeginsWithTheUser) {
  LlmRequest request = hello();
  request.messages = {assistant("Hello, I am Ada."), user("Hi")};
  const Written written = emit(request);
  EXPECT_EQ(written["/messages/0/role"], json(R"("user")"));
  EXPECT_EQ(written["/messages/1/content"], json(R"("Hello, I am Ada.")"));
  EXPECT_THAT(written.codes(), ::testing::ElementsAre("first_message"));
}

TEST(AnthropicPrompt, AMessageIsWrittenInTheBytesItCameIn) {
  const std::string message =
      R"({"role": "user", "content": [{"type":"text", "text":"caf\u00e9 1.50", "new": 1.50}]})";
  LlmRequest request = parse(R"({"model":"m","max_tokens":1,"messages":[)" + message + "]}");
  EXPECT_THAT(emit(request).text, ::testing::HasSubstr(message));
}

TEST(AnthropicPrompt, AMessageThatWasChangedIsWrittenAnew) {
  LlmRequest request =
      parse(R"({"model":"m","max_tokens":1,"messages":[{"role":"user","content":"old","new":1}]})");
  request.messages[0].parts = {"new"};
  EXPECT_EQ(emit(request)["/messages/0"], json(R"({"role":"user","content":"new","new":1})"));
}

TEST(AnthropicPrompt, MarksStayExactlyWhereTheyWere) {
  const std::string body = fixture("anthropic/messages.request.cache_vision.json");
  LlmRequest request = parse(body);
  for (Message& message : request.messages) message.raw_message.reset();
  EXPECT_EQ(emit(request).body, json(body));
}

}  // namespace
}  // namespace omnillm::codec::testing
