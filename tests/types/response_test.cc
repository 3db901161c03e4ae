#include "omnillm/response.h"

#include <gtest/gtest.h>

#include <sstream>

namespace omnillm {
namespace {

MessagePart call(std::string id) {
  return MessagePart::tool_call(std::move(id), "search", *JsonText::parse("{}"));
}

// The visible answer was once glued together with what the model thought: "THINKok".
TEST(PlainText, IsWhatAReaderSees) {
  const Message message = Message::assistant({MessagePart(part::Reasoning{.text = "THINK"}), "ok",
                                              MessagePart(part::Refusal{.text = "no"}),
                                              MessagePart(part::Audio{.transcript = " said"})});
  EXPECT_EQ(message.plain_text(), "ok said");
}

TEST(VisibleText, JoinsTheTextsOfTheMessagesWithNothingBetween) {
  EXPECT_TRUE(visible_text({}).empty());
  EXPECT_EQ(visible_text({Message::assistant("one")}), "one");
  EXPECT_EQ(visible_text({Message::assistant({"one ", "two "}),
                          MessagePart(part::Reasoning{.text = "hm"}), call("c1"),
                          Message::assistant("three")}),
            "one two three");
}

TEST(FromMessage, TakesCallsAndThoughtsOutOfTheMessage) {
  Message message = Message::assistant(
      {MessagePart(part::Reasoning{.text = "hm"}), "let me see", call("c1"), "and", "more"});
  message.id = "msg_1";
  const auto response =
      LlmResponse::from_message(WireFormat::AnthropicMessages, "claude", message,
                                TokenUsage{.prompt_tokens = 3, .completion_tokens = 4});
  ASSERT_EQ(response.output.size(), 4u);
  EXPECT_TRUE(response.output[0].get_if<part::Reasoning>());
  EXPECT_EQ(response.output[1].message()->id, "msg_1");
  EXPECT_TRUE(response.output[2].get_if<ToolCallPart>());
  EXPECT_EQ(response.output[3].message()->parts.size(), 2u);
  EXPECT_EQ(response.output[3].message()->id, "");
  EXPECT_EQ(response.content_text, "let me seeandmore");
  EXPECT_EQ(response.usage->total(), 7);
  EXPECT_EQ(response.provider_protocol, WireFormat::AnthropicMessages);
}

TEST(FromMessage, LeavesAMessageAloneThatHasNothingToTakeOut) {
  Message message = Message::assistant("hi");
  message.raw_message = RawMessage{WireFormat::OpenAiChatCompletions, *JsonText::parse("{}")};
  const auto response =
      LlmResponse::from_message(WireFormat::OpenAiChatCompletions, "gpt", message);
  ASSERT_EQ(response.output.size(), 1u);
  EXPECT_EQ(*response.output[0].message(), message);
  EXPECT_FALSE(response.usage);
}

TEST(ToMessage, IsWhatToSendBack) {
  const Message message =
      Message::assistant({MessagePart(part::Reasoning{.text = "hm"}), "let me see", call("c1")});
  const auto response = LlmResponse::from_message(WireFormat::AnthropicMessages, "m", message);
  EXPECT_EQ(response.to_message(), message);
  const auto plain =
      LlmResponse::from_message(WireFormat::AnthropicMessages, "m", Message::assistant("hi"));
  EXPECT_EQ(plain.to_message(), Message::assistant("hi"));
}

TEST(ToMessage, KeepsTheFirstIdAndTheMembersOfAll) {
  Message first = Message::assistant("a");
  first.id = "msg_1";
  first.vendor_extensions.set("x", *JsonText::parse("1"));
  Message second = Message::assistant("b");
  second.id = "msg_2";
  second.vendor_extensions.set("x", *JsonText::parse("2"));
  second.vendor_extensions.set("y", *JsonText::parse("3"));
  const LlmResponse response{.output = {first, second}};
  const Message all = response.to_message();
  EXPECT_EQ(all.id, "msg_1");
  EXPECT_EQ(all.vendor_extensions,
            (VendorExtensions{{"x", *JsonText::parse("1")}, {"y", *JsonText::parse("3")}}));
}

TEST(LlmResponse, ListsItsCallsInOrderWhereverTheyStand) {
  const LlmResponse response{
      .output = {call("c1"), Message::assistant({"text", call("c2")}), call("c3")}};
  const auto calls = response.tool_calls();
  ASSERT_EQ(calls.size(), 3u);
  EXPECT_EQ(calls[0]->call_id, "c1");
  EXPECT_EQ(calls[1]->call_id, "c2");
  EXPECT_EQ(calls[2]->call_id, "c3");
}

TEST(LlmResponse, GivesRefusalAndThoughtsApart) {
  const LlmResponse response{
      .output = {MessagePart(part::Reasoning{.text = "one"}),
                 MessagePart(part::Reasoning{.encrypted = "opaque"}),
                 MessagePart(part::Reasoning{.text = "two"}),
                 Message::assistant({"ok", MessagePart(part::Refusal{.text = "I can't"})})}};
  EXPECT_EQ(response.refusal(), "I can't");
  EXPECT_EQ(response.reasoning_text(), "one\n\ntwo");
  EXPECT_EQ((LlmResponse{}).refusal(), "");
}

TEST(FinishReason, IsComparedByWhatItMeans) {
  const FinishReason end_turn(FinishReason::Stop, "end_turn", WireFormat::AnthropicMessages);
  EXPECT_EQ(end_turn, FinishReason::Stop);
  EXPECT_EQ(end_turn, FinishReason(FinishReason::Stop));
  EXPECT_NE(FinishReason(FinishReason::Other, "a", WireFormat::OpenAiResponses),
            FinishReason(FinishReason::Other, "b", WireFormat::OpenAiResponses));
}

TEST(FinishReason, KeepsTheProvidersWordForThatProviderAlone) {
  const FinishReason end_turn(FinishReason::Stop, "end_turn", WireFormat::AnthropicMessages);
  EXPECT_EQ(end_turn.word_in(WireFormat::AnthropicMessages), "end_turn");
  EXPECT_EQ(end_turn.word_in(WireFormat::OpenAiResponses), "");
  EXPECT_EQ(end_turn.origin(), WireFormat::AnthropicMessages);
}

TEST(FinishReason, PrintsItsCodeOrTheWordOfAnother) {
  std::ostringstream out;
  out << FinishReason(FinishReason::ToolCall) << ' '
      << FinishReason(FinishReason::Other, "eos", WireFormat::OpenAiChatCompletions) << ' '
      << FinishReason(FinishReason::Other);
  EXPECT_EQ(out.str(), "tool_call eos other");
}

TEST(MessageFactories, SayWhoSpeaks) {
  EXPECT_EQ(Message::system("a").role, MessageRole::System);
  EXPECT_EQ(Message::developer("a").role, MessageRole::Developer);
  EXPECT_EQ(Message::user({"a", MessagePart::image_base64("AA==", "image/png")}).parts.size(), 2u);
  const Message result = Message::tool_result("c1", "18 degrees", true);
  EXPECT_EQ(result.role, MessageRole::Tool);
  const auto* part = result.parts.at(0).get_if<ToolResultPart>();
  ASSERT_TRUE(part);
  EXPECT_TRUE(part->is_error);
  EXPECT_EQ(part->output.at(0).get_if<part::Text>()->text, "18 degrees");
  std::ostringstream out;
  out << MessageRole::Tool;
  EXPECT_EQ(out.str(), "tool");
}

TEST(PromptCachePolicy, IsPutTogetherInOneExpression) {
  const auto policy = PromptCachePolicy::required()
                          .with_stable_prefix_key("support", "acme")
                          .with_retention(PromptCacheRetention::Long)
                          .with_breakpoint(CacheBreakpoint::end_of_message(2));
  EXPECT_TRUE(policy.is_required());
  EXPECT_EQ(policy.key->kind, PromptCacheKey::Kind::StablePrefixHash);
  EXPECT_EQ(policy.key->tenant_scope, "acme");
  EXPECT_EQ(policy.breakpoint.message_index, 2u);
  EXPECT_TRUE(PromptCachePolicy::disabled().is_disabled());
  EXPECT_EQ(PromptCachePolicy::best_effort().with_key("k").key->value, "k");
  EXPECT_TRUE(CacheBreakpoint{}.is_auto());
  EXPECT_EQ(CacheBreakpoint::end_of_content_block(1, 2).part_index, 2u);
}

}  // namespace
}  // namespace omnillm
