#include "sim/arrivals.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace omnillm::sim {
namespace {

Duration scaled(Duration whole, double share) {
  return Duration(std::llround(static_cast<double>(whole.count()) * share));
}

}  // namespace

std::optional<Duration> Arrivals::next() {
  const Duration at = next_offset();
  if (at > Duration::max() - plan_.from) return std::nullopt;
  if (plan_.from + at >= plan_.until) return std::nullopt;
  return plan_.from + at;
}

Duration Arrivals::next_offset() {
  switch (plan_.kind) {
    case ArrivalPlan::Kind::Poisson:
      return active_ += scaled(plan_.gap, rng_.exponential(1));
    case ArrivalPlan::Kind::Steady: {
      const double share = static_cast<double>(plan_.jitter) / 1e6;
      return plan_.gap * count_++ + scaled(plan_.gap, share * rng_.unit());
    }
    case ArrivalPlan::Kind::Bursts:
      return next_of_burst();
    case ArrivalPlan::Kind::OnOff: {
      active_ += scaled(plan_.gap, rng_.exponential(1));
      return active_ + plan_.off * (active_ / plan_.on);
    }
  }
  return Duration::max();
}

Duration Arrivals::next_of_burst() {
  if (burst_.empty()) {
    const Duration start = plan_.gap * count_++;
    for (std::int64_t i = 0; i < plan_.size; ++i)
      burst_.push_back(start + scaled(plan_.spread, rng_.unit()));
    std::sort(burst_.begin(), burst_.end(), std::greater<>());
  }
  const Duration at = burst_.back();
  burst_.pop_back();
  return at;
}

}  // namespace omnillm::sim
