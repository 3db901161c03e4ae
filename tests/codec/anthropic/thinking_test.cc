#include "speak.h"

namespace omnillm::codec::testing {
namespace {

LlmRequest thinking(std::string_view config) {
  return parse(R"({"model":"m","max_tokens":4096,"messages":[{"role":"user","content":"Hi"}],
                   "thinking":)" +
               std::string(config) + "}");
}

class AnthropicThinkingConfig : public ::testing::TestWithParam<const char*> {};

TEST_P(AnthropicThinkingConfig, IsReadAndWritten) {
  EXPECT_EQ(emit(thinking(GetParam()))["/thinking"], json(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(
    All, AnthropicThinkingConfig,
    ::testing::Values(R"({"type":"enabled","budget_tokens":2048})",
                      R"({"type":"enabled","budget_tokens":2048,"display":"omitted"})",
                      R"({"type":"disabled"})", R"({"type":"adaptive"})",
                      R"({"type":"adaptive","display":"summarized"})",
                      R"({"type":"tomorrow","depth":3})"));

LlmRequest wanting(ReasoningCapability reasoning) {
  LlmRequest request = hello();
  request.generation.max_output_tokens = 4'096;
  request.capabilities.reasoning = std::move(reasoning);
  return request;
}

TEST(AnthropicThinkingConfig, AnEffortOfTheCallersMakesTheModelThink) {
  const Written written = emit(wanting({.effort = "high", .summary = "auto"}));
  EXPECT_EQ(written["/thinking"], json(R"({"type":"adaptive","display":"summarized"})"));
  EXPECT_EQ(written["/output_config"], json(R"({"effort":"high"})"));
  EXPECT_THAT(written.codes(), ::testing::IsEmpty());
}

TEST(AnthropicThinkingConfig, AnEffortOfTheProtocolStaysAlone) {
  LlmRequest request = parse(R"({"model":"m","max_tokens":9,"output_config":{"effort":"max"},
                                 "messages":[{"role":"user","content":"Hi"}]})");
  EXPECT_TRUE(emit(request)["/thinking"].is_null());
  EXPECT_EQ(emit(request)["/output_config/effort"], json(R"("max")"));
}

TEST(AnthropicThinkingConfig, NoEffortIsNoThinking) {
  EXPECT_EQ(emit(wanting({.effort = "none"}))["/thinking"], json(R"({"type":"disabled"})"));
}

TEST(AnthropicThinkingConfig, OlderModelsAreToldABudget) {
  LlmRequest request = wanting({.effort = "low"});
  request.model = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
  const Written written = emit(request);
  EXPECT_EQ(written["/thinking"], json(R"({"type":"enabled","budget_tokens":2048})"));
  EXPECT_TRUE(written["/output_config"].is_null());
  EXPECT_THAT(written.codes(), ::testing::ElementsAre("reasoning_settings"));
}

TEST(AnthropicThinkingConfig, ABudgetStaysBelowTheLimit) {
  const Written written = emit(wanting({.budget_tokens = 10'000}));
  EXPECT_EQ(written["/thinking/budget_tokens"], json("4095"));
  EXPECT_EQ(written["/max_tokens"], json("4096"));
  EXPECT_THAT(written.codes(), ::testing::ElementsAre("reasoning_settings"));
}

TEST(AnthropicThinkingConfig, ALimitNobodyAskedForGrowsWithTheBudget) {
  LlmRequest request = wanting({.budget_tokens = 10'000});
  request.generation.max_output_tokens.reset();
  const Written written = emit(request);
  EXPECT_EQ(written["/thinking/budget_tokens"], json("10000"));
  EXPECT_EQ(written["/max_tokens"], json("14096"));
}

TEST(AnthropicThinkingConfig, IsLeftOutWhereTheLimitHasNoRoom) {
  LlmRequest request = wanting({.budget_tokens = 2'000});
  request.generation.max_output_tokens = 500;
  const Written written = emit(request);
  EXPECT_TRUE(written["/thinking"].is_null());
  EXPECT_THAT(written.codes(), ::testing::ElementsAre("reasoning_settings"));
}

TEST(AnthropicThinkingConfig, TemperatureOfOtherProtocolsDoesNotGoWithIt) {
  LlmRequest request = wanting({.enabled = true});
  request.origin = WireFormat::OpenAiChatCompletions;
  request.generation.temperature = 0.2;
  request.generation.top_k = 5;
  const Written written = emit(request);
  EXPECT_TRUE(written["/temperature"].is_null());
  EXPECT_TRUE(written["/top_k"].is_null());
  EXPECT_THAT(written.codes(), ::testing::ElementsAre("temperature", "top_k"));
}

TEST(AnthropicThinkingConfig, ABudgetOfNothingIsNoThinking) {
  EXPECT_EQ(emit(wanting({.budget_tokens = 0}))["/thinking"], json(R"({"type":"disabled"})"));
  EXPECT_EQ(emit(wanting({.budget_tokens = -1}))["/thinking"], json(R"({"type":"adaptive"})"));
}

}  // namespace
}  // namespace omnillm::codec::testing
