// An operator's prices and aliases, laid over a book.

#ifndef OMNILLM_REGISTRY_PRICE_OVERLAY_H_
#define OMNILLM_REGISTRY_PRICE_OVERLAY_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "omnillm/prices.h"

namespace omnillm {

// Immutable once a book holds it.
struct PriceBook::Overlay {
  // One model's entry, owning what a ModelPrice only views.
  struct Entry {
    ModelPrice price;  // its views are filled in by view()
    std::string provider{};
    std::string model{};
    std::string version{};
    std::string valid_from{};
    std::vector<RateTier> tiers;

    // Requires: the entry stays where it is and `keep_alive` keeps it.
    [[nodiscard]] ModelPrice view(std::shared_ptr<const void> keep_alive) const {
      ModelPrice result = price;
      result.provider = provider;
      result.model = model;
      result.version = version;
      result.valid_from = valid_from;
      result.tiers = tiers;
      result.keep_alive = std::move(keep_alive);
      return result;
    }
  };

  std::map<std::string, Entry, std::less<>> models;         // by "provider/model", lower case
  std::map<std::string, std::string, std::less<>> aliases;  // lower case, to a "provider/model"
};

}  // namespace omnillm

#endif  // OMNILLM_REGISTRY_PRICE_OVERLAY_H_
