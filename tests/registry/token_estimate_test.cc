#include "registry/token_estimate.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace omnillm::registry {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

TEST(TextWeight, IsTheBytesOfEnglishText) { EXPECT_EQ(text_weight("hello world!"), 12); }

TEST(TextWeight, TakesAboutOneTokenForAChineseCharacter) {
  EXPECT_EQ(text_weight("\u6c49\u5b57"), 2 * kBytesPerToken);
}

TEST(TextWeight, WeighsOtherScriptsAndEmojiAboveTheirCharacters) {
  EXPECT_EQ(text_weight("\u043f\u0440"), 6);               // Cyrillic
  EXPECT_EQ(text_weight("\u0928"), 5);                     // Devanagari
  EXPECT_EQ(text_weight("\U0001F600"), 12);                // emoji
  EXPECT_EQ(text_weight(std::string("\x80\xff", 2)), 12);  // not UTF-8
}

TEST(PromptWeight, CountsSystemTextOnceAndToolsAndImagesByTheirKind) {
  EXPECT_EQ(prompt_weight({.system_weight = 400}), 400);
  EXPECT_EQ(prompt_weight({.tools_weight = 400, .messages = 1}), 416);
  EXPECT_EQ(prompt_weight({.messages_weight = 8, .images = 1}), 8 + 4 * 1'024);
  EXPECT_EQ(prompt_weight({.audio_milliseconds = 2'000}), 4 * 64);
}

TEST(PromptWeight, NeverWraps) {
  EXPECT_EQ(prompt_weight({.system_weight = kMax, .messages_weight = kMax, .images = kMax}), kMax);
  EXPECT_EQ(prompt_weight({.system_weight = -5, .messages_weight = 3}), 3);
}

TEST(TokenEstimator, StartsWithFourBytesATokenAndAtLeastOne) {
  const TokenEstimator estimator;
  EXPECT_EQ(estimator.estimate_prompt(4'000), 1'000);
  EXPECT_EQ(estimator.estimate_prompt(4'001), 1'001);
  EXPECT_EQ(estimator.estimate_prompt(0), 1);
  EXPECT_EQ(estimator.estimate_prompt(-7), 1);
}

TEST(TokenEstimator, ReservesTheOutputCapOrADefault) {
  const TokenEstimator estimator;
  EXPECT_EQ(estimator.estimate(400, 50), 150);
  EXPECT_EQ(estimator.estimate(400, std::nullopt), 100 + kDefaultOutputTokens);
  EXPECT_EQ(estimator.estimate(400, -50), 100);
}

TEST(TokenEstimator, NeverEstimatesZeroForAHugeCap) {
  const TokenEstimator estimator;
  EXPECT_EQ(estimator.estimate(4, 4'294'967'295), 4'294'967'296);
  EXPECT_EQ(estimator.estimate(4, kMax), kMax);
  EXPECT_EQ(estimator.estimate(kMax, kMax), kMax);
}

TEST(TokenEstimator, WaitsForSixteenReportsBeforeItBelievesThem) {
  TokenEstimator estimator;
  for (int i = 0; i < 15; ++i) estimator.learn(3'000, 1'000);
  EXPECT_EQ(estimator.estimate_prompt(3'000), 750);
  estimator.learn(3'000, 1'000);
  EXPECT_GE(estimator.estimate_prompt(3'000), 1'000);
  EXPECT_LE(estimator.estimate_prompt(3'000), 1'130);
}

TEST(TokenEstimator, LearnsDownwardsToo) {
  TokenEstimator estimator;
  for (int i = 0; i < 16; ++i) estimator.learn(10'000, 1'000);
  EXPECT_GE(estimator.estimate_prompt(10'000), 1'000);
  EXPECT_LE(estimator.estimate_prompt(10'000), 1'150);
}

TEST(TokenEstimator, StaysAboveNineRequestsInTen) {
  TokenEstimator estimator;
  for (int i = 0; i < 400; ++i) estimator.learn(10'000, 2'000 + 20 * (i % 100));
  int larger = 0;
  for (int i = 0; i < 100; ++i)
    if (2'000 + 20 * i > estimator.estimate_prompt(10'000)) ++larger;
  EXPECT_LE(larger, 11);
  EXPECT_LE(estimator.estimate_prompt(10'000), 4'300);
}

TEST(TokenEstimator, ForgetsWhatIsLongPast) {
  TokenEstimator estimator;
  for (int i = 0; i < 1'000; ++i) estimator.learn(10'000, 5'000);
  EXPECT_GE(estimator.estimate_prompt(10'000), 5'000);
  for (int i = 0; i < 4'000; ++i) estimator.learn(10'000, 2'000);
  EXPECT_LE(estimator.estimate_prompt(10'000), 2'300);
}

TEST(TokenEstimator, IgnoresSmallPromptsAndReportsThatCannotBeTrue) {
  TokenEstimator estimator;
  for (int i = 0; i < 100; ++i) {
    estimator.learn(10, 50);
    estimator.learn(1'000, 0);
    estimator.learn(1'000, -5);
    estimator.learn(-1'000, 5);
  }
  EXPECT_EQ(estimator.tokens_per_1024(), 256);
}

TEST(TokenEstimator, StaysWithinItsRangeWhateverIsReported) {
  TokenEstimator high;
  TokenEstimator low;
  for (int i = 0; i < 100; ++i) {
    high.learn(64, kMax);
    low.learn(kMax, 1);
  }
  EXPECT_LE(high.tokens_per_1024(), 8'192);
  EXPECT_GE(low.tokens_per_1024(), 32);
}

TEST(TokenEstimator, GivesTheSameEstimatesForTheSameReports) {
  TokenEstimator a;
  TokenEstimator b;
  for (int i = 0; i < 2'000; ++i) {
    a.learn(5'000 + i, 1'200 + i % 7);
    b.learn(5'000 + i, 1'200 + i % 7);
    ASSERT_EQ(a.tokens_per_1024(), b.tokens_per_1024());
  }
}

}  // namespace
}  // namespace omnillm::registry
