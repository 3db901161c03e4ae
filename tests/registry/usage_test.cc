#include "omnillm/usage.h"

#include <gtest/gtest.h>

#include <limits>

namespace omnillm {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

TEST(TokenUsageTotal, IsPromptAndCompletionWhenTheProviderTellsNone) {
  EXPECT_EQ((TokenUsage{.prompt_tokens = 100, .completion_tokens = 20}.total()), 120);
}

TEST(TokenUsageTotal, CountsCachedTokensBecauseThePromptIncludesThem) {
  EXPECT_EQ((TokenUsage{.prompt_tokens = 1'100, .cache_read_tokens = 1'000}.total()), 1'100);
}

TEST(TokenUsageTotal, IsTheProvidersWhenItTellsOne) {
  EXPECT_EQ((TokenUsage{.prompt_tokens = 1, .total_tokens = 9}.total()), 9);
  EXPECT_EQ((TokenUsage{.prompt_tokens = 1, .total_tokens = -9}.total()), 1);
}

TEST(TokenUsageTotal, StopsAtTheLargestNumberInsteadOfWrapping) {
  EXPECT_EQ((TokenUsage{.prompt_tokens = kMax, .completion_tokens = kMax}.total()), kMax);
  EXPECT_EQ((TokenUsage{.prompt_tokens = -5, .completion_tokens = 3}.total()), 3);
}

TEST(TokenUsageConsistent, HoldsWhenEveryPartFitsItsWhole) {
  const TokenUsage usage{.prompt_tokens = 100,
                         .completion_tokens = 50,
                         .cache_read_tokens = 60,
                         .cache_write_5m_tokens = 40,
                         .audio_prompt_tokens = 100,
                         .reasoning_tokens = 50};
  EXPECT_TRUE(usage.is_consistent());
  EXPECT_EQ(usage.repaired(), usage);
  EXPECT_TRUE(TokenUsage{}.is_consistent());
}

TEST(TokenUsageConsistent, FailsOnNegativeCountsLargePartsAndOverflow) {
  EXPECT_FALSE((TokenUsage{.prompt_tokens = -1}.is_consistent()));
  EXPECT_FALSE((TokenUsage{.total_tokens = -1}.is_consistent()));
  EXPECT_FALSE((TokenUsage{.prompt_tokens = 1, .cache_read_tokens = 2}.is_consistent()));
  EXPECT_FALSE((TokenUsage{.completion_tokens = 1, .reasoning_tokens = 2}.is_consistent()));
  EXPECT_FALSE((TokenUsage{.prompt_tokens = kMax, .completion_tokens = 1}.is_consistent()));
}

TEST(TokenUsageRepaired, TakesNegativeCountsForZero) {
  const TokenUsage usage =
      TokenUsage{.prompt_tokens = 7, .total_tokens = -4, .cache_read_tokens = -3}.repaired();
  EXPECT_EQ(usage, (TokenUsage{.prompt_tokens = 7}));
}

TEST(TokenUsageRepaired, RaisesAWholeToItsPartsSoThatNothingGoesUnbilled) {
  const TokenUsage usage = TokenUsage{.prompt_tokens = 20,
                                      .completion_tokens = 5,
                                      .cache_read_tokens = 3'000,
                                      .cache_write_1h_tokens = 500,
                                      .reasoning_tokens = 6}
                               .repaired();
  EXPECT_EQ(usage.prompt_tokens, 3'500);
  EXPECT_EQ(usage.completion_tokens, 6);
  EXPECT_TRUE(usage.is_consistent());
}

TEST(TokenUsageRepaired, NeverWraps) {
  const TokenUsage usage =
      TokenUsage{
          .cache_read_tokens = kMax, .cache_write_5m_tokens = kMax, .cache_write_1h_tokens = kMax}
          .repaired();
  EXPECT_EQ(usage.prompt_tokens, kMax);
}

TEST(BillableUnits, AreOneRequestUnlessToldOtherwise) {
  EXPECT_EQ(BillableUnits{}.requests, 1);
  EXPECT_EQ(BillableUnits{}, BillableUnits{.images_out = 0});
}

}  // namespace
}  // namespace omnillm
