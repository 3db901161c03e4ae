#include <gtest/gtest.h>

#include <string>

#include "openai_chat/chat.h"
#include "support/fixtures.h"

namespace omnillm {
namespace {

using namespace chat;
using testing_support::fixture;

constexpr std::string_view kUser = R"({"role":"user","content":"Hello!"})";

LlmRequest with(std::string_view member) {
  return parsed(body_with(kUser, std::string(",").append(member)));
}

TEST(ChatRequest, EveryExampleOfOpenAiSurvivesARoundTrip) {
  for (const std::string& name : testing_support::fixtures("openai", "chat.request"))
    testing_support::expect_request_round_trip(kChat, fixture(name));
  testing_support::expect_request_round_trip(kChat, fixture("azure/v1.chat.request.json"));
}

TEST(ChatRequest, EveryExampleOfADialectSurvivesARoundTripInThatDialect) {
  const std::pair<const char*, const char*> examples[] = {
      {"deepseek", "dialects/deepseek.chat.request.json"},
      {"mistral", "dialects/mistral.chat.request.json"},
      {"openrouter", "dialects/openrouter.chat.request.json"},
      {"vllm", "vllm/chat.request.extras.json"},
  };
  for (const auto& [name, file] : examples) {
    LlmRequest request = parsed(fixture(file));
    const Emitted again = emitted(request, name);
    EXPECT_TRUE(again.lossless()) << again.body;
    if (request.stream) request.stream->include_usage = true;  // we always ask
    LlmRequest second = parsed(again.body);
    if (second.stream) second.stream->include_usage = true;
    EXPECT_EQ(second, request) << again.body;
  }
}

TEST(ChatRequest, ReadsTheLimitUnderItsOldAndItsNewName) {
  EXPECT_EQ(with(R"("max_tokens":32)").generation.max_output_tokens, 32);
  EXPECT_EQ(with(R"("max_completion_tokens":33)").generation.max_output_tokens, 33);
  const auto both = R"("max_completion_tokens":33,"max_tokens":32)";
  EXPECT_EQ(with(both).generation.max_output_tokens, 33);
  EXPECT_EQ(with(R"("max_tokens":32,"max_completion_tokens":33)").generation.max_output_tokens, 33);
}

TEST(ChatRequest, NeverWrapsALargeLimit) {
  EXPECT_EQ(with(R"("max_tokens":4294967297)").generation.max_output_tokens, 4'294'967'297);
  EXPECT_EQ(request_error(body_with(kUser, R"(,"max_tokens":99999999999999999999)")),
            "bad_request: /max_tokens: expected a whole number of at most 64 bits");
  EXPECT_EQ(request_error(body_with(kUser, R"(,"max_tokens":-1)")),
            "bad_request: /max_tokens: must not be negative");
}

TEST(ChatRequest, KeepsANegativeSeed) {
  EXPECT_EQ(with(R"("seed":-7)").generation.seed, -7);
  EXPECT_EQ(with(R"("random_seed":7)").generation.seed, 7);
}

TEST(ChatRequest, TakesNullForLeftOut) {
  const LlmRequest request = with(
      R"("temperature":null,"stop":null,"tools":null,"tool_choice":null,"reasoning":null,
         "response_format":null,"user":null,"store":null,"stream":null)");
  EXPECT_EQ(request.generation, GenerationConfig{});
  EXPECT_TRUE(request.capabilities.is_empty());
  EXPECT_TRUE(request.vendor_extensions.empty());
  EXPECT_FALSE(request.stream);
}

TEST(ChatRequest, ReadsHowToSample) {
  const LlmRequest request = with(
      R"("temperature":0.2,"top_p":0.9,"top_k":40,"stop":"END","presence_penalty":1,
         "frequency_penalty":-0.5,"n":3,"logprobs":true,"top_logprobs":2,"verbosity":"low")");
  const GenerationConfig& generation = request.generation;
  EXPECT_EQ(generation.temperature, 0.2);
  EXPECT_EQ(generation.top_k, 40);
  EXPECT_EQ(generation.stop_sequences, std::vector<std::string>{"END"});
  EXPECT_EQ(generation.frequency_penalty, -0.5);
  EXPECT_EQ(generation.choices, 3);
  EXPECT_EQ(generation.logprobs, true);
  EXPECT_EQ(generation.top_logprobs, 2);
  EXPECT_EQ(generation.verbosity, "low");
}

TEST(ChatRequest, ReadsBothKindsOfStructuredOutput) {
  const auto any = with(R"("response_format":{"type":"json_object"})").capabilities;
  ASSERT_TRUE(any.structured_output);
  EXPECT_TRUE(any.structured_output->schema.is_null());
  const auto schema = with(R"("response_format":{"type":"json_schema","json_schema":
      {"name":"n","description":"d","strict":false,"schema":{"type":"object"}}})")
                          .capabilities.structured_output;
  ASSERT_TRUE(schema);
  EXPECT_EQ(schema->name, "n");
  EXPECT_EQ(schema->description, "d");
  EXPECT_EQ(schema->strict, false);
  EXPECT_TRUE(schema->schema.is_object());
  EXPECT_FALSE(with(R"("response_format":{"type":"text"})").capabilities.structured_output);
}

TEST(ChatRequest, KeepsAResponseFormatOfTheProvidersOwn) {
  const LlmRequest request = with(R"("response_format":{"type":"structural_tag","tags":[]})");
  EXPECT_FALSE(request.capabilities.structured_output);
  EXPECT_TRUE(request.vendor_extensions.contains("response_format"));
}

TEST(ChatRequest, ReadsHowHardToThinkInEverySpelling) {
  const auto reasoning = [](std::string_view member) {
    return with(member).capabilities.reasoning.value_or(ReasoningCapability{});
  };
  EXPECT_EQ(reasoning(R"("reasoning_effort":"low")").effort, "low");
  EXPECT_EQ(reasoning(R"("reasoning":{"effort":"high"})").effort, "high");
  EXPECT_EQ(reasoning(R"("reasoning":{"max_tokens":900})").budget_tokens, 900);
  EXPECT_EQ(reasoning(R"("reasoning":{"enabled":false})").enabled, false);
  EXPECT_TRUE(reasoning(R"("reasoning":{"exclude":true})").vendor_extensions.contains("exclude"));
  EXPECT_EQ(reasoning(R"("thinking":{"type":"disabled"})").enabled, false);
  EXPECT_EQ(reasoning(R"("thinking":{"type":"enabled"})").enabled, true);
}

TEST(ChatRequest, ReadsThePromptCacheAsAPolicy) {
  const auto policy =
      with(R"("prompt_cache_key":"k","prompt_cache_retention":"24h")").capabilities.prompt_cache;
  ASSERT_TRUE(policy);
  EXPECT_EQ(policy->mode, PromptCachePolicy::Mode::BestEffort);
  EXPECT_EQ(policy->key->value, "k");
  EXPECT_EQ(policy->retention, PromptCacheRetention::Long);
  EXPECT_EQ(with(R"("prompt_cache_retention":"in_memory")").capabilities.prompt_cache->retention,
            PromptCacheRetention::Short);
}

TEST(ChatRequest, ReadsWhetherTheClientWantsUsageInTheStream) {
  EXPECT_EQ(with(R"("stream":true)").stream->include_usage, false);
  const auto asked = R"("stream_options":{"include_usage":true},"stream":true)";
  EXPECT_EQ(with(asked).stream->include_usage, true);
  EXPECT_TRUE(with(asked).vendor_extensions.empty());
  EXPECT_FALSE(with(R"("stream":false)").stream);
  const auto more = with(R"("stream":true,"stream_options":{"include_obfuscation":false})");
  EXPECT_TRUE(more.vendor_extensions.contains("stream_options"));
}

TEST(ChatRequest, TakesTheSafetyIdentifierForTheUserWhenThereIsNoOther) {
  EXPECT_EQ(with(R"("safety_identifier":"s")").user, "s");
  const LlmRequest both = with(R"("safety_identifier":"s","user":"u")");
  EXPECT_EQ(both.user, "u");
  EXPECT_TRUE(both.vendor_extensions.contains("safety_identifier"));
}

TEST(ChatRequest, KeepsMembersNobodyKnows) {
  const LlmRequest request = with(
      R"("enable_thinking":false,"prediction":{"type":"content","content":"x"},"store":true,
         "stream":true)");
  EXPECT_EQ(request.origin, kChat);
  EXPECT_TRUE(request.vendor_extensions.contains("enable_thinking"));
  EXPECT_TRUE(request.vendor_extensions.contains("prediction"));
  EXPECT_TRUE(request.vendor_extensions.contains("store"));
  EXPECT_FALSE(request.vendor_extensions.contains("stream"));
}

TEST(ChatRequest, ReadsMetadataModalitiesAndTier) {
  const LlmRequest request =
      with(R"("metadata":{"a":"b"},"modalities":["text","audio"],"service_tier":"flex")");
  EXPECT_EQ(*request.metadata.find("a"), JsonText::string("b"));
  EXPECT_EQ(request.capabilities.modalities,
            (std::vector{OutputModality::Text, OutputModality::Audio}));
  EXPECT_EQ(request.service_tier, "flex");
}

}  // namespace
}  // namespace omnillm
