#include "sim/consumer.h"

#include "base/wide.h"

namespace omnillm::sim {
namespace {

constexpr Duration kStep = std::chrono::seconds(1);
constexpr std::int64_t kStepsPerMinute = 60;

// What `steps` steps come to, counted from the start so that fractions are not lost.
std::int64_t total_after(std::int64_t steps, std::int64_t per_minute, std::int64_t share) {
  return static_cast<std::int64_t>(Int128{per_minute} * share * steps /
                                   (Int128{kStepsPerMinute} * 1'000'000));
}

}  // namespace

Consumer::Consumer(Scheduler& scheduler, SimulatedProviders& providers, std::size_t key,
                   std::int64_t share_millionths, Rng& rng)
    : scheduler_(scheduler),
      providers_(providers),
      key_(key),
      share_(share_millionths),
      offset_(static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(kStep.count())))) {}

void Consumer::start(Instant from, Instant until) {
  until_ = until;
  const Instant first = from + offset_;
  scheduler_.call_at(first, [this, first] { step(first); });
}

void Consumer::step(Instant at) {
  if (at >= until_) return;
  const KeyLimits& limits = providers_.group_of(key_).limits;
  ++steps_;
  const std::int64_t tokens = total_after(steps_, limits.tpm, share_);
  const std::int64_t requests = total_after(steps_, limits.rpm, share_);
  providers_.use_elsewhere(at, key_, tokens - tokens_, requests - requests_);
  tokens_ = tokens;
  requests_ = requests;
  scheduler_.call_at(at + kStep, [this, at] { step(at + kStep); });
}

}  // namespace omnillm::sim
