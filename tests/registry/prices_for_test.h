// Prices that tests of bills and bounds are made of.

#ifndef OMNILLM_TESTS_REGISTRY_PRICES_FOR_TEST_H_
#define OMNILLM_TESTS_REGISTRY_PRICES_FOR_TEST_H_

#include <cstdint>
#include <span>

#include "omnillm/prices.h"

namespace omnillm {

// Dollars a million tokens.
constexpr Rate per_million(std::int64_t dollars) { return Rate::from_pico(dollars * 1'000'000); }
// Micro-dollars each.
constexpr Rate micros_each(std::int64_t micros) { return Rate::from_pico(micros * 1'000'000); }

inline ModelPrice chat_price(TokenRates rates, std::span<const RateTier> tiers = {}) {
  ModelPrice price;
  price.provider = "test";
  price.model = "chat";
  price.rates = rates;
  price.tiers = tiers;
  price.max_output_tokens = 1'000;
  price.version = "v1";
  price.valid_from = "2026-08-01";
  return price;
}

inline ModelPrice unit_price(UnitPrices units, ModelMode mode) {
  ModelPrice price;
  price.provider = "test";
  price.model = "unit";
  price.mode = mode;
  price.units = units;
  return price;
}

}  // namespace omnillm

#endif  // OMNILLM_TESTS_REGISTRY_PRICES_FOR_TEST_H_
