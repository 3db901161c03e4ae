#include <gtest/gtest.h>

#include "omnillm/cost.h"
#include "prices_for_test.h"

namespace omnillm {
namespace {

constexpr TokenRates kPlain{.input = per_million(3), .output = per_million(15)};

TEST(RatesFor, FallBackToThePlainPriceWhereNoneIsKnown) {
  const TokenRates rates = rates_for(chat_price(kPlain), 10).value();
  for (const Rate rate : {rates.cache_read, rates.cache_write_5m, rates.cache_write_1h,
                          rates.audio_in, rates.image_in})
    EXPECT_EQ(rate, per_million(3));
  for (const Rate rate : {rates.reasoning, rates.audio_out, rates.image_out})
    EXPECT_EQ(rate, per_million(15));
}

TEST(RatesFor, TakeTheHourWriteFromTheFiveMinuteOne) {
  TokenRates written = kPlain;
  written.cache_write_5m = per_million(4);
  EXPECT_EQ(rates_for(chat_price(written), 10)->cache_write_1h, per_million(4));
}

TEST(RatesFor, KeepAKnownZero) {
  TokenRates written = kPlain;
  written.cache_read = Rate::from_pico(0);
  EXPECT_EQ(rates_for(chat_price(written), 10)->cache_read, Rate::from_pico(0));
}

TEST(RatesFor, LeaveUnknownWhatNothingNames) {
  const TokenRates rates = rates_for(chat_price({.input = per_million(3)}), 10).value();
  EXPECT_FALSE(rates.output.known());
  EXPECT_FALSE(rates.reasoning.known());
}

TEST(RatesForLongContext, ApplyAboveTheThresholdAndNotAtIt) {
  const RateTier tiers[] = {{.above_prompt_tokens = 200, .rates = {.input = per_million(6)}}};
  const ModelPrice price = chat_price(kPlain, tiers);
  EXPECT_EQ(rates_for(price, 200)->input, per_million(3));
  EXPECT_EQ(rates_for(price, 201)->input, per_million(6));
  EXPECT_EQ(rates_for(price, 201)->output, per_million(15));
}

TEST(RatesForLongContext, TakeTheHighestOfSeveralTiersInAnyOrder) {
  const RateTier tiers[] = {{.above_prompt_tokens = 300, .rates = {.input = per_million(9)}},
                            {.above_prompt_tokens = 100, .rates = {.input = per_million(6)}}};
  const ModelPrice price = chat_price(kPlain, tiers);
  EXPECT_EQ(rates_for(price, 150)->input, per_million(6));
  EXPECT_EQ(rates_for(price, 301)->input, per_million(9));
}

TEST(RatesForLongContext, NeverChargeLessForAnUnknownKindThanBelowTheThreshold) {
  TokenRates written = kPlain;
  written.cache_write_1h = per_million(7);
  written.cache_read = per_million(1);
  const RateTier tiers[] = {{.above_prompt_tokens = 100, .rates = {.input = per_million(6)}}};
  const TokenRates rates = rates_for(chat_price(written, tiers), 101).value();
  EXPECT_EQ(rates.cache_write_1h, per_million(7));
  EXPECT_EQ(rates.cache_read, per_million(6));
}

TEST(RatesForBatchAndFlex, UseTheirOwnRatesAndElseTheStandardOnes) {
  TokenRates written = kPlain;
  written.cache_read = per_million(1);
  const RateTier tiers[] = {{.service = ServiceTier::Batch,
                             .rates = {.input = per_million(2), .output = per_million(7)}}};
  const ModelPrice price = chat_price(written, tiers);
  const TokenRates batch = rates_for(price, 10, ServiceTier::Batch).value();
  EXPECT_EQ(batch.input, per_million(2));
  EXPECT_EQ(batch.cache_read, per_million(1));
  EXPECT_EQ(batch.reasoning, per_million(7));  // no reasoning price: their own output's
  EXPECT_EQ(rates_for(price, 10, ServiceTier::Flex)->input, per_million(3));
}

TEST(RatesForBatchAndFlex, CostWhatStandardCostsAboveAThresholdTheyDoNotPrice) {
  const RateTier tiers[] = {{.service = ServiceTier::Flex, .rates = {.input = per_million(1)}},
                            {.above_prompt_tokens = 100, .rates = {.input = per_million(6)}},
                            {.above_prompt_tokens = 200,
                             .service = ServiceTier::Flex,
                             .rates = {.input = per_million(4)}}};
  const ModelPrice price = chat_price(kPlain, tiers);
  EXPECT_EQ(rates_for(price, 100, ServiceTier::Flex)->input, per_million(1));
  EXPECT_EQ(rates_for(price, 101, ServiceTier::Flex)->input, per_million(6));
  EXPECT_EQ(rates_for(price, 201, ServiceTier::Flex)->input, per_million(4));
}

TEST(RatesForPriority, AreRefusedWhereNoPriorityPriceIsKnown) {
  const auto rates = rates_for(chat_price(kPlain), 10, ServiceTier::Priority);
  ASSERT_FALSE(rates);
  EXPECT_EQ(rates.error().kind(), ErrorKind::Configuration);
}

TEST(RatesForPriority, FallBackToTheDearerOfTheirPlainAndTheStandardRate) {
  TokenRates written = kPlain;
  written.cache_read = per_million(1);
  written.cache_write_1h = per_million(9);
  const RateTier tiers[] = {{.service = ServiceTier::Priority, .rates = {.input = per_million(5)}}};
  const TokenRates rates = rates_for(chat_price(written, tiers), 10, ServiceTier::Priority).value();
  EXPECT_EQ(rates.input, per_million(5));
  EXPECT_EQ(rates.cache_read, per_million(5));
  EXPECT_EQ(rates.cache_write_1h, per_million(9));
  EXPECT_EQ(rates.output, per_million(15));
}

TEST(RatesForPriority, AreTheDearerOfBothTiersAboveAThreshold) {
  const RateTier tiers[] = {
      {.service = ServiceTier::Priority, .rates = {.input = per_million(5)}},
      {.above_prompt_tokens = 100, .rates = {.input = per_million(4), .output = per_million(20)}}};
  const TokenRates rates = rates_for(chat_price(kPlain, tiers), 101, ServiceTier::Priority).value();
  EXPECT_EQ(rates.input, per_million(5));
  EXPECT_EQ(rates.output, per_million(20));
}

TEST(RatesForPriority, UseTheirOwnLongContextRatesEvenWithoutOrdinaryOnes) {
  const RateTier tiers[] = {{.above_prompt_tokens = 100,
                             .service = ServiceTier::Priority,
                             .rates = {.input = per_million(8)}}};
  const ModelPrice price = chat_price(kPlain, tiers);
  EXPECT_EQ(rates_for(price, 101, ServiceTier::Priority)->input, per_million(8));
  EXPECT_FALSE(rates_for(price, 100, ServiceTier::Priority));
}

TEST(RateTest, LosesToAKnownOneWhereItIsUnknown) {
  EXPECT_EQ(Rate().or_else(per_million(3)), per_million(3));
  EXPECT_EQ(per_million(2).or_else(per_million(3)), per_million(2));
  EXPECT_EQ(Rate().dearer(per_million(3)), per_million(3));
  EXPECT_EQ(per_million(3).dearer(Rate()), per_million(3));
  EXPECT_EQ(per_million(2).dearer(per_million(3)).pico(), 3'000'000);
}

}  // namespace
}  // namespace omnillm
