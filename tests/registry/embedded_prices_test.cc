// The generated data keeps the promises that lookups rely on.

#include "registry/embedded_prices.h"

#include <gtest/gtest.h>

#include <cctype>
#include <set>
#include <string>

namespace omnillm::registry {
namespace {

TEST(EmbeddedPrices, AreSortedByNameWithoutRepetition) {
  const EmbeddedPrices prices = embedded_prices();
  for (std::size_t i = 1; i < prices.models.size(); ++i)
    ASSERT_LT(prices.name(i - 1), prices.name(i));
}

TEST(EmbeddedPrices, PointIntoTheirTables) {
  const EmbeddedPrices prices = embedded_prices();
  for (const EmbeddedModel& model : prices.models) {
    ASSERT_LT(model.rates, prices.rates.size());
    ASSERT_LT(model.units, prices.units.size());
    ASSERT_LE(std::size_t{model.first_tier} + model.tier_count, prices.tiers.size());
    ASSERT_LE(model.mode, static_cast<std::uint8_t>(ModelMode::Ocr));
  }
  for (const std::uint16_t index : prices.bare) ASSERT_LT(index, prices.models.size());
}

TEST(EmbeddedPrices, AreNamedProviderThenModelInLowerCase) {
  const EmbeddedPrices prices = embedded_prices();
  for (std::size_t i = 0; i < prices.models.size(); ++i) {
    const std::string_view name = prices.name(i);
    ASSERT_EQ(name.find('/'), prices.models[i].provider_size) << name;
    for (const char c : name) ASSERT_FALSE(c >= 'A' && c <= 'Z') << name;
  }
}

TEST(EmbeddedPrices, ListBareNamesInTheOrderOfTheirModels) {
  const EmbeddedPrices prices = embedded_prices();
  const auto model = [&](std::uint16_t index) {
    return prices.name(index).substr(prices.models[index].provider_size + std::size_t{1});
  };
  for (std::size_t i = 1; i < prices.bare.size(); ++i)
    ASSERT_LT(model(prices.bare[i - 1]), model(prices.bare[i]));
}

TEST(EmbeddedPrices, HaveTiersThatDifferInThresholdOrService) {
  const EmbeddedPrices prices = embedded_prices();
  for (const EmbeddedModel& model : prices.models) {
    std::set<std::pair<std::int64_t, ServiceTier>> seen;
    for (const RateTier& tier : prices.tiers.subspan(model.first_tier, model.tier_count))
      ASSERT_TRUE(seen.insert({tier.above_prompt_tokens, tier.service}).second);
  }
}

TEST(EmbeddedPrices, AreVersionedByDayAndSource) {
  const EmbeddedPrices prices = embedded_prices();
  EXPECT_EQ(prices.source_sha256.size(), 64U);
  std::string day(prices.valid_from);
  std::erase(day, '-');
  EXPECT_EQ(prices.version, day + "-" + std::string(prices.source_sha256.substr(0, 6)));
}

}  // namespace
}  // namespace omnillm::registry
