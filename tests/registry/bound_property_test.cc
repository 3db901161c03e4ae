// The promise that budgets rest on: no usage within what was bounded costs more than the bound.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <vector>

#include "omnillm/cost.h"
#include "prices_for_test.h"

namespace omnillm {
namespace {

rc::Gen<Rate> any_rate() {
  return rc::gen::weightedOneOf<Rate>(
      {{1, rc::gen::just(Rate{})},
       {4, rc::gen::map(rc::gen::inRange<std::int64_t>(0, 100'000'000), Rate::from_pico)}});
}

TokenRates any_rates() {
  const auto rate = [] { return *any_rate(); };
  return {.input = rate(),
          .output = rate(),
          .cache_read = rate(),
          .cache_write_5m = rate(),
          .cache_write_1h = rate(),
          .reasoning = rate(),
          .audio_in = rate(),
          .audio_out = rate(),
          .image_in = rate(),
          .image_out = rate()};
}

ServiceTier any_service() {
  return *rc::gen::element(ServiceTier::Standard, ServiceTier::Batch, ServiceTier::Flex,
                           ServiceTier::Priority);
}

std::vector<RateTier> any_tiers() {
  std::vector<RateTier> tiers(*rc::gen::inRange<std::size_t>(0, 5));
  for (RateTier& tier : tiers)
    tier = {.above_prompt_tokens = *rc::gen::element<std::int64_t>(0, 500, 2'000, 10'000),
            .service = any_service(),
            .rates = any_rates()};
  return tiers;
}

UnitPrices any_units() {
  UnitPrices units;
  units.request = *any_rate();
  units.web_search = *any_rate();
  units.image_out = *any_rate();
  units.audio_in_second = *any_rate();
  return units;
}

std::int64_t up_to(std::int64_t most) { return *rc::gen::inRange<std::int64_t>(0, most + 1); }

BoundInput any_input() {
  BoundInput input;
  input.prompt_bytes = up_to(20'000);
  input.messages = up_to(5);
  input.tools = up_to(2);
  input.images = up_to(2);
  input.audio_milliseconds = up_to(1) * up_to(9'000);
  input.max_output_tokens = up_to(5'000);
  input.choices = 1 + up_to(2);
  input.audio_output = *rc::gen::arbitrary<bool>();
  input.image_output = *rc::gen::arbitrary<bool>();
  input.cache_writes =
      *rc::gen::element(CacheWrites::None, CacheWrites::FiveMinutes, CacheWrites::OneHour);
  input.tier = any_service();
  input.units = {
      .images_out = up_to(3), .audio_in_milliseconds = up_to(5'000), .web_searches = up_to(4)};
  return input;
}

// A usage that stays within what `input` says and `bound` assumes.
TokenUsage usage_within(const BoundInput& input, const Bound& bound) {
  TokenUsage usage;
  usage.prompt_tokens = up_to(bound.prompt_tokens);
  usage.completion_tokens = up_to(bound.output_tokens);
  usage.cache_read_tokens = up_to(usage.prompt_tokens);
  std::int64_t left = usage.prompt_tokens - usage.cache_read_tokens;
  if (input.cache_writes >= CacheWrites::FiveMinutes) usage.cache_write_5m_tokens = up_to(left);
  left -= usage.cache_write_5m_tokens;
  if (input.cache_writes >= CacheWrites::OneHour) usage.cache_write_1h_tokens = up_to(left);
  if (input.audio_milliseconds > 0) usage.audio_prompt_tokens = up_to(usage.prompt_tokens);
  if (input.images > 0)
    usage.image_prompt_tokens = up_to(usage.prompt_tokens - usage.audio_prompt_tokens);
  usage.reasoning_tokens = up_to(usage.completion_tokens);
  left = usage.completion_tokens - usage.reasoning_tokens;
  if (input.audio_output) usage.audio_completion_tokens = up_to(left);
  left -= usage.audio_completion_tokens;
  if (input.image_output) usage.image_completion_tokens = up_to(left);
  return usage;
}

BillableUnits units_within(const BillableUnits& most) {
  return {.images_out = up_to(most.images_out),
          .audio_in_milliseconds = up_to(most.audio_in_milliseconds),
          .requests = 1,
          .web_searches = up_to(most.web_searches)};
}

RC_GTEST_PROP(BoundOfProperty, NoUsageWithinTheBoundCostsMore, ()) {
  const std::vector<RateTier> tiers = any_tiers();
  ModelPrice price = chat_price(any_rates(), tiers);
  price.units = any_units();
  price.mode = *rc::gen::element(ModelMode::Chat, ModelMode::Realtime, ModelMode::ImageGeneration);
  const BoundInput input = any_input();
  const auto bound = bound_of(price, input);
  if (!bound) return;  // refusals are another test's matter
  const TokenUsage usage = usage_within(input, *bound);
  RC_ASSERT(usage.is_consistent());
  // The provider may serve a discounted or faster request at the standard tier.
  const ServiceTier served = *rc::gen::element(input.tier, ServiceTier::Standard);
  const auto bill = cost_of(price, usage, units_within(input.units), served);
  RC_CLASSIFY(bill.has_value());
  if (bill) RC_ASSERT(bill->total <= bound->amount);
}

// Real prices: every entry of the book would do; these have tiers, caches, audio and images.
RC_GTEST_PROP(BoundOfProperty, HoldsForRealPrices, ()) {
  const char* const names[] = {"openai/gpt-5.6",
                               "anthropic/claude-sonnet-4-6",
                               "gemini/gemini-2.5-pro",
                               "dashscope/qwen-plus-latest",
                               "openai/gpt-4o-audio-preview",
                               "openai/gpt-image-1",
                               "vertex/gemini-3-flash-preview",
                               "perplexity/sonar-pro",
                               "bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0"};
  const auto price =
      PriceBook::embedded().find("", names[*rc::gen::inRange<std::size_t>(0, std::size(names))]);
  RC_ASSERT(price.has_value());
  BoundInput input = any_input();
  input.prompt_bytes = up_to(600'000);
  const auto bound = bound_of(*price, input);
  if (!bound) return;
  const auto bill =
      cost_of(*price, usage_within(input, *bound), units_within(input.units), input.tier);
  RC_ASSERT(bill.has_value());
  RC_ASSERT(bill->total <= bound->amount);
}

}  // namespace
}  // namespace omnillm
