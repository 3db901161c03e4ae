#ifndef OMNILLM_SIM_CONSUMER_H_
#define OMNILLM_SIM_CONSUMER_H_

#include <cstddef>
#include <cstdint>

#include "omnillm/clock.h"
#include "omnillm/rng.h"
#include "sim/provider.h"

namespace omnillm::sim {

// Somebody else who uses a key: a steady share of its limits, a little every second, as far as the
// provider lets through.
//
// Lifetime: it must stay where it is while the scheduler holds its tasks. Thread safety: one thread
// at a time.
class Consumer {
 public:
  Consumer(Scheduler& scheduler, SimulatedProviders& providers, std::size_t key,
           std::int64_t share_millionths, Rng& rng);

  void start(Instant from, Instant until);

 private:
  void step(Instant at);

  Scheduler& scheduler_;
  SimulatedProviders& providers_;
  std::size_t key_;
  std::int64_t share_;
  Duration offset_;  // so that many of them do not act in step
  Instant until_{};
  std::int64_t steps_ = 0;
  std::int64_t tokens_ = 0, requests_ = 0;  // asked for so far
};

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_CONSUMER_H_
