#include "sim/pools.h"

#include <algorithm>
#include <string>
#include <utility>

namespace omnillm::sim {
namespace {

std::vector<KeyConfig> keys_of(const ProviderPlan& provider) {
  std::vector<KeyConfig> keys;
  for (const KeyGroup& group : provider.keys)
    for (std::int64_t i = 0; i < group.count; ++i) {
      const std::string label = group.label(i);
      KeyConfig& key = keys.emplace_back("simulated-" + label, label);
      key.limits = group.limits;
      key.weight = group.weight;
      key.priority = group.priority;
      key.quota_group = group.quota_group;
    }
  return keys;
}

double offer_of(const ProviderPlan& provider) {
  double tokens = 0;
  for (const KeyGroup& group : provider.keys)
    tokens += static_cast<double>(group.limits.tpm) * static_cast<double>(group.count);
  return tokens;
}

}  // namespace

Result<Pools> Pools::create(const Scenario& scenario, Ledger& ledger, VirtualTime& time, Rng rng) {
  Pools pools;
  std::size_t first_key = 0;
  for (const ProviderPlan& provider : scenario.providers) {
    PoolConfig config = scenario.pool;
    config.seed = rng.next();
    std::vector<KeyConfig> keys = keys_of(provider);
    const std::size_t count = keys.size();
    auto pool = KeyPool::create(std::move(keys), config, time, time);
    if (!pool) return tl::unexpected(pool.error());
    Admitter admitter(ledger, **pool, time);
    pools.sites_.push_back({.pool = std::move(*pool),
                            .admitter = admitter,
                            .first_key = first_key,
                            .offer = offer_of(provider)});
    first_key += count;
  }
  return pools;
}

std::vector<std::size_t> Pools::order(Rng& rng, std::optional<std::size_t> failed) const {
  std::vector<std::size_t> left;
  for (std::size_t i = 0; i < sites_.size(); ++i)
    if (i != failed) left.push_back(i);
  std::vector<std::size_t> order;
  while (!left.empty()) {
    double whole = 0;
    for (const std::size_t i : left) whole += sites_[i].offer;
    double luck = rng.unit() * whole;
    auto chosen = left.begin();
    while (chosen + 1 != left.end() && luck >= sites_[*chosen].offer)
      luck -= sites_[*chosen++].offer;
    order.push_back(*chosen);
    left.erase(chosen);
  }
  if (failed) order.push_back(*failed);
  return order;
}

std::size_t Pools::waiting() const {
  std::size_t total = 0;
  for (const Site& site : sites_) total += site.pool->waiting();
  return total;
}

std::int64_t Pools::in_flight() const {
  std::int64_t total = 0;
  for (const Site& site : sites_) total += site.pool->in_flight();
  return total;
}

std::vector<KeyStatus> Pools::status(Instant now) const {
  std::vector<KeyStatus> all;
  for (const Site& site : sites_)
    for (KeyStatus& key : site.pool->status(now)) all.push_back(std::move(key));
  return all;
}

}  // namespace omnillm::sim
