#include "responses_support.h"

namespace omnillm {
namespace {

using namespace testing_support;

TEST(ResponsesLosses, APlainConversationLosesNothing) {
  LlmRequest request = foreign({Message::user("Hello!")});
  request.messages[0].raw_message =
      RawMessage{WireFormat::OpenAiChatCompletions, Json{{"role", "user"}}};
  request.generation.max_output_tokens = 32;
  const Emitted body = emitted(request);
  EXPECT_TRUE(body.lossless());
  EXPECT_EQ(body.at("/input/0/role"), "\"user\"");
  EXPECT_EQ(body.at("/input/0/content/0/text"), "\"Hello!\"");
  EXPECT_EQ(body.at("/max_output_tokens"), "32");
}

TEST(ResponsesLosses, SettingsTheProtocolDoesNotHaveAreReported) {
  struct Case {
    std::string_view code;
    void (*set)(LlmRequest&);
  };
  const Case cases[] = {
      {"top_k", [](LlmRequest& r) { r.generation.top_k = 4; }},
      {"seed", [](LlmRequest& r) { r.generation.seed = 7; }},
      {"presence_penalty", [](LlmRequest& r) { r.generation.presence_penalty = 1.0; }},
      {"frequency_penalty", [](LlmRequest& r) { r.generation.frequency_penalty = 1.0; }},
      {"stop_sequences", [](LlmRequest& r) { r.generation.stop_sequences = {"x"}; }},
      {"choices", [](LlmRequest& r) { r.generation.choices = 2; }},
      {"safety", [](LlmRequest& r) { r.capabilities.safety.emplace(); }},
      {"modalities", [](LlmRequest& r) { r.capabilities.modalities = {OutputModality::Audio}; }},
      {"cache_breakpoint",
       [](LlmRequest& r) {
         r.capabilities.prompt_cache =
             PromptCachePolicy::best_effort().with_breakpoint(CacheBreakpoint::end_of_tools());
       }},
  };
  for (const Case& test : cases) {
    LlmRequest request = foreign({Message::user("?")});
    test.set(request);
    const Emitted body = emitted(request);
    ASSERT_EQ(body.losses.size(), 1u) << test.code;
    EXPECT_EQ(body.losses[0].code, test.code);
    EXPECT_EQ(body.losses[0].severity, LossSeverity::Minor);
    EXPECT_NE(body.losses[0].reason.find("bridging to open_ai_responses"), std::string::npos);
    const Emitted without = emitted(foreign({Message::user("?")}));
    EXPECT_EQ(body.body, without.body) << test.code;
  }
}

TEST(ResponsesLosses, UnknownMembersOfOtherProtocolsAreNotCopied) {
  LlmRequest request = foreign({Message::user("?")});
  for (const char* name : {"n", "stream_options", "logit_bias", "max_completion_tokens"})
    request.vendor_extensions.set(name, Json(1));
  request.vendor_extensions.set("store", Json(false));
  const Emitted body = emitted(request);
  EXPECT_EQ(body.losses.size(), 4u);
  EXPECT_EQ(body.loss("vendor_extensions")->pointer, "/n");
  EXPECT_EQ(body.at("/n"), "");
  EXPECT_EQ(body.at("/store"), "false") << "both protocols have it, and it means the same";
}

TEST(ResponsesLosses, DetailsOfMessagesAreReportedWhereTheyStand) {
  Message message = Message::user("?");
  message.name = "Ann";
  message.vendor_extensions.set("new", Json(1));
  message.parts[0].signature = Signature{"s", WireFormat::GeminiGenerateContent};
  message.parts[0].cache_mark.emplace();
  const Emitted body = emitted(foreign({message}));
  EXPECT_EQ(body.loss("name")->pointer, "/messages/0/name");
  EXPECT_EQ(body.loss("vendor_extensions")->pointer, "/messages/0/new");
  EXPECT_EQ(body.loss("signature")->pointer, "/messages/0/parts/0");
  EXPECT_EQ(body.loss("cache_mark")->pointer, "/messages/0/parts/0");
}

TEST(ResponsesLosses, ContentItCannotSayIsAMajorLoss) {
  const MessagePart raw =
      part::Raw{WireFormat::AnthropicMessages, "server_tool_use", Json{{"a", 1}}};
  const MessagePart audio = part::Audio{"AAAA", "audio/wav"};
  const Emitted body =
      emitted(foreign({Message::user({"?", audio}), Message::assistant({raw}),
                       Message::assistant({MessagePart::image_url("https://e.com")})}));
  for (const char* code : {"raw_part", "audio", "image"}) {
    ASSERT_NE(body.loss(code), nullptr) << code;
    EXPECT_EQ(body.loss(code)->severity, LossSeverity::Major);
  }
  EXPECT_EQ(body.at("/input/1"), "") << "a message of which nothing is left is not written";
}

TEST(ResponsesLosses, SoundWithATranscriptIsWrittenAsThat) {
  const Emitted body =
      emitted(foreign({Message::assistant({MessagePart(part::Audio{.transcript = "hi"})})}));
  EXPECT_EQ(body.at("/input/0/content/0/text"), "\"hi\"");
  EXPECT_EQ(body.loss("audio")->severity, LossSeverity::Minor);
}

TEST(ResponsesLosses, BuiltInToolsOfOthersBecomeOursWhereThereIsOne) {
  LlmRequest request = foreign({Message::user("?")});
  request.origin = WireFormat::AnthropicMessages;
  request.capabilities.builtin_tools = {
      {BuiltinTool::Kind::WebSearch, "web_search_20250305", Json{{"max_uses", 3}}, request.origin},
      {BuiltinTool::Kind::TextEditor, "text_editor_20250728", Json{{"x", 1}}, request.origin}};
  const Emitted body = emitted(request);
  EXPECT_EQ(body.at("/tools"), R"([{"type":"web_search"}])");
  ASSERT_EQ(body.losses.size(), 2u);
  EXPECT_EQ(body.losses[0].severity, LossSeverity::Note);
  EXPECT_EQ(body.losses[1].severity, LossSeverity::Minor);
  EXPECT_EQ(body.losses[1].pointer, "/capabilities/builtin_tools/1");
}

TEST(ResponsesLosses, ToolsThatAreAllLostLeaveNoListBehind) {
  LlmRequest request = foreign({Message::user("?")});
  request.capabilities.builtin_tools = {{.kind = BuiltinTool::Kind::Maps}};
  const Emitted body = emitted(request);
  EXPECT_EQ(body.at("/tools"), "");
  EXPECT_NE(body.loss("builtin_tool"), nullptr);
}

TEST(ResponsesLosses, AnswersLoseWhatHasNoPlace) {
  LlmResponse response =
      LlmResponse::from_message(WireFormat::AnthropicMessages, "m", Message::assistant("a"));
  response.alternatives.emplace_back();
  response.stop_sequence = "x";
  response.finish_reason = FinishReason::Pause;
  response.output.emplace_back(MessagePart(part::Raw{WireFormat::AnthropicMessages, "x", Json(1)}));
  const Emitted body = emitted(response);
  EXPECT_EQ(body.loss("choices")->severity, LossSeverity::Major);
  EXPECT_EQ(body.loss("raw_part")->severity, LossSeverity::Major);
  EXPECT_NE(body.loss("stop_sequences"), nullptr);
  EXPECT_NE(body.loss("finish_reason"), nullptr);
}

}  // namespace
}  // namespace omnillm
