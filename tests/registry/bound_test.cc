#include <gtest/gtest.h>

#include <limits>

#include "omnillm/cost.h"
#include "prices_for_test.h"

namespace omnillm {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr TokenRates kPlain{.input = per_million(5), .output = per_million(30)};
constexpr BoundAllowances kNone{0, 0, 0, 0, 0, 0, 0};

// A request of text alone, without allowances: figures a person can check.
BoundInput text(std::int64_t bytes, std::int64_t cap) {
  return {.prompt_bytes = bytes, .max_output_tokens = cap, .allowances = kNone};
}

ErrorKind refusal(const Result<Bound>& bound) {
  return bound ? ErrorKind::Protocol : bound.error().kind();
}

TEST(BoundOf, PricesOutputTokensAtTheOutputRate) {
  const Bound bound = bound_of(chat_price(kPlain), text(1'000, 1'000)).value();
  EXPECT_EQ(bound.amount.nanos(), 1'000 * 5'000 + 1'000 * 30'000);
  EXPECT_EQ(bound.prompt_tokens, 1'000);
  EXPECT_EQ(bound.output_tokens, 1'000);
}

TEST(BoundOf, RoundsUp) {
  const ModelPrice price = chat_price({.input = Rate::from_pico(1), .output = Rate::from_pico(0)});
  EXPECT_EQ(bound_of(price, text(1, 0))->amount.nanos(), 1);
}

TEST(BoundOf, UsesTheModelsOwnLimitWhenTheRequestHasNoCap) {
  BoundInput input = text(0, 0);
  input.max_output_tokens.reset();
  EXPECT_EQ(bound_of(chat_price(kPlain), input)->output_tokens, 1'000);
}

TEST(BoundOf, RefusesWhatHasNoOutputCapAndNoModelLimit) {
  ModelPrice price = chat_price(kPlain);
  price.max_output_tokens.reset();
  EXPECT_EQ(refusal(bound_of(price, {.prompt_bytes = 10})), ErrorKind::Configuration);
}

TEST(BoundOf, NeedsNoCapWhereOutputIsFreeOrNotMadeOfTokens) {
  ModelPrice embedding = chat_price({.input = per_million(1), .output = {}});
  embedding.max_output_tokens.reset();
  embedding.mode = ModelMode::Embedding;
  EXPECT_EQ(bound_of(embedding, {.prompt_bytes = 10, .allowances = kNone})->amount.nanos(), 10'000);
  ModelPrice free_output = chat_price({.input = per_million(1), .output = Rate::from_pico(0)});
  free_output.max_output_tokens.reset();
  EXPECT_EQ(bound_of(free_output, {.prompt_bytes = 10, .allowances = kNone})->amount.nanos(),
            10'000);
}

TEST(BoundOf, CountsEveryChoiceAndWhatReasoningAdds) {
  BoundInput input = text(0, 100);
  input.choices = 3;
  input.uncapped_output_tokens = 20;
  EXPECT_EQ(bound_of(chat_price(kPlain), input)->output_tokens, 360);
}

TEST(BoundOf, AddsTheAllowancesForWhatSurroundsTheText) {
  const BoundInput input{.prompt_bytes = 1,
                         .messages = 2,
                         .tools = 3,
                         .images = 4,
                         .audio_milliseconds = 1'001,
                         .pages = 5,
                         .max_output_tokens = 0,
                         .allowances = {.per_request = 1'000'000,
                                        .per_message = 10,
                                        .per_tool = 100,
                                        .any_tools = 1'000,
                                        .per_image = 10'000,
                                        .per_audio_second = 1'000,
                                        .per_page = 100'000}};
  EXPECT_EQ(bound_of(chat_price(kPlain), input)->prompt_tokens,
            1 + 1'000'000 + 20 + 300 + 1'000 + 40'000 + 1'001 + 500'000);
}

TEST(BoundOf, ChargesTheInstructionsForToolsOnlyWhenThereAreTools) {
  const BoundInput input{.max_output_tokens = 0};
  EXPECT_EQ(bound_of(chat_price(kPlain), input)->prompt_tokens, BoundAllowances{}.per_request);
}

TEST(BoundOf, TakesTheDearestRateThatCanApply) {
  TokenRates rates = kPlain;
  rates.cache_write_5m = per_million(6);
  rates.cache_write_1h = per_million(10);
  rates.audio_in = per_million(40);
  rates.image_in = per_million(50);
  rates.reasoning = per_million(31);
  rates.audio_out = per_million(80);
  rates.image_out = per_million(90);
  const ModelPrice price = chat_price(rates);
  const auto per_token = [&](BoundInput input) {
    input.allowances = kNone;
    input.prompt_bytes = 1;
    input.max_output_tokens = 0;
    const std::int64_t prompt = bound_of(price, input)->amount.nanos();
    input.prompt_bytes = 0;
    input.max_output_tokens = 1;
    return std::pair(prompt, bound_of(price, input)->amount.nanos());
  };
  EXPECT_EQ(per_token({.cache_writes = CacheWrites::None}), std::pair(5'000L, 31'000L));
  EXPECT_EQ(per_token({.cache_writes = CacheWrites::FiveMinutes}), std::pair(6'000L, 31'000L));
  EXPECT_EQ(per_token({}), std::pair(10'000L, 31'000L));
  EXPECT_EQ(per_token({.audio_milliseconds = 1, .audio_output = true}),
            std::pair(40'000L, 80'000L));
  EXPECT_EQ(per_token({.images = 1, .image_output = true}), std::pair(50'000L, 90'000L));
  EXPECT_EQ(per_token({.pages = 1}), std::pair(50'000L, 31'000L));
}

TEST(BoundOf, TakesEveryMediumsRateWhereTheModeMixesThem) {
  TokenRates rates = kPlain;
  rates.audio_in = per_million(40);
  rates.image_out = per_million(90);
  ModelPrice price = chat_price(rates);
  for (const ModelMode mode :
       {ModelMode::Realtime, ModelMode::ImageGeneration, ModelMode::ImageEdit,
        ModelMode::AudioSpeech, ModelMode::AudioTranscription}) {
    price.mode = mode;
    EXPECT_EQ(bound_of(price, text(1, 1))->amount.nanos(), 40'000 + 90'000);
  }
}

TEST(BoundOf, TakesALongContextTierWhenThePromptCanReachIt) {
  const RateTier tiers[] = {{.above_prompt_tokens = 100, .rates = {.input = per_million(10)}}};
  const ModelPrice price = chat_price(kPlain, tiers);
  EXPECT_EQ(bound_of(price, text(100, 0))->amount.nanos(), 100 * 5'000);
  EXPECT_EQ(bound_of(price, text(101, 0))->amount.nanos(), 101 * 10'000);
}

TEST(BoundOf, TakesTheDearerOfTheTierAskedForAndStandard) {
  const RateTier tiers[] = {{.service = ServiceTier::Flex, .rates = {.input = per_million(2)}},
                            {.service = ServiceTier::Priority, .rates = {.input = per_million(9)}}};
  BoundInput input = text(10, 0);
  input.tier = ServiceTier::Flex;
  EXPECT_EQ(bound_of(chat_price(kPlain, tiers), input)->amount.nanos(), 10 * 5'000);
  input.tier = ServiceTier::Priority;
  EXPECT_EQ(bound_of(chat_price(kPlain, tiers), input)->amount.nanos(), 10 * 9'000);
  EXPECT_EQ(refusal(bound_of(chat_price(kPlain), input)), ErrorKind::Configuration);
}

TEST(BoundOf, BoundsForeignContentByTheContextWindowOrRefuses) {
  BoundInput input = text(10, 0);
  input.foreign_content = true;
  ModelPrice price = chat_price(kPlain);
  EXPECT_EQ(refusal(bound_of(price, input)), ErrorKind::Configuration);
  price.context_window = 128'000;
  EXPECT_EQ(bound_of(price, input)->prompt_tokens, 128'000);
}

TEST(BoundOf, AddsFeesAndPieces) {
  ModelPrice price = chat_price(kPlain);
  price.units.request = micros_each(5);
  price.units.web_search = micros_each(10'000);
  BoundInput input = text(0, 0);
  input.units.web_searches = 3;
  EXPECT_EQ(bound_of(price, input)->amount.nanos(), 5'000 + 3 * 10'000'000);
}

TEST(BoundOf, BoundsAModelSoldByThePieceByItsPiecesAlone) {
  const ModelPrice price =
      unit_price({.image_out = micros_each(40'000)}, ModelMode::ImageGeneration);
  BoundInput input{.prompt_bytes = 1'000, .units = {.images_out = 2}};
  EXPECT_EQ(bound_of(price, input)->amount.nanos(), 80'000'000);
  input.units.images_out = 0;
  EXPECT_EQ(refusal(bound_of(price, input)), ErrorKind::Configuration);
  ModelPrice rerank = unit_price({.query = micros_each(2'000)}, ModelMode::Rerank);
  rerank.rates.input = Rate::from_pico(0);
  EXPECT_EQ(refusal(bound_of(rerank, {.prompt_bytes = 10})), ErrorKind::Configuration);
}

TEST(BoundOf, RefusesAnUnknownPrice) {
  EXPECT_EQ(refusal(bound_of(chat_price({}), text(1, 1))), ErrorKind::Configuration);
  EXPECT_EQ(refusal(bound_of(chat_price({.input = per_million(1), .output = {}}), text(1, 1))),
            ErrorKind::Configuration);
  EXPECT_EQ(refusal(bound_of(chat_price({.input = {}, .output = per_million(1)}), text(1, 1))),
            ErrorKind::Configuration);
}

TEST(BoundOfOverflow, RefusesHugeCapsInsteadOfLettingThemPassForNothing) {
  const ModelPrice price = chat_price(kPlain);
  EXPECT_EQ(bound_of(price, text(0, 4'294'967'295))->amount.nanos(), 4'294'967'295 * 30'000);
  EXPECT_EQ(refusal(bound_of(price, text(0, kMax))), ErrorKind::OwnBudget);
  EXPECT_EQ(refusal(bound_of(price, text(kMax, kMax))), ErrorKind::OwnBudget);
  EXPECT_EQ(refusal(bound_of(price, text(kMax, 0))), ErrorKind::OwnBudget);
}

TEST(BoundOfOverflow, RefusesCountsWhoseSumsDoNotFit) {
  const ModelPrice price = chat_price(kPlain);
  BoundInput input = text(kMax, 1);
  input.messages = 1;
  input.allowances.per_message = 1;
  EXPECT_EQ(refusal(bound_of(price, input)), ErrorKind::OwnBudget);
  input = text(0, 1);
  input.images = kMax;
  input.allowances.per_image = kMax;
  EXPECT_EQ(refusal(bound_of(price, input)), ErrorKind::OwnBudget);
  input = text(0, kMax);
  input.uncapped_output_tokens = 1;
  EXPECT_EQ(refusal(bound_of(price, input)), ErrorKind::OwnBudget);
  input = text(0, kMax);
  input.choices = 2;
  EXPECT_EQ(refusal(bound_of(price, input)), ErrorKind::OwnBudget);
}

TEST(BoundOfNegative, IsRefused) {
  const ModelPrice price = chat_price(kPlain);
  BoundInput input = text(-1, 1);
  EXPECT_EQ(refusal(bound_of(price, input)), ErrorKind::BadRequest);
  EXPECT_EQ(refusal(bound_of(price, text(1, -1))), ErrorKind::BadRequest);
  input = text(1, 1);
  input.units.web_searches = -1;
  EXPECT_EQ(refusal(bound_of(price, input)), ErrorKind::BadRequest);
}

}  // namespace
}  // namespace omnillm
