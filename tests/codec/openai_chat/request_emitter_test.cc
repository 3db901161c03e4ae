#include <gtest/gtest.h>

#include <string>

#include "codec/openai_chat/request_emitter.h"
#include "openai_chat/chat.h"

namespace omnillm {
namespace {

using namespace chat;

TEST(ChatRequestEmission, WritesAPlainQuestionAsAString) {
  EXPECT_EQ(emitted(hello()).body,
            R"({"model":"m","messages":[{"role":"user","content":"Hello!"}]})");
}

TEST(ChatRequestEmission, AlwaysAsksForUsageInAStream) {
  LlmRequest request = hello();
  request.stream = StreamOptions{.include_usage = false};
  EXPECT_EQ(emitted(request).at("/stream"), "true");
  EXPECT_EQ(emitted(request).at("/stream_options"), R"({"include_usage":true})");
  EXPECT_EQ(emitted(hello()).at("/stream"), "");
}

TEST(ChatRequestEmission, DoesNotAskWhereTheQuestionIsRefused) {
  LlmRequest request = hello();
  request.stream.emplace();
  EXPECT_EQ(emitted(request, "mistral").at("/stream_options"), "");
  EXPECT_EQ(emitted(request, "mistral").at("/stream"), "true");
}

TEST(ChatRequestEmission, KeepsTheOtherOptionsOfAStream) {
  const LlmRequest request = parsed(body_with(
      R"({"role":"user","content":"a"})",
      R"(,"stream":true,"stream_options":{"include_usage":false,"include_obfuscation":false})"));
  EXPECT_EQ(emitted(request).at("/stream_options"),
            R"({"include_usage":true,"include_obfuscation":false})");
}

TEST(ChatRequestEmission, CallsTheLimitAsTheProviderDoes) {
  LlmRequest request = hello();
  request.generation.max_output_tokens = 32;
  EXPECT_EQ(emitted(request).at("/max_completion_tokens"), "32");
  EXPECT_EQ(emitted(request).at("/max_tokens"), "");
  EXPECT_EQ(emitted(request, "deepseek").at("/max_tokens"), "32");
  EXPECT_EQ(emitted(request, "deepseek").at("/max_completion_tokens"), "");
}

TEST(ChatRequestEmission, NeverSendsTopKToOpenAi) {
  LlmRequest request = hello();
  request.generation.top_k = 40;
  const Emitted body = emitted(request);
  EXPECT_EQ(body.at("/top_k"), "");
  EXPECT_EQ(body.lost("top_k"),
            "minor /generation/top_k: top_k is dropped when bridging to "
            "open_ai_chat_completions\n");
  EXPECT_EQ(emitted(request, "vllm").at("/top_k"), "40");
  EXPECT_TRUE(emitted(request, "vllm").lossless());
}

TEST(ChatRequestEmission, WritesNumbersAsTheyWereMeant) {
  LlmRequest request = hello();
  request.generation.temperature = 0.2;
  request.generation.seed = -9'007'199'254'740'993;
  const std::string body = emitted(request).body;
  EXPECT_NE(body.find(R"("temperature":0.2,)"), std::string::npos) << body;
  EXPECT_NE(body.find(R"("seed":-9007199254740993)"), std::string::npos) << body;
}

TEST(ChatRequestEmission, WritesEverySetting) {
  LlmRequest request = hello();
  request.generation = {.top_p = 0.9,
                        .stop_sequences = {"a", "b"},
                        .presence_penalty = 1,
                        .frequency_penalty = -1,
                        .choices = 2,
                        .logprobs = true,
                        .top_logprobs = 3,
                        .verbosity = "low"};
  request.capabilities.parallel_tool_calls = false;
  request.capabilities.modalities = {OutputModality::Text, OutputModality::Audio};
  request.user = "u";
  request.service_tier = "flex";
  request.metadata.set("a", JsonText::string("b"));
  const Emitted body = emitted(request);
  EXPECT_TRUE(body.lossless());
  EXPECT_EQ(body.at("/stop"), R"(["a","b"])");
  EXPECT_EQ(body.at("/n"), "2");
  EXPECT_EQ(body.at("/top_logprobs"), "3");
  EXPECT_EQ(body.at("/verbosity"), R"("low")");
  EXPECT_EQ(body.at("/parallel_tool_calls"), "false");
  EXPECT_EQ(body.at("/modalities"), R"(["text","audio"])");
  EXPECT_EQ(body.at("/metadata"), R"({"a":"b"})");
  EXPECT_EQ(body.at("/user"), R"("u")");
  EXPECT_EQ(body.at("/service_tier"), R"("flex")");
}

TEST(ChatRequestEmission, KeepsToFourStopSequences) {
  LlmRequest request = hello();
  request.generation.stop_sequences = {"a", "b", "c", "d", "e"};
  EXPECT_EQ(emitted(request).at("/stop"), R"(["a","b","c","d"])");
  EXPECT_NE(emitted(request).lost("stop_sequences"), "");
  EXPECT_EQ(emitted(request, "vllm").at("/stop/4"), R"("e")");
}

TEST(ChatRequestEmission, WritesStructuredOutputAsFarAsItIsKnown) {
  LlmRequest request = hello();
  request.capabilities.structured_output = {.schema = json(R"({"type":"object"})"), .strict = true};
  EXPECT_EQ(emitted(request).at("/response_format/json_schema"),
            R"({"name":"response","schema":{"type":"object"},"strict":true})");
  EXPECT_EQ(emitted(request, "deepseek").at("/response_format"), R"({"type":"json_object"})");
  EXPECT_NE(emitted(request, "deepseek").lost("structured_output"), "");
  request.capabilities.structured_output = StructuredOutputConfig{};
  EXPECT_EQ(emitted(request).at("/response_format"), R"({"type":"json_object"})");
}

TEST(ChatRequestEmission, WritesExtensionsOfItsOwnAndOfTheCaller) {
  LlmRequest request = hello();
  request.vendor_extensions.set("enable_thinking", json("false"));
  EXPECT_EQ(emitted(request).at("/enable_thinking"), "false");
  request.origin = kChat;
  EXPECT_EQ(emitted(request).at("/enable_thinking"), "false");
  EXPECT_TRUE(emitted(request).lossless());
}

TEST(ChatRequestEmission, ReportsExtensionsOfOthers) {
  LlmRequest request = hello();
  request.origin = WireFormat::GeminiGenerateContent;
  request.vendor_extensions.set("cachedContent", JsonText::string("x"));
  const Emitted body = emitted(request);
  EXPECT_EQ(body.at("/cachedContent"), "");
  EXPECT_EQ(body.lost("vendor_extensions").substr(0, 39),
            "minor /vendor_extensions/cachedContent:");
}

TEST(ChatRequestEmission, LetsFieldsWinOverExtensionsOfTheSameName) {
  LlmRequest request = hello();
  request.generation.temperature = 0.5;
  request.generation.max_output_tokens = 8;
  request.vendor_extensions.set("temperature", json("1"));
  request.vendor_extensions.set("max_tokens", json("1"));
  request.vendor_extensions.set("model", JsonText::string("other"));
  const Emitted body = emitted(request);
  EXPECT_EQ(body.at("/temperature"), "5E-1");
  EXPECT_EQ(body.at("/max_tokens"), "");
  EXPECT_EQ(body.body.find("other"), std::string::npos);
}

TEST(ChatRequestEmission, WritesThePromptCache) {
  LlmRequest request = hello();
  request.capabilities.prompt_cache =
      PromptCachePolicy::required().with_key("k").with_retention(PromptCacheRetention::Long);
  EXPECT_EQ(emitted(request).at("/prompt_cache_key"), R"("k")");
  EXPECT_EQ(emitted(request).at("/prompt_cache_retention"), R"("24h")");
  request.capabilities.prompt_cache = PromptCachePolicy::disabled();
  EXPECT_EQ(emitted(request).at("/prompt_cache_key"), "");
}

TEST(ChatRequestEmission, KeysAStablePrefixTheSameWhateverTheQuestion) {
  LlmRequest request = hello();
  request.instructions = "Be brief.";
  request.capabilities.prompt_cache =
      PromptCachePolicy::best_effort().with_stable_prefix_key("app", "tenant");
  const std::string first = emitted(request).at("/prompt_cache_key");
  EXPECT_EQ(first.substr(0, 12), R"("app:tenant:)");
  request.messages[0] = Message::user("Another question");
  EXPECT_EQ(emitted(request).at("/prompt_cache_key"), first);
  request.instructions = "Be long.";
  EXPECT_NE(emitted(request).at("/prompt_cache_key"), first);
}

TEST(ChatRequestEmission, KeepsToABreakpointByTheKeyThatIsMadeFromIt) {
  LlmRequest request = hello();
  request.capabilities.prompt_cache =
      PromptCachePolicy::required().with_stable_prefix_key("app").with_breakpoint(
          CacheBreakpoint::end_of_message(0));
  const Emitted first = emitted(request);
  EXPECT_TRUE(first.lossless());
  request.messages.push_back(Message::assistant("Hi."));
  EXPECT_EQ(emitted(request).at("/prompt_cache_key"), first.at("/prompt_cache_key"));
}

TEST(ChatRequestEmission, RefusesABreakpointThatIsRequired) {
  LlmRequest request = hello();
  request.capabilities.prompt_cache =
      PromptCachePolicy::required().with_breakpoint(CacheBreakpoint::end_of_tools());
  LossLog losses;
  std::string out;
  const auto refused = codec::openai_chat::emit_request(request, {}, losses, out);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::BadRequest);
  EXPECT_NE(refused.error().message().find("does not support explicit breakpoints"),
            std::string::npos);
  EXPECT_EQ(out, "");
  request.capabilities.prompt_cache->mode = PromptCachePolicy::Mode::BestEffort;
  EXPECT_EQ(emitted(request).lost("cache_breakpoint"),
            "minor /capabilities/prompt_cache/breakpoint: prompt cache breakpoint is not emitted "
            "when bridging to open_ai_chat_completions\n");
}

TEST(ChatRequestEmission, ReportsSettingsThatHaveNoPlaceHere) {
  LlmRequest request = hello();
  request.capabilities.safety.emplace();
  request.capabilities.reasoning = ReasoningCapability{.effort = "low", .summary = "auto"};
  request.capabilities.modalities = {OutputModality::Image};
  const Emitted body = emitted(request);
  EXPECT_NE(body.lost("safety"), "");
  EXPECT_EQ(body.lost("reasoning_settings"),
            "minor /capabilities/reasoning/summary: reasoning settings are dropped when bridging "
            "to open_ai_chat_completions\n");
  EXPECT_NE(body.lost("modalities"), "");
  EXPECT_EQ(body.at("/reasoning_effort"), R"("low")");
}

TEST(ChatRequestEmission, RefusesTextThatIsNotUtf8) {
  LlmRequest request = hello();
  request.messages[0].parts[0] = std::string("\xff");
  LossLog losses;
  std::string out;
  const auto refused = codec::openai_chat::emit_request(request, {}, losses, out);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::BadRequest);
}

}  // namespace
}  // namespace omnillm
