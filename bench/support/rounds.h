// Contestants that run in turns: ours, rival, ours, rival, ... in one process, so that whatever the
// machine does meanwhile happens to all of them.

#ifndef OMNILLM_BENCH_SUPPORT_ROUNDS_H_
#define OMNILLM_BENCH_SUPPORT_ROUNDS_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "support/crew.h"

namespace omnillm::bench {

// Something that is timed. `work(worker, n)` does n operations; it is called by `threads` workers
// at once.
struct Contestant {
  int threads = 1;
  std::function<void(int worker, std::int64_t operations)> work;
};

// Wall time of one operation, in nanoseconds: elapsed over the operations of all threads.
struct Timing {
  double median = 0;
  double lower = 0, upper = 0;  // first and third quartile
  double least = 0, most = 0;

  // Distance of the quartiles, as a share of the median.
  [[nodiscard]] double spread() const { return median > 0 ? (upper - lower) / median : 0; }
};
[[nodiscard]] Timing summarise(std::vector<double> samples);

struct RoundPlan {
  int rounds = 31;
  // Short batches: on a machine that is not ours alone most of them run undisturbed, and the median
  // is one of those. No round is thrown away.
  std::chrono::nanoseconds batch = std::chrono::milliseconds(3);
};

// Times the contestants in turns; one Timing each, in their order.
[[nodiscard]] std::vector<Timing> race(Crew& crew, const RoundPlan& plan,
                                       const std::vector<Contestant>& contestants);

}  // namespace omnillm::bench

#endif  // OMNILLM_BENCH_SUPPORT_ROUNDS_H_
