#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gemini/gemini.h"

namespace omnillm {
namespace {

using namespace gemini_test;

LlmResponse with_usage(std::string_view usage) {
  return response_of(std::string(R"({"usageMetadata":)").append(usage).append("}"));
}

TEST(GeminiUsage, CountsThoughtsAndToolsWithTheirWholes) {
  const auto usage =
      with_usage(R"({"promptTokenCount":100,"candidatesTokenCount":10,"thoughtsTokenCount":40,
      "toolUsePromptTokenCount":5,"cachedContentTokenCount":60,"totalTokenCount":155})")
          .usage;
  EXPECT_EQ(usage, (TokenUsage{.prompt_tokens = 105,
                               .completion_tokens = 50,
                               .total_tokens = 155,
                               .cache_read_tokens = 60,
                               .reasoning_tokens = 40}));
}

TEST(GeminiUsage, CountsSoundAndImages) {
  const auto usage = with_usage(R"({"promptTokenCount":30,"candidatesTokenCount":20,
      "promptTokensDetails":[{"modality":"TEXT","tokenCount":5},{"modality":"AUDIO","tokenCount":20},{"modality":"IMAGE","tokenCount":5}],
      "candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":12}]})")
                         .usage;
  EXPECT_EQ(usage->audio_prompt_tokens, 20);
  EXPECT_EQ(usage->image_prompt_tokens, 5);
  EXPECT_EQ(usage->image_completion_tokens, 12);
}

TEST(GeminiUsage, SurvivesCountsThatCannotBe) {
  const auto usage =
      with_usage(R"({"promptTokenCount":-5,"candidatesTokenCount":1e30,"thoughtsTokenCount":"7"})")
          .usage;
  ASSERT_TRUE(usage);
  EXPECT_TRUE(usage->is_consistent());
  EXPECT_EQ(usage->prompt_tokens, 0);
  EXPECT_EQ(usage->reasoning_tokens, 7);
}

TEST(GeminiUsage, ThatWasNotSaidIsNotZero) {
  EXPECT_EQ(response_of(R"({"candidates":[]})").usage, std::nullopt);
  EXPECT_EQ(response_of(R"({"candidates":[],"usageMetadata":null})").usage, std::nullopt);
  EXPECT_TRUE(emitted(LlmResponse{})["usageMetadata"].is_null());
}

TEST(GeminiUsage, OfAnotherProtocolIsWrittenApart) {
  LlmResponse response{.usage = TokenUsage{.prompt_tokens = 100,
                                           .completion_tokens = 50,
                                           .cache_read_tokens = 20,
                                           .audio_prompt_tokens = 30,
                                           .reasoning_tokens = 40}};
  EXPECT_EQ(emitted(response)["usageMetadata"],
            js(R"({"promptTokenCount":100,"candidatesTokenCount":10,
      "totalTokenCount":150,"cachedContentTokenCount":20,"thoughtsTokenCount":40,
      "promptTokensDetails":[{"modality":"TEXT","tokenCount":70},{"modality":"AUDIO","tokenCount":30}]})"));
}

TEST(GeminiUsage, IsReadBackAsItWasWritten) {
  const TokenUsage usage{.prompt_tokens = 100,
                         .completion_tokens = 50,
                         .total_tokens = 150,
                         .cache_read_tokens = 20,
                         .audio_prompt_tokens = 30,
                         .reasoning_tokens = 40,
                         .image_completion_tokens = 5};
  EXPECT_EQ(response_of(emitted(LlmResponse{.usage = usage}).body).usage, usage);
}

TEST(GeminiUsage, ReportsWhatWasWrittenToACache) {
  EXPECT_TRUE(
      emitted(LlmResponse{.usage = TokenUsage{.prompt_tokens = 9, .cache_write_5m_tokens = 4}})
          .lost("usage"));
}

TEST(GeminiUsage, TellsTheTier) {
  EXPECT_EQ(with_usage(R"({"trafficType":"ON_DEMAND_PRIORITY"})").service_tier, "priority");
  const Emitted body = emitted(LlmResponse{.usage = TokenUsage{}, .service_tier = "flex"});
  EXPECT_THAT(body.body, testing::HasSubstr(R"("trafficType":"ON_DEMAND_FLEX")"));
}

}  // namespace
}  // namespace omnillm
