#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "omnillm/request.h"

namespace omnillm {
namespace {

// "assistant: text call(c1) | tool: result(c1)": the turns in short.
std::string outline(const Conversation& conversation) {
  std::string all;
  for (const auto& turn : conversation.turns()) {
    if (!all.empty()) all += " | ";
    all += std::string(to_string(turn.message->role)) + ":";
    for (const MessagePart& piece : turn.message->parts) {
      if (const auto* text = piece.get_if<part::Text>())
        all += " " + text->text.str();
      else if (const auto* call = piece.get_if<ToolCallPart>())
        all += " call(" + call->call_id + ")";
      else if (const auto* result = piece.get_if<ToolResultPart>())
        all += " result(" + result->call_id + ")";
      else if (const auto* raw = piece.get_if<part::Raw>())
        all += " raw(" + raw->type + ")";
      else
        all += piece.is<part::Reasoning>() ? " thought" : " other";
    }
  }
  return all;
}

std::string outline_of(std::vector<RequestItem> input) {
  const LlmRequest request{.input = std::move(input)};
  return outline(Conversation(request));
}

MessagePart call(std::string id, std::string name = "search") {
  return MessagePart::tool_call(std::move(id), std::move(name), *JsonText::parse("{}"));
}
MessagePart result(std::string id) { return MessagePart::tool_result(std::move(id), "18 degrees"); }
MessagePart thought() { return part::Reasoning{.text = "hm"}; }

TEST(Conversation, MessagesAreHandedOutAsTheyAre) {
  const LlmRequest request{
      .messages = {Message::user("a"), Message::assistant("b"), Message::assistant("c")}};
  const Conversation conversation(request);
  EXPECT_EQ(conversation.pointer(), "/messages");
  ASSERT_EQ(conversation.turns().size(), 3u);
  EXPECT_EQ(conversation.turns()[1].message, &request.messages[1]);
  EXPECT_EQ(conversation.turns()[2].index, 2u);
}

TEST(Conversation, MessagesCountOnlyWhenThereIsNoInput) {
  const LlmRequest request{.input = {"from input"}, .messages = {Message::user("from messages")}};
  const Conversation conversation(request);
  EXPECT_EQ(conversation.pointer(), "/input");
  EXPECT_EQ(outline(conversation), "user: from input");
  EXPECT_EQ(conversation.turns()[0].message, request.input[0].message());
}

TEST(Conversation, LooseCallsAndResultsOfAToolLoopBecomeTwoTurns) {
  EXPECT_EQ(outline_of({"weather?", thought(), call("c1"), call("c2"), result("c1"), result("c2")}),
            "user: weather? | assistant: thought call(c1) call(c2) | tool: result(c1) result(c2)");
}

TEST(Conversation, ATurnThatThinksSpeaksAndCallsIsOneMessage) {
  EXPECT_EQ(outline_of({thought(), Message::assistant("let me see"), call("c1")}),
            "assistant: thought let me see call(c1)");
  EXPECT_EQ(outline_of({Message::assistant("let me see"), call("c1"), Message::assistant("done")}),
            "assistant: let me see call(c1) done");
}

TEST(Conversation, TwoMessagesOfTheAssistantWithNothingLooseStayTwo) {
  EXPECT_EQ(outline_of({Message::assistant("a"), Message::assistant("b")}),
            "assistant: a | assistant: b");
}

TEST(Conversation, AnswersOfToolsBelongToTheToolWhateverTheProtocolCallsThem) {
  const part::Raw output{.type = "computer_call_output", .json = {}};
  const part::Raw search{.type = "web_search_call", .json = {}};
  EXPECT_EQ(
      outline_of({search, call("c1"), output, result("c1")}),
      "assistant: raw(web_search_call) call(c1) | tool: raw(computer_call_output) result(c1)");
}

TEST(Conversation, LooseTextAndImagesAreTheUsers) {
  EXPECT_EQ(outline_of({MessagePart("what is this?"), MessagePart::image_url("https://a/b.png")}),
            "user: what is this? other");
}

TEST(Conversation, AFoldedTurnIsFoundWhereItBegan) {
  const LlmRequest request{.input = {"a", thought(), call("c1"), result("c1"), "b"}};
  const Conversation conversation(request);
  std::vector<std::size_t> indices;
  for (const auto& turn : conversation.turns()) indices.push_back(turn.index);
  EXPECT_EQ(indices, (std::vector<std::size_t>{0, 1, 3, 4}));
}

TEST(Conversation, AFoldedMessageKeepsNamesAndMembersButNotItsRawForm) {
  Message said = Message::assistant("a");
  said.id = "msg_1";
  said.raw_message = RawMessage{WireFormat::OpenAiResponses, *JsonText::parse("{}")};
  said.vendor_extensions.set("status", *JsonText::parse("1"));
  Message again = Message::assistant("b");
  again.vendor_extensions.set("status", *JsonText::parse("2"));
  again.vendor_extensions.set("phase", *JsonText::parse("3"));
  const LlmRequest request{.input = {said, call("c1"), again}};
  const Conversation conversation(request);
  ASSERT_EQ(conversation.turns().size(), 1u);
  const Message& turn = *conversation.turns()[0].message;
  EXPECT_EQ(turn.id, "msg_1");
  EXPECT_FALSE(turn.raw_message);
  EXPECT_EQ(turn.vendor_extensions, (VendorExtensions{{"status", *JsonText::parse("1")},
                                                      {"phase", *JsonText::parse("3")}}));
  EXPECT_TRUE(request.input[0].message()->raw_message);
}

TEST(Conversation, ParticipantsOfDifferentNamesAreNotJoined) {
  Message ann = Message::assistant("a");
  ann.name = "ann";
  Message bob = Message::assistant("b");
  bob.name = "bob";
  EXPECT_EQ(outline_of({ann, call("c1"), bob}), "assistant: a call(c1) | assistant: b");
}

TEST(ConversationToolNames, AreThoseOfTheCalls) {
  const LlmRequest request{.input = {call("c1", "search"), call("c2", "fetch"), result("c1")}};
  const Conversation conversation(request);
  EXPECT_EQ(conversation.tool_name_of("c1"), "search");
  EXPECT_EQ(conversation.tool_name_of("c2"), "fetch");
  EXPECT_EQ(conversation.tool_name_of("c3"), "");
  EXPECT_EQ(conversation.tool_name_of(""), "");
}

TEST(ConversationToolNames, OfAnIdUsedAgainIsTheLatestCallBeforeTheResult) {
  const LlmRequest request{.input = {call("call_0", "search"), result("call_0"),
                                     call("call_0", "fetch"), result("call_0")}};
  const Conversation conversation(request);
  EXPECT_EQ(conversation.tool_name_of("call_0", 1), "search");
  EXPECT_EQ(conversation.tool_name_of("call_0", 3), "fetch");
  EXPECT_EQ(conversation.tool_name_of("call_0"), "fetch");
  EXPECT_EQ(conversation.tool_name_of("call_0", 0), "");
}

}  // namespace
}  // namespace omnillm
