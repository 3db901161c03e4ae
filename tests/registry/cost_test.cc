#include "omnillm/cost.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "prices_for_test.h"

namespace omnillm {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr TokenRates kClaude{.input = per_million(3),
                             .output = per_million(15),
                             .cache_read = Rate::from_pico(300'000),
                             .cache_write_5m = Rate::from_pico(3'750'000),
                             .cache_write_1h = per_million(6)};

std::int64_t nanos(const Result<Bill>& bill) { return bill ? bill->total.nanos() : -1; }

TEST(CostOf, NamesThePricesVersionAndDay) {
  const Bill bill = cost_of(chat_price(kClaude), {.prompt_tokens = 1}).value();
  EXPECT_EQ(bill.price_version, "v1");
  EXPECT_EQ(bill.price_valid_from, "2026-08-01");
  EXPECT_EQ(bill.price_match, PriceMatch::Exact);
  EXPECT_EQ(bill.tier, ServiceTier::Standard);
  EXPECT_FALSE(bill.usage_repaired);
  EXPECT_FALSE(bill.estimated);
}

TEST(CostOf, HasALineForEveryKindThatWasCharged) {
  const TokenUsage usage{.prompt_tokens = 4'520,
                         .completion_tokens = 64,
                         .cache_read_tokens = 3'000,
                         .cache_write_5m_tokens = 500,
                         .cache_write_1h_tokens = 1'000,
                         .reasoning_tokens = 14};
  const Bill bill = cost_of(chat_price(kClaude), usage).value();
  std::string text;
  for (const BillLine& line : bill.lines())
    text += std::string(to_string(line.kind)) + "=" + std::to_string(line.count) + " ";
  EXPECT_EQ(text,
            "input=20 cache_read=3000 cache_write_5m=500 cache_write_1h=1000 output=50 "
            "reasoning=14 ");
}

TEST(CostOf, BillsAFewTokensInsteadOfTruncatingThemToNothing) {
  const ModelPrice mini = chat_price({.input = Rate::from_pico(150'000), .output = {}});
  EXPECT_EQ(nanos(cost_of(mini, {.prompt_tokens = 6})), 900);
}

TEST(CostOf, RoundsOnceAtTheEnd) {
  // Each of the three terms is 0.4 nano-dollars; together they are 1.2.
  const ModelPrice price = chat_price({.input = Rate::from_pico(400),
                                       .output = Rate::from_pico(400),
                                       .cache_read = Rate::from_pico(400)});
  const TokenUsage usage{.prompt_tokens = 2, .completion_tokens = 1, .cache_read_tokens = 1};
  EXPECT_EQ(nanos(cost_of(price, usage)), 1);
}

TEST(CostOf, BillsCacheWritesThatNoSplitExplains) {
  // The codec puts what neither lifetime claims into the five-minute count, so none is left out.
  const TokenUsage usage{
      .prompt_tokens = 2'000, .cache_write_5m_tokens = 1'500, .cache_write_1h_tokens = 500};
  EXPECT_EQ(nanos(cost_of(chat_price(kClaude), usage)), 1'500 * 3'750 + 500 * 6'000);
}

TEST(CostOf, BillsCachedTokensOnceAndNotAsInputAgain) {
  const TokenUsage usage{.prompt_tokens = 1'100, .cache_read_tokens = 1'000};
  EXPECT_EQ(nanos(cost_of(chat_price(kClaude), usage)), 100 * 3'000 + 1'000 * 300);
}

TEST(CostOf, BillsTheRepairedUsageWhenThePromptLeavesItsCacheOut) {
  const TokenUsage usage{.prompt_tokens = 20, .cache_read_tokens = 3'000};
  const Bill bill = cost_of(chat_price(kClaude), usage).value();
  EXPECT_TRUE(bill.usage_repaired);
  EXPECT_EQ(bill.total.nanos(), 3'000 * 300);
}

TEST(CostOf, NeverBillsANegativeAmount) {
  const TokenUsage usage{.prompt_tokens = -1'000'000, .completion_tokens = 10};
  const Bill bill = cost_of(chat_price(kClaude), usage).value();
  EXPECT_TRUE(bill.usage_repaired);
  EXPECT_EQ(bill.total.nanos(), 10 * 15'000);
  EXPECT_EQ(
      nanos(cost_of(unit_price({.image_out = micros_each(40'000)}, ModelMode::ImageGeneration), {},
                    {.images_out = 1, .web_searches = -5})),
      40'000'000);
}

TEST(CostOf, LooksForAudioAmongTheTokensThatWereNotCached) {
  TokenRates rates = kClaude;
  rates.audio_in = per_million(40);
  const TokenUsage usage{.prompt_tokens = 100, .cache_read_tokens = 70, .audio_prompt_tokens = 50};
  const Bill bill = cost_of(chat_price(rates), usage).value();
  EXPECT_EQ(bill.total.nanos(), 70 * 300 + 30 * 40'000);
}

TEST(CostOf, RefusesAnAmountThatMoneyCannotHold) {
  const ModelPrice price = chat_price(kClaude);
  for (const TokenUsage& usage :
       {TokenUsage{.prompt_tokens = kMax}, TokenUsage{.completion_tokens = kMax},
        TokenUsage{.prompt_tokens = kMax, .completion_tokens = kMax, .cache_read_tokens = kMax},
        TokenUsage{.cache_read_tokens = kMax, .cache_write_5m_tokens = kMax}}) {
    const auto bill = cost_of(price, usage);
    ASSERT_FALSE(bill);
    EXPECT_EQ(bill.error().kind(), ErrorKind::OwnBudget);
  }
}

TEST(CostOf, RefusesAnAmountThatNotEvenTheSumCanHold) {
  const ModelPrice price = chat_price({.input = Rate::from_pico(kMax), .output = per_million(1)});
  const auto bill = cost_of(price, {.prompt_tokens = kMax});
  ASSERT_FALSE(bill);
  EXPECT_EQ(bill.error().kind(), ErrorKind::OwnBudget);
}

TEST(CostOf, BillsTheLargestRequestOfThirtyTwoBits) {
  EXPECT_EQ(nanos(cost_of(chat_price(kClaude), {.completion_tokens = 4'294'967'295})),
            4'294'967'295 * 15'000);
}

TEST(CostOfUnknown, RefusesTokensWithoutAPriceInsteadOfGivingThemAway) {
  const ModelPrice input_only = chat_price({.input = per_million(1), .output = {}});
  EXPECT_EQ(nanos(cost_of(input_only, {.prompt_tokens = 5})), 5'000);
  for (const auto& bill :
       {cost_of(input_only, {.completion_tokens = 5}),
        cost_of(chat_price({.input = {}, .output = per_million(1)}), {.prompt_tokens = 5}),
        cost_of(chat_price({}), {.prompt_tokens = 5}), cost_of(chat_price({}), {})}) {
    ASSERT_FALSE(bill);
    EXPECT_EQ(bill.error().kind(), ErrorKind::Configuration);
  }
}

TEST(CostOfUnknown, RefusesPriorityWhereItHasNoPrice) {
  EXPECT_FALSE(
      cost_of(chat_price(kClaude), {.prompt_tokens = 5}, {}, ServiceTier::Priority).has_value());
}

TEST(CostOfUnits, IgnoresTokensThatAModelSoldByTheImageAlsoReports) {
  const ModelPrice price =
      unit_price({.image_out = micros_each(40'000)}, ModelMode::ImageGeneration);
  EXPECT_EQ(nanos(cost_of(price, {.prompt_tokens = 50}, {.images_out = 2})), 80'000'000);
}

TEST(CostOfUnits, RefusesABillWithoutTheUnitTheModelIsSoldBy) {
  ModelPrice price = unit_price({.query = micros_each(2'000)}, ModelMode::Rerank);
  price.rates = {.input = Rate::from_pico(0), .output = Rate::from_pico(0)};
  const auto bill = cost_of(price, {.prompt_tokens = 100});
  ASSERT_FALSE(bill);
  EXPECT_EQ(bill.error().kind(), ErrorKind::Configuration);
  EXPECT_EQ(nanos(cost_of(price, {.prompt_tokens = 100}, {.queries = 3})), 6'000'000);
}

TEST(CostOfUnits, AddNothingWhereTheModelSellsThemByTheToken) {
  EXPECT_EQ(nanos(cost_of(chat_price(kClaude), {.prompt_tokens = 10}, {.images_in = 4})), 30'000);
}

TEST(CostOfUnits, CountSoundByTheMillisecond) {
  const ModelPrice price =
      unit_price({.audio_in_second = micros_each(100), .audio_out_second = micros_each(250)},
                 ModelMode::AudioTranscription);
  EXPECT_EQ(nanos(cost_of(price, {}, {.audio_in_milliseconds = 1})), 100);
  EXPECT_EQ(nanos(cost_of(price, {}, {.audio_out_milliseconds = 1'500})), 375'000);
}

TEST(CostOfUnits, ChargeAFeeForEachRequestOnTopOfTheTokens) {
  ModelPrice price = chat_price(kClaude);
  price.units.request = micros_each(5'000);
  EXPECT_EQ(nanos(cost_of(price, {.prompt_tokens = 1})), 5'003'000);
  EXPECT_EQ(nanos(cost_of(price, {.prompt_tokens = 1}, {.requests = 0})), 3'000);
}

TEST(CostOfUnits, DoNotExcuseTokensByAFeeForTheRequest) {
  ModelPrice price = unit_price({.request = micros_each(5'000)}, ModelMode::Chat);
  EXPECT_FALSE(cost_of(price, {.prompt_tokens = 1}).has_value());
}

TEST(CostOfUnits, GiveEveryUnitItsLine) {
  const Rate each = micros_each(1);
  const UnitPrices all{each, each, each, each, each, each, each, each, each, each, each, each};
  const BillableUnits one{1, 1, 1, 1'000, 1'000, 1, 1, 1, 1, 1, 1, 1};
  TokenRates rates = kClaude;
  rates.audio_in = rates.image_in = rates.audio_out = rates.image_out = each;
  ModelPrice price = chat_price(rates);
  price.units = all;
  const TokenUsage usage{.prompt_tokens = 6,
                         .completion_tokens = 4,
                         .cache_read_tokens = 1,
                         .cache_write_5m_tokens = 1,
                         .cache_write_1h_tokens = 1,
                         .audio_prompt_tokens = 1,
                         .image_prompt_tokens = 1,
                         .reasoning_tokens = 1,
                         .audio_completion_tokens = 1,
                         .image_completion_tokens = 1};
  const Bill bill = cost_of(price, usage, one).value();
  EXPECT_EQ(bill.lines().size(), Bill::kMaxLines);
  for (const BillLine& line : bill.lines()) EXPECT_NE(to_string(line.kind), "unknown");
}

TEST(BillLines, StopAtTheirLargestNumber) {
  Bill bill;
  for (std::size_t i = 0; i < 2 * Bill::kMaxLines; ++i) bill.add_line({});
  EXPECT_EQ(bill.lines().size(), Bill::kMaxLines);
}

TEST(PriceNames, AreThoseOfThePriceFile) {
  EXPECT_EQ(to_string(ModelMode::ImageGeneration), "image_generation");
  EXPECT_EQ(to_string(ServiceTier::Priority), "priority");
  EXPECT_EQ(to_string(PriceMatch::Exact), "exact");
  EXPECT_EQ(to_string(PriceMatch::Alias), "alias");
  EXPECT_EQ(to_string(PriceMatch::Spelling), "spelling");
  EXPECT_EQ(to_string(PriceMatch::Version), "version");
  EXPECT_EQ(to_string(PriceMatch::Fallback), "fallback");
  EXPECT_EQ(to_string(static_cast<LineKind>(200)), "unknown");
  EXPECT_EQ(to_string(static_cast<ModelMode>(200)), "unknown");
  EXPECT_EQ(to_string(static_cast<ServiceTier>(200)), "unknown");
  EXPECT_EQ(to_string(static_cast<PriceMatch>(200)), "unknown");
}

}  // namespace
}  // namespace omnillm
