#include "codec/openai_chat/dialects.h"

#include <gtest/gtest.h>

#include <string>

#include "omnillm/providers.h"
#include "openai_chat/chat.h"

namespace omnillm {
namespace {

using namespace chat;
using codec::openai_chat::dialects;
using codec::openai_chat::find_dialect;

TEST(ChatDialects, AreThereForEveryProviderOfTheRegistryThatSpeaksTheProtocol) {
  for (const ProviderDescriptor& provider : embedded_provider_registry().providers()) {
    if (!provider.endpoint_for(WireFormat::OpenAiChatCompletions)) continue;
    EXPECT_NE(find_dialect(provider.dialect), nullptr) << provider.name << ": " << provider.dialect;
  }
}

TEST(ChatDialects, AreFoundByName) {
  for (const Dialect& one : dialects()) EXPECT_EQ(find_dialect(one.name), &one);
  EXPECT_EQ(find_dialect("nobody"), nullptr);
  EXPECT_GE(dialects().size(), 20U);
}

TEST(ChatDialects, OpenAiIsThePlainProtocol) {
  Dialect plain;
  plain.name = "openai";
  EXPECT_EQ(dialect("openai"), plain);
}

TEST(ChatDialects, GroqIsSentNothingItAnswersWith400) {
  LlmRequest request = hello();
  request.generation.logprobs = true;
  request.generation.choices = 2;
  request.messages[0].name = "ada";
  request.vendor_extensions.set("logit_bias", json(R"({"1":2})"));
  const Emitted body = emitted(request, "groq");
  EXPECT_EQ(body.at("/logprobs"), "");
  EXPECT_EQ(body.at("/n"), "");
  EXPECT_EQ(body.at("/logit_bias"), "");
  EXPECT_EQ(body.at("/messages/0/name"), "");
  EXPECT_EQ(body.lost("logprobs"),
            "minor /generation/logprobs: logprobs is dropped when bridging to groq\n");
  EXPECT_NE(body.lost("choices"), "");
  EXPECT_NE(body.lost("name"), "");
  EXPECT_NE(body.lost("vendor_extensions"), "");
}

TEST(ChatDialects, MistralGetsIdsOfNineLettersOrDigits) {
  LlmRequest request{.model = "m"};
  request.messages = {
      Message::assistant({ToolCallPart{.call_id = "call_a1", .name = "f"}}),
      Message::tool_result("call_a1", "1"),
      Message::assistant({ToolCallPart{.call_id = "D681PevKs", .name = "f"}}),
  };
  const Emitted body = emitted(request, "mistral");
  const std::string made = body.at("/messages/0/tool_calls/0/id");
  EXPECT_EQ(made.size(), 11U) << made;
  EXPECT_EQ(body.at("/messages/1/tool_call_id"), made);
  EXPECT_EQ(body.at("/messages/2/tool_calls/0/id"), R"("D681PevKs")");
}

TEST(ChatDialects, MistralGetsNoUserAndItsOwnSeed) {
  LlmRequest request = hello();
  request.user = "u";
  request.generation.seed = 7;
  const Emitted body = emitted(request, "mistral");
  EXPECT_EQ(body.at("/user"), "");
  EXPECT_EQ(body.lost("user"), "minor /user: user is dropped when bridging to mistral\n");
  EXPECT_EQ(body.at("/random_seed"), "7");
  EXPECT_EQ(body.at("/seed"), "");
}

TEST(ChatDialects, AnUnknownEffortBecomesTheNearestKnownOne) {
  LlmRequest request = hello();
  request.capabilities.reasoning = ReasoningCapability{.effort = "medium"};
  EXPECT_EQ(emitted(request, "deepseek").at("/reasoning_effort"), R"("low")");
  EXPECT_NE(emitted(request, "deepseek").lost("reasoning_settings"), "");
  EXPECT_EQ(emitted(request, "mistral").at("/reasoning_effort"), R"("high")");
  EXPECT_EQ(emitted(request, "xai").at("/reasoning_effort"), R"("medium")");
  request.capabilities.reasoning->effort = "default";  // Groq's own word
  EXPECT_EQ(emitted(request, "groq").at("/reasoning_effort"), R"("default")");
}

TEST(ChatDialects, SayTheSwitchOfThinkingInTheirOwnWay) {
  LlmRequest request = hello();
  request.capabilities.reasoning = ReasoningCapability{.enabled = false};
  EXPECT_EQ(emitted(request, "deepseek").at("/thinking/type"), R"("disabled")");
  EXPECT_EQ(emitted(request, "openrouter").at("/reasoning"), R"({"enabled":false})");
  EXPECT_EQ(emitted(request, "dashscope").at("/enable_thinking"), "false");
  EXPECT_EQ(emitted(request, "vllm").at("/chat_template_kwargs"), R"({"enable_thinking":false})");
  EXPECT_EQ(emitted(request).at("/reasoning_effort"), R"("none")");
}

TEST(ChatDialects, AddTheSwitchToArgumentsOfTheTemplate) {
  LlmRequest request = hello();
  request.capabilities.reasoning = ReasoningCapability{.enabled = true};
  request.vendor_extensions.set("chat_template_kwargs", json(R"({"a":1})"));
  EXPECT_EQ(emitted(request, "vllm").at("/chat_template_kwargs"),
            R"({"enable_thinking":true,"a":1})");
}

TEST(ChatDialects, ABudgetBecomesAnEffortWhereOnlyThatIsKnown) {
  LlmRequest request = hello();
  request.capabilities.reasoning = ReasoningCapability{.budget_tokens = 8'000};
  EXPECT_EQ(emitted(request).at("/reasoning_effort"), R"("medium")");
  EXPECT_NE(emitted(request).lost("reasoning_settings"), "");
  EXPECT_EQ(emitted(request, "openrouter").at("/reasoning"), R"({"max_tokens":8000})");
  EXPECT_TRUE(emitted(request, "openrouter").lossless());
}

TEST(ChatDialects, TogetherCountsItsProbabilities) {
  LlmRequest request = hello();
  request.generation.logprobs = true;
  request.generation.top_logprobs = 3;
  EXPECT_EQ(emitted(request, "together").at("/logprobs"), "3");
  EXPECT_EQ(emitted(request, "together").at("/top_logprobs"), "");
}

TEST(ChatDialects, KeepTheSchemaOfTheProtocol) {
  LlmRequest request = hello();
  request.instructions = "Be brief.";
  request.generation.max_output_tokens = 8;
  for (const Dialect& one : dialects()) {
    const Emitted body = emitted(request, one);
    EXPECT_EQ(body.at("/messages/0/content"), R"("Be brief.")") << one.name;
    EXPECT_NE(body.at("/max_tokens").empty(), body.at("/max_completion_tokens").empty())
        << one.name;
    EXPECT_TRUE(body.lossless()) << one.name;
  }
}

}  // namespace
}  // namespace omnillm
