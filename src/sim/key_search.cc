#include "sim/key_search.h"

#include <algorithm>
#include <utility>

namespace omnillm::sim {
namespace {

Scenario with_keys(Scenario scenario, std::int64_t keys) {
  const std::string group = scenario.find_keys->group;
  for (ProviderPlan& provider : scenario.providers)
    for (KeyGroup& candidate : provider.keys)
      if (candidate.name == group) candidate.count = keys;
  return scenario;
}

}  // namespace

const KeySearch::Tried* KeySearch::find(std::int64_t keys) const {
  for (const Tried& one : tried)
    if (one.keys == keys) return &one;
  return nullptr;
}

Result<KeySearch> find_keys(const Scenario& scenario, const OnProgress& on_progress) {
  KeySearch search{.group = scenario.find_keys->group};
  // Everything below `least` is too few; `most` and above are enough, if anything is.
  std::int64_t least = scenario.find_keys->from;
  std::int64_t most = scenario.find_keys->to + 1;
  while (least < most) {
    const std::int64_t keys = least + (most - least) / 2;
    if (keys > scenario.find_keys->to) break;
    auto report = simulate(with_keys(scenario, keys), on_progress);
    if (!report) return tl::unexpected(report.error());
    const bool enough = report->passed();
    search.tried.push_back({.keys = keys, .report = std::move(*report)});
    if (enough) {
      search.enough = keys;
      most = keys;
    } else {
      least = keys + 1;
    }
  }
  std::sort(search.tried.begin(), search.tried.end(),
            [](const auto& a, const auto& b) { return a.keys < b.keys; });
  return search;
}

}  // namespace omnillm::sim
