// The prices compiled in, as the generator lays them out: equal rows are stored once, and names are
// one string, so that nothing is built or relocated at start-up.

#ifndef OMNILLM_REGISTRY_EMBEDDED_PRICES_H_
#define OMNILLM_REGISTRY_EMBEDDED_PRICES_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "omnillm/prices.h"

namespace omnillm::registry {

struct EmbeddedModel {
  std::uint32_t name;          // where "provider/model" begins in `names`; ends at the next one's
  std::uint8_t provider_size;  // length of "provider"
  std::uint16_t rates;         // rows of the tables beside
  std::uint16_t units;
  std::uint16_t first_tier;
  std::uint8_t tier_count;
  std::uint8_t mode;
  std::uint32_t context_window;  // 0: unknown
  std::uint32_t max_output_tokens;
};

struct EmbeddedPrices {
  std::string_view version;
  std::string_view valid_from;
  std::string_view source_sha256;  // of the table the generator read
  std::string_view names;
  std::span<const EmbeddedModel> models;  // ascending by name; one more follows, to end the last
  std::span<const std::uint16_t> bare;    // models known without a provider, ascending by model
  std::span<const TokenRates> rates;
  std::span<const UnitPrices> units;
  std::span<const RateTier> tiers;

  [[nodiscard]] std::string_view name(std::size_t index) const {
    const auto* model = models.data() + index;
    return names.substr(model[0].name, model[1].name - model[0].name);
  }
};

[[nodiscard]] EmbeddedPrices embedded_prices();

}  // namespace omnillm::registry

#endif  // OMNILLM_REGISTRY_EMBEDDED_PRICES_H_
