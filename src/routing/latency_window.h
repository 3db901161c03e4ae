// How long the last answers took: quantiles of the last 64 samples, in 300 bytes.
//
//   LatencyWindow first_token;
//   first_token.record(elapsed);                      // from any thread, some 150 ns
//   health.first_token = first_token.summary();       // five loads
//
// Only the last 64 count, however long ago they were: after a slowdown the median has moved when 40
// more answers came. Time does not age them; that a slow target is tried again is the planner's
// business (Fastest::explore_permille).
//
// Thread safety: every member may be called by any threads at once; nothing blocks. Memory
// ordering: none; a summary taken while others record may mix two states that lie one refresh
// apart.

#ifndef OMNILLM_ROUTING_LATENCY_WINDOW_H_
#define OMNILLM_ROUTING_LATENCY_WINDOW_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "omnillm/clock.h"
#include "omnillm/routing.h"

namespace omnillm::routing {

class LatencyWindow {
 public:
  static constexpr std::size_t kSamples = 64;

  // Negative counts as zero; what is longer than an hour counts as that.
  void record(Duration elapsed);
  [[nodiscard]] LatencySummary summary() const;

 private:
  // The quantiles are worked out again once in so many samples, and at each of the first ones.
  static constexpr std::uint64_t kRefresh = 8;

  void refresh();

  std::atomic<std::uint64_t> recorded_{0};
  std::array<std::atomic<std::uint32_t>, kSamples> samples_{};  // microseconds and one; 0: none
  std::array<std::atomic<std::uint32_t>, kLatencyQuantiles> quantiles_{};
};

}  // namespace omnillm::routing

#endif  // OMNILLM_ROUTING_LATENCY_WINDOW_H_
