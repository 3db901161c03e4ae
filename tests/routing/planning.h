// A route planned for one request, in few words.

#ifndef OMNILLM_TESTS_ROUTING_PLANNING_H_
#define OMNILLM_TESTS_ROUTING_PLANNING_H_

#include <string>
#include <vector>

#include "omnillm/routing.h"

namespace omnillm {

// The providers of a plan in their order: "a b c".
inline std::string providers_of(const Plan& plan) {
  std::string names;
  for (const Candidate& each : plan) {
    if (!names.empty()) names += ' ';
    names += each.target->provider;
  }
  return names;
}

// What is known of some providers, without models.
class KnownHealth {
 public:
  TargetHealth& of(std::string_view provider) {
    for (TargetHealth& each : entries_)
      if (each.provider == provider) return each;
    return entries_.emplace_back(TargetHealth{.provider = provider});
  }
  KnownHealth& latency(std::string_view provider, Duration duration) {
    LatencySummary summary{.samples = 64};
    summary.at.fill(duration);
    of(provider).first_token = of(provider).total = summary;
    return *this;
  }
  KnownHealth& failing(std::string_view provider) {
    of(provider).breaker_open = true;
    return *this;
  }
  KnownHealth& price(std::string_view provider, std::int64_t nanos) {
    of(provider).price = Money::from_nanos(nanos);
    return *this;
  }
  KnownHealth& in_flight(std::string_view provider, std::int64_t calls) {
    of(provider).in_flight = calls;
    return *this;
  }
  [[nodiscard]] RouteHealth health() const { return RouteHealth(entries_); }

 private:
  std::vector<TargetHealth> entries_;
};

inline std::string planned(const Route& route, const RouteInput& request = {},
                           const KnownHealth& known = {}, std::uint64_t seed = 1) {
  Rng rng(seed);
  return providers_of(plan(route, request, known.health(), rng));
}

}  // namespace omnillm

#endif  // OMNILLM_TESTS_ROUTING_PLANNING_H_
