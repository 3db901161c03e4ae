// Which rates are in force: tiers chosen and fallbacks applied. The rules stand at rates_for().

#include <algorithm>
#include <string>

#include "omnillm/cost.h"

namespace omnillm {
namespace {

using RateMember = Rate TokenRates::*;

constexpr RateMember kAllRates[] = {&TokenRates::input,          &TokenRates::output,
                                    &TokenRates::cache_read,     &TokenRates::cache_write_5m,
                                    &TokenRates::cache_write_1h, &TokenRates::reasoning,
                                    &TokenRates::audio_in,       &TokenRates::audio_out,
                                    &TokenRates::image_in,       &TokenRates::image_out};

TokenRates with_fallbacks(TokenRates rates) {
  rates.cache_read = rates.cache_read.or_else(rates.input);
  rates.cache_write_5m = rates.cache_write_5m.or_else(rates.input);
  rates.cache_write_1h = rates.cache_write_1h.or_else(rates.cache_write_5m);
  rates.reasoning = rates.reasoning.or_else(rates.output);
  rates.audio_in = rates.audio_in.or_else(rates.input);
  rates.audio_out = rates.audio_out.or_else(rates.output);
  rates.image_in = rates.image_in.or_else(rates.input);
  rates.image_out = rates.image_out.or_else(rates.output);
  return rates;
}

// `own` where it is known; elsewhere its fallback or `floor`, whichever is dearer.
TokenRates at_least(const TokenRates& own, const TokenRates& floor) {
  TokenRates result = own;
  const TokenRates filled = with_fallbacks(own);
  for (const RateMember rate : kAllRates)
    if (!(own.*rate).known()) result.*rate = (filled.*rate).dearer(floor.*rate);
  return result;
}

TokenRates dearest(const TokenRates& a, const TokenRates& b) {
  TokenRates result;
  for (const RateMember rate : kAllRates) result.*rate = (a.*rate).dearer(b.*rate);
  return result;
}

// The rates written down for a service and exactly this kind of prompt, without any fallback.
const RateTier* long_tier(const ModelPrice& price, ServiceTier service, std::int64_t prompt) {
  const RateTier* best = nullptr;
  for (const RateTier& tier : price.tiers) {
    const bool applies = tier.service == service && tier.above_prompt_tokens > 0 &&
                         prompt > tier.above_prompt_tokens;
    if (applies && (best == nullptr || tier.above_prompt_tokens > best->above_prompt_tokens))
      best = &tier;
  }
  return best;
}

const RateTier* base_tier(const ModelPrice& price, ServiceTier service) {
  for (const RateTier& tier : price.tiers)
    if (tier.service == service && tier.above_prompt_tokens <= 0) return &tier;
  return nullptr;
}

TokenRates standard_rates(const ModelPrice& price, const RateTier* tier) {
  const TokenRates base = with_fallbacks(price.rates);
  return tier == nullptr ? base : at_least(tier->rates, base);
}

TokenRates discounted_rates(const ModelPrice& price, const RateTier* standard_long,
                            const RateTier* own_long, const RateTier* own_base) {
  const TokenRates standard = standard_rates(price, standard_long);
  const RateTier* own = own_long != nullptr || standard_long != nullptr ? own_long : own_base;
  if (own == nullptr) return standard;
  TokenRates result = own->rates;
  for (const RateMember rate : kAllRates) {
    const bool standard_names_it =
        (price.rates.*rate).known() ||
        (standard_long != nullptr && (standard_long->rates.*rate).known());
    if (standard_names_it) result.*rate = (result.*rate).or_else(standard.*rate);
  }
  return with_fallbacks(result);
}

}  // namespace

Result<TokenRates> rates_for(const ModelPrice& price, std::int64_t prompt_tokens,
                             ServiceTier tier) {
  const RateTier* standard_long = long_tier(price, ServiceTier::Standard, prompt_tokens);
  if (tier == ServiceTier::Standard) return standard_rates(price, standard_long);
  const RateTier* own_long = long_tier(price, tier, prompt_tokens);
  const RateTier* own_base = base_tier(price, tier);
  if (tier != ServiceTier::Priority)
    return discounted_rates(price, standard_long, own_long, own_base);
  if (own_base == nullptr && own_long == nullptr)
    return fail(ErrorKind::Configuration,
                "no priority price is known for " + std::string(price.provider) + "/" +
                    std::string(price.model) + "; add a tier to the price file");
  const TokenRates standard = standard_rates(price, nullptr);
  const TokenRates base = own_base == nullptr ? standard : at_least(own_base->rates, standard);
  if (own_long == nullptr && standard_long == nullptr) return base;
  const TokenRates floor = dearest(base, standard_rates(price, standard_long));
  return own_long == nullptr ? floor : at_least(own_long->rates, floor);
}

}  // namespace omnillm
