#include "sim/scenario.h"

#include <algorithm>

namespace omnillm::sim {

std::string KeyGroup::label(std::int64_t index) const {
  if (count == 1) return name;
  constexpr std::size_t kDigits = 3;
  const std::string number = std::to_string(index + 1);
  return name + '-' + std::string(kDigits - std::min(kDigits, number.size()), '0') + number;
}

std::int64_t key_count(const Scenario& scenario) {
  std::int64_t total = 0;
  for (const ProviderPlan& provider : scenario.providers)
    for (const KeyGroup& group : provider.keys) total += group.count;
  return total;
}

}  // namespace omnillm::sim
